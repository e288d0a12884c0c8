"""Rooms, tracks and absences, and what changing them does to sessions."""

import pytest
from flask import Flask

from conference.agenda.models import Track, Unavailability
from conference.extensions import db
from tests import factories as make
from tests.agenda.building import Builder
from tests.conftest import SignIn


@pytest.fixture
def builder(app: Flask, sign_in: SignIn) -> Builder:
    return Builder(app, sign_in)


def test_rooms_are_added_ordered_and_deleted_with_what_that_affects(builder: Builder) -> None:
    rooms = f"{builder.base}/rooms"
    wrong = builder.browser.post(f"{rooms}/new", data={"name": "stage", "kind": "virtual"})
    assert wrong.status_code == 422
    assert "There is already a room of this name." in wrong.text
    script = {"name": "Third", "kind": "physical", "capacity": "40", "stream_url": "javascript:alert(1)"}
    assert builder.browser.post(f"{rooms}/new", data=script).status_code == 422
    assert builder.browser.post(f"{rooms}/new", data={**script, "stream_url": ""}).status_code == 302
    builder.browser.post(f"{rooms}/{builder.rooms[1]}/order", data={"to": "earlier"})
    state = builder.browser.get(f"{builder.base}/state").get_json()["state"]
    assert [room["name"] for room in state["rooms"]] == ["Green room", "Stage", "Third"]
    assert "1 session takes place here" in builder.browser.get(f"{rooms}/{builder.rooms[0]}/delete").text
    assert builder.browser.post(f"{rooms}/{builder.rooms[0]}/delete").status_code == 302
    row = builder.row()
    assert (row.room_id, row.version) == (None, 2)


def test_tracks_keep_their_address_when_renamed(builder: Builder) -> None:
    tracks = f"{builder.base}/tracks"
    assert builder.browser.post(f"{tracks}/new", data={"name": "Green", "colour": "red"}).status_code == 422
    builder.browser.post(f"{tracks}/new", data={"name": "Green", "colour": "#2E9E5B"})
    with builder.app.app_context():
        number = db.session.query(Track).one().id
    builder.browser.post(f"{tracks}/{number}", data={"name": "Greener", "colour": "#2e9e5b"})
    with builder.app.app_context():
        track = db.session.query(Track).one()
        assert (track.name, track.slug, track.colour) == ("Greener", "green", "#2e9e5b")


def test_an_absence_becomes_a_conflict(builder: Builder) -> None:
    with builder.app.app_context():
        ada = make.speaker(builder.house(), name="Speaker One").id
    row = {"people-0-participant_id": ada, "people-0-role": "speaker"}
    builder.browser.post(f"{builder.base}/items/{builder.item}", data=builder.form(**row))
    address = f"{builder.base}/availability/{ada}"
    backwards = {"day": "2026-03-10", "start": "12:00", "until": "11:00"}
    assert builder.browser.post(address, data=backwards).status_code == 422
    assert builder.browser.post(address, data={**backwards, "until": "13:00", "start": "11:30"}).status_code == 302
    conflicts = builder.browser.get(f"{builder.base}/state").get_json()["state"]["conflicts"]
    assert [one["text"] for one in conflicts] == ["Speaker One is not available during “Opening”."]
    with builder.app.app_context():
        number = db.session.query(Unavailability).one().id
    assert builder.browser.post(f"{address}/{number}/delete").status_code == 302
