"""Races for slots, answers that cross each other, blocks in the same moment; on both databases."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.choices import Times
from conference.meetings.end_actions import cancel, expire_requests
from conference.meetings.models import Meeting, MeetingChange, MeetingHold, MeetingPlace, MeetingSettings
from conference.meetings.move_actions import withdraw
from conference.meetings.rules import MeetingState
from conference.people.block_actions import block_person
from conference.people.models import Participant
from conference.people.place_actions import write_status
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor
from tests import factories as make
from tests.meetings.racing import Hall
from tests.racing import LOST, Job

GONE = "This meeting cannot come about: somebody cannot be met any more."
NO_TIME = "You have no free time in common."


def book_any(other: int, number: int) -> Job:
    return lambda actor: ask(actor, Wish((other,), "Shall we?", f"key-{number:08}"))


def accepting(meeting_id: int) -> Job:
    return lambda actor: accept(actor, meeting_id, 1)


def test_two_hundred_who_race_for_the_six_slots_of_one_person_make_six_meetings(app: Flask) -> None:
    hall = Hall(app, people=201, slots=6)
    hall.instant(0)
    said = hall.at_once(*[(n, book_any(hall.people[0], n)) for n in range(1, 201)])
    assert Counter(said) == {"done": 6, NO_TIME: 194}
    assert Counter(hall.meetings().values()) == {MeetingState.BOOKED: 6}
    with app.app_context():
        of_theirs = select(MeetingHold.slot_id).where(MeetingHold.participant_id == hall.people[0])
        assert set(db.session.scalars(of_theirs)) == set(hall.slots)


def test_two_requests_that_one_person_accepts_at_once_into_one_slot_make_one_meeting(app: Flask) -> None:
    hall = Hall(app)
    first, second = hall.request(0, 2, slots=[1]), hall.request(1, 2, slots=[1])
    said = hall.at_once((2, lambda actor: accept(actor, first, 1)), (2, lambda actor: accept(actor, second, 1)))
    assert Counter(said) == {"done": 1, "You have another meeting at that time. Please choose another time.": 1}
    assert Counter(hall.meetings().values()) == {MeetingState.BOOKED: 1, MeetingState.REQUESTED: 1}


def test_people_who_accept_each_other_around_a_ring_are_in_one_meeting_each(app: Flask) -> None:
    hall = Hall(app, people=6)
    ring = [*range(6), 0]
    asked = [(other, hall.request(one, other, slots=[0])) for one, other in pairwise(ring)]
    said = hall.at_once(*[(who, accepting(key)) for who, key in asked])
    assert LOST not in said
    assert 2 <= said.count("done") <= 3
    hall.meetings()


def test_the_last_place_goes_to_one_of_two_meetings_and_two_places_to_both(app: Flask) -> None:
    for places, made in ((1, 1), (2, 2)):
        hall = Hall(app)
        with app.test_request_context():
            make.kept(MeetingSettings(conference_id=hall.house, by_video=False))
            for number in range(places):
                make.kept(MeetingPlace(conference_id=hall.house, name=f"Table {number}"))
        first, second = hall.request(0, 1, slots=[1]), hall.request(2, 3, slots=[1])
        said = hall.at_once((1, accepting(first)), (3, accepting(second)))
        assert said.count("done") == made
        assert set(said) <= {"done", "No place is free at that time any more. Please choose another time."}
        hall.meetings()


@pytest.mark.parametrize("round_number", range(3))
def test_accepting_while_it_is_withdrawn_books_or_is_told_so(app: Flask, round_number: int) -> None:
    hall = Hall(app)
    key = hall.request(0, 1, slots=[round_number])
    said = hall.at_once((1, lambda actor: accept(actor, key, 1)), (0, lambda actor: withdraw(actor, key, 1)))
    outcome = {
        MeetingState.BOOKED: ["done", "This meeting is booked by now, or was moved. Please look at it again."],
        MeetingState.WITHDRAWN: ["This request was withdrawn.", "done"],
    }
    assert said == outcome[hall.meetings()[key]]


def test_accepting_in_the_second_in_which_it_expires_never_books(app: Flask) -> None:
    hall = Hall(app)
    key = hall.request(0, 1, slots=[0])
    with app.app_context():
        expires_at = db.session.get_one(Meeting, key).expires_at
    assert expires_at is not None
    with clock.stopped_at(expires_at):
        said = hall.at_once(
            (1, lambda actor: accept(actor, key, 1)),
            (2, lambda _actor: expire_requests()),
            (3, lambda _actor: expire_requests()),
        )
    assert said == ["This request has expired: nobody answered it in time.", "done", "done"]
    assert hall.meetings() == {key: MeetingState.EXPIRED}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(MeetingChange)) == 1


def test_the_clock_a_second_before_leaves_the_request_to_who_accepts(app: Flask) -> None:
    hall = Hall(app)
    key = hall.request(0, 1)
    with app.app_context():
        slot = hall.slots[0]
        begins = db.session.get_one(Meeting, key).expires_at
    assert begins is not None
    with clock.stopped_at(clock.now() - timedelta(seconds=1)):
        said = hall.at_once((1, lambda actor: accept(actor, key, 1, slot)), (2, lambda _actor: expire_requests()))
    assert said == ["done", "done"]
    assert hall.meetings() == {key: MeetingState.BOOKED}


def test_a_move_that_is_accepted_while_it_is_cancelled_is_one_or_the_other(app: Flask) -> None:
    hall = Hall(app)
    key = hall.booked(0, 0, 1)
    assert hall.at_once((0, lambda actor: propose(actor, key, 1, Times((hall.slots[2],))))) == ["done"]
    said = hall.at_once((1, lambda actor: accept(actor, key, 2)), (0, lambda actor: cancel(actor, key, 2, "Ill")))
    state = hall.meetings()[key]
    assert said == (
        ["This meeting was cancelled.", "done"]
        if state is MeetingState.CANCELLED
        else ["done", "This meeting is booked by now, or was moved. Please look at it again."]
    )
    with app.app_context():
        assert db.session.get_one(Meeting, key).sequence == 1


@pytest.mark.parametrize("round_number", range(3))
def test_accepting_while_one_blocks_the_other_never_leaves_them_a_meeting(app: Flask, round_number: int) -> None:
    hall = Hall(app)
    key = hall.request(0, 1, slots=[round_number])
    other = hall.people[1]
    said = hall.at_once((1, lambda actor: accept(actor, key, 1)), (0, lambda actor: block_person(actor, other)))
    assert said[1] == "done"
    assert hall.meetings()[key] in {MeetingState.CANCELLED, MeetingState.WITHDRAWN}


@pytest.mark.parametrize("round_number", range(5))
def test_asking_while_one_blocks_the_other_never_leaves_them_a_request(app: Flask, round_number: int) -> None:
    hall = Hall(app)
    one, other = hall.people[0], hall.people[1]
    said = hall.at_once((1, book_any(one, round_number)), (0, lambda actor: block_person(actor, other)))
    assert said[1] == "done"
    assert said[0] in {"done", "There is nobody to meet here.", GONE}
    assert MeetingState.REQUESTED not in hall.meetings().values()


def test_asking_while_the_other_goes_never_leaves_a_request(app: Flask) -> None:
    hall = Hall(app)

    def go(_actor: Actor) -> None:
        person = db.session.get_one(Participant, hall.people[0])
        write_status(person, ParticipantStatus.CONFIRMED, ParticipantStatus.CANCELLED, person.id)
        db.session.commit()

    said = hall.at_once((1, book_any(hall.people[0], 1)), (0, go))
    assert said[1] == "done"
    assert MeetingState.REQUESTED not in hall.meetings().values()


def test_two_who_ask_each_other_at_once_have_one_request(app: Flask) -> None:
    hall = Hall(app)
    one, other = hall.people[:2]
    said = hall.at_once((0, book_any(other, 1)), (1, book_any(one, 2)))
    assert Counter(said) == {"done": 1, "There is a request between you already. Here it is.": 1}
    assert Counter(hall.meetings().values()) == {MeetingState.REQUESTED: 1}


def test_one_key_that_arrives_eight_times_at_once_makes_one_request(app: Flask) -> None:
    hall = Hall(app)
    assert hall.at_once(*[(0, book_any(hall.people[1], 1))] * 8) == ["done"] * 8
    assert len(hall.meetings()) == 1


def test_two_of_three_who_answer_at_once_both_come(app: Flask) -> None:
    hall = Hall(app)
    key = hall.request(0, 1, 2, slots=[1])
    said = hall.at_once((1, lambda actor: accept(actor, key, 1)), (2, lambda actor: accept(actor, key, 1)))
    # Who came second saw a request, and is shown that it is booked: they answer for that time.
    assert Counter(said) == {"done": 1, "This meeting is booked by now, or was moved. Please look at it again.": 1}
    hall.meetings()


def test_accepting_twice_and_declining_at_once_is_one_answer(app: Flask) -> None:
    hall = Hall(app)
    key = hall.request(0, 1, slots=[1])
    said = hall.at_once(
        (1, lambda actor: accept(actor, key, 1)),
        (1, lambda actor: accept(actor, key, 1)),
        (1, lambda actor: decline(actor, key, 1, "No")),
    )
    assert said.count("done") == 1
    hall.meetings()
