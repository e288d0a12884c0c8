"""The booked meetings in somebody's days, beside their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from conference.extensions import db
from conference.meetings.models import Meeting, MeetingPerson, MeetingPlace
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant
from conference.permissions import Actor, Permission, can


@dataclass(frozen=True, slots=True)
class DayMeeting:
    """A meeting that somebody goes to, with the names of the others who come; who was erased has none."""

    id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    names: tuple[str, ...]


def meetings_in_day(actor: Actor) -> Sequence[DayMeeting]:
    """Return the booked meetings that the actor has agreed to, first to last, in one query."""
    if actor.participant_id is None or not can(actor, Permission.MEETINGS_MEET):
        return ()
    mine, theirs = aliased(MeetingPerson), aliased(MeetingPerson)
    rows = db.session.execute(
        select(Meeting.id, Meeting.starts_at, Meeting.ends_at, MeetingPlace.name.label("place"), Participant.name)
        .join(mine, mine.meeting_id == Meeting.id)
        .outerjoin(
            theirs,
            (theirs.meeting_id == Meeting.id)
            & (theirs.participant_id != mine.participant_id)
            & (theirs.answer == Answer.ACCEPTED),
        )
        .outerjoin(Participant, Participant.id == theirs.participant_id)
        .outerjoin(MeetingPlace, MeetingPlace.id == Meeting.place_id)
        .where(
            Meeting.conference_id == actor.conference_id,
            Meeting.state == MeetingState.BOOKED,
            mine.participant_id == actor.participant_id,
            mine.answer == Answer.ACCEPTED,
        )
        .order_by(Meeting.starts_at, Meeting.id, theirs.participant_id)
    ).all()
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.id, []).append(row.name or "")
    first = {row.id: row for row in reversed(rows)}
    return [
        DayMeeting(one, first[one].starts_at, first[one].ends_at, first[one].place or "", tuple(names[one]))
        for one in names
    ]
