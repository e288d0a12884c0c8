"""HTTP door of the moderators' list of polls: searching it, ordering it, grouping it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Stale
from conference.forms import number_in
from conference.people.countries import country_choices
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.polls.blueprint import blueprint
from conference.polls.content import summary
from conference.polls.edit_actions import content_of
from conference.polls.labels import SHOWING_WORDS, STATE_WORDS, audience_text, kind_icon, kind_name
from conference.polls.list_actions import ListFilter, known_groups, list_polls, session_title
from conference.polls.order_actions import arrange_polls, group_poll, move_poll
from conference.polls.rules import RoundState


def filter_from(args: Mapping[str, str]) -> ListFilter:
    """Return what an address asks for; what it says wrongly is as if it were not said."""
    state = args.get("state", "")
    return ListFilter(
        text=args.get("text", "")[:100].strip(),
        item_id=number_in(args.get("session")) or None,
        state=RoundState(state) if state in set(RoundState) else None,
        archived=args.get("archived") == "1",
    )


def filter_args(wanted: ListFilter, **other: str | None) -> dict[str, Any]:
    """Return a filter as it stands in an address, with some of it other; None and empty are left out."""
    values = {
        "text": wanted.text,
        "session": str(wanted.item_id or ""),
        "state": wanted.state,
        "archived": "1" if wanted.archived else None,
    }
    return {name: value for name, value in {**values, **other}.items() if value}


@blueprint.get("/<slug>/polls")
@permitted(Permission.POLLS_MANAGE)
def list_of_polls() -> str:
    """Show the polls."""
    wanted = filter_from(request.args)
    countries = dict(country_choices())
    return render_template(
        "polls/list.html",
        found=list_polls(current_actor(), wanted),
        wanted=wanted,
        filter_args=filter_args,
        session_title=session_title(current_actor(), wanted.item_id),
        groups=known_groups(current_conference().id),
        states=STATE_WORDS,
        showings=SHOWING_WORDS,
        kind_name=kind_name,
        kind_icon=kind_icon,
        content_of=content_of,
        summary=summary,
        audience=lambda content: audience_text(content.eligibility, countries),
    )


@blueprint.post("/<slug>/polls/<int:poll_id>/order")
@permitted(Permission.POLLS_MANAGE)
def order_poll(poll_id: int) -> Response:
    """Move a poll one place earlier or later."""
    move_poll(current_actor(), poll_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("polls.list_of_polls", _anchor=f"poll-{poll_id}"))


@blueprint.post("/<slug>/polls/arrange")
@permitted(Permission.POLLS_MANAGE)
def arrange() -> Response | tuple[dict[str, str], int]:
    """Put a session's polls into the order of `ids`; for the script, which is answered with a sentence or nothing."""
    ids = [number_in(text) or 0 for text in request.form.getlist("ids")]
    try:
        arrange_polls(current_actor(), number_in(request.form.get("item_id")) or None, ids)
    except Stale as error:
        return {"error": error.message}, 409
    return Response(status=204)


@blueprint.post("/<slug>/polls/<int:poll_id>/group")
@permitted(Permission.POLLS_MANAGE)
def group(poll_id: int) -> Response:
    """Put a poll into a group, or take it out."""
    try:
        group_poll(current_actor(), poll_id, request.form.get("group", "").strip())
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
    else:
        flash(_("The group is saved."), "success")
    return redirect(url_for("polls.list_of_polls", _anchor=f"poll-{poll_id}"))
