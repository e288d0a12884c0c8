"""The tests' own client of the live line, before a server that is busy."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from conference import websocket
from conference.websocket_frames import Reader, text_frame
from tests.live.line import SECONDS, Line


def test_who_is_asked_whether_they_are_there_before_they_are_connected_answers_and_goes_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        server.settimeout(SECONDS)
        said = pool.submit(_serve_late, server)
        host, port = server.getsockname()
        with closing(Line(f"{host}:{port}")) as line:
            assert line.is_open
        assert said.result() == ["40", "3"]


def _serve_late(server: socket.socket) -> list[str]:
    """Take one connection and say ping before it is connected; return what the client said."""
    stream, _address = server.accept()
    stream.settimeout(SECONDS)
    with stream:
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += stream.recv(4096)
        headers = dict(line.split(": ", 1) for line in asked.decode().split("\r\n")[1:] if line)
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        accept = websocket._acceptance(environ)  # noqa: SLF001 - the handshake is not what is under test
        assert accept
        stream.sendall(websocket._ACCEPTED.format(accept).encode())  # noqa: SLF001 - the same
        reader, said = Reader(4096), list[str]()
        stream.sendall(text_frame("0{}") + text_frame("2"))
        while len(said) < 2:
            message = reader.take()
            if message is None:
                reader.feed(stream.recv(4096))
            else:
                said.append(message.text)
        stream.sendall(text_frame("40{}"))
    return said
