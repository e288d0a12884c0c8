"""That a meeting begins soon: what every page of the conference knows of it, at no further query."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.extensions import db
from conference.meetings.answer_actions import propose
from conference.meetings.choices import Times
from conference.meetings.models import Meeting, MeetingPerson, MeetingSlot
from conference.meetings.rules import Answer
from conference.people.models import Participant
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making

Counting = Callable[[Callable[[], Any]], int]


class Pages:
    """Two who meet in the second and the third slot, and one who meets nobody."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        with app.app_context():
            day = making.day()
            ada, bo, cy = day.people[:3]
            self.later = making.booked(day, day.slots[2], ada, bo).id
            self.first = making.booked(day, day.slots[1], ada, bo).id
            self.starts, self.ends = day.slots[1].starts_at, day.slots[1].ends_at
            self.next = day.slots[2].starts_at
            self.slug, self.ada = day.house.slug, ada.id
            self.browsers = [sign_in(one.account_id) for one in (ada, bo, cy)]
            self.stranger = sign_in(None)

    def told(self, who: int, page: str = "agenda/speakers") -> str | None:
        """Return when the next meeting begins, as a page says it; None where it says nothing of meetings."""
        text = self.browsers[who].get(f"/{self.slug}/{page}").text
        found = re.search(r'data-meeting-soon data-me="\d+" data-next="([^"]*)"', text)
        return found.group(1) if found else None


@pytest.fixture
def pages(app: Flask, sign_in: SignIn, at_noon: object) -> Pages:
    return Pages(app, sign_in)


def test_every_page_knows_when_the_next_meeting_begins(pages: Pages) -> None:
    for page in ("", "agenda", "agenda/mine", "people", "meetings/", f"meetings/{pages.first}"):
        assert pages.told(0, page) == pages.starts.isoformat()
    assert pages.told(2) == ""
    assert "data-meeting-soon" not in pages.stranger.get(f"/{pages.slug}/").text


def test_a_meeting_that_is_on_is_known_until_it_ends(pages: Pages) -> None:
    with clock.stopped_at(pages.ends - timedelta(seconds=1)):
        assert pages.told(0) == pages.starts.isoformat()
    with clock.stopped_at(pages.ends):
        assert pages.told(0) == pages.next.isoformat()


def test_what_is_not_agreed_to_is_no_meeting_of_mine(app: Flask, pages: Pages) -> None:
    with app.app_context():
        db.session.get_one(MeetingPerson, (pages.first, pages.ada)).answer = Answer.WAITING
        db.session.commit()
    assert pages.told(0) == pages.next.isoformat()
    assert pages.told(1) == pages.starts.isoformat()


def test_what_begins_soon_stands_on_the_page_from_the_beginning(pages: Pages) -> None:
    browser, room = pages.browsers[0], f"/{pages.slug}/meetings/{pages.first}/room"

    def said(at: timedelta, page: str = f"/{pages.slug}/agenda/speakers") -> str | None:
        with clock.stopped_at(pages.starts + at):
            found = re.search(r"<div([^>]*data-meeting-soon[^>]*)>.*?<span data-text>([^<]*)<", browser.get(page).text)
        assert found
        assert (" hidden" in found.group(1)) is not bool(found.group(2))
        assert (f'data-meeting="{pages.first}"' in found.group(1)) is bool(found.group(2))
        return found.group(2)

    assert said(timedelta(minutes=-10, seconds=-1)) == ""
    assert said(timedelta(minutes=-10)) == "Your meeting with Attendee 1 begins in 10 minutes."
    assert said(timedelta(seconds=-61)) == "Your meeting with Attendee 1 begins in 2 minutes."
    assert said(timedelta(seconds=-60)) == "Your meeting with Attendee 1 begins in 1 minute."
    assert said(timedelta(0)) == "Your meeting with Attendee 1 has begun."
    # Who is in the room needs no way to it.
    assert said(timedelta(0), room) == ""
    for rubbish in ("", "..", "x.-1.99999999999999999999", f"{pages.first}0"):
        browser.set_cookie("meetings_hidden", rubbish)
        assert said(timedelta(0)) == "Your meeting with Attendee 1 has begun."
    browser.set_cookie("meetings_hidden", f"{pages.later}.{pages.first}")
    assert said(timedelta(0)) == ""


def test_a_hostile_name_is_text_on_the_page(app: Flask, pages: Pages) -> None:
    with app.app_context():
        other = next(one for one in db.session.get_one(Meeting, pages.first).people if one.participant_id != pages.ada)
        person = db.session.get_one(Participant, other.participant_id)
        person.name = "<img src=x> '{minutes}' \"&"
        db.session.commit()
    with clock.stopped_at(pages.starts - timedelta(minutes=2)):
        page = pages.browsers[0].get(f"/{pages.slug}/agenda/speakers").text
    said = re.search(r"<span data-text>(.*?)</span>", page)
    assert said
    assert "<img" not in page
    assert said.group(1).startswith("Your meeting with &lt;img src=x&gt; &#39;")
    assert said.group(1).endswith("&#34;&amp; begins in 2 minutes.")


def test_it_costs_no_query_of_its_own(pages: Pages, count_queries: Counting) -> None:
    with_meetings, without = (
        count_queries(partial(pages.browsers[who].get, f"/{pages.slug}/agenda/speakers")) for who in (0, 2)
    )
    assert with_meetings == without


def test_what_another_would_like_to_move_begins_soon_all_the_same(app: Flask, pages: Pages) -> None:
    with app.app_context():
        meeting = db.session.get_one(Meeting, pages.first)
        bo = next(one.participant_id for one in meeting.people if one.participant_id != pages.ada)
        slot = db.session.scalars(select(MeetingSlot).order_by(MeetingSlot.starts_at.desc())).first()
        assert slot is not None
        propose(make.actor(db.session.get_one(Participant, bo)), meeting.id, meeting.proposal, Times((slot.id,)))
    state = pages.browsers[0].get(f"/{pages.slug}/live/meetings_mine/{pages.ada}").json["state"]  # type: ignore[index]
    assert (state["waiting"], [one["id"] for one in state["next"]]) == (1, [pages.first, pages.later])
    # Their page says both: that somebody waits for an answer, and that they meet then until it is given.
    page = pages.browsers[0].get(f"/{pages.slug}/meetings/").text
    assert "Wants to move your meeting of Tue 10 Mar, 15:25" in page
    assert page.count(f'href="/{pages.slug}/meetings/{pages.first}"') == 2
    ids = re.findall(r'id="((?:meeting|move)-\d+)"', page)
    assert len(ids) == len(set(ids)) == 3
