"""The blueprint that the doors of pitches hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("pitches", "conference.pitches")
under_conference(blueprint)
