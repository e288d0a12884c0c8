"""The blueprint that the doors of `awards` hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("awards", "conference.awards")
under_conference(blueprint)
