"""Requests whose people a matchmaking has brought together: they end with the meeting that it booked.

Publishing itself locks people and no meetings, for there may be thousands; this comes with the mails, one by one.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from conference.extensions import db
from conference.locking import lock_rows, take_turns
from conference.meetings.actions import lock_people
from conference.meetings.booking_actions import note
from conference.meetings.end_actions import end
from conference.meetings.models import Meeting, MeetingPerson
from conference.meetings.rules import TURNS, Answer, MeetingState

_HERE = (Answer.ACCEPTED, Answer.WAITING)


def lock_published(meeting_id: int) -> tuple[Meeting, list[Meeting]]:
    """Return a published meeting, and the requests that wait for an answer between its people alone; all locked.

    In the order of all who end what is between people: their turns, then meetings by rising id, then people.
    """
    people = sorted(db.session.get_one(Meeting, meeting_id).standing.accepted)
    take_turns(TURNS, people)
    ids = [meeting_id, *_waiting_between(people)]
    lock_rows(select(Meeting.id).where(Meeting.id.in_(ids)).order_by(Meeting.id))
    rows = [db.session.get_one(Meeting, one) for one in sorted(ids)]
    lock_people(one.participant_id for row in rows for one in row.people)
    waiting = [row for row in rows if row.id != meeting_id and row.state is MeetingState.REQUESTED]
    return db.session.get_one(Meeting, meeting_id), waiting


def close(requests: Collection[Meeting]) -> None:
    """End requests, as their people meet without them. Does not commit; the mail about the meeting says it."""
    for request in requests:
        end(request, MeetingState.WITHDRAWN)
        note(request, None, None)


def _waiting_between(people: Collection[int]) -> Sequence[int]:
    """Return the requests in which only some of these people are left."""
    present = select(MeetingPerson.meeting_id).where(MeetingPerson.answer.in_(_HERE))
    with_others = present.where(MeetingPerson.participant_id.not_in(people))
    return db.session.scalars(
        select(Meeting.id).where(
            Meeting.state == MeetingState.REQUESTED,
            Meeting.id.in_(present.where(MeetingPerson.participant_id.in_(people))),
            ~with_others.where(MeetingPerson.meeting_id == Meeting.id).exists(),
        )
    ).all()
