"""The meetings of one slot as organisers see them: who, where, who is there, how it stands. No words of anybody's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from conference import clock, realtime
from conference.extensions import db
from conference.meetings.actions import settings_of
from conference.meetings.desk import Seen, Standing, may_be_freed, standing
from conference.meetings.figures import Outcome, newest_word, outcome_of
from conference.meetings.models import Meeting, MeetingHold, MeetingPerson, MeetingPlace
from conference.meetings.rules import Answer, MeetingState, Origin
from conference.people.models import Participant

# What was ever booked; requests are nobody's but their people's.
_BOOKED = (MeetingState.BOOKED, MeetingState.MISSED, MeetingState.CANCELLED)
_ORDER = list(Standing)


@dataclass(frozen=True, slots=True)
class Guest:
    """One of a meeting's people. An erased one has no name."""

    id: int
    name: str
    organisation: str
    country: str
    came: bool
    here: bool


@dataclass(frozen=True, slots=True)
class BoardMeeting:
    """One meeting of the board. `freeable`: its time may be given to others now."""

    id: int
    version: int
    proposal: int
    state: MeetingState
    origin: Origin
    outcome: Outcome
    standing: Standing
    starts_at: datetime
    ends_at: datetime
    place: str
    freeable: bool
    people: tuple[Guest, ...]

    @property
    def missing(self) -> tuple[Guest, ...]:
        """Who has not come."""
        return tuple(one for one in self.people if not one.came)

    @property
    def waiting(self) -> tuple[Guest, ...]:
        """Who has come."""
        return tuple(one for one in self.people if one.came)


def meetings_in_slot(conference_id: int, slot_id: int) -> list[BoardMeeting]:
    """Return the meetings of a slot, and those extended into it; who needs somebody first. Three queries."""
    holding = select(MeetingHold.meeting_id).where(MeetingHold.slot_id == slot_id)
    found = board_meetings(conference_id, (Meeting.slot_id == slot_id) | Meeting.id.in_(holding))
    return sorted(found, key=lambda one: (_ORDER.index(one.standing), one.place, one.id))


def board_meetings(conference_id: int, condition: ColumnElement[bool]) -> list[BoardMeeting]:
    """Return the meetings of a conference that were booked and fit a condition."""
    rows = db.session.execute(
        select(
            Meeting.id, Meeting.version, Meeting.proposal, Meeting.state, Meeting.origin, Meeting.starts_at,
            Meeting.ends_at, MeetingPlace.name.label("place"),
        )
        .outerjoin(MeetingPlace, MeetingPlace.id == Meeting.place_id)
        .where(Meeting.conference_id == conference_id, Meeting.state.in_(_BOOKED), condition)
        .order_by(Meeting.id)
    ).all()  # fmt: skip
    people: defaultdict[int, list[Any]] = defaultdict(list)
    wanted = select(Meeting.id).where(Meeting.conference_id == conference_id, Meeting.state.in_(_BOOKED), condition)
    for one in db.session.execute(
        select(
            MeetingPerson.meeting_id, MeetingPerson.participant_id, MeetingPerson.arrived_at,
            MeetingPerson.says_held, MeetingPerson.said_at, Participant.name, Participant.organisation,
            Participant.country,
        )
        .join(Participant, Participant.id == MeetingPerson.participant_id)
        .where(MeetingPerson.meeting_id.in_(wanted), MeetingPerson.answer == Answer.ACCEPTED)
        .order_by(MeetingPerson.participant_id)
    ):  # fmt: skip
        people[one.meeting_id].append(one)
    minutes = settings_of(conference_id).no_show_minutes
    return [_meeting(row, people[row.id], minutes) for row in rows]


def _meeting(row: Any, people: Sequence[Any], minutes: int) -> BoardMeeting:
    now = clock.now()
    seen = _seen(row, people)
    outcome = outcome_of(
        row.state,
        (row.starts_at, row.ends_at),
        arrived=len(seen.people & seen.arrived),
        said=newest_word((one.says_held, one.said_at) for one in people),
        now=now,
    )
    assert outcome is not None  # noqa: S101 - only what was booked is read
    return BoardMeeting(
        id=row.id,
        version=row.version,
        proposal=row.proposal,
        state=row.state,
        origin=row.origin,
        outcome=outcome,
        standing=standing(outcome, seen, minutes, now),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place or "",
        freeable=outcome is Outcome.ON and may_be_freed(seen, minutes, now),
        people=tuple(
            Guest(
                id=one.participant_id,
                name=one.name or "",
                organisation=one.organisation or "",
                country=one.country or "",
                came=one.participant_id in seen.came,
                here=one.participant_id in seen.here,
            )
            for one in people
        ),
    )


def _seen(row: Any, people: Iterable[Any]) -> Seen:
    listed = list(people)
    over = row.ends_at <= clock.now() or row.state is not MeetingState.BOOKED
    return Seen(
        starts_at=row.starts_at,
        people=frozenset(one.participant_id for one in listed),
        arrived=frozenset(one.participant_id for one in listed if one.arrived_at is not None),
        here=frozenset() if over else frozenset(realtime.watching("meeting_here", row.id)),
        has_place=bool(row.place),
    )
