"""The builder by HTTP: changes as JSON, forms without a script, and nothing overwritten."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from conference.agenda.draft_actions import load_draft
from conference.agenda.models import AgendaItem, ItemInvitee
from conference.extensions import db
from tests import factories as make
from tests.agenda.building import TEN, Builder
from tests.conftest import SignIn


@pytest.fixture
def builder(app: Flask, sign_in: SignIn) -> Builder:
    return Builder(app, sign_in)


def test_a_move_in_wall_clock_time_is_kept_as_the_moment_it_is(builder: Builder) -> None:
    answer = builder.post(builder.place())
    assert answer.status_code == 200
    assert builder.row().starts_at == datetime(2026, 3, 10, 13, 15, tzinfo=UTC)
    (item,) = answer.get_json()["state"]["items"]
    assert (item["day"], item["time"], item["room"], item["version"]) == ("2026-03-10", "14:15", builder.rooms[1], 2)
    assert answer.json["mine"]["undo"] == "Moved “Opening”"


def test_the_night_belongs_to_the_day_before(builder: Builder) -> None:
    answer = builder.post(builder.place(time="01:30"))
    assert builder.row().starts_at == datetime(2026, 3, 11, 0, 30, tzinfo=UTC)
    assert answer.get_json()["state"]["items"][0]["day"] == "2026-03-10"


def test_a_stale_change_is_answered_with_both_versions(builder: Builder) -> None:
    builder.post(builder.place())
    answer = builder.post(builder.place(time="16:00"))
    assert answer.status_code == 409
    assert answer.json["differences"] == {"Start": ["Tue 10 Mar, 16:00", "Tue 10 Mar, 14:15"]}


HOSTILE: list[Any] = [
    None, [], "x", {}, {"items": []}, {"items": "x"}, {"items": [1]}, {"items": [{}]}, {"create": 1}, {"create": {}},
    {"create": {"title": "x"}}, {"create": {"title": "x", "kind": []}}, {"create": {"title": [], "kind": "vote"}},
    {"create": {"title": "x", "kind": "vote", "day": "2026-03-10", "time": "10:00", "room": 10**20}},
    {"items": [{"id": 10**30, "version": 1, "do": "unplace"}]},
    {"items": [{"id": True, "version": 1, "do": "unplace"}]},
]  # fmt: skip
HOSTILE_ENTRIES: list[dict[str, Any]] = [
    {"do": "explode"}, {"do": None}, {"do": []}, {"version": "1"}, {"version": None}, {"day": "yesterday"},
    {"day": None},
    {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"time": "25:00"}, {"time": "10:00+05:00"}, {"room": "1"},
    {"room": -1}, {"room": 999999}, {"minutes": 0}, {"minutes": 10**9}, {"minutes": 1.5}, {"minutes": "60"},
]  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE, ids=str)
def test_a_message_that_makes_no_sense_is_refused(builder: Builder, payload: object) -> None:
    assert 400 <= builder.post(payload).status_code < 500


@pytest.mark.parametrize("entry", HOSTILE_ENTRIES, ids=str)
def test_a_step_that_makes_no_sense_changes_nothing(builder: Builder, entry: dict[str, Any]) -> None:
    assert 400 <= builder.post(builder.place(**entry)).status_code < 500
    assert builder.row().version == 1


def test_a_change_needs_the_token(app: Flask, builder: Builder) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert builder.post(builder.place()).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert builder.row().version == 1


def test_a_drawn_session_is_created_where_it_was_drawn(builder: Builder) -> None:
    where = {"day": "2026-03-11", "time": "09:00", "room": builder.rooms[1], "minutes": 45}
    answer = builder.post({"create": {"title": " Vote \x00", "kind": "vote", **where}})
    (number,) = answer.json["applied"]["items"]
    with builder.app.app_context():
        row = db.session.get_one(AgendaItem, number)
        assert (row.title, row.minutes, row.room_id) == ("Vote", 45, builder.rooms[1])


def test_undo_and_redo_answer_with_the_state(builder: Builder) -> None:
    builder.post(builder.place())
    undone = builder.post({}, "undo").get_json()
    assert (undone["mine"]["undo"], undone["mine"]["redo"]) == (None, "Moved “Opening”")
    assert builder.row().starts_at == TEN
    assert builder.post({}, "redo").get_json()["state"]["items"][0]["time"] == "14:15"
    assert builder.browser.post(f"{builder.base}/undo").status_code == 302


def test_a_step_that_cannot_be_undone_can_be_skipped(builder: Builder) -> None:
    builder.post(builder.place())
    with builder.app.app_context():
        row = db.session.get_one(AgendaItem, builder.item)
        row.minutes, row.starts_at = 30, TEN
        db.session.commit()
    assert builder.post({}, "undo").status_code == 409
    number = builder.browser.get(f"{builder.base}/state").get_json()["mine"]["undo_id"]
    assert builder.post({}, f"undo/{number}/drop").json["mine"]["undo"] is None
    assert builder.post({}, f"undo/{number}/drop").status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_size(
    builder: Builder, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    def read() -> None:
        with builder.app.app_context():
            assert load_draft(builder.id).conflicts is not None

    one = count_queries(read)
    with builder.app.app_context():
        house = builder.house()
        for _ in range(2):
            make.item(house, room_id=builder.rooms[0], track_id=make.track(house).id)
    assert count_queries(read) == one


def test_the_page_carries_what_it_starts_from_and_a_list_for_browsers_without_a_script(builder: Builder) -> None:
    page = builder.browser.get(builder.base).text
    assert 'id="builder-data"' in page
    assert f"{builder.base}/items/{builder.item}/move" in page


def test_moving_by_form_says_what_clashes(builder: Builder) -> None:
    with builder.app.app_context():
        make.item(builder.house(), room_id=builder.rooms[1], title="Talk")
    data = {"day": "2026-03-10", "time": "11:30", "room_id": builder.rooms[1], "minutes": "60", "version": "1"}
    address = f"{builder.base}/items/{builder.item}/move"
    page = builder.browser.post(address, data=data, follow_redirects=True).text
    assert "Green room is used by “Opening” and by “Talk” at the same time." in page
    late = builder.browser.post(address, data={**data, "time": "12:00"})
    assert late.status_code == 409
    assert "Stored now" in late.text
    assert 'name="version" type="hidden" value="2"' in late.text


def test_a_shift_is_shown_first_and_refused_when_somebody_was_faster(builder: Builder) -> None:
    address = f"{builder.base}/shift"
    asked = {"day": "2026-03-10", "time": "10:00", "minutes": "15", "direction": "later", "rooms": builder.rooms}
    shown = builder.browser.get(address, query_string=asked).text
    assert "1 session moves" in shown
    assert builder.browser.post(address, data={**asked, f"v-{builder.item}": "7"}).status_code == 409
    assert builder.browser.post(address, data={**asked, f"v-{builder.item}": "1"}).status_code == 302
    assert builder.row().starts_at == datetime(2026, 3, 10, 10, 15, tzinfo=UTC)


def test_an_invitation_survives_the_undo_of_a_deletion(builder: Builder) -> None:
    with builder.app.app_context():
        guest = make.participant(builder.house()).id
        make.kept(ItemInvitee(item_id=builder.item, participant_id=guest))
    builder.post({"items": [{"id": builder.item, "version": 1, "do": "delete"}]})
    builder.post({}, "undo")
    with builder.app.app_context():
        assert load_draft(builder.id).states[builder.item].invitees == {guest}
