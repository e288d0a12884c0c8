"""HTTP door of a meeting's room: its page, and every act in it by plain forms."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.calls.actions import room_for as call_for
from conference.calls.page_views import allow_call
from conference.chat.actions import room_for as chat_for
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, Stale
from conference.extensions import db
from conference.forms import number_in
from conference.meetings.actions import may_be_in, person_in, seen_meeting, settings_of
from conference.meetings.blueprint import blueprint
from conference.meetings.figures import Outcome
from conference.meetings.figures_words import outcome_badge, outcome_name
from conference.meetings.models import Meeting, MeetingPerson, MeetingPlace
from conference.meetings.people_views import by_direction
from conference.meetings.room_actions import (
    arrive,
    coming,
    held,
    may_call,
    may_enter,
    outcome,
    people_of,
    room_state,
    times_of,
)
from conference.meetings.room_after_actions import keep_for_myself, say_held
from conference.meetings.room_away_actions import MEETING
from conference.meetings.room_contact_actions import exchange_of, share_contact
from conference.meetings.room_extend_actions import extend, extension_of
from conference.meetings.room_missed_actions import free_missed, may_free, stand_ins
from conference.meetings.room_notes_actions import save_notes
from conference.meetings.room_rules import LONGEST_NOTES, LONGEST_STEP, RATINGS
from conference.meetings.room_subject_actions import names_of_others
from conference.meetings.rules import ROOM_OPENS, ROOM_STAYS
from conference.people.identity import current_actor, permitted
from conference.people.models import Participant
from conference.people.rules import TagSide
from conference.people.sight_actions import may_see_person
from conference.permissions import Permission
from conference.presentation import panel_of

# What is told of a meeting's outcome beside its state: once its time is over, or was given away.
KNOWN_OUTCOMES = frozenset({Outcome.HELD, Outcome.MISSED, Outcome.UNKNOWN})
Answer = str | Response | tuple[str, int]


@blueprint.get("/<slug>/meetings/<int:meeting_id>/room")
@permitted(Permission.MEETINGS_MEET)
def room(meeting_id: int) -> Answer:
    """Show the room of a meeting to those who agreed to it; its other people are led to the meeting."""
    meeting = seen_meeting(current_actor(), meeting_id)
    if not may_enter(current_actor(), meeting_id):
        is_in = may_be_in(current_actor(), meeting_id)
        return redirect(url_for("meetings.show", meeting_id=meeting_id) if is_in else url_for("meetings.index"))
    if is_fragment():
        return render_template("meetings/_room_live.html", **_values(meeting))
    return render_template("meetings/room.html", **_values(meeting), **_panels(meeting), typed={})


@blueprint.app_template_global()
def meeting_outcome(meeting: Meeting) -> tuple[str, str] | None:
    """Return what came of a meeting in a word, and the kind of badge for it; None where there is nothing to say yet."""
    found = outcome(meeting)
    return (outcome_name(found), outcome_badge(found)) if found in KNOWN_OUTCOMES else None


@blueprint.app_template_global()
def meeting_chat(meeting: Meeting) -> dict[str, str] | None:
    """Return where the chat of a meeting has its fragment; None for whoever may not read it."""
    if not may_be_in(current_actor(), meeting.id):
        return None
    return panel_of("chat", chat_for(meeting.conference_id, MEETING, meeting.id).id, "chat.js")


def _values(meeting: Meeting) -> dict[str, Any]:
    """Return what the pieces of the page show that change while it is open."""
    actor, is_open = current_actor(), may_call(current_actor(), meeting.id)
    others = [person for person in coming(meeting) if person.participant_id != actor.participant_id]
    return {
        "meeting": meeting,
        "title": names_of_others(actor, meeting),
        "me": actor.participant_id,
        "mine": person_in(meeting, actor.participant_id),
        "others": _profiles(others),
        "place": db.session.get(MeetingPlace, meeting.place_id) if meeting.place_id else None,
        "is_open": is_open,
        "held": held(meeting),
        "extension": extension_of(meeting) if is_open else None,
        "may_free": may_free(actor, meeting),
        "stand_ins": stand_ins(actor, meeting),
        "exchange": exchange_of(actor, meeting.id),
        "ratings": RATINGS,
        "longest_step": LONGEST_STEP,
        "by_direction": by_direction,
        "meeting_address": url_for("meetings.show", meeting_id=meeting.id),
        "call": _call(meeting) if is_open and _is_by_video(meeting) else None,
        **_moments(meeting),
    }


def _moments(meeting: Meeting) -> dict[str, Any]:
    """Return the moments at which the page becomes another one."""
    times = times_of(meeting)
    return {
        "now": clock.now(),
        "times": times,
        "one_day": timedelta(days=1),
        "opens_at": times.starts_at - ROOM_OPENS,
        "closes_at": times.ends_at + ROOM_STAYS,
        "late_at": times.starts_at + timedelta(minutes=settings_of(meeting.conference_id).no_show_minutes),
    }


def _is_by_video(meeting: Meeting) -> bool:
    """Tell whether its people meet by video; those who meet at a place alone say that they are there."""
    return meeting.place_id is None or settings_of(meeting.conference_id).by_video


def _call(meeting: Meeting) -> dict[str, str]:
    return panel_of("calls", call_for(meeting.conference_id, MEETING, meeting.id).id, "calls_panel.js")


def _profiles(others: Sequence[MeetingPerson]) -> list[dict[str, Any]]:
    """Return the others as their profiles beside the call show them."""
    people = people_of([person.participant_id for person in others])
    return [_profile(person, people.get(person.participant_id)) for person in others]


def _profile(person: MeetingPerson, row: Participant | None) -> dict[str, Any]:
    sides = {side: [tag.tag.name for tag in row.tag_rows if tag.side is side] if row else [] for side in TagSide}
    return {
        "id": person.participant_id,
        "person": row,
        "arrived": person.arrived_at is not None,
        "offers": sorted(sides[TagSide.OFFERS]),
        "seeks": sorted(sides[TagSide.SEEKS]),
        "is_seen": row is not None and may_see_person(current_actor(), row),
    }


def _panels(meeting: Meeting) -> dict[str, Any]:
    """Return what the page holds besides: the chat, and the notes as they stand."""
    allow_call()
    return {
        "chat": panel_of("chat", chat_for(meeting.conference_id, MEETING, meeting.id).id, "chat.js"),
        "state": room_state(meeting.id),
        "longest": LONGEST_NOTES,
    }


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/arrive")
@permitted(Permission.MEETINGS_MEET)
def room_arrive(meeting_id: int) -> Answer:
    """Say that one has come: into the call, or to the place."""
    arrive(current_actor(), meeting_id)
    return _done(meeting_id)


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/notes")
@permitted(Permission.MEETINGS_MEET)
def room_notes(meeting_id: int) -> Answer:
    """Save the notes. Where the same lines were changed meanwhile, both texts are shown."""
    text, version = request.form.get("notes"), number_in(request.form.get("version")) or 0
    try:
        notes = save_notes(current_actor(), meeting_id, text, request.form.get("base"), version)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        meeting = seen_meeting(current_actor(), meeting_id)
        typed = {"notes": text, "refusal": refusal.message, "is_newer": isinstance(refusal, Stale)}
        page = render_template("meetings/room.html", **_values(meeting), **_panels(meeting), typed=typed)
        return page, refusal.status
    if not wants_json():
        flash(_("Saved."), "success")
    return _done(meeting_id, "notes", version=notes.version)


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/extend")
@permitted(Permission.MEETINGS_MEET)
def room_extend(meeting_id: int) -> Answer:
    """Extend the meeting by the slot (`slot`) that was shown."""
    extend(current_actor(), meeting_id, number_in(request.form.get("slot")) or 0)
    return _done(meeting_id, notice=_("The meeting is longer now."))


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/contacts")
@permitted(Permission.MEETINGS_MEET)
def room_contacts(meeting_id: int) -> Answer:
    """Consent to exchange contact details, or (`shares` 0) take it back."""
    share_contact(current_actor(), meeting_id, shares=request.form.get("shares") == "1")
    return _done(meeting_id, "contacts")


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/held")
@permitted(Permission.MEETINGS_MEET)
def room_held(meeting_id: int) -> Answer:
    """Say whether the meeting was held (`held` 1 or 0)."""
    say_held(current_actor(), meeting_id, held=request.form.get("held") == "1")
    return _done(meeting_id, "after")


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/after")
@permitted(Permission.MEETINGS_MEET)
def room_after(meeting_id: int) -> Answer:
    """Keep a rating and a next step for oneself."""
    rating = number_in(request.form.get("rating"))
    keep_for_myself(current_actor(), meeting_id, rating, request.form.get("next_step"))
    return _done(meeting_id, "after", notice=_("Saved. Nobody else sees it."))


@blueprint.post("/<slug>/meetings/<int:meeting_id>/room/missed")
@permitted(Permission.MEETINGS_MEET)
def room_missed(meeting_id: int) -> Answer:
    """Free the time of a meeting to which nobody else came."""
    free_missed(current_actor(), meeting_id)
    return _done(meeting_id, "stand-ins", notice=_("The time is free again."))


def _done(meeting_id: int, anchor: str = "", notice: str = "", **answer: object) -> Response:
    if notice and not wants_json():
        flash(notice, "success")
    return done(
        url_for("meetings.room", meeting_id=meeting_id), anchor, **({"notice": notice} if notice else {}), **answer
    )
