"""Requests that no browser of ours sends: none of them may fail on our side."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, event, insert, select
from werkzeug.routing import Rule

from conference.agenda.models import Room
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.extensions import db
from conference.meetings.models import MeetingSlot, MeetingWindow
from conference.meetings.settings_actions import stamp_of
from conference.people.models import Participant, Tag
from tests import factories as make
from tests.agenda.building import Builder
from tests.conftest import SignIn
from tests.meetings import making
from tests.test_doors import CASES, address_of, furnish


@pytest.mark.parametrize(("rule", "method"), CASES)
def test_an_empty_request_is_answered_not_failed(app: Flask, sign_in: SignIn, rule: Rule, method: str) -> None:
    with app.app_context():
        values = furnish()
    answer = sign_in(values["organiser"]).open(address_of(app, rule, values), method=method)
    assert answer.status_code < 500


@pytest.mark.parametrize("raw", ["[" * 100_000, '{"items":' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_json_nested_too_deep_is_refused(app: Flask, sign_in: SignIn, raw: str) -> None:
    builder = Builder(app, sign_in)
    answer = builder.browser.post(f"{builder.base}/changes", data=raw, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["²", "\u0661", "-1", "9" * 20, "9" * 5000, "1e3"])
def test_hints_of_the_grid_that_are_no_numbers_are_left_out(app: Flask, sign_in: SignIn, text: str) -> None:
    builder = Builder(app, sign_in)
    for hint in ("room", "minutes", "day", "time"):
        assert builder.browser.get(f"{builder.base}/items/new", query_string={hint: text}).status_code == 200


@pytest.mark.parametrize("text", ["²", "9" * 5000, "-1", ""])
def test_a_version_that_is_no_number_is_a_stale_one(app: Flask, sign_in: SignIn, text: str) -> None:
    builder = Builder(app, sign_in)
    for name in ("version", "over"):
        form = builder.form(title="Closing", **{"version": text, name: text})
        assert builder.browser.post(f"{builder.base}/items/{builder.item}", data=form).status_code == 409
    chosen = builder.form(choose=f"people:{text}")
    assert builder.browser.post(f"{builder.base}/items/{builder.item}", data=chosen).status_code < 500


@pytest.mark.parametrize(("first", "last"), [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")])
def test_a_conference_at_an_end_of_the_calendar_is_refused_beside_the_field(
    app: Flask, sign_in: SignIn, first: str, last: str
) -> None:
    with app.app_context():
        account_id = make.account(email="admin@example.org").id
    form = {"title": "Far", "slug": "far-away", "starts_on": first, "ends_on": last, "timezone": "Asia/Tokyo"}
    answer = sign_in(account_id).post("/conferences/new", data=form)
    assert answer.status_code == 422
    assert "between 1900 and 2199" in answer.text


def test_the_name_of_a_track_with_only_hidden_sessions_is_in_no_feed(app: Flask, sign_in: SignIn) -> None:
    builder = Builder(app, sign_in)
    with app.app_context():
        track = make.track(builder.house(), name="Merger", slug="merger")
        make.item(builder.house(), title="Talk", track_id=track.id, visibility=Visibility.INVITED)
        release_agenda(make.actor(db.session.get_one(Participant, builder.organiser)), notify=False)
    answer = app.test_client().get(f"/{builder.slug}/agenda/calendar.ics?track=merger")
    assert answer.status_code == 200
    assert "Merger" not in answer.text


def test_a_socket_is_opened_from_our_own_pages_only(app: Flask) -> None:
    address = "/socket.io/?EIO=4&transport=polling"
    statuses = {
        origin: app.test_client().get(address, headers={"Origin": origin}).status_code
        for origin in ("http://localhost", "http://conference.test", "http://elsewhere.test", "null", "http://[")
    }
    assert statuses == {
        "http://localhost": 200,
        "http://conference.test": 200,
        "http://elsewhere.test": 400,
        "null": 400,
        "http://[": 400,
    }


def test_a_write_that_another_overtook_is_a_conflict_and_not_a_failure(app: Flask, sign_in: SignIn) -> None:
    builder = Builder(app, sign_in)
    taken: list[int] = []

    def overtake(_mapper: object, connection: Any, tag: Tag) -> None:
        # What another process would commit between the action's look and its write.
        taken.append(tag.conference_id)
        connection.execute(insert(Tag).values(conference_id=tag.conference_id, name=tag.name))

    event.listen(Tag, "before_insert", overtake)
    try:
        answer = builder.browser.post(f"/{builder.slug}/people/tags", data={"name": "Photonics", "names": "Photonics"})
    finally:
        event.remove(Tag, "before_insert", overtake)
    assert taken
    assert answer.status_code in {409, 422}


def test_what_another_deleted_in_the_same_moment_is_a_conflict_and_not_a_failure(
    app: Flask, sign_in: SignIn, at_noon: object
) -> None:
    with app.test_request_context():
        day = making.day(people=1)
        window = db.session.get_one(MeetingWindow, day.slots[0].window_id)
        address = f"/{day.house.slug}/meetings/settings/times/{window.id}"
        begin, end = (moment.astimezone(day.house.zone) for moment in (window.starts_at, window.ends_at))
        form = {
            "name": "Lunch", "day": f"{begin:%Y-%m-%d}", "start": f"{begin:%H:%M}", "until": f"{end:%H:%M}",
            "slot_minutes": "20", "pause_minutes": "5", "seen": stamp_of(window),
        }  # fmt: skip
        browser = sign_in(day.organiser.account_id)
    gone: list[int] = []

    def overtake(_session: object) -> None:
        # What another process would commit between the action's commit and the page's look at what it saved.
        with db.engine.begin() as connection:
            if connection.scalar(select(MeetingWindow.id).where(MeetingWindow.name == "Lunch")):
                connection.execute(delete(MeetingSlot))
                gone.append(connection.execute(delete(MeetingWindow)).rowcount)

    event.listen(db.session, "after_commit", overtake)
    try:
        answer = browser.post(address, data=form)
    finally:
        event.remove(db.session, "after_commit", overtake)
    assert gone == [1]
    assert answer.status_code == 409
    assert "Somebody deleted this in the same moment." in answer.text


def test_a_room_that_another_named_first_is_refused_beside_the_field(app: Flask, sign_in: SignIn) -> None:
    builder = Builder(app, sign_in)

    def overtake(_mapper: object, connection: Any, room: Room) -> None:
        same = {"conference_id": room.conference_id, "name": room.name, "kind": room.kind, "guid": uuid4()}
        connection.execute(insert(Room).values(order=9, parallel=False, **same))

    event.listen(Room, "before_insert", overtake)
    try:
        answer = builder.browser.post(f"{builder.base}/rooms/new", data={"name": "Attic", "kind": "physical"})
    finally:
        event.remove(Room, "before_insert", overtake)
    assert answer.status_code == 422
    assert "already a room" in answer.text
