"""The blueprint that the doors of calls hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("calls", "conference.calls")
under_conference(blueprint)
