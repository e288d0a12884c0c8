"""Real server processes, and a Redis of their own, for tests that kill and restart them."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The demo was seen to need 75 s on two cores with much else to do; a program that ends before is noticed at once.
SECONDS_TO_START = 180
# Right after a while is right; only what fails waits so long.
PATIENCE_SECONDS = 120
Seen = TypeVar("Seen")
# What was given out lately: who has a port may be long in taking it.
_given: deque[int] = deque(maxlen=20)


def free_port() -> int:
    """Return a port that nobody listens on, out of those that belong to this process of the suite."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % workers
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        # Linux likes to give odd ones: they are dealt out in pairs.
        if port // 2 % workers == number and port not in _given:
            _given.append(port)
            return port


def environment_of(data_dir: Path, port: int, **more: str) -> dict[str, str]:
    """Return the environment of a demo server."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "HOST"}}
    return kept | {"DEMO": "1", "PORT": str(port), "DATA_DIR": str(data_dir), **more}


def until(look: Callable[[], Seen | None], what: str) -> Seen:
    """Look again and again until there is something to see, and return it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        seen = look()
        if seen:
            return seen
        time.sleep(0.02)
    pytest.fail(f"not seen: {what}")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A program that listens on a port, or on more."""

    port: int
    more_ports: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    def _run(self, command: list[str], **options: Any) -> None:
        self.process = subprocess.Popen(command, **options)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if all(map(_listens, (self.port, *self.more_ports))):
                return
            assert self.process.poll() is None, "the program ended"
            time.sleep(0.05)
        pytest.fail("the program did not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Server(Process):
    """One server process on one data folder, asked over HTTP with a cookie jar of one session."""

    # What is run; a test may serve doors of its own beside ours.
    program: tuple[str, ...] = ("app.py",)

    def __init__(self, data_dir: Path, **more: str) -> None:
        self.port = free_port()
        self.environment = environment_of(data_dir, self.port, **more)
        self.cookie = ""
        self.log = data_dir / f"server-{self.port}.log"

    def start(self) -> None:
        """Start and wait for the first answer."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._run([sys.executable, *self.program], cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, *, data: object = None
    ) -> tuple[int, str]:
        """Return the status and the body; `data` goes as JSON, with the form token of the agenda."""
        token = self.token("/ecc-live/agenda") if data is not None else ""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = "&".join(f"{name}={value}" for name, value in form.items())
        elif data is not None:
            headers |= {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token}
            body = json.dumps(data)
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for value in answer.headers.get_all("Set-Cookie") or []:
                self.cookie = value.split(";")[0]
            return answer.status, answer.read().decode()

    def token(self, path: str) -> str:
        """Return the form token of a page."""
        match = re.search(r'name="csrf-token" content="([^"]+)"', self.ask("GET", path)[1])
        assert match
        return match.group(1)

    def sign_in(self, role: str) -> None:
        """Become a persona of the demo."""
        path = f"/demo/sign-in/{role}"
        assert self.ask("POST", path, {"csrf_token": self.token(path)})[0] in {302, 303}

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"


class Redis(Process):
    """A Redis that keeps nothing, to be killed and started again on the same port."""

    def __init__(self) -> None:
        self.port = free_port()

    def start(self) -> None:
        """Start and wait until it listens."""
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._run(["redis-server", *options], stdout=subprocess.DEVNULL, cwd="/")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}/0"
