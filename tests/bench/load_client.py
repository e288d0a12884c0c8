"""Many socket clients in one process: raw sockets, one epoll loop, hand-made frames, no library of ours or others'.

Started by `bench_live` with a plan on its standard input, a line of JSON; then answers a line for each line it is sent:
connect → what came of it; {"at", "seconds", "votes": [[seconds, client, option], …]} → what was measured. All moments
are of the monotonic clock, which the processes of one machine share. In between it goes on reading and answers pings.
"""

import base64
import json
import os
import select
import socket
import struct
import sys
import time
from typing import Any

IN_FLIGHT = 100
QUIET_SECONDS = 1.0
_HEAD = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nCookie: {cookie}\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
)


def frame(payload: bytes) -> bytes:
    """Return a masked text frame; the mask is zero, which costs nothing."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BBI", 0x81, 0x80 | size, 0) + payload
    return struct.pack("!BBHI", 0x81, 0x80 | 126, size, 0) + payload


PONG = frame(b"3")


class Client:
    """One connection. `step`: 0 handshake, 1 Engine.IO, 2 Socket.IO, 3 watching, 4 ready."""

    __slots__ = (
        "acked_at", "answer", "buffer", "count", "number", "out", "sent_at", "sock", "step", "value", "value_at",
    )  # fmt: skip

    def __init__(self, number: int, sock: socket.socket, out: bytes) -> None:
        self.number, self.sock, self.out = number, sock, out
        self.buffer, self.step, self.count = b"", 0, 0
        self.value, self.value_at = -1, 0.0
        self.sent_at = self.acked_at = 0.0
        self.answer = b""


class Loop:
    """All clients of one process."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.poll = select.epoll()
        self.by_number: dict[int, Client] = {}
        self.clients: list[Client] = []
        self.failed: dict[str, int] = {}
        self.ready = self.messages = self.bytes = self.waiting = 0
        self.latencies: list[float] = []
        self.refused: dict[str, int] = {}

    def start(self) -> None:
        """Begin one more connection."""
        number = len(self.clients)
        host, port = self.plan["addresses"][number % len(self.plan["addresses"])]
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = _HEAD.format(
            path=self.plan["path"] + (f"&k={os.getpid()}-{number}" if self.plan["watch"] else ""),
            host=self.plan["host"], cookie=self.plan["cookies"][number],
            key=base64.b64encode(os.urandom(16)).decode(),
        )  # fmt: skip
        client = Client(number, sock, head.encode())
        self.clients.append(client)
        self.by_number[sock.fileno()] = client
        sock.connect_ex((host, port))
        self.poll.register(sock.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def fail(self, client: Client, why: str) -> None:
        """Count a connection as lost."""
        if client.step < 0:
            return
        if client.sent_at and not client.acked_at:
            self.waiting -= 1
        client.step = -1
        self.failed[why] = self.failed.get(why, 0) + 1
        self.by_number.pop(client.sock.fileno(), None)
        client.sock.close()

    def send(self, client: Client, data: bytes) -> None:
        """Send, now or when there is room."""
        if client.out:
            client.out += data
            return
        try:
            sent = client.sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            self.fail(client, f"send: {error.strerror}")
            return
        if sent < len(data):
            client.out = data[sent:]
            self.poll.modify(client.sock.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def turn(self, seconds: float) -> None:
        """Handle what has arrived, waiting so long for it."""
        for number, events in self.poll.poll(seconds, 2048):
            client = self.by_number.get(number)
            if client is None:
                continue
            if events & select.EPOLLOUT:
                self._write(client)
            if events & select.EPOLLIN:
                self._read(client)
            elif events & (select.EPOLLERR | select.EPOLLHUP):
                self.fail(client, f"hung up at step {client.step}")

    def _write(self, client: Client) -> None:
        try:
            sent = client.sock.send(client.out) if client.out else 0
        except BlockingIOError:
            return
        except OSError as error:
            self.fail(client, f"connect: {error.strerror}")
            return
        client.out = client.out[sent:]
        if not client.out:
            self.poll.modify(client.sock.fileno(), select.EPOLLIN)

    def _read(self, client: Client) -> None:
        if client.step < 0:
            return
        now = time.monotonic()
        try:
            data = client.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError as error:
            self.fail(client, f"read: {error.strerror}")
            return
        if not data:
            self.fail(client, f"ended at step {client.step}")
            return
        self.bytes += len(data)
        data = client.buffer + data
        start = 0
        if client.step == 0:
            start = data.find(b"\r\n\r\n") + 4
            if start == 3:
                client.buffer = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self.fail(client, f"handshake: {data[9:12].decode('latin-1')}")
                return
            client.step = 1
            if not self.plan["watch"]:
                self._is_ready(client)
        self._frames(client, data, start, now)

    def _frames(self, client: Client, data: bytes, start: int, now: float) -> None:
        end = len(data)
        while end - start >= 2:
            size, head = data[start + 1], 2
            if size == 126:
                if end - start < 4:
                    break
                size, head = (data[start + 2] << 8) | data[start + 3], 4
            elif size == 127:
                if end - start < 10:
                    break
                size, head = int.from_bytes(data[start + 2 : start + 10], "big"), 10
            if end - start < head + size:
                break
            opcode = data[start] & 15
            if opcode == 8:
                self.fail(client, "closed by the server")
                return
            self._payload(client, data[start + head : start + head + size], now)
            start += head + size
        client.buffer = data[start:]

    def _payload(self, client: Client, payload: bytes, now: float) -> None:
        if payload.startswith(b'42["snapshot"'):
            self._news(client, payload, now)
        elif payload.startswith(b"431"):
            self._acknowledged(client, payload, now)
        elif payload == b"2":
            self.send(client, PONG)
        elif client.step < 4:
            self._greeting(client, payload)
        elif payload.startswith((b"41", b"1")):
            self.fail(client, "hung up by the server")

    def _news(self, client: Client, payload: bytes, now: float) -> None:
        self.messages += 1
        client.count += 1
        stop = start = payload.find(b'"answered":') + 11
        if start < 11:
            return
        while 48 <= payload[stop] <= 57:
            stop += 1
        value = int(payload[start:stop])
        if value > client.value:
            client.value, client.value_at = value, now

    def _greeting(self, client: Client, payload: bytes) -> None:
        if payload.startswith(b"430") and b'"error"' not in payload:
            self._is_ready(client)
        elif payload.startswith(b"40"):
            self.send(client, frame(f'420["watch",{json.dumps(self.plan["watch"])}]'.encode()))
        elif payload.startswith(b"0"):
            self.send(client, frame(b"40"))
        else:
            self.fail(client, f"refused: {payload[:120].decode()}")

    def _is_ready(self, client: Client) -> None:
        client.step = 4
        self.ready += 1

    def _acknowledged(self, client: Client, payload: bytes, now: float) -> None:
        if client.acked_at or not client.sent_at:
            return
        client.acked_at = now
        self.waiting -= 1
        if b'"ok":1' in payload:
            self.latencies.append(now - client.sent_at)
        else:
            why = payload[:100].decode()
            self.refused[why] = self.refused.get(why, 0) + 1

    def connect(self) -> dict[str, Any]:
        """Connect everyone."""
        began = time.monotonic()
        wanted = len(self.plan["cookies"])
        while self.ready + sum(self.failed.values()) < wanted and time.monotonic() - began < self.plan["patience"]:
            done = self.ready + sum(self.failed.values())
            while len(self.clients) < wanted and len(self.clients) - done < IN_FLIGHT:
                self.start()
            self.turn(0.05)
        return {"ready": self.ready, "seconds": time.monotonic() - began, "failed": self.failed}

    def run(self, order: dict[str, Any]) -> dict[str, Any]:
        """Vote as ordered, and read until everything is acknowledged and it has been quiet for a while."""
        votes = sorted(order["votes"])
        for client in self.clients:
            client.count, client.sent_at, client.acked_at = 0, 0.0, 0.0
        self.messages = self.bytes = self.waiting = 0
        self.latencies, self.refused, late = [], {}, [0.0]
        while time.monotonic() < order["at"]:
            self.turn(0.005)
        cpu, place, last_sent = time.process_time(), 0, 0.0
        while True:
            now = time.monotonic()
            while place < len(votes) and order["at"] + votes[place][0] <= now:
                after, number, option = votes[place]
                place += 1
                if self._vote(self.clients[number], option, f"{order['round']}-{place}", now):
                    last_sent = now
                    late.append(now - order["at"] - after)
            over = now > order["at"] + order["seconds"] and place == len(votes)
            if (over and not self.waiting and self._is_quiet(now)) or now > order["at"] + order["seconds"] + 40:
                break
            self.turn(min(0.02, max(0.0, order["at"] + votes[place][0] - now)) if place < len(votes) else 0.02)
        late.sort()
        return {
            "cpu": time.process_time() - cpu, "wall": time.monotonic() - order["at"], "messages": self.messages,
            "bytes": self.bytes, "latencies": self.latencies, "unanswered": self.waiting, "refused": self.refused,
            "failed": self.failed, "last_sent": last_sent, "late": late[int(len(late) * 0.99)],
            "values": [(one.value, one.value_at, one.count) for one in self.clients if one.step == 4],
        }  # fmt: skip

    def _is_quiet(self, now: float) -> bool:
        return now - max((one.value_at for one in self.clients), default=0.0) > QUIET_SECONDS

    def _vote(self, client: Client, option: int, key: str, now: float) -> bool:
        if client.step != 4 or (client.sent_at and not client.acked_at):
            return False
        client.sent_at, client.acked_at = now, 0.0
        self.waiting += 1
        cast = self.plan["cast"] | {"answer": {"option": option}, "key": f"{key}-{os.getpid()}-{client.number}"}
        self.send(client, frame(f'421["polls.cast",{json.dumps(cast)}]'.encode()))
        return True


def main() -> None:
    """Take the plan, connect, and do as ordered until the input ends."""
    loop = Loop(json.loads(sys.stdin.readline()))
    sys.stdout.write(json.dumps(loop.connect()) + "\n")
    sys.stdout.flush()
    loop.poll.register(0, select.EPOLLIN)
    while True:
        while not select.select([0], [], [], 0)[0]:
            loop.turn(0.02)
        line = os.read(0, 1 << 24)
        if not line:
            return
        while not line.endswith(b"\n"):
            line += os.read(0, 1 << 24)
        sys.stdout.write(json.dumps(loop.run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
