"""HTTP door of the organisers' board of meetings, and of the people who have none."""

from secrets import token_hex
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.coming_back import is_fragment
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.desk_actions import board, slot_of_board
from conference.meetings.desk_people_actions import invite_to_look, people_without_meeting
from conference.meetings.desk_words import standing_badge, standing_label
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


def _words() -> dict[str, Any]:
    return {"standing_label": standing_label, "standing_badge": standing_badge}


@blueprint.get("/<slug>/meetings/board", endpoint="board")
@permitted(Permission.MEETINGS_MANAGE)
def show_board() -> str:
    """Show all meetings by slot, the present one open; as a fragment, only that one."""
    template = "meetings/_board_slot.html" if is_fragment() else "meetings/board.html"
    shown = board(current_actor())
    return render_template(template, board=shown, slot=shown.now, meetings=shown.meetings, live=True, **_words())


@blueprint.get("/<slug>/meetings/board/slot/<int:slot_id>")
@permitted(Permission.MEETINGS_MANAGE)
def board_slot(slot_id: int) -> str:
    """Show the meetings of one slot: a piece of the board, or a page of its own."""
    slot, meetings = slot_of_board(current_actor(), slot_id)
    template = "meetings/_board_slot.html" if is_fragment() else "meetings/board_slot.html"
    return render_template(template, slot=slot, meetings=meetings, live=False, **_words())


@blueprint.get("/<slug>/meetings/board/people")
@permitted(Permission.MEETINGS_MANAGE)
def without_meeting() -> str:
    """Show who takes part and has no meeting."""
    text = request.args.get("text", "")[:100].strip()
    found = people_without_meeting(current_actor(), text, number_in(request.args.get("page")) or 1)
    return render_template("meetings/board_people.html", found=found, text=text, press=token_hex(12))


@blueprint.post("/<slug>/meetings/board/people/invite")
@permitted(Permission.MEETINGS_MANAGE)
def invite_without_meeting() -> Response:
    """Mail everybody without a meeting, once for each press of the button."""
    count = invite_to_look(current_actor(), request.form.get("press", "")[:64])
    flash(ngettext("%(num)s person is written to.", "%(num)s people are written to.", count), "success")
    return redirect(url_for("meetings.without_meeting"))
