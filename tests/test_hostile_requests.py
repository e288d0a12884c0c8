"""Requests that no browser of ours sends: none of them may fail on our side."""

import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, insert
from werkzeug.routing import Rule

from conference.agenda.models import Room
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.extensions import db
from conference.people.models import Participant, Tag
from tests import factories as make
from tests.agenda.building import Builder
from tests.conftest import SignIn
from tests.test_doors import CASES, RULES, _address, _furnish

ENDLESS = 10**4_999
TOO_LARGE = (2**31, 2**63, 10**25, ENDLESS)
NUMBERED = [
    pytest.param(rule, method, id=f"{method} {rule.rule}")
    for rule in RULES
    for method in sorted((rule.methods or set()) & {"GET", "POST"})
    if "<int:" in rule.rule
]


@pytest.mark.parametrize(("rule", "method"), NUMBERED)
def test_an_id_that_no_row_can_have_is_not_found(app: Flask, sign_in: SignIn, rule: Rule, method: str) -> None:
    with app.app_context():
        values: dict[str, Any] = _furnish()
    browser = sign_in(values["organiser"])
    numbered = [name for name in rule.arguments if f"<int:{name}>" in rule.rule]
    marked = _address(app, rule, {**values, **dict.fromkeys(numbered, 987654321)})
    for number in TOO_LARGE:
        digits = "9" * 5000 if number == ENDLESS else str(number)
        assert browser.open(marked.replace("987654321", digits), method=method).status_code == 404


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


NAMED = [case for case in CASES if re.search(r"<(?!int:|any\()", case.values[0].rule)]  # type: ignore[union-attr]


@pytest.mark.parametrize(("rule", "method"), NAMED)
def test_a_nul_in_an_address_is_not_found(app: Flask, sign_in: SignIn, rule: Rule, method: str) -> None:
    with app.app_context():
        values: dict[str, Any] = _furnish()
    browser = sign_in(values["organiser"])
    for name in rule.arguments:
        if f"<int:{name}>" in rule.rule or f":{name}>" in rule.rule:
            continue
        address = _address(app, rule, {**values, name: "mark"}).replace("mark", "%00x")
        assert browser.open(address, method=method).status_code < 500


@pytest.mark.parametrize("rule", [case.values[0] for case in CASES if case.values[1] == "GET"])
def test_a_nul_in_a_query_is_answered(app: Flask, sign_in: SignIn, rule: Rule) -> None:
    with app.app_context():
        values: dict[str, Any] = _furnish()
    browser = sign_in(values["organiser"])
    names = ("text", "q", "track", "kind", "speaker", "language", "country", "role", "status", "sort", "day", "zone")
    query = dict.fromkeys((*names, "next", "page", "item", "offers", "seeks", "older", "newer", "removed"), "a\0b")
    assert browser.get(_address(app, rule, values), query_string=query).status_code < 500


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
