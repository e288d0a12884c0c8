"""The booked meetings in somebody's personal calendar feed, as the same events that came by mail."""

from collections.abc import Sequence

from icalendar import Event
from sqlalchemy import func, select

from conference.agenda.feed_actions import FeedPart, also_in_personal_feed
from conference.extensions import db
from conference.meetings.calendar_actions import invitation, told
from conference.meetings.invitation import published_event
from conference.meetings.models import Meeting, MeetingChange, MeetingPerson, MeetingPlace
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant


@also_in_personal_feed
def meetings_in_feed(person: Participant) -> FeedPart:
    """Return the meetings that somebody goes to; what is cancelled is gone from the feed."""
    return FeedPart(_stamp(person.id), lambda: _events(person))


def _stamp(participant_id: int) -> tuple[object, ...]:
    """Return what changes whenever one of the meetings, its place, or what is shown of its people does; one query."""
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.participant_id == participant_id)
    columns = (MeetingPerson.participant_id, MeetingPerson.answer, Participant.version)
    rows = db.session.execute(
        select(Meeting.id, Meeting.version, MeetingPlace.name, *columns)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .join(Participant, Participant.id == MeetingPerson.participant_id)
        .outerjoin(MeetingPlace, MeetingPlace.id == Meeting.place_id)
        .where(Meeting.id.in_(mine), Meeting.state == MeetingState.BOOKED)
        .order_by(Meeting.id, MeetingPerson.participant_id)
    )
    return tuple(tuple(row) for row in rows)


def _events(person: Participant) -> Sequence[Event]:
    mine = select(MeetingPerson.meeting_id).where(
        MeetingPerson.participant_id == person.id, MeetingPerson.answer == Answer.ACCEPTED
    )
    meetings = db.session.scalars(
        select(Meeting)
        .where(Meeting.id.in_(mine), Meeting.state == MeetingState.BOOKED)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    changes = dict(
        db.session.execute(
            select(MeetingChange.meeting_id, func.max(MeetingChange.at))
            .where(MeetingChange.meeting_id.in_([meeting.id for meeting in meetings]))
            .group_by(MeetingChange.meeting_id)
        ).all()
    )
    told_all = [
        invitation(known, person, changes.get(known.meeting.id) or known.meeting.booked_at or known.meeting.asked_at)
        for known in told(meetings)
    ]
    return [published_event(one) for one in told_all if one is not None]
