"""The figures of a conference's meetings, read from the database; values only, no names."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from conference import clock
from conference.extensions import db
from conference.meetings.figures import (
    Matrix,
    MeetingFact,
    Outcome,
    Requests,
    matrix,
    newest_word,
    outcome_of,
    outcomes,
    per_person,
    requests_of,
)
from conference.meetings.models import Meeting, MeetingPerson
from conference.meetings.rules import Answer
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is counted. `per_person`: how many people have how many meetings; `people`: who takes part by name."""

    outcomes: Counter[Outcome]
    requests: Requests
    per_person: Mapping[int, int]
    by_country: Matrix
    by_kind: Matrix

    @property
    def people(self) -> int:
        """How many take part."""
        return sum(self.per_person.values())

    @property
    def people_with_one(self) -> int:
        """How many of them have at least one meeting that stands."""
        return self.people - self.per_person.get(0, 0)

    @property
    def meetings(self) -> int:
        """How many meetings were ever booked."""
        return sum(self.outcomes.values())


def figures_of(conference_id: int) -> Figures:
    """Return the figures of a conference, in four queries. Whoever asks has judged who may read them."""
    facts = facts_of(conference_id)
    groups = db.session.execute(
        select(Participant.id, Participant.country, Participant.organisation_kind).where(
            Participant.conference_id == conference_id
        )
    ).all()
    return Figures(
        outcomes=outcomes(facts),
        requests=requests_of(facts),
        per_person=per_person(
            facts, db.session.scalars(select(Participant.id).where(*taking_part(conference_id))).all()
        ),
        by_country=matrix(facts, {row.id: row.country or "" for row in groups}),
        by_kind=matrix(facts, {row.id: row.organisation_kind or "" for row in groups}),
    )


def taking_part(conference_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that leave those participants who may meet others by name."""
    return (
        Participant.conference_id == conference_id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.account_id.is_not(None),
        Participant.erased_at.is_(None),
        not_a_guest(),
    )


def facts_of(conference_id: int) -> Sequence[MeetingFact]:
    """Return all meetings of a conference as the figures see them."""
    people: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(
        select(
            MeetingPerson.meeting_id, MeetingPerson.participant_id, MeetingPerson.answer, MeetingPerson.answered_at,
            MeetingPerson.arrived_at, MeetingPerson.says_held, MeetingPerson.said_at,
        )
        .join(Meeting, Meeting.id == MeetingPerson.meeting_id)
        .where(Meeting.conference_id == conference_id)
        .order_by(MeetingPerson.participant_id)
    ):  # fmt: skip
        people[row.meeting_id].append(row)
    meetings = db.session.execute(
        select(
            Meeting.id, Meeting.state, Meeting.origin, Meeting.asked_by_id, Meeting.asked_at, Meeting.starts_at,
            Meeting.ends_at,
        )
        .where(Meeting.conference_id == conference_id)
        .order_by(Meeting.id)
    )  # fmt: skip
    return [_fact(row, people[row.id]) for row in meetings]


def _fact(meeting: Any, people: Sequence[Any]) -> MeetingFact:
    came = [one for one in people if one.answer is Answer.ACCEPTED]
    answers = [one.answered_at for one in people if one.answered_at and one.participant_id != meeting.asked_by_id]
    return MeetingFact(
        id=meeting.id,
        state=meeting.state,
        origin=meeting.origin,
        outcome=outcome_of(
            meeting.state,
            (meeting.starts_at, meeting.ends_at),
            arrived=sum(one.arrived_at is not None for one in came),
            said=newest_word((one.says_held, one.said_at) for one in people),
            now=clock.now(),
        ),
        people=tuple(one.participant_id for one in came),
        asked_at=meeting.asked_at,
        answered_at=min(answers, default=None),
    )
