"""A client of the live line, spoken by hand over a WebSocket: many of them fit into one thread."""

import json
import socket
import time
from typing import Any

import websocket

SECONDS = 60


class Line:
    """One connection, with whatever it was sent."""

    def __init__(self, address: str, cookie: str = "", source: str = "") -> None:
        host, _colon, port = address.partition(":")
        # From an address of its own, for tests that take the way to one client alone away.
        wire = socket.create_connection((host, int(port)), SECONDS, (source, 0)) if source else None
        self.wire = websocket.create_connection(
            f"ws://{address}/socket.io/?EIO=4&transport=websocket", cookie=cookie or None, timeout=SECONDS, socket=wire
        )
        self.snapshots: list[dict[str, Any]] = []
        self.events: list[tuple[str, Any]] = []
        self._answers: dict[int, Any] = {}
        self._asked = 0
        self.is_open = True
        try:
            self._wait_for("0")
            self.wire.send("40")
            self._wait_for("40")
        except BaseException:
            self.close()
            raise

    def _wait_for(self, beginning: str) -> None:
        """Return when a packet has come that begins so. A busy server may ask before it whether we are there."""
        while (packet := str(self.wire.recv())) == "2":
            self.wire.send("3")
        assert packet.startswith(beginning), packet

    def call(self, name: str, payload: object) -> Any:
        """Send a message and return its answer. Raises `ConnectionError` where none comes."""
        self._asked += 1
        number = self._asked
        self.wire.send(f"42{number}{json.dumps([name, payload])}")
        while number not in self._answers:
            if not self.read():
                raise ConnectionError
        return self._answers.pop(number)

    def read(self, seconds: float = SECONDS) -> bool:
        """Take in one more packet; False where none came in time, or the connection ended."""
        self.wire.settimeout(seconds)
        try:
            packet = str(self.wire.recv())
        except websocket.WebSocketTimeoutException:
            return False
        except (websocket.WebSocketException, OSError):
            packet = ""
        if packet == "2":
            self.wire.send("3")
        elif packet.startswith("42"):
            name, data = json.loads(packet[2:])
            if name == "snapshot":
                self.snapshots.append(data)
            else:
                self.events.append((name, data))
        elif packet.startswith("43"):
            digits = packet[2 : packet.index("[")]
            self._answers[int(digits)] = json.loads(packet[2 + len(digits) :])[0]
        elif packet in {"", "1", "41"}:
            self.is_open = False
        return self.is_open

    def wait_for_end(self) -> None:
        """Return when the server has ended the connection."""
        deadline = time.monotonic() + SECONDS
        while self.is_open:
            assert time.monotonic() < deadline, "still connected"
            self.read()

    def close(self) -> None:
        """Hang up. Where the server closed first, the library's `close` would leave the socket open."""
        self.wire.close()
        self.wire.shutdown()  # type: ignore[no-untyped-call]  # as the library has it
