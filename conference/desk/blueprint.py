"""The blueprint that the doors of `desk` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("desk", "conference.desk")
under_conference(blueprint)
