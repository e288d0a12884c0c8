"""Who has fallen silent: found out by the system where it can, else by asking."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from conference import fanout, hearing, presence, realtime, topics
from conference.extensions import socketio as house
from conference.hearing import ASKED_SECONDS, Hearing
from conference.pings import Pings
from conference.presence import Watcher
from tests.live.gevent_server import GeventServer, gevent_server
from tests.live.test_frames import client_frame
from tests.live.test_websocket import polled, raw
from tests.serving import ROOT, until

HALL = ("agenda_builder_presence", 1)
FROM_A_PROXY = "X-Forwarded-For: 192.0.2.7\r\n"


@pytest.fixture(scope="module")
def lean() -> Iterator[GeventServer]:
    with gevent_server(direct=True) as server:
        yield server


def newest(server: GeventServer) -> Any:
    """Return the connection that began last."""
    return list(server.socketio.eio.sockets.values())[-1]


@pytest.mark.namespace
def test_a_phone_without_network_is_silent_and_is_heard_again_on_the_same_connection() -> None:
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-m", "tests.live.silent_peer"]
    seen = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    told = ["silent", "heard", "silent something under way", "heard something under way", "held"]
    assert seen.stdout.splitlines() == told, seen.stderr


def test_a_page_that_says_nothing_is_heard_by_the_system_and_not_asked(lean: GeventServer) -> None:
    line, _head = raw(lean)
    connection = newest(lean)
    until(lambda: connection.hearing.asks_itself, "it is a WebSocket")
    connection.hearing._until = 0.0  # noqa: SLF001 - as if we had heard nothing for long
    assert not connection.hearing.is_silent(hearing.listened())
    assert rounds_until_asked(lean, connection) == 5
    line.close()


def test_behind_a_proxy_the_client_itself_is_asked(lean: GeventServer, monkeypatch: pytest.MonkeyPatch) -> None:
    line, _head = raw(lean, FROM_A_PROXY)
    connection = newest(lean)
    assert not connection.hearing.asks_itself
    assert rounds_until_asked(lean, connection) == ASKED_SECONDS
    monkeypatch.setattr(hearing, "SILENT_SECONDS", 0.0)
    connection.hearing.heard()
    assert connection.hearing.is_silent(hearing.listened())
    monkeypatch.undo()
    line.sendall(client_frame(1, b"3"))
    until(lambda: not connection.hearing.is_silent(hearing.listened()), "it has answered")
    line.close()


def test_who_polls_is_asked_and_heard_by_each_packet(lean: GeventServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sid = json.loads(polled(lean)[1:])["sid"]
    connection = lean.socketio.eio.sockets[sid]
    monkeypatch.setattr(hearing, "SILENT_SECONDS", 0.0)
    connection.hearing.heard()
    assert connection.hearing.is_silent(hearing.listened())
    monkeypatch.undo()
    polled(lean, sid, "40")
    assert not connection.hearing.is_silent(hearing.listened())
    assert rounds_until_asked(lean, connection) == ASKED_SECONDS
    polled(lean, sid, "1")


def rounds_until_asked(server: GeventServer, connection: Any) -> int:
    """Return after how many turns of a wheel of five seconds somebody is asked."""

    def turn() -> int:
        wheel = Pings(5, 5)
        connection.last_ping = None
        wheel._turning = True  # noqa: SLF001 - it is turned by hand
        wheel.schedule(connection)
        for number in range(1, 10):
            wheel.turn()
            if connection.last_ping:
                return number
        return 0

    return server.run(turn)


@pytest.mark.usefixtures("app")
def test_who_is_silent_is_not_present_until_heard_again(lean: GeventServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "server", lean.socketio)
    lines = [raw(lean, FROM_A_PROXY)[0] for _ in range(2)]
    for line in lines:
        line.sendall(client_frame(1, b"40"))
    people = until(lambda: lean.socketio.manager.rooms.get("/", {}).get(None), "they are connected")
    until(lambda: len(people) == 2, "both are")
    assert topics.declared(HALL[0]).pulse
    one, other = list(people)
    presence.enter(one, HALL, Watcher(participant_id=1))
    presence.enter(other, HALL, Watcher(participant_id=2))
    quiet = lean.socketio.eio.sockets[people[one]].hearing
    with monkeypatch.context() as soon:
        soon.setattr(hearing, "SILENT_SECONDS", 0.0)
        quiet.heard()
    realtime.listen_around()
    assert realtime.has_news()
    assert realtime.watching(*HALL) == [2]
    assert presence.all_here()[HALL] == [2]
    assert fanout.silent(["gone", other]) == frozenset()
    quiet.heard()
    realtime.listen_around()
    assert realtime.watching(*HALL) == [1, 2]
    for line, sid in zip(lines, (one, other), strict=True):
        realtime.leave(sid)
        line.close()


def test_a_connection_that_is_over_is_silent() -> None:
    stream = socket.create_server(("127.0.0.1", 0))
    gone = Hearing(stream)
    stream.close()
    gone._until = 0.0  # noqa: SLF001 - as if time had passed
    assert gone.is_silent(hearing.listened())


def test_a_server_that_stalls_counts_only_the_time_in_which_it_listened(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(hearing, "monotonic", lambda: now)
    monkeypatch.setattr(hearing, "_ears", hearing.Ears())
    hearing.beat()
    asked = Hearing()
    presence.visit(HALL, 3)
    now += 60
    assert not asked.is_silent(hearing.listened())
    assert presence.participants_here(HALL) == {3}
    hearing.beat()
    assert not asked.is_silent(hearing.listened())
    assert presence.participants_here(HALL) == {3}
    for _beat in range(80):
        now += 0.1
        hearing.beat()
    assert asked.is_silent(hearing.listened())
    assert HALL not in presence.all_here()
    asked.heard()
    now += 0.1
    assert not asked.is_silent(hearing.listened())
