"""Ending: withdrawing, cancelling, leaving; blocks, who goes, and what nobody answered."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.meetings.actions import may_be_in
from conference.meetings.answer_actions import propose
from conference.meetings.choices import Times
from conference.meetings.end_actions import cancel, expire_requests, leave
from conference.meetings.models import Meeting, MeetingChange, MeetingHold
from conference.meetings.move_actions import withdraw
from conference.meetings.rules import Act, Answer, MeetingState
from conference.people.account_actions import delete_account
from conference.people.block_actions import block_person
from conference.people.registration_actions import cancel_registration
from tests.meetings import making
from tests.meetings.making import Day
from tests.meetings.racing import check_holds


@pytest.fixture
def day(session: scoped_session[Session]) -> Day:
    return making.day(people=6)


def state(meeting: Meeting) -> MeetingState:
    check_holds()
    return db.session.get_one(Meeting, meeting.id, populate_existing=True).state


def test_a_request_is_withdrawn_by_who_made_it(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:2])
    with pytest.raises(Refused):
        withdraw(day.actor(day.people[1]), row.id, 1)
    withdraw(day.actor(day.people[0]), row.id, 1)
    assert state(row) is MeetingState.WITHDRAWN
    with pytest.raises(Stale, match="was withdrawn"):
        withdraw(day.actor(day.people[0]), row.id, 2)


def test_cancelling_frees_the_slot_says_why_and_keeps_when_it_was(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    meeting = cancel(day.actor(day.people[1]), row.id, 1, "I am ill")
    assert state(row) is MeetingState.CANCELLED
    assert (meeting.reason, meeting.sequence, meeting.starts_at) == ("I am ill", 1, day.slots[0].starts_at)
    assert db.session.scalars(select(MeetingHold)).all() == []
    making.booked(day, day.slots[0], day.people[0], day.people[1])


def test_a_meeting_is_cancelled_while_it_is_on_and_not_when_it_is_over(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    with clock.stopped_at(day.slots[0].ends_at), pytest.raises(Stale):
        cancel(day.actor(day.people[0]), row.id, 1)
    with clock.stopped_at(day.slots[0].starts_at + timedelta(minutes=1)):
        cancel(day.actor(day.people[0]), row.id, 1)
    assert state(row) is MeetingState.CANCELLED


def test_of_three_one_leaves_and_the_next_ends_it(day: Day) -> None:
    row = making.booked(day, day.slots[0], *day.people[:3])
    meeting = leave(day.actor(day.people[2]), row.id, 1, "Sorry")
    assert state(row) is MeetingState.BOOKED
    assert meeting.sequence == 1
    assert not may_be_in(day.actor(day.people[2]), row.id)
    leave(day.actor(day.people[0]), row.id, 1)
    assert state(row) is MeetingState.CANCELLED


def test_who_proposed_in_a_group_and_withdraws_leaves_it_to_who_asked(day: Day) -> None:
    row = making.request(day, *day.people[:3], slots=day.slots[:1])
    propose(day.actor(day.people[1]), row.id, 1, Times((day.slots[3].id,)))
    meeting = withdraw(day.actor(day.people[1]), row.id, 2)
    assert state(row) is MeetingState.REQUESTED
    assert (meeting.proposed_by_id, meeting.any_time) == (day.people[0].id, True)
    answers = {one.participant_id: one.answer for one in meeting.people}
    assert answers == {
        day.people[0].id: Answer.ACCEPTED,
        day.people[1].id: Answer.DECLINED,
        day.people[2].id: Answer.WAITING,
    }


def test_blocking_ends_all_between_the_two_and_gives_no_reason(day: Day) -> None:
    one, other = day.people[:2]
    asked = making.request(day, one, other)
    was_asked = making.request(day, other, one)
    booked = making.booked(day, day.slots[0], one, other)
    held = making.booked(day, day.slots[1], one, other)
    held.starts_at, held.ends_at = clock.now() - timedelta(hours=2), clock.now() - timedelta(hours=1)
    elsewhere = making.booked(day, day.slots[2], one, day.people[2])
    db.session.commit()
    block_person(day.actor(one), other.id)
    states = [state(row) for row in (asked, was_asked, booked, held, elsewhere)]
    assert states == [
        MeetingState.WITHDRAWN,
        MeetingState.DECLINED,
        MeetingState.CANCELLED,
        MeetingState.BOOKED,
        MeetingState.BOOKED,
    ]
    assert {row.word for row in db.session.scalars(select(MeetingChange))} == {""}


def test_blocking_somebody_in_company_leaves_the_others_together(day: Day) -> None:
    booked = making.booked(day, day.slots[0], *day.people[:3])
    asked = making.request(day, *day.people[:4])
    block_person(day.actor(day.people[2]), day.people[0].id)
    assert (state(booked), state(asked)) == (MeetingState.BOOKED, MeetingState.REQUESTED)
    for row in (booked, asked):
        assert not may_be_in(day.actor(day.people[2]), row.id)
        assert may_be_in(day.actor(day.people[0]), row.id)


def test_who_cancels_their_registration_leaves_nobody_waiting(day: Day) -> None:
    asked = making.request(day, day.people[0], day.people[1])
    was_asked = making.request(day, day.people[2], day.people[0])
    booked = making.booked(day, day.slots[0], day.people[0], day.people[3])
    three = making.booked(day, day.slots[1], day.people[0], day.people[4], day.people[5])
    cancel_registration(day.actor(day.people[0]))
    states = [state(row) for row in (asked, was_asked, booked, three)]
    assert states == [MeetingState.WITHDRAWN, MeetingState.DECLINED, MeetingState.CANCELLED, MeetingState.BOOKED]


def test_who_deletes_their_account_leaves_nobody_waiting(day: Day) -> None:
    asked = making.request(day, day.people[0], day.people[1])
    booked = making.booked(day, day.slots[0], day.people[0], day.people[3])
    account = day.people[0].account
    assert account is not None
    delete_account(account.id, account.email)
    assert [state(row) for row in (asked, booked)] == [MeetingState.WITHDRAWN, MeetingState.CANCELLED]
    assert db.session.get_one(Meeting, asked.id).message == ""


def test_what_nobody_answers_expires_once_and_says_when(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    booked = making.booked(day, day.slots[1], day.people[2], day.people[3])
    expire_requests()
    assert state(row) is MeetingState.REQUESTED
    assert row.expires_at is not None
    ends = row.expires_at
    with clock.stopped_at(ends + timedelta(seconds=5)):
        expire_requests()
        expire_requests()
    assert (state(row), state(booked)) == (MeetingState.EXPIRED, MeetingState.BOOKED)
    meeting = db.session.get_one(Meeting, row.id)
    assert (meeting.ended_at, meeting.proposals) == (ends, [])
    change = db.session.scalars(select(MeetingChange)).one()
    assert (change.act, change.by_id, change.after) == (None, None, MeetingState.EXPIRED)


def test_the_story_has_each_act_with_who_did_it(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    propose(day.actor(day.people[1]), row.id, 1, Times((day.slots[3].id,)), "Later?")
    withdraw(day.actor(day.people[1]), row.id, 2)
    story = db.session.scalars(select(MeetingChange).order_by(MeetingChange.id)).all()
    assert [(one.act, one.by_id, one.word) for one in story] == [
        (Act.PROPOSE, day.people[1].id, "Later?"),
        (Act.WITHDRAW, day.people[1].id, ""),
    ]
