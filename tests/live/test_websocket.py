"""The lean WebSocket as clients meet it: a real server, the library's own client, and bytes that mean harm."""

import base64
import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import gevent
import pytest
import socketio

from conference import fanout, realtime
from conference import websocket as lean_websocket
from conference import websocket_frames as frames
from conference.extensions import socketio as house
from conference.pings import Pings
from tests.live.gevent_server import LARGEST, GeventServer, gevent_server
from tests.live.test_frames import client_frame
from tests.serving import PATIENCE_SECONDS, until

TRANSPORTS = {"websocket": ["websocket"], "polling": ["polling"], "upgraded": ["polling", "websocket"]}


@pytest.fixture(scope="module", params=["direct", "stock"])
def either(request: pytest.FixtureRequest) -> Iterator[GeventServer]:
    """A server that sends directly, and one that goes the library's own way."""
    with gevent_server(direct=request.param == "direct") as server:
        server.socketio.direct = request.param == "direct"
        yield server


@pytest.fixture(scope="module")
def lean() -> Iterator[GeventServer]:
    with gevent_server(direct=True) as server:
        yield server


def connected(server: GeventServer, transports: list[str]) -> tuple[socketio.SimpleClient, str]:
    client = socketio.SimpleClient()
    client.connect(server.address, transports=transports, wait_timeout=PATIENCE_SECONDS)
    sid: str = client.call("sid")
    return client, sid


@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
def test_messages_are_answered_over_every_transport(either: GeventServer, transports: list[str]) -> None:
    client, _sid = connected(either, transports)
    for said in ("é", "x" * 200, "y" * 60_000, ""):
        assert client.call("echo", said) == {"said": [said]}
    client.disconnect()


def test_an_event_reaches_all_transports_once(either: GeventServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "server", either.socketio)
    clients = [connected(either, transports) for transports in TRANSPORTS.values() for _ in range(2)]
    sids = [sid for _client, sid in clients]
    for version in (1, 2):
        sent = either.run(lambda v=version: fanout.send([*sids, "gone"], "snapshot", {"version": v, "é": 1}, "poll:1"))  # type: ignore[misc]
        assert (sent.direct, sent.stock) == ((4, 2) if either.socketio.direct else (0, 6))
        for client, _sid in clients:
            assert client.receive(timeout=PATIENCE_SECONDS) == ["snapshot", {"version": version, "é": 1}]
    for client, _sid in clients:
        client.disconnect()


def test_a_client_that_polls_slowly_gets_the_newest_only(either: GeventServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "server", either.socketio)
    client, sid = connected(either, ["polling"])

    def send_all() -> None:
        # Nobody else has a turn in between, so that none of it is polled.
        for version in range(50):
            fanout.send([sid], "snapshot", {"version": version}, "poll:1")
        fanout.send([sid], "snapshot", {"version": 7}, "poll:2")

    either.run(send_all)
    # The library's client hands each message to a thread of its own: what came together may be told in any order.
    received = sorted(client.receive(timeout=PATIENCE_SECONDS)[1]["version"] for _ in range(2))
    assert received == [7, 49]
    client.disconnect()


def test_a_flood_that_never_ends_cannot_keep_a_tally_from_going_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # Under it there is always somebody to serve, so that nobody is ever idle.
    with gevent_server(direct=True) as server:
        monkeypatch.setattr(house, "server", server.socketio)
        ours, theirs = socket.socketpair()
        theirs.send(b"never read")
        always = server.run(lambda: gevent.get_hub().loop.io(ours.fileno(), 1))
        turns: list[int] = []
        server.run(lambda: always.start(lambda: turns.append(1)))

        server.run(lambda: fanout.let_others(0.0, 0.05))

        assert turns
        server.run(always.close)
        ours.close()
        theirs.close()


def test_what_is_at_hand_of_a_connection_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with gevent_server(direct=True) as server:
        monkeypatch.setattr(house, "server", server.socketio)
        client, sid = connected(server, ["websocket"])
        assert server.run(lambda: fanout.send([sid], "snapshot", {}, "poll:1")).direct == 1
        assert sid in fanout._lines  # noqa: SLF001 - what is kept is what counts here
        client.disconnect()
        until(lambda: not server.socketio.eio.sockets, "it has ended")

        realtime.leave(sid)
        server.run(lambda: fanout.send([sid], "snapshot", {}, "poll:1"))

        assert sid not in fanout._lines  # noqa: SLF001 - as above


def raw(server: GeventServer, more: str = "", key: str = "", sid: str = "") -> tuple[socket.socket, bytes]:
    """Return a socket after a handshake, and the answer's head."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS)
    key, sid = key or base64.b64encode(os.urandom(16)).decode(), sid and f"&sid={sid}"
    line.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket{sid} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{more}\r\n".encode()
    )
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.recv(1)
    return line, head


def read_to_end(line: socket.socket) -> bytes:
    data = b""
    with line:
        while piece := line.recv(65536):
            data += piece
    return data


def test_compression_is_offered_by_browsers_and_not_accepted(lean: GeventServer) -> None:
    line, head = raw(lean, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
    assert head.startswith(b"HTTP/1.1 101")
    assert b"Extensions" not in head
    line.close()


def test_the_handshake_of_the_rfc_is_answered_as_there(lean: GeventServer) -> None:
    line, head = raw(lean, key="dGhlIHNhbXBsZSBub25jZQ==")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head
    line.close()


@pytest.mark.parametrize("key", ["short", "!!!", "é" * 24])
def test_a_handshake_without_a_key_is_refused(lean: GeventServer, key: str) -> None:
    line, head = raw(lean, key=key)
    assert head.startswith(b"HTTP/1.1 400")
    line.close()


HOSTILE: dict[str, tuple[bytes, int | None]] = {
    "unmasked": (b"\x81\x01x", frames.PROTOCOL_ERROR),
    "binary": (client_frame(frames.BINARY, b"x"), frames.UNSUPPORTED),
    "not UTF-8": (client_frame(frames.TEXT, b"\xff"), frames.NOT_UTF8),
    "huge by its header": (b"\x81\xff" + struct.pack("!Q", 2**62), frames.TOO_BIG),
    "one byte too long": (b"\x81\xff" + struct.pack("!Q", LARGEST + 1), frames.TOO_BIG),
    "no packet": (client_frame(frames.TEXT, b"x"), None),
    "empty": (client_frame(frames.TEXT, b""), None),
    "nested too deep": (client_frame(frames.TEXT, b"4" + b"[" * 60_000), None),
    "closing": (client_frame(frames.CLOSE, b""), frames.NORMAL),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
def test_bytes_that_mean_harm_end_their_own_connection_only(lean: GeventServer, data: bytes, code: int | None) -> None:
    bystander, _sid = connected(lean, ["websocket"])
    line, _head = raw(lean)
    line.sendall(data)
    if code is None:
        line.close()
    else:
        assert read_to_end(line).endswith(frames.close_frame(code))
    assert bystander.call("echo", "still here") == {"said": ["still here"]}
    bystander.disconnect()


MALFORMED = ["4", "42", "42{", '42["echo"', "4299999999999", "40" + "[" * 5000,
    '451-["echo",{"_placeholder":true,"num":0}]',
    "47", "4x", "9", "3", "2", "5", "6", "1x", '42/nowhere,["echo"]', "42[]", "42[1]", "42null", "43", '44{"a":1}',
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_packets_that_make_no_sense_harm_nobody(lean: GeventServer, text: str) -> None:
    bystander, _sid = connected(lean, ["websocket"])
    line, _head = raw(lean)
    line.sendall(client_frame(frames.TEXT, b"40") + client_frame(frames.TEXT, text.encode()))
    assert bystander.call("echo", 1) == {"said": [1]}
    line.close()
    bystander.disconnect()


def test_a_ping_is_answered_in_between(lean: GeventServer) -> None:
    line, _head = raw(lean)
    line.sendall(client_frame(frames.PING, b"there?") + client_frame(frames.CLOSE, b""))
    assert frames.frame(frames.PONG, b"there?") in read_to_end(line)


def test_connections_that_ended_are_forgotten() -> None:
    # A server of its own: what other tests leave behind would be here for a while.
    with gevent_server(direct=True) as server:
        lines = [raw(server)[0] for _ in range(5)]
        clients = [connected(server, TRANSPORTS[name])[0] for name in ("websocket", "upgraded")]
        # The library's client may end without its last word when it polls, which would then be missed by its ping only.
        sid = json.loads(polled(server)[1:])["sid"]
        polled(server, sid, "40")
        engine: Any = server.socketio.eio
        assert len(engine.sockets) == 8
        for line in lines:
            line.close()
        for client in clients:
            client.disconnect()
        polled(server, sid, "1")
        kept = (engine.sockets, server.socketio.manager.rooms, server.socketio.environ)
        until(lambda: not any(kept), "all are forgotten")


def polled(server: GeventServer, sid: str = "", said: str | None = None) -> str:
    """Ask once by long polling, or say something, and return the answer."""
    address = f"{server.address}/socket.io/?EIO=4&transport=polling{sid and f'&sid={sid}'}"
    with urlopen(address, None if said is None else said.encode(), timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
    return text


def test_polling_goes_on_while_a_websocket_is_starved(lean: GeventServer) -> None:
    sid = json.loads(polled(lean)[1:])["sid"]
    polled(lean, sid, "40")
    line, head = raw(lean, sid=sid)
    assert head.startswith(b"HTTP/1.1 101")
    assert polled(lean, sid).startswith("40")
    polled(lean, sid, '421["echo",1]')
    # Held up by the WebSocket that says nothing, it would only be told to poll again.
    assert polled(lean, sid) == '431[{"said":[1]}]'
    line.close()
    polled(lean, sid, "1")


def test_a_huge_packet_by_polling_is_refused_at_once_and_nothing_of_it_stays(either: GeventServer) -> None:
    sid = json.loads(polled(either)[1:])["sid"]
    with pytest.raises(HTTPError, match="400"):
        polled(either, sid, "4" + "x" * LARGEST)
    assert sid not in either.socketio.eio.sockets


@pytest.mark.parametrize("probe", [b"", client_frame(frames.TEXT, b"2probe")], ids=["silent", "probed"])
def test_an_upgrade_that_stops_halfway_is_given_up(
    lean: GeventServer, probe: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lean_websocket, "UPGRADE_SECONDS", 0.2)
    sid = json.loads(polled(lean)[1:])["sid"]
    line, _head = raw(lean, sid=sid)
    line.sendall(probe)
    read_to_end(line)
    assert not lean.socketio.eio.sockets[sid].upgrading
    polled(lean, sid, "1")


def test_who_does_not_answer_is_gone_even_when_the_clock_is_set_back(
    lean: GeventServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, _head = raw(lean)
    opened = line.recv(1000)
    connection = lean.socketio.eio.sockets[json.loads(opened[opened.index(b"{") :])["sid"]]

    def pass_time() -> None:
        now = time.time()
        wheel = Pings(1, 1)
        wheel.schedule(connection)
        wheel.turn()
        with monkeypatch.context() as earlier:
            earlier.setattr(time, "time", lambda: now - 3600)
            wheel.turn()
            wheel.turn()

    lean.run(pass_time)
    assert connection.closed
    line.close()
