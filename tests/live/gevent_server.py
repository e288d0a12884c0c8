"""A Socket.IO server on gevent in a thread of this process, with the lean socket under it or without."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import gevent
import gevent.event
import socketio
from gevent import pywsgi

from conference import websocket
from conference.connections import Connections
from tests.serving import PATIENCE_SECONDS

Result = TypeVar("Result")
LARGEST = 64 * 1024


class GeventServer:
    """A server with two messages: `echo` answers what it got, `sid` the connection's own id."""

    def __init__(self, *, direct: bool) -> None:
        quiet = logging.getLogger("tests.quiet")
        quiet.setLevel(logging.CRITICAL + 1)
        self.socketio: Any = socketio.Server(
            async_mode="gevent", async_handlers=False, monitor_clients=False, max_http_buffer_size=LARGEST,
            logger=quiet, engineio_logger=quiet, client_manager=Connections(),
        )  # fmt: skip
        self.socketio.on("echo", lambda _sid, *said: {"said": said})
        self.socketio.on("sid", lambda sid: sid)
        websocket.install(self.socketio, direct=direct)
        self.ready, self.port = threading.Event(), 0
        self.hub: Any = None

    def serve(self) -> None:
        """Serve until told to stop, in a thread of its own."""
        self.hub = gevent.get_hub()
        self._stop = gevent.event.Event()
        server = pywsgi.WSGIServer(("127.0.0.1", 0), socketio.WSGIApp(self.socketio), log=None, error_log=None)
        server.start()
        self.port = int(server.server_port or 0)
        self.ready.set()
        self._stop.wait()
        server.stop(timeout=1)
        self.hub.destroy(destroy_loop=True)

    def run(self, call: Callable[[], Result]) -> Result:
        """Run something in a greenlet of the server's thread and return what it returned."""
        done, answers = threading.Event(), list[Any]()

        def greenlet() -> None:
            try:
                answers.append(call())
            finally:
                done.set()

        self._from_outside(greenlet)
        assert done.wait(PATIENCE_SECONDS)
        result: Result = answers[0]
        return result

    def _from_outside(self, call: Callable[[], None]) -> None:
        self.hub.loop.run_callback_threadsafe(lambda: gevent.spawn(call))

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def gevent_server(*, direct: bool) -> Iterator[GeventServer]:
    """Serve, and stop."""
    server = GeventServer(direct=direct)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    assert server.ready.wait(PATIENCE_SECONDS)
    try:
        yield server
    finally:
        server._from_outside(server._stop.set)  # noqa: SLF001 - its own file
        thread.join(PATIENCE_SECONDS)
