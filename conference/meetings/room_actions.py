"""The room of a meeting: who may enter it, what all in it see, and arriving."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, realtime
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.locking import locked
from conference.meetings.actions import may_be_in, person_in, seen_meeting, tell
from conference.meetings.figures import Outcome, newest_word, outcome_of
from conference.meetings.models import Meeting, MeetingPerson
from conference.meetings.room_rules import Times
from conference.meetings.rules import Answer, MeetingState, is_held
from conference.people.models import Participant
from conference.permissions import Actor

# What has a room: what was agreed, and what somebody did not come to.
_WITH_ROOM = (MeetingState.BOOKED, MeetingState.MISSED)


def may_enter(actor: Actor, meeting_id: int) -> bool:
    """Tell whether the actor has the meeting's room: one of its people who agreed to it, and has not gone."""
    if not may_be_in(actor, meeting_id):
        return False
    meeting = db.session.get_one(Meeting, meeting_id)
    return meeting.state in _WITH_ROOM and person_in(meeting, actor.participant_id).answer is Answer.ACCEPTED


def may_call(actor: Actor, meeting_id: int) -> bool:
    """Tell whether the actor may be in the meeting's call now: whoever has its room, while that is open."""
    if not may_enter(actor, meeting_id):
        return False
    meeting = db.session.get_one(Meeting, meeting_id)
    return meeting.state is MeetingState.BOOKED and times_of(meeting).is_open(clock.now())


def meeting_with_room(actor: Actor, meeting_id: int) -> Meeting:
    """Return a meeting whose room is the actor's. Raises `NotFound` for any other."""
    meeting = seen_meeting(actor, meeting_id)
    if not may_enter(actor, meeting_id):
        raise NotFound(_("There is no such meeting."))
    return meeting


def room_to_change(actor: Actor, meeting_id: int) -> tuple[Meeting, MeetingPerson]:
    """Return a meeting, locked, with what it holds of the actor. Raises `NotFound` as above, also for who just left."""
    meeting_with_room(actor, meeting_id)
    locked(Meeting, meeting_id)
    meeting = meeting_with_room(actor, meeting_id)
    return meeting, person_in(meeting, actor.participant_id)


def times_of(meeting: Meeting) -> Times:
    """Return when a meeting with a room is."""
    assert meeting.starts_at is not None  # noqa: S101 - the database has it so wherever there is a slot
    assert meeting.ends_at is not None  # noqa: S101
    return Times(meeting.starts_at, meeting.ends_at)


def coming(meeting: Meeting) -> list[MeetingPerson]:
    """Return who agreed to a meeting."""
    return [person for person in meeting.people if person.answer is Answer.ACCEPTED]


def held(meeting: Meeting) -> bool | None:
    """Tell whether a meeting was held, as far as it is known by now; None: nobody knows."""
    arrived, said = _seen_and_said(meeting)
    return bool(said) if meeting.state is MeetingState.MISSED else is_held(arrived, said)


def outcome(meeting: Meeting) -> Outcome | None:
    """Return what came of a meeting; None for one that was never booked."""
    times = meeting.starts_at, meeting.ends_at
    return outcome_of(meeting.state, times, *_seen_and_said(meeting), clock.now())


def _seen_and_said(meeting: Meeting) -> tuple[int, bool | None]:
    """Return how many came, and what was said last of whether it was held."""
    people = coming(meeting)
    said = newest_word((person.says_held, person.said_at) for person in people)
    return sum(person.arrived_at is not None for person in people), said


def arrive(actor: Actor, meeting_id: int) -> None:
    """Note that the actor came into the room, and commit; once is enough. Raises `Refused` while it is shut."""
    meeting, mine = room_to_change(actor, meeting_id)
    if not may_call(actor, meeting_id):
        db.session.rollback()
        raise Refused(_("The room of this meeting is not open."))
    if mine.arrived_at is None:
        mine.arrived_at = clock.now()
        tell(meeting)
    db.session.commit()


def room_state(meeting_id: int) -> dict[str, Any]:
    """Return what all in a meeting's room see of it, its notes among it; ratings and next steps are nobody else's."""
    meeting = db.session.get_one(Meeting, meeting_id)
    return {
        "state": meeting.state.value,
        "starts_at": _milliseconds(meeting.starts_at),
        "ends_at": _milliseconds(meeting.ends_at),
        "people": [
            {
                "id": person.participant_id,
                "arrived": person.arrived_at is not None,
                "shares": person.shares_contact,
                "says_held": person.says_held,
            }
            for person in coming(meeting)
        ],
        "notes": meeting.notes,
        "notes_version": meeting.notes_version,
    }


def people_here(meeting_id: int) -> dict[str, Any]:
    """Return who has the room open now. It is asked each second, and reads nothing of the database."""
    return {"here": realtime.watching("meeting_here", meeting_id)}


def people_of(participant_ids: Collection[int]) -> dict[int, Participant]:
    """Return some people by id; who was erased is not among them."""
    rows = db.session.scalars(
        select(Participant).where(Participant.id.in_(participant_ids), Participant.erased_at.is_(None))
    )
    return {row.id: row for row in rows}


def _milliseconds(moment: Any) -> int | None:
    return int(moment.timestamp() * 1000) if moment is not None else None
