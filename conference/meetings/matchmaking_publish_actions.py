"""Publishing a draft: it becomes booked meetings at once, but for what has become impossible; then the mails."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import gevent
from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from conference import clock, jobs, realtime
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.meetings import mail_actions
from conference.meetings.actions import lock_people
from conference.meetings.matchmaking_actions import (
    is_computing,
    lock_matchmaking,
    slots_of_matchmaking,
    tell_matchmaking,
)
from conference.meetings.matchmaking_close_actions import close, lock_published
from conference.meetings.matchmaking_judging import Sitting
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingDraft
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.matchmaking_timetable_actions import DraftLine, drafts_of, judged_drafts
from conference.meetings.models import Meeting, MeetingChange, MeetingHold, MeetingPerson, MeetingPlaceHold, MeetingSlot
from conference.meetings.rules import Answer, MeetingState, Origin
from conference.permissions import Actor

PAUSE_SECONDS = 0.02


def publish(actor: Actor, matchmaking_id: int, version: int) -> tuple[int, int]:
    """Make the draft's meetings booked ones, all in one transaction; return how many, and how many were left out.

    Every hard rule is asked anew under the locks of all its people. What cannot be any more (somebody booked the
    slot, blocked the other, went) stays in the draft with its reason. Raises `Stale` for another draft than was seen.
    """
    row = lock_matchmaking(actor, matchmaking_id)
    if row.version != version or row.state is not MatchmakingState.ARRANGING:
        db.session.rollback()
        raise Stale(_("The draft has changed, or was published meanwhile. Please look at it again."))
    if is_computing(row.id):
        db.session.rollback()
        raise Refused(_("A timetable is being computed. Wait for it, or cancel that first."))
    people = {person for _draft, sitting in drafts_of(row.id) for person in sitting.people}
    if not people:
        db.session.rollback()
        raise Refused(_("The draft has no meetings."))
    lock_people(people)
    row = lock_matchmaking(actor, matchmaking_id)
    lines, _table = judged_drafts(row)
    booked = _book(row, [line for line in lines if line.found is None])
    db.session.execute(delete(MatchmakingDraft).where(MatchmakingDraft.id.in_([line.id for line in booked])))
    db.session.expire(row)
    row.state, row.published_at, row.mails_due, row.undo = MatchmakingState.PUBLISHED, clock.now(), True, None
    _tell(row, booked)
    db.session.commit()
    jobs.enqueue("mail_published", matchmaking_id)
    return len(booked), len(lines) - len(booked)


def _book(row: Matchmaking, lines: Sequence[DraftLine]) -> list[DraftLine]:
    """Book meetings that nothing stands against, and return which: all at once, for there may be thousands.

    Their people are locked; only a place may be taken in this very moment. Then they are booked one by one, and who
    lost the place is left out.
    """
    try:
        with db.session.begin_nested():
            return _write(row, lines)
    except IntegrityError:
        return [line for line in lines if _book_alone(row, line)]


def _book_alone(row: Matchmaking, line: DraftLine) -> bool:
    try:
        with db.session.begin_nested():
            return bool(_write(row, [line]))
    except IntegrityError:
        return False


def _write(row: Matchmaking, asked: Sequence[DraftLine]) -> list[DraftLine]:
    """Write meetings with their people, holds and beginning of the story; return which.

    Left out are those whose slot has begun since it was judged, or was deleted, for no lock keeps organisers from that.
    """
    now = clock.now()
    slots = {slot.id: slot for slot in slots_of_matchmaking(row)}
    lines = [line for line in asked if line.sitting.slot in slots]
    if not lines:
        return []
    new = [_meeting(row, line.sitting, slots[line.sitting.slot], now) for line in lines]
    ids = db.session.scalars(insert(Meeting).returning(Meeting.id, sort_by_parameter_order=True), new).all()
    made = list(zip(ids, (line.sitting for line in lines), strict=True))
    seats = [(meeting_id, sitting.slot, person) for meeting_id, sitting in made for person in sitting.people]
    db.session.execute(
        insert(MeetingPerson),
        [
            {"meeting_id": meeting_id, "participant_id": person, "answer": Answer.ACCEPTED, "answered_at": now}
            for meeting_id, _slot, person in seats
        ],
    )
    db.session.execute(
        insert(MeetingHold),
        # In one order for all, so that no two ever wait for each other.
        [
            {"meeting_id": meeting_id, "slot_id": slot, "participant_id": person}
            for meeting_id, slot, person in sorted(seats, key=itemgetter(1, 2))
        ],
    )
    places = [(sitting.slot, sitting.place, meeting_id) for meeting_id, sitting in made if sitting.place is not None]
    if places:
        db.session.execute(
            insert(MeetingPlaceHold),
            [
                {"slot_id": slot, "place_id": place, "meeting_id": meeting_id}
                for slot, place, meeting_id in sorted(places)
            ],
        )
    story = [
        {"meeting_id": meeting_id, "after": MeetingState.BOOKED, "starts_at": slots[sitting.slot].starts_at}
        for meeting_id, sitting in made
    ]
    db.session.execute(insert(MeetingChange), story)
    return lines


def _meeting(row: Matchmaking, sitting: Sitting, slot: MeetingSlot, now: datetime) -> dict[str, Any]:
    return {
        "conference_id": row.conference_id,
        "state": MeetingState.BOOKED,
        "origin": Origin.MATCHMAKING,
        "matchmaking_id": row.id,
        "message": row.title,
        "slot_id": slot.id,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "place_id": sitting.place,
        "asked_at": now,
        "booked_at": now,
    }


def _tell(row: Matchmaking, lines: Sequence[DraftLine]) -> None:
    """Say, before the commit, whose meetings are new."""
    realtime.changed("meetings_desk", row.conference_id)
    for person in {person for line in lines for person in line.sitting.people}:
        realtime.changed("meetings_mine", person)
    tell_matchmaking(row.id)


@jobs.job
def mail_published(matchmaking_id: int) -> None:
    """Mail the people of published meetings, each in a transaction; who was told is not told again."""
    row = db.session.get(Matchmaking, matchmaking_id)
    if row is None or not row.mails_due:
        return
    published_at = row.published_at
    ids = db.session.scalars(
        select(Meeting.id)
        .where(
            Meeting.matchmaking_id == matchmaking_id,
            Meeting.state == MeetingState.BOOKED,
            Meeting.ends_at > clock.now(),
        )
        .order_by(Meeting.id)
    ).all()
    db.session.rollback()
    for meeting_id in ids:
        _mail(meeting_id)
        db.session.commit()
        # A moment for everybody else: an answer needs many turns, and a turn comes only between two of these.
        gevent.sleep(PAUSE_SECONDS)
    # Published again meanwhile: its own job mails the rest.
    db.session.execute(
        update(Matchmaking)
        .where(Matchmaking.id == matchmaking_id, Matchmaking.published_at == published_at)
        .values(mails_due=False)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _mail(meeting_id: int) -> None:
    meeting, requests = lock_published(meeting_id)
    if meeting.state is not MeetingState.BOOKED:
        return
    close(requests)
    # Whoever moved it meanwhile has told its people what is so now.
    if meeting.sequence == 0:
        mail_actions.tell_booked(meeting, closes=bool(requests))


@jobs.every_minute
def mail_forgotten() -> None:
    """Catch up on the mails whose job a kill took away."""
    for matchmaking_id in db.session.scalars(select(Matchmaking.id).where(Matchmaking.mails_due.is_(True))).all():
        mail_published(matchmaking_id)
