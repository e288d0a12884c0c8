"""A real HTTP server in place of a video server: keeps what it was asked, answers what the test says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    body: str
    headers: dict[str, str]


@dataclass
class StandIn:
    """The server: `answers` maps the path without its query to status and body; what is not there is a 404."""

    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""
    # What happens while a path is being answered.
    then: dict[str, Callable[[], object]] = field(default_factory=dict)


@contextmanager
def stand_in(**more: Any) -> Iterator[StandIn]:
    """Run one on a free port."""
    state = StandIn(**more)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            state.asked.append(Asked(self.command, self.path, body, dict(self.headers)))
            status, text = state.answers.get(self.path.partition("?")[0], (404, "nothing here"))
            state.then.get(self.path.partition("?")[0], lambda: None)()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = _answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
