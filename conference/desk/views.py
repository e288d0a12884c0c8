"""HTTP door of the organisers' overview."""

from flask import render_template
from flask_babel import gettext as _

from conference.desk.blueprint import blueprint
from conference.desk.overview_actions import overview
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

# Each step of the beginning: the endpoint that does it.
STEPS = {
    "describe": "desk.settings",
    "rooms": "agenda.builder",
    "sessions": "agenda.builder",
    "tags": "people.tags",
    "people": "people.invite",
    "release": "agenda.release_page",
    "publish": "desk.settings",
}


@blueprint.route("/<slug>/desk")
@permitted(Permission.CONFERENCE_EDIT)
def home() -> str:
    """Show what needs somebody now."""
    words: dict[str, str] = {
        "describe": _("Describe the conference and name a contact"),
        "rooms": _("Set up rooms and tracks"),
        "sessions": _("Place the first sessions"),
        "tags": _("Write the list of tags people choose from"),
        "people": _("Invite people, or open the registration"),
        "release": _("Release the agenda"),
        "publish": _("Publish the conference"),
    }
    seen = overview(current_actor())
    steps = [(words[name], endpoint, seen.steps[name]) for name, endpoint in STEPS.items()]
    return render_template("desk/home.html", seen=seen, steps=steps)
