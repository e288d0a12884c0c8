"""The lean WebSocket under Socket.IO: one greenlet for each client, and nothing that a slow one could fill.

Engine.IO gives every WebSocket a greenlet to write and one to ping; here whoever has something to say writes at once,
without waiting, and `pings` asks all. It speaks plain TCP (TLS ends in nginx) to pywsgi and gunicorn's gevent worker,
and accepts no extension: permessage-deflate costs 90 KiB for each client. What it leans on inside of the libraries is
named in `tests/live/test_internals.py`.
"""

import base64
import binascii
import errno
import hashlib
import logging
import socket as sockets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import gevent
from engineio import exceptions
from engineio.packet import NOOP, PING, PONG, UPGRADE, Packet
from engineio.socket import Socket
from gevent.socket import wait

from conference import websocket_frames as frames
from conference.hearing import Hearing
from conference.metrics import LIVE_LINES_ENDED
from conference.pace import Pace
from conference.pings import Pings
from conference.websocket_line import Line

log = logging.getLogger(__name__)
READ_BYTES = 16 * 1024
# What the kernel may hold for one client; beyond it, a slow one gets the newest state and not all states.
KERNEL_BYTES = 64 * 1024
# More frames than this, whatever they say, are read more slowly: the client's own kernel then holds it back.
FRAMES_PER_SECOND, FRAMES_AT_ONCE = 100, 200
_ACCEPTED = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n"
)
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_PONG_TEXT = str(PONG)
READ = 1  # libev's
# Who has not seen an upgrade through by then stays with polling.
UPGRADE_SECONDS = 10


def install(server: Any, *, direct: bool) -> None:
    """Have a Socket.IO server keep its connections as ours, from the moment each begins: `direct` (gevent) on lines."""
    engine = server.eio
    begin = engine.handlers["connect"]
    pings = Pings(engine.ping_interval, engine.ping_timeout)

    def connect(sid: str, environ: Mapping[str, Any]) -> Any:
        connection = engine.sockets[sid]
        if direct:
            connection.__class__ = Connection
            connection.pings = pings
            connection.hearing = Hearing()
        else:
            connection.__class__ = Ending
        return begin(sid, environ)

    engine.on("connect", connect)


class Outbox:
    """Stands where Engine.IO's queue stood once a WebSocket is open: what is put in is on its way already."""

    __slots__ = ("_empty", "_line")

    def __init__(self, line: Line, empty: type[Exception]) -> None:
        self._line = line
        self._empty = empty

    def put(self, packet: Packet | None) -> None:
        """Send a packet; None ends the connection after what is still on its way."""
        if packet is None:
            self._line.finish()
        else:
            self._line.write(framed(packet))

    def get(self, **_how: object) -> Packet:
        """Say that nothing waits: a poll that was under way at the upgrade ends with what it has."""
        raise self._empty

    def task_done(self) -> None:
        """Nothing is counted."""

    def join(self) -> None:
        """Nothing waits."""


class Ending(Socket):  # type: ignore[misc]
    """Engine.IO's connection, that ends when it is to end."""

    def close(self, *, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002 - the library's
        """End the connection, and take it from the list here, as the library's monitor may be off.

        It never waits until all was fetched: who polls no more would hold up whoever ends it for ever.
        """
        super().close(wait=False, abort=abort, reason=reason)
        if self.closed:
            self.server.sockets.pop(self.sid, None)


class Connection(Ending):
    """Engine.IO's connection, whose WebSocket is a `Line`; long polling stays as it is."""

    line: Line | None = None
    pings: Pings
    hearing: Hearing
    last_ping: float | None
    queue: Any
    upgrading: bool
    upgraded: bool
    closed: bool

    def schedule_ping(self) -> None:
        """Ask in some seconds whether the client is there."""
        if self.last_ping:
            self.last_ping = None
            self.pings.schedule(self)

    def receive(self, pkt: Packet) -> None:
        """Take in a packet, by whatever transport: a sign of life."""
        self.hearing.heard()
        super().receive(pkt)

    def _upgrade_websocket(self, environ: Mapping[str, Any], _start_response: Callable[..., Any]) -> Any:
        if self.upgraded or self.upgrading:
            raise OSError("This connection is a WebSocket already.")
        accept = _acceptance(environ)
        stream = stream_of(environ)
        if accept is None or stream is None:
            if not self.connected:
                self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)
            return self.server._bad_request("This is no WebSocket handshake.")  # noqa: SLF001 - as its own refusals
        stream.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        stream.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, KERNEL_BYTES)
        stream.sendall(_ACCEPTED.format(accept).encode())
        # Through a proxy the system hears the proxy, which is always there.
        hearing = Hearing(None if "HTTP_X_FORWARDED_FOR" in environ else stream)
        line = Line(getattr(stream, "_sock", stream), hearing)
        try:
            self._talk(line, _payloads(line, frames.Reader(self.server.max_http_buffer_size)))
        finally:
            line.join()
        if "gunicorn.socket" in environ:
            raise StopIteration
        # pywsgi then closes the connection and writes nothing.
        raise ConnectionResetError(errno.ECONNRESET, "The WebSocket has ended.")

    def _talk(self, line: Line, payloads: Iterator[str]) -> None:
        if self.connected and not self._probed(line, payloads):
            return
        self._take_over(line)
        self.hearing = line.hearing
        for payload in payloads:
            if payload == _PONG_TEXT:
                self.hearing.heard()
                self.schedule_ping()
            elif not self._received(payload):
                break
        self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    def _probed(self, line: Line, payloads: Iterator[str]) -> bool:
        """Go through Engine.IO's upgrade of a polling connection; tell whether the client saw it through."""
        seen: bool = gevent.with_timeout(UPGRADE_SECONDS, self._seen_through, line, payloads, timeout_value=False)
        return seen

    def _seen_through(self, line: Line, payloads: Iterator[str]) -> bool:
        # Until the probe has come through, polling goes on as it was: some proxies let nothing through.
        if next(payloads, None) != f"{PING}probe" or self.upgrading or self.upgraded:
            return False
        self.upgrading = True
        try:
            line.write(frames.text_frame(f"{PONG}probe"))
            self.queue.put(Packet(NOOP))  # ends the poll that is under way
            return next(payloads, None) == str(UPGRADE) and not self.closed
        finally:
            self.upgrading = False

    def _take_over(self, line: Line) -> None:
        empty, waiting = self.server.get_queue_empty_exception(), self.queue
        self.connected = self.upgraded = True
        self.line = line
        self.queue = Outbox(line, empty)
        while True:
            try:
                packet = waiting.get(block=False)
            except empty:
                return
            self.queue.put(packet)

    def _received(self, payload: str) -> bool:
        """Hand a packet on; tell whether to go on."""
        try:
            self.receive(Packet(encoded_packet=payload))
        except exceptions.UnknownPacketError:
            return True
        except exceptions.SocketIsClosedError:
            return False
        except Exception:
            LIVE_LINES_ENDED.labels("unreadable packet").inc()
            log.info("A packet that cannot be read ended a connection.", exc_info=True)
            return False
        return not self.closed


def framed(packet: Packet) -> bytes:
    """Return an Engine.IO packet as a frame."""
    encoded = packet.encode()
    return frames.text_frame(encoded) if isinstance(encoded, str) else frames.frame(frames.BINARY, encoded)


def stream_of(environ: Mapping[str, Any]) -> Any:
    """Return the connection's gevent socket, from gunicorn or from pywsgi; None where the server is another."""
    if "gunicorn.socket" in environ:
        return environ["gunicorn.socket"]
    given = environ.get("wsgi.input")
    # pywsgi hands the connection's own reader to requests that would upgrade it, wrapped or not.
    return getattr(getattr(getattr(given, "rfile", given), "raw", None), "_sock", None)


def _acceptance(environ: Mapping[str, Any]) -> str | None:
    """Return the answer to the handshake's key, None where the handshake is none."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip().encode("latin-1")
    try:
        whole = len(base64.b64decode(key, validate=True)) == 16
    except binascii.Error:
        return None
    if not whole or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        return None
    return base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest()).decode()


def _payloads(line: Line, reader: frames.Reader) -> Iterator[str]:
    """Yield the texts that a client sends, until either side ends it or the client breaks the rules."""
    pace = Pace(FRAMES_PER_SECOND, FRAMES_AT_ONCE)
    readable = gevent.get_hub().loop.io(line.number, READ)
    try:
        while True:
            message = reader.take()
            if message is None:
                data = _read(line, readable)
                if not data:
                    return
                reader.feed(data)
                continue
            if seconds := pace.step():
                gevent.sleep(seconds)
            if message.opcode == frames.TEXT:
                yield message.text
            elif message.opcode == frames.PING:
                line.write(frames.frame(frames.PONG, message.data))
            elif message.opcode != frames.PONG:
                line.finish(frames.UNSUPPORTED if message.opcode == frames.BINARY else frames.NORMAL)
                return
    except frames.FrameError as error:
        LIVE_LINES_ENDED.labels("broken frame").inc()
        log.info("A connection was ended: %s.", error)
        line.finish(error.code)
    finally:
        readable.close()


def _read(line: Line, readable: Any) -> bytes:
    """Return what has arrived, waiting for it; nothing when the connection is over."""
    while not line.closed:
        try:
            return line.receive(READ_BYTES)
        except BlockingIOError:
            wait(readable)
        except OSError:
            return b""
    return b""
