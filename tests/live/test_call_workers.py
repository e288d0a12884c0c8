"""A call whose people are at different workers: signals reach them there, and only them."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.live.line import Line
from tests.serving import Redis, Server

pytestmark = pytest.mark.redis
_tables = count(1)
OFFER = {"type": "offer", "sdp": "v=0\r\n"}


class CallServer(Server):
    """A server with the tables of tests."""

    program = ("-m", "tests.calls.serve")


class House:
    """Two workers on one database with one Redis, and people who are signed in at one of them."""

    def __init__(self, folder: Path) -> None:
        self.redis = Redis()
        self.redis.start()
        self.one, self.two = (CallServer(folder, REDIS_URL=self.redis.url, SECRET_KEY="workers") for _ in range(2))
        self.one.start()
        self.two.start()

    def end(self) -> None:
        for process in (self.one, self.two, self.redis):
            process.kill()


class Seat:
    """A person's page at a worker, in the call of a table."""

    def __init__(self, server: Server, role: str, table: int) -> None:
        server.cookie = ""
        server.sign_in(role)
        self.server, self.table = server, table
        there = json.loads(server.ask("GET", f"/ecc-live/test-table/{table}/room")[1])
        self.me: int = there["me"]
        self.about = {"conference": there["conference"], "room": there["room"], "key": f"joining-{table}-{role}"}
        self.line = Line(server.address, server.cookie)
        self.peer: str = self.line.call("calls.join", self.about)["peer"]
        assert "error" not in self.line.call("watch", {"topic": "call_line", "key": there["room"]})

    def signal(self, to: str, number: int) -> Any:
        signals = [{"to": to, "n": number, "description": OFFER}]
        return self.line.call("calls.signal", {**self.about, "peer": self.peer, "signals": signals})

    def wait_for(self, number: int) -> dict[str, Any]:
        while not any(name == "calls.signal" and told["n"] == number for name, told in self.line.events):
            assert self.line.read(), "the connection ended"
        return next(told for _name, told in self.line.events if told["n"] == number)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("call-workers"))
    yield built
    built.end()


@pytest.fixture
def seats(house: House) -> Iterator[tuple[Seat, Seat, Seat]]:
    table = next(_tables)
    there = (Seat(house.one, "attendee", table), Seat(house.two, "juror", table), Seat(house.two, "speaker", table))
    yield there
    for seat in there:
        seat.line.close()


def test_a_signal_reaches_the_other_worker_and_nobody_else_there(seats: tuple[Seat, Seat, Seat]) -> None:
    near, far, third = seats
    assert near.signal(far.peer, 1)["gone"] == []
    assert far.wait_for(1)["from"] == near.peer
    assert far.signal(near.peer, 2)["gone"] == []
    assert near.wait_for(2)["description"] == OFFER
    # What comes after shows that nothing else was on its way.
    assert near.signal(third.peer, 3)["gone"] == []
    third.wait_for(3)
    assert [told["n"] for _name, told in third.line.events] == [3]


def test_whoever_is_moved_away_at_one_worker_is_cut_off_at_the_other(seats: tuple[Seat, Seat, Seat]) -> None:
    near, far, _third = seats
    assert near.server.ask("GET", f"/ecc-live/test-table/{near.table}/away/{far.me}")[0] == 200
    assert near.signal(far.peer, 1)["gone"] == [far.peer]
    far.line.wait_for_end()
    assert far.line.events == []
