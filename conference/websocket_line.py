"""What goes out to one WebSocket: at once where there is room; else what must arrive, and the newest of each topic."""

import contextlib
import logging
import socket
from collections import deque

import gevent
from gevent.socket import wait_write

from conference.hearing import Hearing
from conference.metrics import LIVE_LINES_ENDED
from conference.websocket_frames import NORMAL, close_frame

log = logging.getLogger(__name__)
# What must arrive (acknowledgements, pongs) may wait up to this; a client that reads none of it is cut off.
MOST_WAITING_BYTES = 512 * 1024
STALLED_SECONDS = 45
FINISHING_SECONDS = 5


class _Backlog:
    """What waits for room; it goes out in this order: the rest of a frame, what must arrive, the newest of topics."""

    __slots__ = ("bytes", "ending", "must_arrive", "newest", "rest")

    def __init__(self) -> None:
        self.rest = b""
        self.must_arrive: deque[bytes] = deque()
        self.newest: dict[str, bytes] = {}
        self.bytes = 0
        self.ending: int | None = None

    def add(self, frame: bytes) -> None:
        self.must_arrive.append(frame)
        self.bytes += len(frame)

    def take(self) -> bytes:
        """Return what goes out next, nothing when all is out."""
        if self.rest:
            piece, self.rest = self.rest, b""
        elif self.must_arrive:
            piece = self.must_arrive.popleft()
            self.bytes -= len(piece)
        elif self.newest:
            piece = self.newest.pop(next(iter(self.newest)))
        else:
            piece = b""
        return piece


class Line:
    """One client's socket, which does not block. Nothing that sends here waits, so that nobody is slowed by another."""

    __slots__ = ("_backlog", "_drain", "_send", "_shutdown", "closed", "hearing", "number", "receive")

    def __init__(self, stream: socket.socket, hearing: Hearing) -> None:
        self.hearing = hearing
        self._send = stream.send
        self._shutdown = stream.shutdown
        self.receive = stream.recv
        self.number = stream.fileno()
        self.closed = False
        self._backlog: _Backlog | None = None
        self._drain: gevent.Greenlet[..., None] | None = None

    def write(self, frame: bytes) -> None:
        """Send a frame that must arrive, in the order of the calls."""
        if self._backlog is None:
            rest = self._try(frame)
            if rest:
                self._wait().rest = rest
            return
        if self._backlog.ending is None:
            self._backlog.add(frame)
            if self._backlog.bytes > MOST_WAITING_BYTES:
                self._give_up()

    def write_newest(self, frame: bytes, topic: str) -> None:
        """Send the newest frame of a topic. Where there is no room, it takes the place of the one that waits."""
        if self._backlog is not None:
            if self._backlog.ending is None:
                self._backlog.newest[topic] = frame
            return
        rest = self._try(frame)
        if len(rest) == len(frame):
            self._wait().newest[topic] = frame
        elif rest:
            self._wait().rest = rest

    def forget(self, topic: str | None = None) -> None:
        """Let what waits of a topic (None: of all) never go out: the client may no longer see it."""
        if self._backlog is not None:
            if topic is None:
                self._backlog.newest.clear()
            else:
                self._backlog.newest.pop(topic, None)

    def finish(self, code: int = NORMAL) -> None:
        """Close the connection after what must arrive has gone out, or after some seconds."""
        if self._backlog is None:
            self._try(close_frame(code))
            self.cut()
        elif self._backlog.ending is None:
            self._backlog.newest.clear()
            self._backlog.add(close_frame(code))
            self._backlog.ending = code
            gevent.spawn_later(FINISHING_SECONDS, self.cut)

    def cut(self) -> None:
        """End the connection now; whoever waits to read or write is woken."""
        if not self.closed:
            self.closed = True
            with contextlib.suppress(OSError):
                self._shutdown(socket.SHUT_RDWR)

    def _give_up(self) -> None:
        if not self.closed:
            LIVE_LINES_ENDED.labels("too slow").inc()
            log.info("A client that left unread what must arrive was cut off.")
            self.cut()

    def join(self) -> None:
        """Return when nobody uses the socket any more; it is cut by then."""
        self.cut()
        if self._drain is not None:
            self._drain.kill()

    def _try(self, frame: bytes) -> bytes:
        """Send what there is room for, and return the rest. A broken connection has no rest: its reader will see."""
        if self.closed:
            return b""
        try:
            sent = self._send(frame)
        except BlockingIOError:
            return frame
        except OSError:
            return b""
        return frame[sent:] if sent < len(frame) else b""

    def _wait(self) -> _Backlog:
        self._backlog = _Backlog()
        self._drain = gevent.spawn(self._drain_all, self._backlog)
        return self._backlog

    def _drain_all(self, backlog: _Backlog) -> None:
        while not self.closed and (piece := backlog.take()):
            while piece and not self.closed:
                try:
                    wait_write(self.number, timeout=STALLED_SECONDS)
                except OSError:
                    self._give_up()
                piece = self._try(piece)
        if backlog.ending is not None:
            self.cut()
        self._backlog = self._drain = None
