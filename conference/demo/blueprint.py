"""The blueprint that the demo's doors hang their addresses on; registered in the demo only."""

from flask import Blueprint

blueprint = Blueprint("demo", "conference.demo")
