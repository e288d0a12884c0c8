"""A conference with meeting times and people, made by rows: what doors and actions are then tried on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.meetings.models import (
    Meeting,
    MeetingHold,
    MeetingPerson,
    MeetingPlace,
    MeetingProposal,
    MeetingSlot,
    MeetingWindow,
)
from conference.meetings.rules import Answer, MeetingState
from conference.meetings.slots import Span, slots_of
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make


@dataclass
class Day:
    """What was made: a window of slots that begins in two hours, and people who may meet."""

    house: Conference
    organiser: Participant
    people: list[Participant]
    slots: list[MeetingSlot]

    def actor(self, person: Participant) -> Actor:
        """Return somebody as an actor."""
        return make.actor(person)


def window(of: Conference, starts_at: datetime, slots: int = 6, minutes: int = 20, pause: int = 5) -> MeetingWindow:
    """Make a window with its slots."""
    ends_at = starts_at + slots * timedelta(minutes=minutes + pause)
    row = MeetingWindow(
        conference_id=of.id, starts_at=starts_at, ends_at=ends_at, slot_minutes=minutes, pause_minutes=pause
    )
    row.slots = [
        MeetingSlot(conference_id=of.id, starts_at=span.starts_at, ends_at=span.ends_at)
        for span in slots_of(Span(starts_at, ends_at), minutes, pause)
    ]
    return make.kept(row)


def day(people: int = 4, slots: int = 6, **overrides: Any) -> Day:
    """Make a conference of today with a window of slots that begins in two hours, and attendees in the directory."""
    today = clock.now().date()
    house = make.conference(**{"starts_on": today, "ends_on": today + timedelta(days=1), **overrides})
    begin = clock.now().replace(second=0, microsecond=0) + timedelta(hours=2)
    row = window(house, begin, slots)
    countries = ("FR", "DE", "ES", "PL")
    attendees = [
        make.participant(
            house,
            name=f"Attendee {number}",
            country=countries[number % len(countries)],
            organisation=f"Cluster {number}",
            in_directory=True,
        )
        for number in range(people)
    ]
    return Day(house, make.participant(house, Role.ORGANISER, name="Organiser"), attendees, list(row.slots))


def place(of: Conference, name: str = "Table 1") -> MeetingPlace:
    """Make a place."""
    return make.kept(MeetingPlace(conference_id=of.id, name=name))


def request(of: Day, asker: Participant, *others: Participant, slots: Sequence[MeetingSlot] = ()) -> Meeting:
    """Make a request that waits for its answers; without slots it is for any time."""
    row = Meeting(
        conference_id=of.house.id,
        asked_by_id=asker.id,
        proposed_by_id=asker.id,
        any_time=not slots,
        message="Shall we talk?",
        expires_at=clock.now() + timedelta(hours=48),
    )
    row.people = [MeetingPerson(participant_id=asker.id, answer=Answer.ACCEPTED)]
    row.people += [MeetingPerson(participant_id=other.id) for other in others]
    row.proposals = [MeetingProposal(slot_id=slot.id) for slot in slots]
    return make.kept(row)


def booked(of: Day, slot: MeetingSlot, *people: Participant) -> Meeting:
    """Make a meeting that is booked in a slot, with its holds."""
    row = Meeting(
        conference_id=of.house.id,
        state=MeetingState.BOOKED,
        asked_by_id=people[0].id,
        slot_id=slot.id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        booked_at=clock.now(),
        people=[MeetingPerson(participant_id=person.id, answer=Answer.ACCEPTED) for person in people],
    )
    make.kept(row)
    for person in people:
        db.session.add(MeetingHold(slot_id=slot.id, participant_id=person.id, meeting_id=row.id))
    db.session.commit()
    return row
