"""HTTP door of agenda."""

from flask import Blueprint

blueprint = Blueprint("agenda", __name__)
