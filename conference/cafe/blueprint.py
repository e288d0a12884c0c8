"""The blueprint that the doors of world cafés hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("cafe", "conference.cafe")
under_conference(blueprint)
