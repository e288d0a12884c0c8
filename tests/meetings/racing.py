"""A day of meetings by ids, and people who all act in the same moment, each on a connection of their own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.extensions import db
from conference.meetings.models import (
    Meeting,
    MeetingHold,
    MeetingPerson,
    MeetingPlaceHold,
    MeetingPreference,
    MeetingSlot,
)
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant, ParticipantBlock
from conference.people.rules import ParticipantStatus
from tests import factories as make
from tests.meetings import making
from tests.racing import Job, at_once_as


class Hall:
    """What was made, by ids; each job runs in a thread, as somebody."""

    def __init__(self, app: Flask, people: int = 4, slots: int = 6) -> None:
        self.app = app
        with app.test_request_context():
            made = making.day(people, slots)
            self.house = made.house.id
            self.people = [person.id for person in made.people]
            self.slots = [slot.id for slot in made.slots]

    def request(self, asker: int, *others: int, slots: Sequence[int] = ()) -> int:
        """Make a request by numbers of people and slots, and return its id."""
        with self.app.test_request_context():
            day = self._day()
            row = making.request(
                day, day.people[asker], *(day.people[one] for one in others), slots=[day.slots[one] for one in slots]
            )
            return row.id

    def booked(self, slot: int, *people: int) -> int:
        """Make a booked meeting by numbers of a slot and of people, and return its id."""
        with self.app.test_request_context():
            day = self._day()
            return making.booked(day, day.slots[slot], *(day.people[one] for one in people)).id

    def instant(self, who: int) -> None:
        """Have somebody let others book at once."""
        with self.app.test_request_context():
            make.kept(MeetingPreference(participant_id=self.people[who], instant=True))

    def at_once(self, *jobs: tuple[int, Job]) -> list[str]:
        """Do jobs at once, each as the person of a number; a refusal is its sentence."""
        return at_once_as(self.app, [(self.people[who], job) for who, job in jobs])

    def meetings(self) -> Mapping[int, MeetingState]:
        """Return the states of all meetings, once what they hold is found to be as it must."""
        with self.app.test_request_context():
            check_holds()
            return {row.id: row.state for row in db.session.scalars(select(Meeting))}

    def _day(self) -> making.Day:
        people = [db.session.get_one(Participant, one) for one in self.people]
        slots = [db.session.get_one(MeetingSlot, one) for one in self.slots]
        return making.Day(people[0].conference, people[0], people, slots)


def check_holds() -> None:
    """Find what must be so of all meetings: whoever accepted what is booked holds its slots, and nobody else does."""
    slots = {slot.id: slot for slot in db.session.scalars(select(MeetingSlot))}
    holds = _by_meeting((row.meeting_id, row.slot_id, row.participant_id) for row in _all(MeetingHold))
    places = _by_meeting((row.meeting_id, row.slot_id, row.place_id) for row in _all(MeetingPlaceHold))
    for meeting in _all(Meeting):
        people = db.session.scalars(select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id)).all()
        accepted = {person.participant_id for person in people if person.answer is Answer.ACCEPTED}
        held, tables = holds.pop(meeting.id, []), places.pop(meeting.id, [])
        assert len(set(held)) == len(held)
        assert len(set(tables)) == len(tables)
        if meeting.state is MeetingState.BOOKED:
            assert len(accepted) >= 2
            assert meeting.expires_at is None
            _check_booked(meeting, accepted, [slots[one] for one in {slot for slot, _person in held}], held)
            wanted = {(slot, meeting.place_id) for slot, _person in held} if meeting.place_id else set()
            assert set(tables) == wanted
        else:
            assert not held
            assert not tables
        if meeting.state is MeetingState.REQUESTED:
            assert meeting.expires_at is not None
            assert sum(person.answer in {Answer.ACCEPTED, Answer.WAITING} for person in people) >= 2
        elif meeting.state is not MeetingState.BOOKED:
            assert meeting.proposed_by_id is None
            assert not meeting.proposals
    assert not holds
    assert not places
    check_places_and_people()


def _check_booked(
    meeting: Meeting, accepted: set[int], slots: list[MeetingSlot], held: Sequence[tuple[int, int]]
) -> None:
    """A booked meeting begins with its first slot; each of its people holds each of its slots."""
    slots.sort(key=lambda slot: slot.starts_at)
    assert slots[0].id == meeting.slot_id
    assert set(held) == {(slot.id, person) for slot in slots for person in accepted}


def check_times() -> None:
    """Find what must be so of when meetings are: from the beginning of the first slot to the end of the last."""
    for meeting in _all(Meeting):
        held = select(MeetingHold.slot_id).where(MeetingHold.meeting_id == meeting.id)
        slots = db.session.scalars(
            select(MeetingSlot).where(MeetingSlot.id.in_(held)).order_by(MeetingSlot.starts_at)
        ).all()
        if slots:
            assert (slots[0].starts_at, slots[-1].ends_at) == (meeting.starts_at, meeting.ends_at)


def check_places_and_people() -> None:
    """Find who is twice in a slot, which place is, and who still has a meeting to come whom nobody may meet."""
    for model, column in ((MeetingHold, "participant_id"), (MeetingPlaceHold, "place_id")):
        seats = [(row.slot_id, getattr(row, column)) for row in _all(model)]
        assert len(set(seats)) == len(seats)
    blocks = {frozenset((row.participant_id, row.blocked_id)) for row in _all(ParticipantBlock)}
    able = {
        person.id
        for person in _all(Participant)
        if person.status is ParticipantStatus.CONFIRMED and person.erased_at is None
    }
    for meeting in _all(Meeting):
        if meeting.state is MeetingState.BOOKED and meeting.ends_at is not None and meeting.ends_at > clock.now():
            coming = {one.participant_id for one in meeting.people if one.answer is Answer.ACCEPTED}
            assert coming <= able
            assert not any(pair <= coming for pair in blocks)


def _all(model: Any) -> Sequence[Any]:
    return db.session.scalars(select(model)).all()


def _by_meeting(rows: Iterable[tuple[int, int, int]]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for meeting_id, slot_id, other in rows:
        found.setdefault(meeting_id, []).append((slot_id, other))
    return found
