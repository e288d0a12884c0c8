"""The blueprint that the doors of `polls` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("polls", "conference.polls")
under_conference(blueprint)
