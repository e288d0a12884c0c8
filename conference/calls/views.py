"""HTTP door of calls: the panel, a section of whichever page a call hangs on, or a page of its own."""

from typing import Any

from flask import render_template

from conference.calls.actions import joinable_room, may_moderate, room_state
from conference.calls.blueprint import blueprint
from conference.calls.page_views import allow_call
from conference.coming_back import is_fragment
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/calls/<int:call_room_id>/panel")
@permitted(Permission.CALLS_JOIN)
def panel(call_room_id: int) -> str:
    """Show the call: a section for another page, or a page of its own."""
    allow_call()
    return render_template("calls/_panel.html" if is_fragment() else "calls/panel.html", **panel_values(call_room_id))


def panel_values(call_room_id: int) -> dict[str, Any]:
    """Return what the panel's template needs, for whoever is looking."""
    actor = current_actor()
    room, subject = joinable_room(actor, call_room_id)
    return {
        "room": room,
        "title": subject.label(actor, room.subject_id),
        "call": room_state(room.id),
        "moderates": may_moderate(actor, room, subject),
        "me": actor.participant_id,
    }
