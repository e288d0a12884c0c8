"""Races for a place in a colleague's meeting: coming along, and being handed one; on both databases."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from conference.extensions import db
from conference.meetings.answer_actions import accept
from conference.meetings.colleague_actions import hand_over, join_colleague
from conference.meetings.end_actions import cancel
from conference.meetings.models import MeetingHold, MeetingPreference
from conference.meetings.rules import MeetingState
from conference.people.block_actions import block_person
from conference.people.models import Participant
from tests import factories as make
from tests.meetings.racing import Hall
from tests.racing import LOST, Job


@pytest.fixture(params=range(3), ids="try {}".format)
def hall(app: Flask) -> Hall:
    """Make people of whom 0, 1 and 2 are of one organisation; 0 shares their meetings."""
    made = Hall(app, people=7)
    with app.test_request_context():
        for number in range(3):
            db.session.get_one(Participant, made.people[number]).organisation = "House of Colleagues"
        make.kept(MeetingPreference(participant_id=made.people[0], shares=True))
    return made


def joining(meeting_id: int) -> Job:
    return lambda actor: join_colleague(actor, meeting_id)


def handing(meeting_id: int, colleague_id: int) -> Job:
    return lambda actor: hand_over(actor, meeting_id, 1, colleague_id)


def holders(hall: Hall, meeting_id: int) -> set[int]:
    """Return who holds a slot for a meeting, by number."""
    with hall.app.app_context():
        rows = select(MeetingHold.participant_id).where(MeetingHold.meeting_id == meeting_id)
        return {hall.people.index(one) for one in db.session.scalars(rows)}


def test_two_who_come_along_at_once_where_one_place_is_left_are_four_in_all(hall: Hall) -> None:
    meeting = hall.booked(0, 0, 3, 4)
    said = hall.at_once((1, joining(meeting)), (2, joining(meeting)))
    assert Counter(said) == {"done": 1, "At most 4 people meet.": 1}
    assert hall.meetings()[meeting] is MeetingState.BOOKED
    assert len(holders(hall, meeting)) == 4


def test_who_comes_along_and_accepts_a_request_for_that_time_at_once_is_in_one_of_them(hall: Hall) -> None:
    meeting, request = hall.booked(0, 0, 3), hall.request(4, 1, slots=[0])
    said = hall.at_once((1, joining(meeting)), (1, lambda actor: accept(actor, request, 1)))
    assert sorted(one == "done" for one in said) == [False, True]
    assert LOST not in said
    assert (1 in holders(hall, meeting)) == (hall.meetings()[request] is MeetingState.REQUESTED)


def test_nobody_is_left_in_what_is_cancelled_while_they_come_along(hall: Hall) -> None:
    meeting = hall.booked(0, 0, 3)
    joined, cancelled = hall.at_once((1, joining(meeting)), (3, lambda actor: cancel(actor, meeting, 1)))
    assert cancelled == "done"
    assert joined in {"done", "There is no such meeting."}
    assert hall.meetings()[meeting] is MeetingState.CANCELLED


def test_a_meeting_that_is_handed_over_twice_is_handed_over_once(hall: Hall) -> None:
    meeting = hall.booked(0, 1, 3)
    job = handing(meeting, hall.people[0])
    said = hall.at_once((1, job), (1, job))
    assert Counter(said) == {"done": 1, "This is not for you to do now. Please look at the meeting again.": 1}
    assert hall.meetings()[meeting] is MeetingState.BOOKED
    assert holders(hall, meeting) == {0, 3}


def test_two_who_hand_the_same_meeting_to_one_colleague_leave_one_of_themselves_in_it(hall: Hall) -> None:
    meeting = hall.booked(0, 1, 2, 3)
    said = hall.at_once((1, handing(meeting, hall.people[0])), (2, handing(meeting, hall.people[0])))
    assert Counter(said) == {"done": 1, "Your colleague was asked for this meeting already.": 1}
    assert hall.meetings()[meeting] is MeetingState.BOOKED
    assert holders(hall, meeting) == {0, 3, 1 + said.index("Your colleague was asked for this meeting already.")}


def test_who_is_handed_a_meeting_and_books_that_time_at_once_is_in_one_of_them(hall: Hall) -> None:
    meeting, request = hall.booked(0, 1, 3), hall.request(4, 0, slots=[0])
    said = hall.at_once((1, handing(meeting, hall.people[0])), (0, lambda actor: accept(actor, request, 1)))
    assert sorted(one == "done" for one in said) == [False, True]
    assert LOST not in said
    states = hall.meetings()
    assert states[meeting] is MeetingState.BOOKED
    assert (0 in holders(hall, meeting)) == (states[request] is MeetingState.REQUESTED)


def test_nobody_is_handed_to_whom_they_are_blocked_by_in_that_moment(hall: Hall) -> None:
    meeting, colleague = hall.booked(0, 1, 3), hall.people[0]
    handed, blocked = hall.at_once((1, handing(meeting, colleague)), (3, lambda actor: block_person(actor, colleague)))
    assert blocked == "done"
    state = hall.meetings()[meeting]
    assert state is (MeetingState.CANCELLED if handed == "done" else MeetingState.BOOKED)
