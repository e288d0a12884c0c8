"""Several workers with Redis between them, as real processes: one news, one copy, whatever dies meanwhile."""

import json
import queue
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import socketio

from conference.demo.people import persona_email
from conference.permissions import Role
from tests.live.line import Line
from tests.serving import Redis, Server, free_port, until

pytestmark = pytest.mark.redis

BUILDER = "/ecc-live/agenda/builder"
TOPIC, PRESENCE = "agenda_builder", "agenda_builder_presence"
# A line answers pings only while it is read: on a busy machine more of them would be missed before all are there.
MANY = 60
SECONDS = 60
_numbers = count(1)


class House:
    """Two workers on one database, one Redis, and an organiser who is signed in at both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis = Redis()
        self.redis.start()
        self.one, self.two = (Server(folder, REDIS_URL=self.redis.url, SECRET_KEY="workers") for _ in range(2))
        self.lines: list[Line] = []
        self.one.start()
        self.two.start()
        self.sign_in()
        seen = self.state()
        self.key: int = seen["key"]

    def sign_in(self) -> None:
        self.one.sign_in("organiser")
        self.two.cookie = self.one.cookie

    def state(self) -> Any:
        return json.loads(self.one.ask("GET", f"{BUILDER}/state")[1])

    def line(self, server: Server) -> Line:
        line = Line(server.address, server.cookie)
        self.lines.append(line)
        return line

    def watch(self, server: Server, topic: str = TOPIC) -> Line:
        line = self.line(server)
        answer = line.call("watch", {"topic": topic, "key": self.key})
        line.snapshots.append(answer)
        return line

    def add_session(self, server: Server) -> str:
        """Make a session that is not placed; return its title."""
        title = f"News {next(_numbers)}"
        status, text = server.ask(
            "POST", f"{BUILDER}/changes", data={"create": {"title": title, "kind": "workshop", "minutes": 30}}
        )
        assert status == 200, text
        return title

    def make_organiser_of(self, persona: str) -> None:
        """Make a second organiser, of somebody who is at the conference in another role."""
        with closing(sqlite3.connect(self.folder / "conference.sqlite", timeout=SECONDS)) as database:
            found = database.execute(
                "SELECT participant.id FROM participant JOIN account ON account.id = account_id "
                "JOIN conference ON conference.id = conference_id WHERE email = ? AND slug = 'ecc-live'",
                [persona_email(Role(persona))],
            ).fetchone()
            database.execute(
                "INSERT OR IGNORE INTO participant_role (participant_id, role) VALUES (?, 'organiser')", found
            )
            database.commit()

    def close(self) -> None:
        for line in self.lines:
            line.close()
        self.lines.clear()

    def end(self) -> None:
        self.close()
        for process in (self.one, self.two, self.redis):
            process.kill()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("workers"))
    yield house
    house.end()


@pytest.fixture
def house(built: House) -> Iterator[House]:
    yield built
    built.close()


def titles(snapshot: dict[str, Any]) -> set[str]:
    return {item["title"] for item in snapshot["state"]["items"]}


def wait_for_title(line: Line, title: str) -> None:
    while not line.snapshots or title not in titles(line.snapshots[-1]):
        assert line.read(), "the connection ended"


def test_news_of_one_worker_reaches_the_clients_of_the_other_once(house: House) -> None:
    lines = [house.watch(server) for server in (house.one, house.two) for _ in range(MANY // 2)]
    first = house.add_session(house.one)
    for line in lines:
        wait_for_title(line, first)
    # What comes after shows that nothing else was on its way.
    last = house.add_session(house.two)
    for line in lines:
        wait_for_title(line, last)
        fresh = [snapshot for snapshot in line.snapshots[1:] if first in titles(snapshot)]
        assert [last in titles(snapshot) for snapshot in fresh] == [False, True]
        versions = [snapshot["version"] for snapshot in line.snapshots]
        assert versions == sorted(set(versions))


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_both_transports_are_told(house: House, transport: str) -> None:
    client = socketio.Client(reconnection=False)
    snapshots: queue.Queue[dict[str, Any]] = queue.Queue()
    client.on("snapshot", snapshots.put)
    client.connect(
        f"http://{house.two.address}",
        headers={"Cookie": house.two.cookie},
        transports=[transport],
        wait_timeout=SECONDS,
    )
    try:
        client.call("watch", {"topic": TOPIC, "key": house.key}, timeout=SECONDS)
        title = house.add_session(house.one)
        assert title in titles(snapshots.get(timeout=SECONDS))
    finally:
        client.disconnect()


def wait_for_people(line: Line, number: int) -> None:
    while not line.snapshots or len(line.snapshots[-1]["state"]["here"]) != number:
        assert line.read(), "the connection ended"


def test_who_is_at_the_other_worker_is_present_until_that_worker_is_killed(house: House) -> None:
    near = house.watch(house.one, PRESENCE)
    house.make_organiser_of("moderator")
    house.two.sign_in("moderator")
    far = house.watch(house.two, PRESENCE)
    wait_for_people(near, 2)
    wait_for_people(far, 2)
    house.two.kill()
    wait_for_people(near, 1)
    house.two.start()
    house.watch(house.two, PRESENCE)
    wait_for_people(near, 2)
    house.two.cookie = house.one.cookie


def test_presence_is_right_again_after_redis_was_restarted(house: House) -> None:
    house.make_organiser_of("moderator")
    house.two.sign_in("moderator")
    near, far = house.watch(house.one, PRESENCE), house.watch(house.two, PRESENCE)
    wait_for_people(near, 2)
    house.redis.kill()
    wait_for_people(near, 1)
    house.redis.start()
    wait_for_people(near, 2)
    far.close()
    wait_for_people(near, 1)
    house.two.cookie = house.one.cookie


def test_a_change_while_redis_is_away_is_seen_everywhere_when_it_is_back(house: House) -> None:
    near, far = house.watch(house.one), house.watch(house.two)
    house.redis.kill()
    title = house.add_session(house.one)
    wait_for_title(near, title)
    house.redis.start()
    wait_for_title(far, title)
    after = house.add_session(house.two)
    wait_for_title(near, after)
    wait_for_title(far, after)


def test_whoever_is_signed_out_everywhere_at_one_worker_is_cut_off_at_the_other(house: House) -> None:
    line = house.watch(house.two)
    token = house.one.token("/account")
    assert house.one.ask("POST", "/account/sign-out-everywhere", {"csrf_token": token})[0] in {302, 303}
    line.wait_for_end()
    house.sign_in()
    assert house.watch(house.two).is_open


def test_the_rest_goes_on_when_a_worker_is_gone(house: House) -> None:
    line = house.watch(house.one)
    house.two.kill()
    wait_for_title(line, house.add_session(house.one))
    house.two.start()
    far = house.watch(house.two)
    wait_for_title(far, house.add_session(house.one))


def tries_to_mail(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "conference.sqlite", timeout=SECONDS)) as database:
        (tries,) = database.execute("SELECT sum(attempts) FROM mail").fetchone()
        return int(tries or 0)


def test_a_server_that_finds_no_redis_serves_alone_and_says_so(tmp_path: Path) -> None:
    redis = Redis()
    server = Server(tmp_path, REDIS_URL=redis.url, SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    server.start()
    try:
        server.sign_in("organiser")
        key = json.loads(server.ask("GET", f"{BUILDER}/state")[1])["key"]
        line = Line(server.address, server.cookie)
        line.snapshots.append(line.call("watch", {"topic": TOPIC, "key": key}))
        data = {"create": {"title": "Alone", "kind": "workshop", "minutes": 30}}
        assert server.ask("POST", f"{BUILDER}/changes", data=data)[0] == 200
        wait_for_title(line, "Alone")
        assert "Redis does not answer" in server.log.read_text()
        until(lambda: "Background jobs wait until Redis answers" in server.log.read_text(), "the jobs say so")
        redis.start()
        until(lambda: "Redis answers again" in server.log.read_text(), "Redis is found")
        line.close()
        # One line for each that waits, not a page; and jobs go on.
        assert "Traceback" not in server.log.read_text()
        server.cookie = ""
        form = {"email": "someone@example.org", "csrf_token": server.token("/sign-in")}
        assert server.ask("POST", "/sign-in", form)[0] == 302
        until(lambda: tries_to_mail(tmp_path), "a job is done")
    finally:
        server.kill()
        redis.kill()
