"""Every page of meetings that shows times names the clock that they are on, and keeps to the one that is chosen."""

from datetime import timedelta

import pytest
from flask import Flask

from conference import clock
from conference.meetings.models import MeetingPreference
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making
from tests.meetings.matching_up import matchmaking
from tests.meetings.test_people import tagged

CHOICE = ("Conference time: Helsinki (UTC+2)", '<option value="Asia/Dubai" selected>')
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
