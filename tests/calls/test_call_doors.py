"""The doors of calls by socket: joining, what the others see and hear, and all who should hear nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import func, select

from conference import clock, realtime
from conference.calls.actions import room_for
from conference.calls.models import CallMember, CallRoom
from conference.calls.rules import LONGEST_DESCRIPTION, MOST_IN_A_MESH
from conference.extensions import db
from conference.extensions import socketio as server
from tests.calls import making
from tests.calls.making import Table
from tests.conftest import SignIn

OFFER = {"type": "offer", "sdp": "v=0\r\n"}
NAMES = ("anna", "bruno", "clara")


class Seat:
    """One page of a person: its line, and the peer that it joined as."""

    def __init__(self, line: SocketIOTestClient, at: Table) -> None:
        self.line, self.at, self.peer = line, at, ""

    def say(self, name: str, **payload: Any) -> Any:
        said = {"conference": self.at.house, "room": self.at.room, "key": f"key-of-{name}", **payload}
        return self.line.emit(name, said, callback=True)

    def watch(self, topic: str) -> Any:
        return self.line.emit("watch", {"topic": topic, "key": self.at.room}, callback=True)

    def join(self, key: str = "key-of-joining", **flags: bool) -> "Seat":
        answer = self.say("calls.join", key=key, **flags)
        assert answer["ok"] == 1
        self.peer = answer["peer"]
        assert "error" not in self.watch("call_line")
        self.line.get_received()
        return self

    def signal(self, to: str, number: int = 1, **more: Any) -> Any:
        one = {"to": to, "n": number, "description": OFFER, **more}
        return self.say("calls.signal", peer=self.peer, signals=[one])

    def heard(self) -> list[dict[str, Any]]:
        return [got["args"][0] for got in self.line.get_received() if got["name"] == "calls.signal"]


class Tables:
    """Tables to sit at, and pages of the people there."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []

    def table(self, *names: str, number: int = 7) -> Table:
        with self.app.test_request_context():
            return making.table(*(names or NAMES), number=number)

    def page(self, at: Table, name: str) -> Seat:
        line = server.test_client(self.app, flask_test_client=self.sign_in(at.accounts[name]))
        self.lines.append(line)
        return Seat(line, at)

    def state(self, at: Table) -> dict[str, Any]:
        with self.app.app_context():
            return dict(realtime.snapshot("call", at.room))["state"]  # type: ignore[return-value]

    def move_away(self, at: Table, name: str) -> None:
        with self.app.test_request_context():
            making.move_away(at.house, at.number, at.ids[name])


@pytest.fixture
def tables(app: Flask, sign_in: SignIn) -> Iterator[Tables]:
    there = Tables(app, sign_in)
    yield there
    for line in there.lines:
        if line.is_connected():
            line.disconnect()


def test_who_joins_is_shown_with_name_and_switches_and_told_how_the_call_is_carried(tables: Tables) -> None:
    at = tables.table()
    anna = tables.page(at, "anna")
    answer = anna.say("calls.join", microphone=True)
    assert (answer["provider"], answer["kilobits"], answer["ice_servers"]) == ("mesh", 1000, [])
    (member,) = tables.state(at)["members"]
    assert (member["peer"], member["id"], member["name"], member["country"]) == (
        answer["peer"], at.ids["anna"], "Anna", "BE",
    )  # fmt: skip
    assert (member["microphone"], member["camera"], member["screen"]) == (True, False, False)
    assert anna.say("calls.state", peer=answer["peer"], camera=True, microphone=False)["ok"] == 1
    (member,) = tables.state(at)["members"]
    assert (member["microphone"], member["camera"]) == (False, True)


def test_who_is_connected_is_who_watches_the_line(tables: Tables) -> None:
    at = tables.table()
    anna, bruno = tables.page(at, "anna").join(), tables.page(at, "bruno")
    # Bruno only looks who is in.
    assert bruno.watch("call_here")["state"] == {"here": [at.ids["anna"]]}
    anna.line.disconnect()
    with tables.app.app_context():
        assert realtime.snapshot("call_here", at.room)["state"] == {"here": []}


def test_a_signal_reaches_the_one_it_is_for_and_nobody_else(tables: Tables) -> None:
    at = tables.table()
    anna, bruno, clara = (tables.page(at, name).join() for name in NAMES)
    assert anna.signal(bruno.peer)["gone"] == []
    (heard,) = bruno.heard()
    assert heard == {"room": at.room, "from": anna.peer, "to": bruno.peer, "n": 1, "description": OFFER}
    assert clara.heard() == anna.heard() == []


def test_a_stranger_neither_joins_nor_watches_nor_signals_into_a_room(tables: Tables) -> None:
    at = tables.table()
    anna, stranger = tables.page(at, "anna").join(), tables.page(at, "stranger")
    assert stranger.say("calls.join")["status"] == 404
    for topic in ("call", "call_here", "call_line"):
        assert stranger.watch(topic)["status"] == 404
    stranger.peer = anna.peer
    assert stranger.signal(anna.peer)["status"] == 404
    assert stranger.say("calls.state", peer=anna.peer, microphone=True)["status"] == 404
    assert stranger.say("calls.leave", peer=anna.peer)["status"] == 404
    assert stranger.say("calls.close")["status"] in {403, 404}
    assert anna.heard() == []
    assert [one["microphone"] for one in tables.state(at)["members"]] == [False]


def test_who_has_not_joined_hears_and_says_nothing(tables: Tables) -> None:
    at = tables.table()
    anna, bruno = tables.page(at, "anna").join(), tables.page(at, "bruno")
    bruno.watch("call")
    assert bruno.watch("call_line")["status"] == 404
    bruno.peer = "f" * 32
    assert bruno.signal(anna.peer)["status"] == 409
    assert anna.heard() == []


def test_a_forged_peer_is_refused(tables: Tables) -> None:
    at = tables.table()
    anna, bruno, clara = (tables.page(at, name).join() for name in NAMES)
    own = clara.peer
    for forged in (anna.peer, "f" * 32, "", None, 7, {"peer": own}, own.upper(), "x" * 10_000):
        clara.peer = forged  # type: ignore[assignment]  # it is forged
        assert clara.signal(bruno.peer)["status"] == 409
        assert clara.say("calls.state", peer=forged, microphone=True)["status"] == 409
        clara.say("calls.leave", peer=forged)
    assert bruno.heard() == []
    assert len(tables.state(at)["members"]) == len(NAMES)


def test_a_peer_of_another_room_hears_nothing(tables: Tables) -> None:
    here, there = tables.table(number=7), tables.table(number=8)
    anna, far = tables.page(here, "anna").join(), tables.page(there, "anna").join()
    assert anna.signal(far.peer) == {"ok": 1, "gone": [far.peer]}
    assert far.heard() == []


def test_whoever_is_moved_away_hears_nothing_more_even_before_being_asked_again(tables: Tables) -> None:
    at = tables.table()
    anna, bruno, clara = (tables.page(at, name).join() for name in NAMES)
    # The seat is still there and the line still up: nobody told anything yet.
    making.seat(at.number, at.ids["anna"], at.ids["clara"])
    assert anna.signal(bruno.peer)["gone"] == [bruno.peer]
    assert bruno.heard() == []
    assert [one["name"] for one in tables.state(at)["members"]] == ["Anna", "Clara"]
    assert bruno.signal(anna.peer)["status"] == 404
    assert bruno.say("calls.state", peer=bruno.peer, camera=True)["status"] == 404
    assert anna.heard() == clara.heard() == []


def test_whoever_is_moved_away_is_cut_off_and_put_out(tables: Tables) -> None:
    at = tables.table()
    anna, bruno = (tables.page(at, name).join() for name in ("anna", "bruno"))
    bruno.watch("call")
    tables.move_away(at, "bruno")
    with tables.app.app_context():
        realtime.send_changed()
        assert db.session.scalar(select(func.count()).select_from(CallMember)) == 1
    assert not bruno.line.is_connected()
    assert anna.line.is_connected()
    back = tables.page(at, "bruno")
    assert back.say("calls.join")["status"] == 404
    assert back.watch("call")["status"] == 404


def test_whoever_is_sent_away_is_put_out_and_keeps_the_line_for_all_else(tables: Tables) -> None:
    at = tables.table()
    anna, bruno = (tables.page(at, name).join() for name in ("anna", "bruno"))
    for seat in (anna, bruno):
        seat.watch("call")
    with tables.app.test_request_context():
        making.send_away(at.number, at.ids["bruno"])
        # Before it is even told.
        assert db.session.scalar(select(func.count()).select_from(CallMember)) == 1
    assert anna.signal(bruno.peer)["gone"] == [bruno.peer]
    with tables.app.app_context():
        realtime.send_changed()
    assert bruno.line.is_connected()
    told = [got for got in bruno.line.get_received() if got["name"] != "dismissed"]
    assert told == []
    for topic in ("call", "call_here", "call_line"):
        assert bruno.watch(topic)["status"] == 404
    (snapshot,) = [got["args"][0] for got in anna.line.get_received() if got["name"] == "snapshot"]
    assert [one["name"] for one in snapshot["state"]["members"]] == ["Anna"]


def test_a_signal_meant_for_an_earlier_joining_is_lost(tables: Tables) -> None:
    at = tables.table()
    anna, bruno = (tables.page(at, name).join() for name in ("anna", "bruno"))
    before = bruno.peer
    bruno.join(key="another-joining")
    assert bruno.peer != before
    assert anna.signal(before)["gone"] == [before]
    assert bruno.heard() == []


def test_joining_sent_again_is_the_same_joining(tables: Tables) -> None:
    at = tables.table()
    anna = tables.page(at, "anna")
    answers = [anna.say("calls.join") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]


def test_a_second_page_takes_over_and_the_first_says_nothing_more(tables: Tables) -> None:
    at = tables.table()
    anna, bruno = (tables.page(at, name).join() for name in ("anna", "bruno"))
    second = tables.page(at, "anna").join(key="a-second-page")
    assert anna.signal(bruno.peer)["status"] == 409
    anna.say("calls.leave", peer=anna.peer)
    assert second.signal(bruno.peer)["gone"] == []
    assert [one["peer"] for one in tables.state(at)["members"]] == [bruno.peer, second.peer]
    assert len(bruno.heard()) == 1


@pytest.mark.parametrize(
    "signals",
    [
        None, [], "x", [{"to": "nobody"}], {"to": "a" * 32},
        [{"to": "a" * 32, "n": 1, "description": {"type": "offer", "sdp": "x" * (LONGEST_DESCRIPTION + 1)}}],
        [{"to": "a" * 32, "n": 1, "description": OFFER}] * 99,
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_huge_or_misshapen_signal_is_refused(tables: Tables, signals: Any) -> None:
    at = tables.table()
    anna, bruno = (tables.page(at, name).join() for name in ("anna", "bruno"))
    assert anna.say("calls.signal", peer=anna.peer, signals=signals)["status"] == 422
    assert bruno.heard() == []


def test_a_seventh_waits_until_somebody_leaves(tables: Tables) -> None:
    names = [f"person{number}" for number in range(MOST_IN_A_MESH + 1)]
    at = tables.table(*names)
    pages = [tables.page(at, name).join() for name in names[:-1]]
    last = tables.page(at, names[-1])
    assert last.say("calls.join")["status"] == 422
    pages[0].say("calls.leave", peer=pages[0].peer)
    assert last.say("calls.join", key="another-joining")["kilobits"] == 200


def test_a_seat_whose_owner_has_gone_does_not_stay_taken(tables: Tables) -> None:
    names = [f"person{number}" for number in range(MOST_IN_A_MESH + 1)]
    at = tables.table(*names)
    with clock.stopped_at(clock.now()) as _now:
        pages = [tables.page(at, name).join() for name in names[:-1]]
    pages[0].line.disconnect()
    with tables.app.app_context():
        db.session.execute(CallMember.__table__.update().values(joined_at=clock.now().replace(year=2020)))  # type: ignore[attr-defined]
        db.session.commit()
    assert tables.page(at, names[-1]).say("calls.join")["ok"] == 1
    assert len(tables.state(at)["members"]) == MOST_IN_A_MESH


def test_who_keeps_order_closes_a_call_for_everyone_else(tables: Tables) -> None:
    at = tables.table()
    anna, olga = tables.page(at, "anna").join(), tables.page(at, "organiser").join()
    assert anna.say("calls.close")["status"] == 403
    assert olga.say("calls.close")["ok"] == 1
    state = tables.state(at)
    assert (state["is_closed"], state["members"]) == (True, [])
    assert anna.say("calls.join", key="another-joining")["status"] == 422
    assert olga.say("calls.join", key="another-joining")["ok"] == 1
    assert olga.say("calls.close", closed=False)["ok"] == 1
    assert anna.say("calls.join", key="another-joining")["ok"] == 1


def test_two_who_ask_first_get_the_same_room(tables: Tables) -> None:
    at = tables.table()
    with tables.app.app_context():
        house = db.session.get_one(CallRoom, at.room).conference_id
        rooms = {room_for(house, making.TABLE, at.number).id for _ in range(2)}
    assert rooms == {at.room}
