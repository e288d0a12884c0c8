"""The blueprint that the doors of `stage` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("stage", "conference.stage")
under_conference(blueprint)
