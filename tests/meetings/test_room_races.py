"""Races in a room: extending against another booking of the next slot, two who extend, coming against freeing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.errors import ConferenceError
from conference.extensions import db
from conference.meetings.actions import lock_people
from conference.meetings.hold_actions import hold, hold_place
from conference.meetings.models import (
    Meeting,
    MeetingHold,
    MeetingPerson,
    MeetingPlaceHold,
    MeetingSlot,
)
from conference.meetings.room_actions import arrive
from conference.meetings.room_extend_actions import extend
from conference.meetings.room_missed_actions import free_missed
from conference.meetings.room_notes_actions import save_notes
from conference.meetings.rules import Answer, MeetingState
from conference.permissions import Actor
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making
from tests.meetings.rooms import House, opened
from tests.racing import DONE, Job, at_once_as


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in) as made:
        yield made


def _at_once(house: House, *jobs: tuple[str, Job]) -> list[str]:
    """Do jobs at once, each as somebody; a refusal is its sentence."""
    return at_once_as(house.app, [(house.ids[who], job) for who, job in jobs])


def _book_next(house: House, who: str, place_id: int | None = None) -> Job:
    """Return what books the next slot for somebody, under the locks that every booking takes."""

    def book(_actor: Actor) -> None:
        slot = db.session.get_one(MeetingSlot, house.slots[1])
        people = [house.ids[who], house.ids["clara"]]
        lock_people(people)
        row = Meeting(
            conference_id=house.house, state=MeetingState.BOOKED, slot_id=slot.id, starts_at=slot.starts_at,
            ends_at=slot.ends_at, place_id=place_id,
            people=[MeetingPerson(participant_id=one, answer=Answer.ACCEPTED) for one in people],
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        hold(row, [slot], people)
        if place_id is not None:
            hold_place(row, [slot], place_id)
        db.session.commit()

    return book


def _holders(house: House) -> dict[int, set[int]]:
    """Return by meeting who holds the next slot."""
    with house.app.app_context():
        found: dict[int, set[int]] = {}
        for row in db.session.scalars(select(MeetingHold).where(MeetingHold.slot_id == house.slots[1])):
            found.setdefault(row.meeting_id, set()).add(row.participant_id)
        return found


@pytest.mark.parametrize("_again", range(4))
def test_extending_against_a_booking_of_the_next_slot_one_wins_and_the_other_is_told(house: House, _again: int) -> None:
    said = _at_once(
        house,
        ("anna", lambda actor: extend(actor, house.meeting, house.slots[1])),
        ("bruno", _book_next(house, "bruno")),
    )
    assert sorted(one == DONE for one in said) == [False, True]
    holders = _holders(house)
    assert len(holders) == 1
    row = house.row()
    is_longer = row.ends_at == house.starts_at + timedelta(minutes=45)
    assert is_longer == (said[0] == DONE) == (house.meeting in holders)
    if is_longer:
        assert holders[house.meeting] == {house.ids["anna"], house.ids["bruno"]}
        assert "another meeting" in said[1]
    else:
        assert row.sequence == 0
        assert "next time" in said[0] or "another meeting" in said[0]


@pytest.mark.parametrize("_again", range(3))
def test_the_place_is_extended_with_the_meeting_or_nothing_is(house: House, _again: int) -> None:
    with house.app.test_request_context():
        meeting = db.session.get_one(Meeting, house.meeting)
        table = making.place(db.session.get_one(type(make.house_of(house.slug)), house.house)).id
        db.session.add(MeetingPlaceHold(slot_id=house.slots[0], place_id=table, meeting_id=house.meeting))
        meeting.place_id = table
        db.session.commit()
    said = _at_once(
        house,
        ("anna", lambda actor: extend(actor, house.meeting, house.slots[1])),
        ("clara", _book_next(house, "organiser", table)),
    )
    assert sorted(one == DONE for one in said) == [False, True]
    with house.app.app_context():
        places = db.session.scalars(
            select(MeetingPlaceHold.meeting_id).where(MeetingPlaceHold.slot_id == house.slots[1])
        )
        assert len(places.all()) == 1
    assert len(_holders(house)) == 1


@pytest.mark.parametrize("_again", range(3))
def test_two_who_extend_at_once_extend_by_one_slot(house: House, _again: int) -> None:
    said = _at_once(
        house, *[(who, lambda actor: extend(actor, house.meeting, house.slots[1])) for who in ("anna", "bruno")]
    )
    assert sorted(one == DONE for one in said) == [False, True]
    row = house.row()
    assert (row.ends_at, row.sequence) == (house.starts_at + timedelta(minutes=45), 1)


def test_a_meeting_is_extended_again_and_never_beyond_its_window(house: House) -> None:
    for number in (1, 2, 3):
        house.as_("anna", lambda actor, slot=house.slots[number]: extend(actor, house.meeting, slot))
    with pytest.raises(ConferenceError):
        house.as_("anna", lambda actor: extend(actor, house.meeting, house.slots[3]))
    assert house.row().ends_at == house.starts_at + timedelta(minutes=95)


@pytest.mark.parametrize("_again", range(3))
def test_who_comes_while_the_time_is_freed_either_comes_or_is_told(house: House, _again: int) -> None:
    with clock.stopped_at(house.starts_at + timedelta(minutes=6)):
        house.as_("anna", lambda actor: arrive(actor, house.meeting))
        said = _at_once(
            house,
            ("anna", lambda actor: free_missed(actor, house.meeting)),
            ("bruno", lambda actor: arrive(actor, house.meeting)),
        )
    assert sorted(one == DONE for one in said) == [False, True]
    row = house.row()
    came = {one.participant_id for one in row.people if one.arrived_at}
    assert (row.state is MeetingState.MISSED) == (came == {house.ids["anna"]}) == (said[0] == DONE)


def test_notes_that_many_write_at_once_lose_no_line(house: House) -> None:
    def writes(line: str) -> Job:
        return lambda actor: save_notes(actor, house.meeting, line, "", 1)

    lines = [f"line {number}" for number in range(8)]
    said = _at_once(house, *[("anna" if number % 2 else "bruno", writes(line)) for number, line in enumerate(lines)])
    assert said == [DONE] * len(lines)
    row = house.row()
    assert sorted(row.notes.split("\n")) == lines
    assert row.notes_version == 1 + len(lines)
