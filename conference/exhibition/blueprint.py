"""The blueprint that the doors of the exhibition hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("exhibition", "conference.exhibition")
under_conference(blueprint)
