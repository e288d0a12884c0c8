"""HTTP door of talking now: knocking, the page of a talk with its call, taking and ending it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from conference.calls.actions import room_for as call_for
from conference.calls.page_views import allow_call
from conference.coming_back import is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError
from conference.exhibition.actions import mate_named, may_see_booth, seen_booth
from conference.exhibition.blueprint import blueprint
from conference.exhibition.contact_actions import people_to_meet
from conference.exhibition.contact_models import BoothTalk
from conference.exhibition.contact_views import booth_address
from conference.exhibition.lead_actions import own_card
from conference.exhibition.mine_actions import mine_stamp
from conference.exhibition.models import Booth
from conference.exhibition.rules import DOOR, TalkState
from conference.exhibition.talk_actions import (
    TALK,
    all_are_talking,
    end_talk,
    may_join,
    seen_talk,
    state_now,
    take_talk,
    wish_to_talk,
)
from conference.extensions import db
from conference.people.identity import current_actor, permitted
from conference.people.sight_actions import may_see_person
from conference.permissions import Permission
from conference.presentation import panel_of

Answer = str | Response


@blueprint.post("/<slug>/exhibition/<int:booth_id>/talk")
@permitted(Permission.EXHIBITION_VISIT)
def knock(booth_id: int) -> Answer:
    """Knock at a booth, and go to the page of the talk."""
    try:
        talk = wish_to_talk(current_actor(), booth_id)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "warning")
        return redirect(booth_address(booth_id))
    return redirect(url_for("exhibition.talk", talk_id=talk.id))


@blueprint.get("/<slug>/exhibition/talks/<int:talk_id>")
@permitted(Permission.EXHIBITION_VISIT)
def talk(talk_id: int) -> Answer:
    """Show a talk to who knocked and who took it; others of the team are led to their desk."""
    row = seen_talk(current_actor(), talk_id)
    if current_actor().participant_id not in (row.participant_id, row.taken_by_id):
        return redirect(url_for("exhibition.desk", booth_id=row.booth_id))
    allow_call()
    return render_template("exhibition/_talk_live.html" if is_fragment() else "exhibition/talk.html", **_values(row))


@blueprint.post("/<slug>/exhibition/talks/<int:talk_id>/take")
@permitted(Permission.EXHIBITION_EXHIBIT)
def take(talk_id: int) -> Answer:
    """Take a talk that waits; whoever comes second is told who was quicker, at the desk."""
    booth_id = seen_talk(current_actor(), talk_id).booth_id
    try:
        take_talk(current_actor(), talk_id)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "warning")
        return redirect(url_for("exhibition.desk", booth_id=booth_id))
    return redirect(url_for("exhibition.talk", talk_id=talk_id))


@blueprint.post("/<slug>/exhibition/talks/<int:talk_id>/end")
@permitted(Permission.EXHIBITION_VISIT)
def end(talk_id: int) -> Answer:
    """End a talk, or wait no longer."""
    row = end_talk(current_actor(), talk_id)
    if row.state is TalkState.LEFT and may_see_booth(current_actor(), row.booth_id):
        return redirect(booth_address(row.booth_id))
    return redirect(url_for("exhibition.talk", talk_id=talk_id))


def _values(row: BoothTalk) -> dict[str, Any]:
    """Return what the page of a talk shows."""
    actor = current_actor()
    stamp, state = mine_stamp(actor.participant_id or 0), state_now(row)
    is_visitor = actor.participant_id == row.participant_id
    other_id = row.taken_by_id if is_visitor else row.participant_id
    other = mate_named(actor, other_id)
    goes_on = state is TalkState.TALKING and may_join(actor, row.id)
    there = may_see_booth(actor, row.booth_id)
    return {
        "talk": row,
        "state": TalkState.OVER if state is TalkState.TALKING and not goes_on else state,
        "booth": seen_booth(actor, row.booth_id) if there else db.session.get_one(Booth, row.booth_id),
        "is_there": there,
        "is_visitor": is_visitor,
        "has_card": is_visitor and there and own_card(actor, row.booth_id) is not None,
        "me": actor.participant_id,
        "other": other,
        "is_listed": other is not None and may_see_person(actor, other),
        "ends_at": row.asked_at + DOOR,
        "to_meet": people_to_meet(actor, row.booth_id) if is_visitor and there else [],
        "call": _call(row.id) if goes_on else None,
        "all_talk": state is TalkState.WAITING and all_are_talking(actor, row.booth_id),
        "stamp": stamp,
    }


def _call(talk_id: int) -> dict[str, str]:
    room = call_for(current_actor().conference_id, TALK, talk_id)
    return panel_of("calls", room.id, "calls_panel.js")
