"""The floor: a bare epoll WebSocket server that does nothing but send the same bytes to everybody, again and again.

Prints its port; then for each line {"size", "times", "every"} sends, and prints a line when done.
"""

import base64
import hashlib
import json
import os
import select
import socket
import sys
import time

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def main() -> None:
    """Serve until the input ends."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    listener.setblocking(False)
    poll = select.epoll()
    poll.register(listener.fileno(), select.EPOLLIN)
    poll.register(0, select.EPOLLIN)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    clients: dict[int, socket.socket] = {}
    while True:
        for number, _events in poll.poll():
            if number == 0:
                line = os.read(0, 65536)
                if not line:
                    return
                _send(list(clients.values()), **json.loads(line))
                sys.stdout.write("sent\n")
                sys.stdout.flush()
            elif number == listener.fileno():
                client, _address = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                clients[client.fileno()] = client
                poll.register(client.fileno(), select.EPOLLIN)
            else:
                _answer(clients, number, poll)


def _answer(clients: dict[int, socket.socket], number: int, poll: select.epoll) -> None:
    client = clients[number]
    try:
        head = client.recv(65536)
    except ConnectionResetError:
        head = b""
    key = next((line[18:].strip() for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key:")), None)
    if key is None:
        poll.unregister(number)
        clients.pop(number).close()
        return
    accept = base64.b64encode(hashlib.sha1(key + MAGIC, usedforsecurity=False).digest())
    client.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept
        + b"\r\n\r\n"
    )
    client.setblocking(False)


def _send(clients: list[socket.socket], size: int, times: int, every: float) -> None:
    payload = b'42["snapshot"' + b" " * max(0, size - 13)
    frame = b"\x81" + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")) + payload[:size]
    began = time.monotonic()
    for turn in range(times):
        for client in clients:
            client.send(frame)
        time.sleep(max(0.0, began + (turn + 1) * every - time.monotonic()))


if __name__ == "__main__":
    main()
