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
from conference.websocket_frames import text_frame

# After so many, whoever waits for the processor has a turn: votes are acknowledged while a tally goes out.
SLICE = 100
# So long all of them go first; after it only those who waited already, so that a flood of votes cannot starve a tally.
COURTEOUS_SECONDS = 0.3


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
    engine_sids, connections = _engine_sids(server), server.eio.sockets
    for number, sid in enumerate(list(sids), 1):
        engine_sid = engine_sids.get(sid)
        connection = connections.get(engine_sid)
        line = getattr(connection, "line", None)
        if line is not None:
            line.write_newest(frame, topic)
            direct += 1
        elif engine_sid is not None:
            _send_stock(server, engine_sid, connection, topic, text)
            stock += 1
        if number % SLICE == 0:
            let_others(time.perf_counter() - began, COURTEOUS_SECONDS)
    return Sent(direct, stock, time.perf_counter() - began)


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
    server = _server()
    engine_sids, connections = _engine_sids(server), server.eio.sockets
    found = ((sid, getattr(connections.get(engine_sids.get(sid)), "hearing", None)) for sid in sids)
    return frozenset(sid for sid, hearing in found if hearing is not None and hearing.is_silent())


def _engine_sids(server: Any) -> Mapping[str, str]:
    """Return Engine.IO's name of every connection: the plain mapping inside of the library's two-way one, for speed."""
    both_ways = server.manager.rooms.get("/", {}).get(None)
    return {} if both_ways is None else both_ways._fwdm  # noqa: SLF001 - see test_internals


def _send_stock(server: Any, engine_sid: str, connection: Any, topic: str, text: str) -> None:
    """Send by the library's queue. Without a connection (Flask-SocketIO's test client) there is none to look into."""
    if connection is None:
        server._send_eio_packet(engine_sid, Parcel(MESSAGE, text))  # noqa: SLF001 - as the library's own manager does
        return
    waiting: dict[str, _Newest] = vars(connection).setdefault("newest", {})
    if topic in waiting:
        waiting[topic].data = text
    else:
        server._send_eio_packet(engine_sid, _Newest(waiting, topic, text))  # noqa: SLF001 - as above


def let_others(seconds: float, courteous: float) -> None:
    """Serve others in between: all who wait during the first `courteous` seconds, then those who waited already."""
    if _server().eio.async_mode != "gevent":
        return
    if seconds < courteous:
        gevent.idle()
    else:
        gevent.sleep(0)


def _server() -> Any:
    return socketio.server  # type: ignore[attr-defined]
