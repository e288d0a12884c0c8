"""The blueprint that the doors of `agenda` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("agenda", "conference.agenda")
under_conference(blueprint)
