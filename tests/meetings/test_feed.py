"""Booked meetings in the personal calendar feed: the same events as in the mails, and gone when they are off."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.extensions import db
from conference.meetings.mail_actions import tell_booked
from conference.meetings.models import Meeting, MeetingPlace
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant
from tests.meetings import making
from tests.meetings.calendars import read
from tests.meetings.post import calendar_of


@pytest.fixture
def house(app: Flask, at_noon: object) -> dict[str, Any]:
    with app.test_request_context():
        day = making.day(slug="house")
        ada, bo, cy = day.people[:3]
        ada.feed_token, cy.feed_token = "token-of-ada", "token-of-cy"
        meeting = making.booked(day, day.slots[0], ada, bo)
        making.request(day, ada, cy, slots=[day.slots[1]])
        tell_booked(meeting)
        db.session.commit()
        return {"meeting": meeting.id, "ada": ada.id, "bo": bo.id, "other_slot": day.slots[3].id}


def feed(client: FlaskClient, name: str = "ada", tag: str = "") -> Any:
    return client.get(f"/house/agenda/personal/token-of-{name}.ics", headers={"If-None-Match": tag} if tag else {})


def events(client: FlaskClient, name: str = "ada") -> list[Any]:
    return list(read(feed(client, name).text).contents.get("vevent", []))


def test_the_feed_has_the_booked_meeting_as_it_came_by_mail_and_no_request(
    app: Flask, house: dict[str, Any], client: FlaskClient
) -> None:
    (event,) = events(client)
    with app.app_context():
        (mailed,) = calendar_of(db.session.get_one(Participant, house["ada"])).values()
    sent = read(mailed).vevent
    for name in ("uid", "dtstart", "dtend", "sequence", "summary", "location", "url", "status"):
        assert getattr(event, name).value == getattr(sent, name).value
    assert "attendee" not in event.contents
    assert events(client, "cy") == []


@pytest.mark.parametrize("what", ["moved", "placed", "cancelled", "left", "renamed"])
def test_who_knows_the_feed_gets_it_anew_when_something_of_a_meeting_changes(
    app: Flask, house: dict[str, Any], client: FlaskClient, what: str
) -> None:
    before = feed(client)
    assert feed(client, tag=before.headers["ETag"]).status_code == 304
    with app.app_context():
        meeting = db.session.get_one(Meeting, house["meeting"])
        assert meeting.starts_at is not None
        if what == "moved":
            meeting.starts_at += timedelta(minutes=5)
        elif what == "placed":
            place = MeetingPlace(conference_id=meeting.conference_id, name="Table 4")
            db.session.add(place)
            db.session.flush()
            meeting.place_id = place.id
        elif what == "cancelled":
            meeting.state = MeetingState.CANCELLED
        elif what == "left":
            meeting.people[0].answer = Answer.LEFT
        else:
            db.session.get_one(Participant, house["bo"]).name = "Demo New"
        db.session.commit()
    after = feed(client, tag=before.headers["ETag"])
    assert after.status_code == 200
    assert after.text != before.text
    if what in {"cancelled", "left"}:
        assert events(client) == []


def test_the_zone_of_the_feed_is_right_for_a_meeting_after_the_conference(
    app: Flask, house: dict[str, Any], client: FlaskClient
) -> None:
    with app.app_context():
        meeting = db.session.get_one(Meeting, house["meeting"])
        assert meeting.starts_at is not None
        assert meeting.ends_at is not None
        meeting.starts_at += timedelta(days=400)
        meeting.ends_at += timedelta(days=400)
        db.session.commit()
        starts_at = meeting.starts_at
    (event,) = events(client)
    assert event.dtstart.value == starts_at
