"""A server and a client in a network of their own, whose only wire is pulled and put back; for `test_hearing`.

Run by `unshare --map-root-user --net`. Prints one line for each thing seen, in the order of the pulls; the last one
tells whether the connection held all the time.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import gevent

from conference.hearing import listened
from tests.live.gevent_server import GeventServer, gevent_server
from tests.live.line import Line

PATIENCE_SECONDS = 60


def main() -> None:
    """Pull the wire with nothing on its way, then with something, and put it back each time."""
    wire("up")
    with gevent_server(direct=True) as server:
        line = Line(server.address.removeprefix("http://"))
        connection = next(iter(server.socketio.eio.sockets.values()))
        assert connection.hearing.asks_itself
        for under_way in ("", "something under way"):
            wire("down")
            if under_way:
                server.run(lambda: server.socketio.emit("snapshot", {"version": 1}))
            say(server, lambda: bool(connection.hearing.is_silent(listened())), f"silent {under_way}")
            wire("up")
            say(server, lambda: not connection.hearing.is_silent(listened()), f"heard {under_way}")
        assert line.call("echo", 1) == {"said": [1]}
        sys.stdout.write("cut off\n" if connection.closed else "held\n")
        line.close()


def wire(state: str) -> None:
    """Put the wire in, or pull it out: what is sent then is lost without a word."""
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def say(server: GeventServer, look: Callable[[], bool], what: str) -> None:
    """Say what is seen, once it is."""

    def wait() -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not look():
            assert time.monotonic() < deadline, what
            gevent.sleep(0.05)

    server.run(wait)
    sys.stdout.write(what.strip() + "\n")


if __name__ == "__main__":
    main()
