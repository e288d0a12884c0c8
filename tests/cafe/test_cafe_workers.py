"""A café whose people are at two workers on one database: one round, one list of who is there, one worker that dies."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import websocket

from tests.cafe.cafe_hall import CafeHall
from tests.live.line import Line
from tests.polls.hall import hall
from tests.serving import PATIENCE_SECONDS, Redis, Server

pytestmark = [pytest.mark.redis, pytest.mark.postgresql]
PEOPLE, AT_A_TABLE = 12, 4
TIMES_MOVED = 3
TOPICS = ("cafe_table", "chat", "call", "call_line")
OFFER = {"type": "offer", "sdp": "v=0\r\n"}
_keys = count(1)


class SmallHall(CafeHall):
    """Three tables, which are enough to be moved between."""

    tables = PEOPLE // AT_A_TABLE


class Page:
    """Somebody's page at a worker."""

    def __init__(self, house: "House", server: Server, person: int, cookie: str) -> None:
        self.house, self.server, self.person, self.cookie = house, server, person, cookie
        self.line = Line(server.address, cookie)
        self.peer = ""

    def watch(self, topic: str, key: int) -> Any:
        """Watch a topic and return its state, None where it is refused."""
        answer = self.line.call("watch", {"topic": topic, "key": key})
        if "state" in answer:
            self.line.snapshots.append(answer)
        return answer.get("state")

    def say(self, name: str, **said: object) -> Any:
        """Send a message with a key of its own, unless one is given."""
        about = {"conference": self.house.hall.conference_id, "cafe": self.house.hall.cafe_id}
        return self.line.call(name, {**about, "key": f"key-{next(_keys):08}", **said})

    def wait_for(self, topic: str, key: int, holds: Any) -> Any:
        """Read on until a state of a topic is as wished, and return it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for told in self.line.snapshots:
                if (told["topic"], told["key"]) == (topic, key) and holds(told["state"]):
                    return told["state"]
            assert self.line.read(), "the connection ended"
        pytest.fail(f"not told of {topic} {key}: {self.heard()}")

    def latest(self, topic: str, key: int, holds: Any) -> Any:
        """Read on until the newest state of a topic is as wished."""
        self.line.snapshots = [told for told in self.line.snapshots if told["topic"] == topic][-1:]
        return self.wait_for(topic, key, holds)

    def sit_down(self, table: int) -> None:
        """Open the page of a table: its cards, its chat, and its call."""
        self.server.cookie = self.cookie
        path = f"/{self.house.hall.slug}/cafe/{self.house.hall.cafe_id}/tables/{table}"
        page = self.server.ask("GET", path)[1]
        rooms = {name: int(key) for name, key in re.findall(r'data-embed="(chat|calls)/(\d+)/panel"', page)}
        self.chat, self.call = rooms["chat"], rooms["calls"]
        self.peer = self.say("calls.join", room=self.call)["peer"]
        for topic, key in zip(TOPICS, (table, self.chat, self.call, self.call), strict=True):
            assert self.watch(topic, key) is not None

    def write(self, table: int, text: str, **more: object) -> None:
        """Write a card on the first question."""
        state = self.watch("cafe_table", table)
        assert self.say("cafe.write", table=table, question=state["questions"][0]["id"], text=text, **more)["ok"]

    def signal(self, room: int, to: str) -> Any:
        """Signal a peer of a call."""
        signals = [{"to": to, "n": next(_keys), "description": OFFER}]
        return self.say("calls.signal", room=room, peer=self.peer, signals=signals)

    def heard(self) -> str:
        """Return all that this page was told since it forgot."""
        return json.dumps([self.line.snapshots, self.line.events])

    def forget(self) -> None:
        """Forget what was told so far."""
        self.line.snapshots.clear()
        self.line.events.clear()


class House:
    """Two workers on one café; people of even places are at the first, the others at the second."""

    def __init__(self, made: SmallHall, redis: Redis) -> None:
        self.hall, self.redis = made, redis
        self.one, self.two = (made.server(REDIS_URL=redis.url) for _ in range(2))
        self.pages: list[Page] = []

    def page(self, server: Server, person: int) -> Page:
        """Open a page of somebody at a worker."""
        page = Page(self, server, person, self.hall.cookies[person])
        self.pages.append(page)
        return page

    def facilitator(self, server: Server) -> Page:
        """Open the console at a worker."""
        page = Page(self, server, 0, self.hall.facilitator_cookie)
        self.pages.append(page)
        page.watch("cafe_desk", self.hall.cafe_id)
        return page

    def arrive(self) -> list[Page]:
        """Have everybody come into the lobby, at one worker or the other."""
        pages = [self.page((self.one, self.two)[at % 2], person) for at, person in enumerate(self.hall.people)]
        for page in pages:
            for topic in ("cafe", "cafe_seats"):
                assert page.watch(topic, self.hall.cafe_id) is not None
            self.listen()
        return pages

    def listen(self) -> None:
        """Take in what all pages were told: who is not read for long answers no ping, and loses the line."""
        for page in self.pages:
            while page.line.is_open and page.line.read(0.01):
                pass

    def end(self) -> None:
        """Hang up, and end everything."""
        for page in self.pages:
            with suppress(OSError, websocket.WebSocketException):
                page.line.close()
        for process in (self.one, self.two, self.redis):
            process.kill()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    redis = Redis()
    redis.start()
    with hall(tmp_path, "postgresql", PEOPLE, SmallHall) as made:
        built = House(made, redis)
        try:
            built.one.start()
            built.two.start()
            yield built
        finally:
            built.end()


def open_round(house: House, leader: Page, number: int, present: int = PEOPLE) -> None:
    """Open a round as soon as the console shows that many people, at whatever worker."""
    leader.latest("cafe_desk", house.hall.cafe_id, lambda desk: desk["present"] == present)
    assert leader.say("cafe.open", number=number)["ok"]


def seats_of(house: House, page: Page, number: int) -> dict[str, int]:
    """Return who sits where, once the page knows of a round."""
    cafe = house.hall.cafe_id
    state = page.wait_for("cafe_seats", cafe, lambda seats: seats["round"] and seats["round"]["number"] == number)
    seats: dict[str, int] = state["seats"]
    return seats


def test_a_round_seats_who_is_at_either_worker_and_everybody_at_both_knows_their_table_once(house: House) -> None:
    leader, pages = house.facilitator(house.one), house.arrive()
    open_round(house, leader, 1)
    seats = seats_of(house, pages[0], 1)
    assert set(seats) == {str(person) for person in house.hall.people}
    assert set(Counter(seats.values()).values()) == {AT_A_TABLE}
    assert all(seats_of(house, page, 1) == seats for page in pages)
    # Somebody at the other worker goes: the next round, opened there, is for those who are still here.
    gone = pages.pop()
    gone.line.close()
    open_round(house, house.facilitator(house.two), 2, PEOPLE - 1)
    for page in pages:
        assert set(seats_of(house, page, 2)) == {str(person) for person in house.hall.people} - {str(gone.person)}
        told = [one["state"]["round"] for one in page.line.snapshots if one["topic"] == "cafe_seats"]
        assert [round_ and round_["number"] for round_ in told] == [None, 1, 2]


def gather(house: House) -> tuple[Page, list[tuple[Page, int]]]:
    """Open a round and everybody's table at a worker that is not the one of all their mates."""
    leader, pages = house.facilitator(house.one), house.arrive()
    open_round(house, leader, 1)
    seats = seats_of(house, pages[0], 1)
    at: list[tuple[Page, int]] = []
    for place, (person, table) in enumerate(sorted(seats.items(), key=lambda seat: seat[1])):
        page = house.page((house.one, house.two)[place % 2], int(person))
        page.sit_down(table)
        at.append((page, table))
        house.listen()
    for page in pages:
        # The lobby's page is now the table's.
        page.line.close()
        house.pages.remove(page)
    return leader, at


def test_who_is_moved_at_one_worker_stops_hearing_the_old_table_at_the_other_at_once(house: House) -> None:
    leader, at = gather(house)
    (near, table), (moved, _), (_, _), (beside, _) = at[:AT_A_TABLE]
    new_mate, other = next((page, to) for page, to in at if to != table)
    assert moved.server is beside.server is house.two
    assert near.server is house.one
    old_call = moved.call
    for number in range(TIMES_MOVED):
        house.listen()
        moved.forget()
        peer = moved.peer
        assert leader.say("cafe.move", participant=moved.person, table=other)["ok"]
        # At once: from the same worker and from the one that the move was made at.
        for mate in (beside, near):
            mate.write(table, f"Said after they left {number}")
            assert mate.say("chat.send", room=mate.chat, text=f"Said after they left {number}")["ok"]
            assert mate.signal(old_call, peer)["gone"] == [peer]
        assert moved.signal(old_call, near.peer)["status"] == 404
        assert moved.watch("cafe_table", table) is None
        assert moved.watch("call_line", old_call) is None
        # What comes after shows that nothing else was on its way.
        moved.sit_down(other)
        new_mate.write(other, f"Said at the new table {number}")
        moved.wait_for("cafe_table", other, lambda state, n=number: f"Said at the new table {n}" in str(state))
        assert f"Said after they left {number}" not in moved.heard()
        dismissed = {(told["topic"], told["key"]) for name, told in moved.line.events if name == "dismissed"}
        assert dismissed >= {("cafe_table", table), ("chat", beside.chat), ("call", old_call), ("call_line", old_call)}
        for mate in (beside, near):
            mate.wait_for("cafe_table", table, lambda state, n=number: str(state).count(f"they left {n}") == 2)
            mate.wait_for("call", old_call, lambda call: len(call["members"]) == AT_A_TABLE - 1)
            mate.forget()
        assert leader.say("cafe.move", participant=moved.person, table=table)["ok"]
        moved.sit_down(table)


def test_a_worker_is_killed_in_a_round_and_its_people_find_all_as_it_was_at_the_other(house: House) -> None:
    leader, at = gather(house)
    (near, table), (far, _) = at[:2]
    assert leader.say("cafe.extend", seconds=120)["ok"]
    far.write(table, "Skills")
    assert far.say("cafe.help", table=table, wanted=True)["ok"]
    before = near.latest("cafe_table", table, lambda state: state["cards"] and state["help"])
    stored = house.hall.stored()
    house.two.kill()
    assert house.hall.stored() == stored
    # Who was there only is missing now, and nobody else.
    desk = leader.latest("cafe_desk", house.hall.cafe_id, lambda state: state["missing"] == PEOPLE // 2)
    assert {one["id"] for row in desk["tables"] for one in row["people"] if not one["here"]} == {
        page.person for page, _table in at if page.server is house.two
    }
    for page, seat in at:
        if page.server is house.two:
            again = house.page(house.one, page.person)
            again.sit_down(seat)
            house.listen()
            if page is far:
                assert again.watch("cafe_table", table) == before
                # Its answer was lost with the worker, so it is sent twice.
                for _ in range(2):
                    again.write(table, "Said as it died", key="key-of-the-lost-card")
    desk = leader.latest("cafe_desk", house.hall.cafe_id, lambda state: state["missing"] == 0)
    row = next(row for row in desk["tables"] if row["id"] == table)
    assert (row["cards"], row["help"]) == (2, before["help"]["at"])
    assert desk["round"]["ends_at"] == before["round"]["ends_at"]
    after = house.hall.stored()
    assert {name: after[name] for name in ("seats", "rounds", "help", "events")} == {
        name: stored[name] for name in ("seats", "rounds", "help", "events")
    }
    cards = near.latest("cafe_table", table, lambda state: len(state["cards"]) == 2)["cards"]
    assert [card["text"] for card in cards] == ["Skills", "Said as it died"]
