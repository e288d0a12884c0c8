"""How somebody finds meetings from the other pages, and a person or a meeting from theirs."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from conference import clock
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import ItemKind
from conference.extensions import db
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.models import MeetingSettings
from conference.people.models import Participant
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making, matching_up


class Pages:
    """A day of meetings with a networking session and a panel, and what an attendee reads."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        with app.app_context():
            self.day = making.day(people=3, slots=2)
            starts = self.day.slots[0].starts_at
            kinds = (ItemKind.NETWORKING, ItemKind.PANEL)
            self.sessions = [
                make.item(self.day.house, kind=kind, starts_at=starts, room_id=make.room(self.day.house).id).id
                for kind in kinds
            ]
            release_agenda(make.actor(self.day.organiser), notify=False)
            self.slug, self.house_id = self.day.house.slug, self.day.house.id
            self.meeting_id = making.booked(self.day, self.day.slots[1], *self.day.people[:2]).id
            self.other_id = self.day.people[1].id
            self.matchmaking_id = matching_up.matchmaking(self.day, MatchmakingState.PUBLISHED).id
            self.organiser = sign_in(self.day.organiser.account_id)
            self.browser = sign_in(self.day.people[0].account_id)

    def read(self, path: str) -> str:
        """Read one of the conference's pages."""
        answer = self.browser.get(f"/{self.slug}{path}")
        assert answer.status_code == 200, path
        return answer.text

    def leading(self) -> list[bool]:
        """Tell which of home, directory, networking session and panel lead to the people to meet."""
        pages = ["/", "/people", *(f"/agenda/{one}" for one in self.sessions)]
        return [f'href="/{self.slug}/meetings/people"' in self.read(page) for page in pages]


@pytest.fixture
def pages(app: Flask, sign_in: SignIn) -> Pages:
    return Pages(app, sign_in)


def test_home_directory_and_networking_sessions_lead_to_the_people_to_meet(pages: Pages) -> None:
    assert pages.leading() == [True, True, True, False]


def test_nothing_leads_to_people_when_meetings_are_closed(pages: Pages) -> None:
    with pages.app.app_context():
        make.kept(MeetingSettings(conference_id=pages.house_id, is_open=False))
    assert pages.leading() == [False, False, False, False]


def test_nothing_leads_to_people_when_no_time_is_left(pages: Pages) -> None:
    with clock.stopped_at(clock.now() + timedelta(hours=8)):
        assert pages.leading() == [False, False, False, False]


def test_a_time_that_is_taken_leads_to_its_meeting(pages: Pages) -> None:
    assert f'href="/{pages.slug}/meetings/{pages.meeting_id}"' in pages.read("/meetings/times")


def test_a_meeting_leads_to_the_page_of_whom_one_meets_if_there_is_one(pages: Pages) -> None:
    link = f'href="/{pages.slug}/people/{pages.other_id}"'
    assert link in pages.read(f"/meetings/{pages.meeting_id}")
    with pages.app.app_context():
        db.session.get_one(Participant, pages.other_id).in_directory = False
        db.session.commit()
    assert link not in pages.read(f"/meetings/{pages.meeting_id}")


def test_organisers_are_led_from_meetings_to_the_board_and_on_to_matchmaking(pages: Pages) -> None:
    board = f'href="/{pages.slug}/meetings/board"'
    assert board not in pages.read("/meetings/")
    assert board in pages.organiser.get(f"/{pages.slug}/meetings/").text
    assert f'href="/{pages.slug}/meetings/matchmaking"' in pages.organiser.get(f"/{pages.slug}/meetings/board").text


def test_a_published_matchmaking_leads_to_the_meetings_and_asks_for_no_wishes(pages: Pages) -> None:
    page = pages.read(f"/meetings/matchmaking/{pages.matchmaking_id}/wishes")
    assert re.search(rf'href="/{pages.slug}/meetings/">My meetings', page)
    assert "Without any, nothing can be arranged for you" not in page
