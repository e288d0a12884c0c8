"""What the doors of meetings say to numbers, dates and buttons that no page of ours sends."""

import pytest
from flask import Flask

from conference.extensions import db
from conference.meetings.matchmaking_models import Matchmaking
from tests.conftest import SignIn
from tests.meetings import making


@pytest.mark.parametrize("until", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-13-45T99:99", "\x00", "9" * 5000])
@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/New_York"])
def test_a_deadline_at_either_end_of_the_calendar_breaks_no_page(
    app: Flask, sign_in: SignIn, until: str, zone: str
) -> None:
    with app.test_request_context():
        day = making.day(people=1, timezone=zone)
        slug, account, window = day.house.slug, day.organiser.account_id, day.slots[0].window_id
    form = {"title": "Day", "windows": str(window), "most_wishes": "5", "wishes_until": until, "description": ""}
    answer = sign_in(account).post(f"/{slug}/meetings/matchmaking/new", data=form)
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        client = sign_in(account)
        with app.app_context():
            row_id = db.session.query(Matchmaking.id).one()[0]
        for page in ("", "/edit", "/wishes", "/timetable", "/people"):
            assert client.get(f"/{slug}/meetings/matchmaking/{row_id}{page}").status_code in {200, 302, 404}
