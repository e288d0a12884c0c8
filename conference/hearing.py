"""Whether the other end of a connection is there: when it was heard last, by us or by the system for us.

To one whose TCP connection is the client's own, Linux sends a probe after two seconds without a word, and knows when
the last one was answered: that costs us a look from time to time, and the page nothing. Behind a proxy the system hears
the proxy, and long polling has no connection of its own; there the client itself is asked (`pings`).

Only time in which this server listened counts: while it was busy, it heard nobody, whoever was there.
"""

import socket
import struct
from time import monotonic
from typing import Any

# Who was not heard for so long does not count as present, until the next sign of life.
SILENT_SECONDS = 3.5
# Of whom the system knows nothing is asked again after so long.
ASKED_SECONDS = 3
# A server that listens beats so often; where a beat is so late, it did not listen since the last one.
BEAT_SECONDS, STALL_SECONDS = 0.1, 0.3
_PROBE_AFTER, _PROBE_AGAIN = 2, 1
# The system must not end a connection for a stall of the hall's Wi-Fi: the missed ping does, later.
_MOST_PROBES = 120
# In Linux' struct tcp_info: milliseconds since data, and since an acknowledgement, last came.
_LAST_HEARD = struct.Struct("=52x2I")


class Ears:
    """A clock that stands still while this server is too busy to listen; without any beat it just goes."""

    def __init__(self) -> None:
        self._beat_at = float("inf")
        self._missed = 0.0

    def beat(self) -> None:
        """Note that everything had its turn again."""
        now = monotonic()
        if now - self._beat_at > STALL_SECONDS:
            self._missed += now - self._beat_at
        self._beat_at = now

    def seconds(self) -> float:
        """Return the seconds, from some moment on, in which this server listened."""
        now = monotonic()
        return (now if now - self._beat_at <= STALL_SECONDS else self._beat_at) - self._missed


_ears = Ears()


def beat() -> None:
    """Note that everything had its turn again; called every `BEAT_SECONDS` by what serves."""
    _ears.beat()


def listened() -> float:
    """Return the seconds, from some moment on, in which this server listened."""
    return _ears.seconds()


class Hearing:
    """One connection's last sign of life. `stream` is its socket, None where it says nothing about the client."""

    __slots__ = ("_stream", "_until")

    def __init__(self, stream: Any = None) -> None:
        self._stream = stream if stream is not None and _probed(stream) else None
        self.heard()

    @property
    def asks_itself(self) -> bool:
        """Tell whether the system finds out, so that nobody need ask the client."""
        return self._stream is not None

    def heard(self) -> None:
        """Note a sign of life."""
        self._until = listened() + SILENT_SECONDS

    def is_silent(self, now: float) -> bool:
        """Tell whether there was none for too long by `now` (`listened`).

        The system is asked only where we ourselves heard nothing.
        """
        if self._until <= now and self._stream is not None:
            self._until = now + SILENT_SECONDS - _seconds_since(self._stream)
        return self._until <= now


def _probed(stream: Any) -> bool:
    """Have the system ask by itself whether the other end is there; tell whether it can, and says what it hears."""
    if not hasattr(socket, "TCP_INFO") or not hasattr(socket, "TCP_KEEPIDLE"):
        return False
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _PROBE_AFTER)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _PROBE_AGAIN)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _MOST_PROBES)
    return True


def _seconds_since(stream: Any) -> float:
    """Return how long ago the system last heard from the other end; a connection that is over was never heard."""
    try:
        info = stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_HEARD.size)
    except OSError:
        return SILENT_SECONDS
    milliseconds: int = min(_LAST_HEARD.unpack(info))
    return milliseconds / 1000
