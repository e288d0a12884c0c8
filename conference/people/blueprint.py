"""The blueprint that the doors of `people` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("people", "conference.people")
under_conference(blueprint)
