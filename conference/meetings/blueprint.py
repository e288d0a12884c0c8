"""The blueprint that the doors of meetings hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("meetings", "conference.meetings")
under_conference(blueprint)
