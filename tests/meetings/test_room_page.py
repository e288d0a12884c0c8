"""What the page of a meeting's room says, and that of the meeting once it is over."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from conference import clock
from conference.extensions import db
from conference.meetings.models import MeetingPlace
from conference.meetings.rules import MeetingState
from conference.people.models import Participant
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.rooms import House, opened

MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in) as made:
        yield made


@contextmanager
def _minutes_in(house: House, minutes: int) -> Iterator[None]:
    with clock.stopped_at(house.starts_at + minutes * MINUTE):
        yield


def _head(page: str) -> str:
    """Return the words of the room's head, without its tags."""
    found = re.search(r'data-piece="head".*?(?=<div class="room-columns">)', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())


def _meeting_page(house: House, who: str = "anna") -> str:
    browser = house.sign_in(house.accounts[who])
    return str(browser.get(f"/{house.slug}/meetings/{house.meeting}").text)


def test_the_head_says_how_long_it_is_until_the_beginning_and_the_end(house: House) -> None:
    for minutes, said in (
        (-3 * 24 * 60 - 5, "Begins in 3 days"),
        (-24 * 60, "Begins in 1 day"),
        (-24 * 60 + 1, "Begins in"),
        (-1, "Begins in"),
        (0, "Left"),
        (19, "Left"),
        (20, "Time is up. The room stays open until"),
        (35, "This meeting is over."),
    ):
        with _minutes_in(house, minutes):
            head = _head(house.page("anna").text)
            assert said in head, (minutes, head)
            assert ("I am here" in head) is (-5 <= minutes < 35)


def test_a_far_opening_is_told_with_its_day(house: House) -> None:
    opens = (house.starts_at - 5 * MINUTE).astimezone(ZoneInfo("Europe/Brussels"))
    with clock.stopped_at(house.starts_at - timedelta(days=3)):
        assert f"The room opens on {opens:%A} {opens.day} {opens:%B} at {opens:%H:%M}" in house.page("anna").text
    with clock.stopped_at(opens.replace(hour=0, minute=0) if opens.hour else opens - MINUTE):
        assert f"The room opens at {opens:%H:%M}" in house.page("anna").text


def test_the_room_names_its_place_and_none_without_one(house: House) -> None:
    assert "geo-alt" not in _head_html(house.page("anna").text)
    with house.app.app_context():
        place = make.kept(MeetingPlace(conference_id=house.house, name="Table 7")).id
    house.change(place_id=place)
    assert "Table 7" in _head(house.page("anna").text)


def _head_html(page: str) -> str:
    return page[page.index('data-piece="head"') : page.index('class="room-columns"')]


def test_the_room_shows_the_clocks_of_all(house: House) -> None:
    with house.app.app_context():
        for who, zone in (("bruno", "Asia/Kolkata"), ("anna", "America/New_York")):
            db.session.get_one(Participant, house.ids[who]).timezone = zone
        db.session.commit()
    for page in (_head(house.page("anna").text), _meeting_page(house)):
        for zone, city in (("Asia/Kolkata", "Kolkata"), ("America/New_York", "New York")):
            there = house.starts_at.astimezone(ZoneInfo(zone))
            assert f"{there:%H:%M} in {city}" in page


def test_without_a_script_no_countdown_is_promised(house: House) -> None:
    for minutes, said in ((-1, "Has not begun yet"), (1, "On now")):
        with _minutes_in(house, minutes):
            assert f'<noscript><span class="room-word">{said}</span></noscript>' in house.page("anna").text


def test_nobody_said_whether_it_was_held_until_somebody_does(house: House) -> None:
    with _minutes_in(house, 40):
        page = house.page("anna").text
        assert "Was it held? Nobody has said so yet." in page
        assert "counts as not held" not in page
        assert "How good was it for you?" in page
        assert ">Not known whether held<" in _meeting_page(house)
        assert house.post("anna", "after", rating=4).status_code == 200
        assert house.post("anna", "held", held=0).status_code == 200
        page = house.page("anna").text
        assert "counts as not held" in page
        assert "How good was it for you?" not in page
        assert "Find another time" in page
        # What was kept before goes with the form.
        assert '<input type="hidden" name="rating" value="4">' in page
        assert "Not held" in _meeting_page(house)
    with _minutes_in(house, 41):
        assert house.post("bruno", "held", held=1).status_code == 200
        for page in (house.page("anna").text, _meeting_page(house)):
            assert ">Held</span>" in page
            assert "Comes" not in page
        assert "Meet again" in house.page("anna").text


def test_what_was_missed_is_not_asked_to_be_rated(house: House) -> None:
    house.change(state=MeetingState.MISSED)
    with _minutes_in(house, 10):
        page = house.page("anna").text
        assert "Did not take place" in _head(page)
        assert "How good was it for you?" not in page
