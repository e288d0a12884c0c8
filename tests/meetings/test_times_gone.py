"""Organisers remove times that were proposed: at once both sides know, and either of them goes on."""

from datetime import timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.meetings import settings_actions as settings
from conference.meetings.answer_actions import accept, propose
from conference.meetings.choices import Times
from conference.meetings.models import Meeting, MeetingChange, MeetingWindow
from conference.meetings.move_actions import edit
from conference.meetings.reminder_actions import remind_of_meetings
from conference.meetings.rules import Act, MeetingState
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making
from tests.meetings.making import Day
from tests.meetings.post import mails_to, news_to
from tests.meetings.racing import check_holds
from tests.meetings.test_views import House


@pytest.fixture
def day(session: scoped_session[Session], at_noon: object) -> Day:
    """Make a day with a second window, in which nothing is booked, a day later."""
    made = making.day()
    made.slots += making.window(made.house, made.slots[0].starts_at + timedelta(days=1)).slots
    return made


def remove(day: Day, window_id: int) -> None:
    settings.delete_window(day.actor(day.organiser), window_id)


def newest(meeting: Meeting) -> MeetingChange:
    rows = select(MeetingChange).where(MeetingChange.meeting_id == meeting.id).order_by(MeetingChange.id.desc())
    found = db.session.scalars(rows).first()
    assert found is not None
    return found


def test_a_request_all_of_whose_times_are_removed_stays_open_and_both_are_told_once(day: Day) -> None:
    ada, bo = day.people[:2]
    row = making.request(day, ada, bo, slots=day.slots[6:8])
    remove(day, day.slots[6].window_id)
    assert (news_to(ada), news_to(bo)) == (["times_gone"], ["their_times_gone"])
    assert "propose another time" in mails_to(ada)[0].text
    assert (row.state, newest(row).act, newest(row).by_id) == (MeetingState.REQUESTED, None, None)
    remove(day, making.window(day.house, day.slots[0].starts_at + timedelta(days=2)).id)
    assert (len(mails_to(ada)), len(mails_to(bo))) == (1, 1)
    # Who asked changes the request; the other answers that.
    edit(day.actor(ada), row.id, row.proposal, None, Times((day.slots[1].id,)))
    assert accept(day.actor(bo), row.id, row.proposal).slot_id == day.slots[1].id
    check_holds()


def test_who_was_asked_proposes_a_time_when_those_of_the_request_are_gone(day: Day) -> None:
    ada, bo = day.people[:2]
    row = making.request(day, ada, bo, slots=day.slots[6:8])
    remove(day, day.slots[6].window_id)
    propose(day.actor(bo), row.id, row.proposal, Times((day.slots[2].id,)))
    assert accept(day.actor(ada), row.id, row.proposal).slot_id == day.slots[2].id


def test_a_window_that_is_cut_shorter_leaves_what_still_has_a_time_and_it_expires_with_that(day: Day) -> None:
    ada, bo, cy, di = day.people
    first, last = day.slots[6:8]
    partly = making.request(day, ada, bo, slots=[first, last])
    making.request(day, cy, di, slots=[last])
    window = db.session.get_one(MeetingWindow, first.window_id)
    shorter = settings.WindowContent("", window.starts_at, first.ends_at, window.slot_minutes, window.pause_minutes)
    settings.save_window(day.actor(day.organiser), window.id, shorter)
    assert (news_to(ada), news_to(bo)) == ([], [])
    assert partly.expires_at == first.starts_at
    assert (news_to(cy), news_to(di)) == (["times_gone"], ["their_times_gone"])


def test_a_wish_to_move_whose_times_are_removed_is_no_wish_any_more(day: Day) -> None:
    ada, bo = day.people[:2]
    row = making.booked(day, day.slots[0], ada, bo)
    propose(day.actor(ada), row.id, 1, Times((day.slots[6].id,)))
    remove(day, day.slots[6].window_id)
    assert (row.state, row.proposed_by_id, row.slot_id) == (MeetingState.BOOKED, None, day.slots[0].id)
    assert (news_to(ada), news_to(bo)) == (["stays"], ["move_proposed", "stays"])
    assert (newest(row).act, newest(row).by_id) == (Act.WITHDRAW, None)


def test_what_is_for_any_time_or_over_is_left_alone(day: Day) -> None:
    ada, bo, cy, di = day.people
    any_time = making.request(day, ada, bo)
    over = making.request(day, cy, di, slots=day.slots[6:7])
    over.state, over.ended_at, over.proposed_by_id = MeetingState.DECLINED, clock.now(), None
    db.session.commit()
    remove(day, day.slots[6].window_id)
    assert [news_to(person) for person in day.people] == [[], [], [], []]
    assert (any_time.any_time, over.state) == (True, MeetingState.DECLINED)


def test_nobody_is_reminded_to_answer_what_has_no_time(day: Day) -> None:
    ada, bo = day.people[:2]
    row = making.request(day, ada, bo, slots=day.slots[6:8])
    remove(day, day.slots[6].window_id)
    assert row.expires_at is not None
    with clock.stopped_at(row.expires_at - timedelta(hours=1)):
        remind_of_meetings()
    assert news_to(bo) == ["their_times_gone"]


def test_the_pages_say_so_and_offer_other_times(app: Flask, sign_in: SignIn, at_noon: object) -> None:
    house = House(app, sign_in)
    with app.app_context():
        conference = db.session.get_one(Meeting, house.ask(0, 1, slots=(0,))).conference_id
        window = making.window(db.session.get_one(Conference, conference), house.starts[0] + timedelta(days=1), slots=2)
        window_id, later = window.id, window.slots[0].id
        house.slots.append(later)
    meeting = house.ask(2, 3, slots=(6,))
    with app.test_request_context():
        organiser = make.participant(db.session.get_one(Conference, conference), Role.ORGANISER)
        settings.delete_window(make.actor(organiser), window_id)
    asker, asked = (house.browsers[one].get(f"{house.address}/{meeting}").text for one in (2, 3))
    assert "those that you proposed are gone" in asker
    assert 'id="do-edit" open' in asker
    assert "those that were proposed are gone" in asked
    assert 'id="do-propose" open' in asked
    assert 'id="accept-slot"' not in asked
    assert "Your times are gone. Propose others until" in house.browsers[2].get(f"{house.address}/").text
    assert "The proposed times are gone. Propose others." in house.browsers[3].get(f"{house.address}/").text
    for who in (2, 3):
        assert "The proposed times are not there any more" in house.browsers[who].get(f"{house.address}/{meeting}").text
    assert house.act(3, meeting, "propose", slots=[house.slots[1]])[0] == 302
    assert house.act(2, meeting, "accept")[0] == 302


def test_where_no_other_time_is_free_the_page_says_so_instead_of_offering_one(app: Flask, sign_in: SignIn) -> None:
    house = House(app, sign_in, slots=1)
    meeting = house.ask(0, 1, slots=(0,))
    assert "Propose other times" in house.browsers[1].get(f"{house.address}/{meeting}").text
    page = house.act(1, meeting, "accept")[1]
    assert "No other time is free for all of you at the moment, so the meeting cannot be moved." in page
    assert "Propose to move it" not in page


def test_the_words_of_a_request_change_where_no_other_time_is_free(app: Flask, sign_in: SignIn) -> None:
    house = House(app, sign_in, slots=1)
    meeting = house.ask(0, 1, slots=(0,))
    house.act(1, house.ask(2, 1, slots=(0,)), "accept")
    page = house.browsers[0].get(f"{house.address}/{meeting}").text
    assert "so there is none to propose" in page
    assert "Change your message" in page
    # Nothing changes by nothing, and nobody is written to.
    assert house.act(0, meeting, "edit", same_times="1", message=" ")[0] == 422
    assert house.seen(0, meeting) == 1
    status, page = house.act(0, meeting, "edit", same_times="1", message="What I meant is steel.")
    assert (status, "What I meant is steel." in page) == (302, True)
    assert "Change your message" not in house.browsers[1].get(f"{house.address}/{meeting}").text
    # Who had the old words before them is shown the new ones first.
    assert house.act(1, meeting, "decline", seen=1)[0] == 409
    with app.app_context():
        assert [one.slot_id for one in house.meeting(meeting).proposals] == house.slots
        assert any(
            "What I meant is steel." in mail.text for mail in mails_to(db.session.get_one(Participant, house.people[1]))
        )
