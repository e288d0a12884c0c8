"""The blueprint that the doors of `quiz` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("quiz", "conference.quiz")
under_conference(blueprint)
