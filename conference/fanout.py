"""One event to many connections: packed once, and whoever is slow keeps only the newest of each topic.

To a WebSocket of ours (`websocket`) goes one prebuilt frame by one send that does not wait. Long polling, and every
connection where `FANOUT` is `stock`, goes the library's own way, where an event that still waits is replaced.
"""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import gevent
from engineio.packet import MESSAGE, NOOP
from engineio.packet import Packet as Parcel
from flask import Flask
from socketio.packet import EVENT

from conference import websocket
from conference.extensions import socketio
from conference.hearing import Hearing, listened
from conference.websocket_frames import text_frame
from conference.websocket_line import Line

# After so many, whoever waits for the processor has a turn: votes are acknowledged while a tally goes out.
SLICE = 100
# So long all of them go first; after it only those who waited already, so that a flood of votes cannot starve a tally.
COURTEOUS_SECONDS = 0.3

# The lean sockets of those who watch something: at hand, as a look into the library's tables for each of ten thousand
# costs as much as half a sending.
_lines: dict[str, Line] = {}


@dataclass(frozen=True, slots=True)
class Sent:
    """How many connections were sent to directly and how many by the library's own way, and how long it took."""

    direct: int
    stock: int
    seconds: float


class _Newest(Parcel):  # type: ignore[misc]
    """An event that waits in a connection's queue, and is replaced there by a newer one of its topic."""

    def __init__(self, waiting: dict[str, "_Newest"], topic: str, text: str) -> None:
        super().__init__(MESSAGE, text)
        self._waiting, self._topic = waiting, topic
        waiting[topic] = self

    def encode(self, b64: bool = False) -> str:
        """Return what is sent; from here on a newer event is one of its own."""
        if self._waiting.get(self._topic) is self:
            del self._waiting[self._topic]
        encoded: str = super().encode(b64)
        return encoded


def init_app(app: Flask) -> None:
    """Keep connections as ours; on the lean socket where the settings and the async mode allow it."""
    websocket.install(_server(), direct=is_direct(app))


def is_direct(app: Flask) -> bool:
    """Tell whether the lean socket is to be used: `FANOUT` says so, and gevent is what runs us."""
    return bool(app.config["FANOUT"] == "direct" and app.config["SOCKETIO_ASYNC_MODE"] == "gevent")


def send(sids: Collection[str], event: str, data: Mapping[str, object], topic: str) -> Sent:
    """Send an event to connections of this worker, and return when each was tried once.

    `topic` names what the event is the newest state of: of what a slow connection has not read yet, only the last
    event of a topic stays. Connections that are gone are passed over. Others have their turn in between, so that the
    caller must not hold a transaction.
    """
    began = time.perf_counter()
    server = _server()
    text: str = server.packet_class(EVENT, namespace="/", data=[event, data]).encode()
    frame = text_frame(f"{MESSAGE}{text}")
    direct = stock = 0
    for number, sid in enumerate(list(sids), 1):
        line = _lines.get(sid) or _line_of(server, sid)
        if line is not None:
            line.write_newest(frame, topic)
            direct += 1
        else:
            stock += _send_stock(server, sid, topic, text)
        if number % SLICE == 0:
            let_others(time.perf_counter() - began, COURTEOUS_SECONDS)
    return Sent(direct, stock, time.perf_counter() - began)


def _line_of(server: Any, sid: str) -> Line | None:
    """Return a connection's lean socket and keep it at hand; None where it has none."""
    line: Line | None = getattr(server.eio.sockets.get(_engine_sids(server).get(sid)), "line", None)
    if line is not None and not line.closed:
        _lines[sid] = line
    return line


def left(sid: str) -> None:
    """Keep nothing of a connection that has ended, or may watch nothing any more."""
    _lines.pop(sid, None)


def forget(sid: str, topic: str | None = None) -> None:
    """Let what still waits for a slow connection of a topic (None: of all) never reach it: it may no longer see it."""
    server = _server()
    connection = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
    if connection is None:
        return
    line = getattr(connection, "line", None)
    if line is not None:
        line.forget(topic)
    for waiting in [one for name, one in vars(connection).get("newest", {}).items() if topic in {None, name}]:
        # It stands in a queue from which nothing can be taken: it goes out saying nothing.
        waiting.packet_type, waiting.data = NOOP, None


def silent(sids: Iterable[str]) -> frozenset[str]:
    """Return those of this worker's connections that gave no sign of life for too long. Only ours are listened to."""
    server, now = _server(), listened()
    found = []
    for sid in sids:
        heard = _lines.get(sid) or server.eio.sockets.get(_engine_sids(server).get(sid))
        hearing: Hearing | None = getattr(heard, "hearing", None)
        if hearing is not None and hearing.is_silent(now):
            found.append(sid)
    return frozenset(found)


def _engine_sids(server: Any) -> Mapping[str, str]:
    """Return Engine.IO's name of every connection: the plain mapping inside of the library's two-way one, for speed."""
    both_ways = server.manager.rooms.get("/", {}).get(None)
    return {} if both_ways is None else both_ways._fwdm  # noqa: SLF001 - see test_internals


def _send_stock(server: Any, sid: str, topic: str, text: str) -> bool:
    """Send by the library's queue, and tell whether there is one.

    Without a connection (Flask-SocketIO's test client) there is none to look into.
    """
    engine_sid = _engine_sids(server).get(sid)
    if engine_sid is None:
        return False
    connection = server.eio.sockets.get(engine_sid)
    waiting: dict[str, _Newest] = {} if connection is None else vars(connection).setdefault("newest", {})
    if topic in waiting:
        waiting[topic].data = text
        return True
    parcel = Parcel(MESSAGE, text) if connection is None else _Newest(waiting, topic, text)
    server._send_eio_packet(engine_sid, parcel)  # noqa: SLF001 - as the library's own manager does
    return True


def let_others(seconds: float, courteous: float) -> None:
    """Serve others in between: all who wait during the first `courteous` seconds, then those who waited already."""
    if _server().eio.async_mode != "gevent":
        return
    if seconds < courteous:
        # Where there is always somebody, nobody is ever idle.
        gevent.with_timeout(courteous - seconds, gevent.idle, timeout_value=None)
    else:
        gevent.sleep(0)


def _server() -> Any:
    return socketio.server  # type: ignore[attr-defined]
