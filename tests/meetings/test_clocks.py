"""Every page of meetings that shows times names the clock that they are on, and keeps to the one that is chosen."""

from datetime import timedelta

import pytest
from flask import Flask

from conference import clock
from conference.extensions import db
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.models import MeetingPreference, MeetingSlot, MeetingWindow
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making
from tests.meetings.matching_up import drafted, matchmaking
from tests.meetings.test_people import tagged

CHOICE = ("Conference time: Helsinki (UTC+2)", '<option value="Asia/Dubai" selected>')
OWN_PAGES = ("", "ask?participant_id={other}", "people", "times", "organisation", "{booked}")
ORGANISERS_PAGES = (
    ("board", "Conference time: Helsinki, UTC+2 / UTC+3"),
    ("board/slot/{slot}", "Conference time: Helsinki, UTC+3"),
    ("board/{booked}", "(Helsinki, UTC+3)"),
    ("settings", "Conference time: Helsinki, UTC+2 / UTC+3"),
    ("settings/times/new", "Conference time: Helsinki"),
    ("settings/times/{window}", "Conference time: Helsinki"),
    ("matchmaking/{row}", "15:00 (Helsinki, UTC+2)"),
    ("matchmaking/{arranged}/timetable", "Conference time: Helsinki, UTC+3"),
    ("matchmaking/{arranged}/timetable?by=person", "Conference time: Helsinki, UTC+3"),
    ("matchmaking/{arranged}/draft/{draft}", "Conference time: Helsinki, UTC+3"),
    ("matchmaking/{arranged}/timetable.csv", ",Europe/Helsinki,"),
    ("export.csv", ",Europe/Helsinki,"),
)
DEADLINE = ("(Helsinki, UTC+2)", "(Dubai, UTC+4)")


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("", CHOICE), ("ask?participant_id={other}", CHOICE), ("people", CHOICE), ("times", CHOICE),
        ("organisation", CHOICE), ("{booked}", CHOICE), ("matchmaking", DEADLINE),
        ("matchmaking/{row}/wishes", DEADLINE),
    ],
)  # fmt: skip
def test_a_page_with_times_names_its_clock_and_keeps_to_the_one_that_is_chosen(
    app: Flask, sign_in: SignIn, at_noon: object, where: str, named: tuple[str, str]
) -> None:
    with app.test_request_context():
        day = making.day(people=3, timezone="Europe/Helsinki")
        me, other, third = day.people
        me.organisation = other.organisation = "Cluster One"
        make.kept(MeetingPreference(participant_id=other.id, shares=True))
        tagged(me, seeks="Photonics")
        tagged(other, offers="Photonics")
        making.booked(day, day.slots[0], other, third)
        booked = making.booked(day, day.slots[1], me, third).id
        row, other_id = matchmaking(day, wishes_until=clock.now() + timedelta(days=1)).id, other.id
        base = f"/{day.house.slug}/meetings/"
        browser = sign_in(me.account_id)
    address = base + where.format(other=other_id, booked=booked, row=row)
    assert named[0] in browser.get(address).text
    # Chosen on one page, it is the clock of all.
    browser.get(f"{base}?zone=Asia/Dubai")
    assert named[1] in browser.get(address).text
    browser.get(f"{base}people?zone=conference")
    assert named[0] in browser.get(address).text


def test_times_to_choose_and_those_that_were_proposed_stand_on_the_clocks_of_both(
    app: Flask, sign_in: SignIn, at_noon: object
) -> None:
    with app.test_request_context():
        day = making.day(people=2, timezone="Europe/Helsinki")
        me, other = day.people
        other.timezone = "Asia/Dubai"
        meeting = making.request(day, me, other, slots=day.slots[:2]).id
        base = f"/{day.house.slug}/meetings/"
        mine, theirs = sign_in(me.account_id), sign_in(other.account_id)
    # 14:00 UTC: the page is on the conference's clock, which one of them does not live by.
    asked = theirs.get(f"{base}{meeting}").text
    assert "16:00" in asked
    assert "18:00 on your own clock" in asked
    waiting = mine.get(f"{base}{meeting}").text
    assert "Tuesday 10 March, 16:00" in waiting
    assert "18:00 for Attendee 1" in waiting
    assert "on your own clock" not in waiting
    # Who chose their own clock reads no other twice.
    assert "on your own clock" not in theirs.get(f"{base}{meeting}?zone=Asia/Dubai").text


def test_the_clock_is_named_as_it_is_when_people_meet_and_not_as_it_is_today(
    app: Flask, sign_in: SignIn, at_noon: object
) -> None:
    with app.test_request_context():
        day = making.day(people=3, timezone="Europe/Helsinki")
        me, other, third = day.people
        me.organisation = other.organisation = "Cluster One"
        make.kept(MeetingPreference(participant_id=other.id, shares=True))
        tagged(me, seeks="Photonics")
        tagged(other, offers="Photonics")
        _later(day, 30)
        making.booked(day, day.slots[0], other, third)
        booked, other_id = making.booked(day, day.slots[1], me, third).id, other.id
        base, browser = f"/{day.house.slug}/meetings/", sign_in(me.account_id)
    # Today it is UTC+2 there; in thirty days, after the change of clock, it is UTC+3.
    for where in OWN_PAGES:
        address = base + where.format(other=other_id, booked=booked)
        assert "Conference time: Helsinki (UTC+3)" in browser.get(address).text, address


def test_a_page_of_organisers_with_times_names_the_clock_of_the_conference(
    app: Flask, sign_in: SignIn, at_noon: object
) -> None:
    with app.test_request_context():
        day = making.day(people=4, timezone="Europe/Helsinki")
        me, other, third, fourth = day.people
        _later(day, 30)
        making.window(day.house, clock.now() + timedelta(hours=2))
        arranged = matchmaking(day, MatchmakingState.ARRANGING)
        known = {
            "slot": day.slots[0].id,
            "window": day.slots[0].window_id,
            "booked": making.booked(day, day.slots[1], me, other).id,
            "row": matchmaking(day, wishes_until=clock.now() + timedelta(hours=1)).id,
            "arranged": arranged.id,
            "draft": drafted(arranged, day.slots[2], third, fourth).id,
        }
        base, browser = f"/{day.house.slug}/meetings/", sign_in(day.organiser.account_id)
    # Whatever clock they chose for their own pages.
    browser.get(f"{base}people?zone=Asia/Dubai")
    for where, named in ORGANISERS_PAGES:
        assert named in browser.get(base + where.format(**known)).text, where


def _later(day: making.Day, days: int) -> None:
    """Put all meeting times off by some days."""
    rows: list[MeetingWindow | MeetingSlot] = [db.session.get_one(MeetingWindow, day.slots[0].window_id), *day.slots]
    for row in rows:
        row.starts_at, row.ends_at = row.starts_at + timedelta(days=days), row.ends_at + timedelta(days=days)
    day.house.ends_on += timedelta(days=days)
    db.session.commit()
