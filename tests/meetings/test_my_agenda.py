"""The meetings in my agenda, among the sessions."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from conference import clock
from conference.agenda.models import Star
from conference.agenda.release_actions import release_agenda
from conference.extensions import db
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.rules import MeetingState
from conference.people.models import Participant
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making

Counting = Callable[[Callable[[], Any]], int]


class Agenda:
    """A reader's agenda with a starred session in the second slot, and meetings in the first and the second."""

    def __init__(self, app: Flask, sign_in: SignIn, *, released: bool = True) -> None:
        with app.test_request_context():
            day = making.day()
            me, bo, cy = day.people[:3]
            table = making.place(day.house, "Table 9")
            self.first = making.booked(day, day.slots[0], me, bo, cy).id
            self.second = making.booked(day, day.slots[1], me, bo).id
            db.session.get_one(Meeting, self.second).place_id = table.id
            making.booked(day, day.slots[0], day.people[3], make.participant(day.house))
            making.request(day, day.people[3], me)
            begin = day.slots[1].starts_at + timedelta(minutes=10)
            item = make.item(
                day.house, title="A starred session", starts_at=begin, minutes=40, room_id=make.room(day.house).id
            )
            make.kept(Star(participant_id=me.id, item_id=item.id))
            if released:
                release_agenda(day.actor(day.organiser), notify=False)
            self.slug, self.me, self.slots = day.house.slug, me.id, [slot.id for slot in day.slots]
            self.begins = day.slots[0].starts_at
            self.browser = sign_in(me.account_id)

    @property
    def page(self) -> str:
        """The page as the reader sees it."""
        return self.browser.get(f"/{self.slug}/agenda/mine").text


@pytest.fixture
def agenda(app: Flask, sign_in: SignIn, at_noon: object) -> Agenda:
    return Agenda(app, sign_in)


def test_booked_meetings_stand_among_the_sessions_in_order_of_time_and_lead_to_their_pages(agenda: Agenda) -> None:
    page = agenda.page
    titles = ["Meeting with Attendee 1 and Attendee 2", "Meeting with Attendee 1<", "A starred session"]
    assert [page.index(title) for title in titles] == sorted(page.index(title) for title in titles)
    assert page.count('id="meeting-') == 2
    for meeting in (agenda.first, agenda.second):
        assert f'href="/{agenda.slug}/meetings/{meeting}"' in page
    assert "Table 9" in page
    assert page.count("Meeting by video") == 1
    # It can be printed as ever.
    assert "data-print" in page


def test_a_meeting_that_cuts_into_a_session_is_said_from_both_sides(agenda: Agenda) -> None:
    page = agenda.page
    assert "1 pair of sessions or meetings takes place at the same time." in page
    assert f'<a href="#meeting-{agenda.second}">' in page
    assert page.count("10 minutes at the same time as") == 2


def test_a_meeting_that_is_on_leads_into_its_room(agenda: Agenda) -> None:
    assert f"/meetings/{agenda.first}/room" not in agenda.page
    with clock.stopped_at(agenda.begins):
        assert f'href="/{agenda.slug}/meetings/{agenda.first}/room"' in agenda.page


def test_what_is_cancelled_or_not_mine_any_more_is_gone(app: Flask, agenda: Agenda) -> None:
    with app.app_context():
        row = db.session.get_one(Meeting, agenda.first)
        row.state = MeetingState.CANCELLED
        db.session.commit()
    assert agenda.page.count('id="meeting-') == 1


def test_before_the_first_release_meetings_are_there(app: Flask, sign_in: SignIn, at_noon: object) -> None:
    page = Agenda(app, sign_in, released=False).page
    assert page.count('id="meeting-') == 2
    assert "A starred session" not in page


def test_however_many_meetings_there_are_they_cost_one_query(
    app: Flask, agenda: Agenda, count_queries: Counting
) -> None:
    read = partial(agenda.browser.get, f"/{agenda.slug}/agenda/mine")
    read()
    few = count_queries(read)
    with app.test_request_context():
        me = db.session.get_one(Participant, agenda.me)
        slots = [db.session.get_one(MeetingSlot, one) for one in agenda.slots]
        day = making.Day(me.conference, me, [], slots)
        for slot in day.slots[2:]:
            making.booked(day, slot, me, make.participant(me.conference))
    assert count_queries(read) == few
    assert agenda.page.count('id="meeting-') == 6
