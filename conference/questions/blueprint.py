"""The blueprint that the doors of questions hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("questions", "conference.questions")
under_conference(blueprint)
