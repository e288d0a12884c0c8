"""The builder's live line: who may watch, what they are sent, and when they are cut off."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import realtime
from conference.agenda.change import Unplace
from conference.agenda.change_actions import apply_changes
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.agenda.building import Builder
from tests.conftest import SignIn

TOPIC = "agenda_builder"
PRESENCE = "agenda_builder_presence"


@pytest.fixture
def builder(app: Flask, sign_in: SignIn) -> Builder:
    return Builder(app, sign_in)


@pytest.fixture
def lines() -> Iterator[list[SocketIOTestClient]]:
    """What was connected in a test, and is hung up after it."""
    opened: list[SocketIOTestClient] = []
    yield opened
    for line in opened:
        if line.is_connected():
            line.disconnect()


class Switchboard:
    """Connects people to the server by socket."""

    def __init__(self, builder: Builder, sign_in: SignIn, lines: list[SocketIOTestClient]) -> None:
        self.builder, self.sign_in, self.lines = builder, sign_in, lines

    def call(self, account: int | None) -> SocketIOTestClient:
        line = server.test_client(self.builder.app, flask_test_client=self.sign_in(account))
        self.lines.append(line)
        return line

    def organiser(self) -> tuple[int, int]:
        """Make one more organiser; return the participant's id and the account's."""
        with self.builder.app.app_context():
            row = make.participant(self.builder.house(), Role.ORGANISER)
            assert row.account_id is not None
            return row.id, row.account_id

    def watch(self, line: SocketIOTestClient, topic: str = TOPIC) -> Any:
        return line.emit("watch", {"topic": topic, "key": self.builder.id}, callback=True)

    def tick(self) -> int:
        with self.builder.app.app_context():
            realtime.pulse()
            return realtime.send_changed()

    def sweep(self) -> None:
        with self.builder.app.app_context():
            realtime.sweep()

    def change(self) -> None:
        with self.builder.app.test_request_context():
            actor = make.actor(db.session.get_one(Participant, self.builder.organiser))
            apply_changes(actor, {self.builder.item: Unplace()}, {self.builder.item: 1})


@pytest.fixture
def board(builder: Builder, sign_in: SignIn, lines: list[SocketIOTestClient]) -> Switchboard:
    return Switchboard(builder, sign_in, lines)


def snapshots(line: SocketIOTestClient) -> list[Any]:
    return [message["args"][0] for message in line.get_received() if message["name"] == "snapshot"]


def test_watching_answers_with_the_whole_state(board: Switchboard) -> None:
    _person, account = board.organiser()
    answer = board.watch(board.call(account))
    assert [item["id"] for item in answer["state"]["items"]] == [board.builder.item]


def test_all_who_watch_get_one_newer_snapshot_after_a_change(board: Switchboard) -> None:
    lines = [board.call(board.organiser()[1]) for _ in range(2)]
    first = max(board.watch(line)["version"] for line in lines)
    board.tick()
    for line in lines:
        line.get_received()
    board.change()
    assert board.tick() == 1
    for line in lines:
        (snapshot,) = snapshots(line)
        assert snapshot["version"] > first
        assert snapshot["state"]["items"][0]["day"] is None


def test_organisers_see_who_else_is_there_until_they_leave(board: Switchboard) -> None:
    (one, first), (two, second) = board.organiser(), board.organiser()
    line, other = board.call(first), board.call(second)
    board.watch(line, PRESENCE)
    board.watch(other, PRESENCE)
    board.tick()
    assert {person["id"] for person in snapshots(line)[-1]["state"]["here"]} == {one, two}
    other.disconnect()
    board.tick()
    assert {person["id"] for person in snapshots(line)[-1]["state"]["here"]} == {one}


def test_a_signed_out_socket_cannot_watch(board: Switchboard) -> None:
    answer = board.watch(board.call(None))
    assert answer["status"] == 401
    assert "state" not in answer


def test_an_attendee_cannot_watch(board: Switchboard) -> None:
    with board.builder.app.app_context():
        account = make.participant(board.builder.house()).account_id
    assert board.watch(board.call(account))["status"] == 403


def test_an_organiser_of_another_conference_cannot_watch(board: Switchboard) -> None:
    with board.builder.app.app_context():
        account = make.participant(make.conference(), Role.ORGANISER).account_id
    assert board.watch(board.call(account))["status"] == 403


@pytest.mark.parametrize("how", ["role", "status", "signed out everywhere"])
def test_whoever_may_no_longer_see_it_is_cut_off_by_the_sweep(board: Switchboard, how: str) -> None:
    person, account = board.organiser()
    line = board.call(account)
    board.watch(line)
    board.tick()
    line.get_received()
    with board.builder.app.app_context():
        row = db.session.get_one(Participant, person)
        if how == "role":
            row.role_rows = [ParticipantRole(role=Role.ATTENDEE)]
        elif how == "status":
            row.status = ParticipantStatus.CANCELLED
        else:
            db.session.get_one(Account, account).session_epoch += 1
        db.session.commit()
    board.sweep()
    board.change()
    board.tick()
    assert not line.is_connected() or snapshots(line) == []
    assert person not in realtime.watching(TOPIC, board.builder.id)


HOSTILE: list[tuple[Any, ...]] = [
    (), (None,), (1,), ("x",), ([],), ({},), ({"topic": TOPIC},), ({"topic": TOPIC, "key": "1"},),
    ({"topic": TOPIC, "key": True},), ({"topic": TOPIC, "key": -1},), ({"topic": TOPIC, "key": 10**40},),
    ({"topic": TOPIC, "key": 1.5},), ({"topic": [], "key": 1},), ({"topic": {"a": 1}, "key": 1},),
    ({"topic": "secrets", "key": 1},), ({"topic": TOPIC, "key": 999_999},), (1, 2, 3), ("x" * 10_000,),
]  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE, ids=lambda value: str(value)[:50])
@pytest.mark.parametrize("message", ["watch", "unwatch", "explode"])
def test_a_message_that_makes_no_sense_is_answered_with_an_error(
    board: Switchboard, message: str, payload: tuple[Any, ...]
) -> None:
    line = board.call(board.organiser()[1])
    answer: Any = line.emit(message, *payload, callback=True)
    if message == "unwatch" and payload and payload[0] == {"topic": TOPIC, "key": 999_999}:
        assert answer == {"topic": TOPIC, "key": 999_999}
    else:
        assert answer["status"] == 404
    assert line.is_connected()


def test_whoever_stops_watching_is_sent_nothing_more(board: Switchboard) -> None:
    line = board.call(board.organiser()[1])
    board.watch(line)
    line.emit("unwatch", {"topic": TOPIC, "key": board.builder.id}, callback=True)
    board.change()
    board.tick()
    assert snapshots(line) == []
