"""One event to many connections."""

from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import fanout
from conference.extensions import socketio


def _sid(line: SocketIOTestClient) -> str:
    sid: str = socketio.server.manager.sid_from_eio_sid(line.eio_sid, "/")  # type: ignore[attr-defined]
    return sid


def test_each_connection_gets_the_event_once(app: Flask) -> None:
    lines = [socketio.test_client(app) for _ in range(3)]
    sent = fanout.send([_sid(line) for line in lines[:2]], "snapshot", {"version": 1}, "poll:1")
    assert sent.direct + sent.stock == 2
    assert [[message["args"] for message in line.get_received()] for line in lines] == [
        [[{"version": 1}]],
        [[{"version": 1}]],
        [],
    ]
    for line in lines:
        line.disconnect()


def test_a_connection_that_is_gone_is_passed_over(app: Flask) -> None:
    line = socketio.test_client(app)
    sid = _sid(line)
    line.disconnect()
    assert fanout.send([sid, "never"], "snapshot", {"version": 1}, "poll:1").stock == 0
