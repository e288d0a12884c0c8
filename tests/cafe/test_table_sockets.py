"""The socket door of a table: messages and the topic, replayed, from elsewhere, and after somebody was moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import select

from conference import realtime
from conference.cafe.models import Seat
from conference.extensions import db
from conference.extensions import socketio as server
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import seated_hall
from tests.conftest import SignIn


@dataclass(frozen=True)
class Place:
    """A café in its first round, and the accounts of who is there."""

    conference: int
    tables: list[int]
    questions: list[int]
    sitter_id: int
    accounts: dict[str, int | None]


@pytest.fixture
def place(app: Flask) -> Place:
    with app.test_request_context():
        made = seated_hall()
        people = {
            "host": made.at[0][0],
            "sitter": made.at[0][1],
            "elsewhere": made.at[1][1],
            "facilitator": made.facilitator,
            "foreigner": make.participant(make.conference(), Role.ORGANISER),
        }
        return Place(
            made.house.id,
            [table.id for table in made.cafe.tables],
            [question.id for question in made.cafe.questions],
            people["sitter"].id,
            {name: person.account_id for name, person in people.items()},
        )


@pytest.fixture
def lines(app: Flask, sign_in: SignIn, place: Place) -> Iterator[Any]:
    """Return a function that connects somebody by socket; hung up after the test."""
    opened: list[SocketIOTestClient] = []

    def call(who: str) -> SocketIOTestClient:
        line = server.test_client(app, flask_test_client=sign_in(place.accounts[who]))
        opened.append(line)
        return line

    yield call
    for line in opened:
        if line.is_connected():
            line.disconnect()


def _send(line: SocketIOTestClient, place: Place, name: str, **payload: Any) -> Any:
    key = payload.pop("key", f"key-of-{name}-message")
    return line.emit(name, {"conference": place.conference, "key": key, **payload}, callback=True)


def _watch(line: SocketIOTestClient, place: Place, topic: str = "cafe_table", table: int = 0) -> Any:
    return line.emit("watch", {"topic": topic, "key": place.tables[table]}, callback=True)


def _write(line: SocketIOTestClient, place: Place, text: str = "More test beds", **more: Any) -> Any:
    payload = {"table": place.tables[0], "question": place.questions[0], "text": text, **more}
    return _send(line, place, "cafe.write", **payload)


def test_cards_are_written_changed_starred_merged_and_brought_back_by_socket(place: Place, lines: Any) -> None:
    sitter, host = lines("sitter"), lines("host")
    one, two = (_write(sitter, place, text, key=f"key-of-{text}-card")["card"] for text in ("One", "Two"))
    assert _send(sitter, place, "cafe.edit", card=one, text="One and a half", version=1)["version"] == 2
    assert _send(sitter, place, "cafe.edit", card=one, text="Stale", version=1)["status"] == 409
    assert _send(host, place, "cafe.star", card=one, starred=True)["ok"] == 1
    assert _send(host, place, "cafe.merge_cards", card=one, into=two)["ok"] == 1
    (head,) = _watch(sitter, place)["state"]["cards"]
    assert (head["text"], head["starred"], [card["text"] for card in head["merged"]]) == (
        "Two",
        True,
        ["One and a half"],
    )
    assert _send(host, place, "cafe.merge_cards", card=one, into=None)["ok"] == 1
    assert _send(sitter, place, "cafe.delete", card=two)["ok"] == 1
    assert _send(sitter, place, "cafe.delete", card=two, deleted=False)["ok"] == 1
    assert [card["text"] for card in _watch(host, place)["state"]["cards"]] == ["One and a half", "Two"]


def test_a_replayed_card_counts_once(place: Place, lines: Any) -> None:
    line = lines("sitter")
    assert len({_write(line, place)["card"] for _ in range(3)}) == 1
    assert len(_watch(line, place)["state"]["cards"]) == 1


def test_a_card_reaches_all_at_the_table_and_nobody_at_another(app: Flask, place: Place, lines: Any) -> None:
    near, far = lines("host"), lines("elsewhere")
    _watch(near, place)
    _watch(far, place, table=1)
    for line in (near, far):
        line.get_received()
    _write(lines("sitter"), place)
    with app.app_context():
        realtime.send_changed()
    got = [said["args"][0] for said in near.get_received() if said["name"] == "snapshot"]
    assert [card["text"] for snapshot in got for card in snapshot["state"]["cards"]] == ["More test beds"]
    assert "More test beds" not in str(far.get_received())


@pytest.mark.parametrize("who", ["elsewhere", "foreigner"])
def test_nobody_from_elsewhere_watches_writes_or_changes(place: Place, lines: Any, who: str) -> None:
    card = _write(lines("sitter"), place)["card"]
    line = lines(who)
    for topic in ("cafe_table", "cafe_here"):
        answer = _watch(line, place, topic)
        assert answer["status"] in {403, 404}
        assert "state" not in answer
    answers = [
        _write(line, place, "From elsewhere"),
        _send(line, place, "cafe.edit", card=card, text="Mine now", version=1),
        _send(line, place, "cafe.delete", card=card),
        _send(line, place, "cafe.star", card=card, starred=True),
        _send(line, place, "cafe.merge_cards", card=card, into=None),
        _send(line, place, "cafe.help", table=place.tables[0], wanted=True),
    ]
    assert {answer["status"] for answer in answers} <= {403, 404}
    state = _watch(lines("sitter"), place)["state"]
    assert [(card["text"], card["version"]) for card in state["cards"]] == [("More test beds", 1)]
    assert state["help"] is None


def test_a_person_moved_away_stops_hearing_the_old_table_at_once(app: Flask, place: Place, lines: Any) -> None:
    moved, host = lines("sitter"), lines("host")
    card = _write(moved, place)["card"]
    for line in (moved, host):
        _watch(line, place)
        line.get_received()
    with app.app_context():
        db.session.scalars(select(Seat).where(Seat.participant_id == place.sitter_id)).one().table_id = place.tables[1]
        realtime.recheck_watchers("cafe_table", place.tables[0])
        db.session.commit()
    assert _write(host, place, "Said after they left", key="another-key-0001")["ok"] == 1
    with app.app_context():
        realtime.send_changed()
    assert "Said after they left" in str(host.get_received())
    assert not moved.is_connected() or "Said after they left" not in str(moved.get_received())
    again = lines("sitter")
    assert _watch(again, place)["status"] in {403, 404}
    assert "state" in _watch(again, place, table=1)
    assert _send(again, place, "cafe.edit", card=card, text="From afar", version=1)["status"] == 404


def test_who_has_the_table_open_is_here(place: Place, lines: Any) -> None:
    line = lines("sitter")
    _watch(line, place)
    assert _watch(line, place, "cafe_here")["state"] == {"here": [place.sitter_id]}


def test_a_huge_text_is_refused(place: Place, lines: Any) -> None:
    assert _write(lines("sitter"), place, "x" * 40_000)["status"] == 422
