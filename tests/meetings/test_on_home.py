"""The next meeting on the home page of a conference, among one's sessions."""

from datetime import timedelta

import pytest
from flask import Flask

from conference import clock
from tests.conftest import SignIn
from tests.meetings.test_my_agenda import Agenda, Counting


@pytest.fixture
def agenda(app: Flask, sign_in: SignIn, at_noon: object) -> Agenda:
    return Agenda(app, sign_in)


def mine(agenda: Agenda) -> str:
    """Return what the home page says of the reader's own agenda."""
    page = agenda.browser.get(f"/{agenda.slug}/").text
    return page.partition('id="mine-title"')[2].partition("</section>")[0]


def test_a_meeting_before_the_next_session_is_what_comes_next_with_its_time_and_the_way_to_its_room(
    agenda: Agenda,
) -> None:
    shown = mine(agenda)
    assert "Next in my agenda" in shown
    assert f'href="/{agenda.slug}/meetings/{agenda.first}">Meeting with Attendee 1 and Attendee 2</a>' in shown
    assert f'href="/{agenda.slug}/meetings/{agenda.first}/room"' in shown
    assert f'<time datetime="{agenda.begins.isoformat()}">' in shown
    assert "A starred session" not in shown


def test_what_is_on_stands_with_what_comes_next(agenda: Agenda) -> None:
    # The first meeting is on; the second comes before the session.
    with clock.stopped_at(agenda.begins + timedelta(minutes=1)):
        shown = mine(agenda)
    assert "Now in my agenda" in shown
    assert shown.index("Meeting with Attendee 1 and Attendee 2") < shown.index("Meeting with Attendee 1<")
    assert "A starred session" not in shown
    # The session has begun in the middle of the second.
    with clock.stopped_at(agenda.begins + timedelta(minutes=36)):
        shown = mine(agenda)
    assert "Meeting with Attendee 1<" in shown
    assert "A starred session" in shown
    with clock.stopped_at(agenda.begins + timedelta(minutes=50)):
        shown = mine(agenda)
    assert "Meeting with" not in shown
    assert "A starred session" in shown


def test_before_the_first_release_the_next_meeting_is_there(app: Flask, sign_in: SignIn, at_noon: object) -> None:
    shown = mine(Agenda(app, sign_in, released=False))
    assert "Meeting with Attendee 1 and Attendee 2" in shown
    # Which clock that is on.
    assert "Conference time:" in shown


def test_it_costs_the_home_page_one_query(agenda: Agenda, count_queries: Counting) -> None:
    agenda.browser.get(f"/{agenda.slug}/")
    assert count_queries(lambda: agenda.browser.get(f"/{agenda.slug}/")) <= 14
