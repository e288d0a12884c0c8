"""What organisers see live of all meetings: the figures, the present slot, and how many meetings each slot has."""

from datetime import timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import case, func, select

from conference import clock
from conference.extensions import db
from conference.meetings.actions import slots_of_conference
from conference.meetings.desk import Standing, present
from conference.meetings.desk_people_actions import count_without_meeting
from conference.meetings.desk_rows_actions import BoardMeeting, meetings_in_slot
from conference.meetings.figures import Outcome, outcome_of
from conference.meetings.models import Meeting, MeetingHold, MeetingPerson, MeetingPlaceHold, MeetingSlot
from conference.meetings.rules import Answer, MeetingState

State = dict[str, Any]


def board_state(conference_id: int) -> State:
    """Return the board's live state: figures, counts, and of the present slot alone its meetings, without names.

    A page draws the meetings anew when `stamp` changes, and marks who is there by itself. The number of queries is
    fixed, and what is sent grows with one slot and not with the conference.
    """
    slots = slots_of_conference(conference_id)
    slot = present(slots, clock.now())
    meetings = meetings_in_slot(conference_id, slot.id) if slot else []
    late = [one.id for one in meetings if one.standing is Standing.LATE]
    return {
        "figures": {**figures(conference_id), "late": len(late)},
        "slot": slot.id if slot else None,
        "stamp": stamp(meetings),
        "here": {str(one.id): [guest.id for guest in one.people if guest.here] for one in meetings if _has_guests(one)},
        "counts": {str(one): count for one, count in meeting_counts(conference_id).items()},
        "places": {str(one): count for one, count in places_in_use(conference_id).items()},
    }


def _has_guests(meeting: BoardMeeting) -> bool:
    return any(guest.here for guest in meeting.people)


def stamp(meetings: list[BoardMeeting]) -> str:
    """Return what differs whenever the meetings of a slot are to be drawn anew; coming and going alone does not."""
    parts = (f"{one.id}.{one.version}.{one.standing}.{len(one.waiting)}" for one in meetings)
    return f"{crc32(' '.join(parts).encode()):x}"


def figures(conference_id: int) -> dict[str, int]:
    """Return the figures on top of the board, counted by the database."""
    counted = _outcomes(conference_id)
    waiting = db.session.scalar(
        select(func.count()).where(
            Meeting.conference_id == conference_id,
            Meeting.state == MeetingState.REQUESTED,
            Meeting.expires_at > clock.now(),
        )
    )
    return {
        "booked": sum(counted.values()) - counted.get(Outcome.CANCELLED, 0),
        "coming": counted.get(Outcome.COMING, 0),
        "on": counted.get(Outcome.ON, 0),
        "held": counted.get(Outcome.HELD, 0),
        "unknown": counted.get(Outcome.UNKNOWN, 0),
        "missed": counted.get(Outcome.MISSED, 0),
        "cancelled": counted.get(Outcome.CANCELLED, 0),
        "waiting": waiting or 0,
        "without": count_without_meeting(conference_id),
    }


def _outcomes(conference_id: int) -> dict[Outcome, int]:
    """Return how many meetings came to what; the rule decides on each kind of them, the database counts them."""
    now = clock.now()
    came = (
        select(func.count())
        .where(
            MeetingPerson.meeting_id == Meeting.id,
            MeetingPerson.answer == Answer.ACCEPTED,
            MeetingPerson.arrived_at.is_not(None),
        )
        .correlate(Meeting)
        .scalar_subquery()
    )
    said = (
        select(MeetingPerson.says_held)
        .where(
            MeetingPerson.meeting_id == Meeting.id,
            MeetingPerson.says_held.is_not(None),
            MeetingPerson.said_at.is_not(None),
        )
        .order_by(MeetingPerson.said_at.desc(), MeetingPerson.says_held.desc())
        .limit(1)
        .correlate(Meeting)
        .scalar_subquery()
    )
    each = (
        select(
            Meeting.state.label("state"),
            case((Meeting.ends_at <= now, 2), (Meeting.starts_at <= now, 1), else_=0).label("phase"),
            case((came >= 2, 2), else_=0).label("arrived"),
            said.label("said"),
        )
        .where(
            Meeting.conference_id == conference_id,
            Meeting.state.in_((MeetingState.BOOKED, MeetingState.MISSED, MeetingState.CANCELLED)),
        )
        .subquery()
    )
    later = now + timedelta(minutes=1)
    times = {0: (later, later), 1: (now, later), 2: (now, now)}
    found: dict[Outcome, int] = {}
    for state, phase, arrived, word, count in db.session.execute(
        select(each.c.state, each.c.phase, each.c.arrived, each.c.said, func.count()).group_by(
            each.c.state, each.c.phase, each.c.arrived, each.c.said
        )
    ):
        outcome = outcome_of(state, times[phase], arrived, word, now)
        if outcome is not None:
            found[outcome] = found.get(outcome, 0) + count
    return found


def meeting_counts(conference_id: int) -> dict[int, int]:
    """Return how many meetings hold each slot; none without any."""
    rows = db.session.execute(
        select(MeetingHold.slot_id, func.count(func.distinct(MeetingHold.meeting_id)))
        .join(MeetingSlot, MeetingSlot.id == MeetingHold.slot_id)
        .where(MeetingSlot.conference_id == conference_id)
        .group_by(MeetingHold.slot_id)
    )
    return {row[0]: row[1] for row in rows}


def places_in_use(conference_id: int) -> dict[int, int]:
    """Return how many places are held in each slot; none without any."""
    rows = db.session.execute(
        select(MeetingPlaceHold.slot_id, func.count())
        .join(MeetingSlot, MeetingSlot.id == MeetingPlaceHold.slot_id)
        .where(MeetingSlot.conference_id == conference_id)
        .group_by(MeetingPlaceHold.slot_id)
    )
    return {row[0]: row[1] for row in rows}
