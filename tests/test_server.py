"""The embedded server as an operator meets it: real processes, started, refused, killed and started again."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.serving import ROOT, Server, environment_of, free_port


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is killed in the end, if it was not before."""
    server = Server(tmp_path)
    yield server
    server.kill()


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the server to its end and return what it said."""

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        environment = environment_of(tmp_path, free_port(), **more)
        return subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_no_port_is_given_to_two(monkeypatch: pytest.MonkeyPatch) -> None:
    # So many share the ports that hardly any are left for one.
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "256")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    ports = [free_port() for _ in range(20)]
    assert len(set(ports)) == 20


def test_a_taken_port_is_said_in_one_line(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run(PORT=str(port))
    assert ended.returncode == 2
    assert f"Port {port}" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_demo_on_an_open_address_is_refused_in_one_line(run: Run) -> None:
    ended = run(HOST="0.0.0.0")  # noqa: S104 - it is refused
    assert ended.returncode == 2
    assert "DEMO_PUBLIC=1" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_outside_the_demo_a_missing_secret_is_refused_in_one_line(run: Run) -> None:
    ended = run(DEMO="")
    assert ended.returncode == 2
    assert "SECRET_KEY" in ended.stderr


def test_what_was_acknowledged_is_there_after_a_kill(server: Server) -> None:
    server.start()
    server.sign_in("attendee")
    page = server.ask("GET", "/ecc-live/agenda")[1]
    item_ids = sorted(set(re.findall(r"/ecc-live/agenda/(\d+)/star", page)), key=int)[:5]
    assert item_ids
    token = server.token("/ecc-live/agenda")
    for item_id in item_ids:
        assert server.ask("POST", f"/ecc-live/agenda/{item_id}/star", {"csrf_token": token})[0] in {200, 302, 303}
    server.kill()
    server.start()
    mine = server.ask("GET", "/ecc-live/agenda/mine")[1]
    for item_id in item_ids:
        assert f"/ecc-live/agenda/{item_id}" in mine


def test_a_kill_in_the_middle_of_loading_the_demo_is_healed_by_the_next_start(tmp_path: Path) -> None:
    server = Server(tmp_path)
    for seconds in (0.8, 1.2, 1.6, 2.0, 2.5):
        server.process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=server.environment)
        try:
            server.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            server.kill()
    server.start()
    try:
        for slug in ("ecc2020", "ecc-live", "eca-dialogue2020"):
            assert server.ask("GET", f"/{slug}/agenda")[0] == 200
    finally:
        server.kill()


def test_servers_that_start_at_once_load_the_demo_once(tmp_path: Path) -> None:
    servers = [Server(tmp_path) for _ in range(2)]
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.start, servers))
        for server in servers:
            assert server.ask("GET", "/ecc-live/agenda")[0] == 200
    finally:
        for server in servers:
            server.kill()
