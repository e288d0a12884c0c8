"""The chat and the call of a meeting: written from the request on, joined while the room is open."""

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from conference import alarms, clock
from conference.calls import actions as call_actions
from conference.calls import subjects as calls
from conference.calls.models import CallMember, CallRoom
from conference.chat import subjects as chat
from conference.extensions import db
from conference.locking import locked
from conference.meetings.actions import may_be_in, seen_meeting
from conference.meetings.models import Meeting, MeetingPerson
from conference.meetings.room_actions import may_call, people_of
from conference.meetings.room_away_actions import MEETING, send_away_from_meeting
from conference.meetings.rules import ROOM_STAYS, MeetingState
from conference.people.bonds import Bond, declare
from conference.permissions import Actor

# What came to nothing can be read and not written in.
_WRITTEN_IN = frozenset({MeetingState.REQUESTED, MeetingState.BOOKED, MeetingState.MISSED})


def meeting_label(actor: Actor, meeting_id: int) -> str:
    """Return what a meeting is called where its chat or call stands alone."""
    label: str = _("Meeting with %(names)s", names=names_of_others(actor, seen_meeting(actor, meeting_id)))
    return label


def names_of_others(actor: Actor, meeting: Meeting) -> str:
    """Return the names of a meeting's people but the actor's."""
    others = [one.participant_id for one in meeting.people if one.participant_id != actor.participant_id]
    known = people_of(others)
    return ", ".join(known[one].name if one in known else _("Somebody who has left") for one in others)


def may_write(actor: Actor, meeting_id: int) -> bool:
    """Tell whether the actor may write to the others: from the request on, unless it came to nothing."""
    return may_be_in(actor, meeting_id) and db.session.get_one(Meeting, meeting_id).state in _WRITTEN_IN


def _nobody(_actor: Actor, _meeting_id: int) -> bool:
    return False


chat.declare(chat.Subject(MEETING, meeting_label, may_read=may_be_in, may_write=may_write, may_moderate=_nobody))
calls.declare(calls.Subject(MEETING, meeting_label, may_join=may_call, may_moderate=_nobody))


def part_rooms(by_id: int, other_id: int) -> None:
    """Send two out of the rooms of meetings that are over, as one is about to block the other; does not commit.

    What is still to come between them ends by another act, which empties its room.
    """
    mine, theirs = aliased(MeetingPerson), aliased(MeetingPerson)
    over = (
        select(mine.meeting_id)
        .join(theirs, theirs.meeting_id == mine.meeting_id)
        .join(Meeting, Meeting.id == mine.meeting_id)
        .where(mine.participant_id == by_id, theirs.participant_id == other_id)
        .where(or_(Meeting.state != MeetingState.BOOKED, Meeting.ends_at <= clock.now()))
    )
    for meeting_id in db.session.scalars(over.order_by(Meeting.id)).all():
        send_away_from_meeting(meeting_id, (by_id, other_id))


def _no_more_than_known(_actor: Actor, _participant_id: int) -> bool:
    return False


declare(Bond(knows=_no_more_than_known, end=part_rooms))


@alarms.every_second
def end_calls_that_are_over() -> None:
    """Put out of a meeting's call whoever is still in it when its room closes. Signals ask the clock themselves."""
    over = (
        select(CallRoom.id)
        .join(CallMember, CallMember.room_id == CallRoom.id)
        .join(Meeting, Meeting.id == CallRoom.subject_id)
        .where(CallRoom.subject == MEETING, Meeting.ends_at <= clock.now() - ROOM_STAYS)
        .distinct()
        .order_by(CallRoom.id)
    )
    for room_id in db.session.scalars(over).all():
        # One after the other: whoever comes second finds nobody in it.
        room = locked(CallRoom, room_id)
        if room is not None:
            call_actions.audience_changed(room.conference_id, MEETING, room.subject_id)
        db.session.commit()
