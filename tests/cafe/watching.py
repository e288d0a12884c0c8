"""Lines into a café, as pages have them: who watches, who is told what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import realtime
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from tests.cafe.making import Hall, hall, seated_hall
from tests.conftest import SignIn


class House:
    """A café, by ids, and lines into it that are hung up after the test."""

    def __init__(self, app: Flask, sign_in: SignIn, made: Hall) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        self.house, self.cafe = made.house.id, made.cafe.id
        self.facilitator, self.organiser = made.facilitator.id, made.organiser.id
        self.people = [person.id for person in made.people]
        self.tables = [table.id for table in made.cafe.tables]
        self.at = [[person.id for person in people] for people in made.at]
        self._keys = 0

    def line(self, participant_id: int | None) -> SocketIOTestClient:
        """Return a new line of somebody."""
        with self.app.app_context():
            person = db.session.get(Participant, participant_id) if participant_id else None
            account_id = person.account_id if person else None
        line = server.test_client(self.app, flask_test_client=self.sign_in(account_id))
        self.lines.append(line)
        return line

    def watch(self, line: SocketIOTestClient, topic: str = "cafe", key: int | None = None) -> Any:
        """Watch a topic, of the café unless another key is given; return the answer."""
        return line.emit("watch", {"topic": topic, "key": key or self.cafe}, callback=True)

    def arrive(self, people: list[int]) -> list[SocketIOTestClient]:
        """Have people come into the lobby."""
        lines = [self.line(person) for person in people]
        for line in lines:
            assert "state" in self.watch(line)
        return lines

    def send(self, line: SocketIOTestClient, name: str, **said: Any) -> Any:
        """Send a message with a key of its own unless one is given."""
        self._keys += 1
        payload = {"conference": self.house, "cafe": self.cafe, "key": f"key-{self._keys:08}", **said}
        return line.emit(name, payload, callback=True)

    def run(self, name: str, **said: Any) -> Any:
        """Send a message as the facilitator, on a line that watches nothing; return the answer."""
        return self.send(self.line(self.facilitator), name, **said)

    def tick(self) -> None:
        """Send what has changed."""
        with self.app.app_context():
            realtime.send_changed()

    def desk(self) -> Any:
        """Return what the console shows."""
        return self.watch(self.line(self.facilitator), "cafe_desk")["state"]

    def seats(self) -> dict[int, int]:
        """Return who sits where."""
        seats = self.watch(self.line(self.facilitator), "cafe_seats")["state"]["seats"]
        return {int(person): table for person, table in seats.items()}


def heard(line: SocketIOTestClient, name: str = "snapshot") -> list[Any]:
    """Return what a line was told since one asked last, by the name of the event."""
    return [told["args"][0] for told in line.get_received() if told["name"] == name]


@contextmanager
def opened(
    app: Flask, sign_in: SignIn, people: int = 12, tables: int = 3, *, seated: bool = False, **overrides: Any
) -> Iterator[House]:
    """Make a café, before its first round or (`seated`) in it, and hang all lines up afterwards."""
    with app.test_request_context():
        house = House(app, sign_in, (seated_hall if seated else hall)(people, tables, **overrides))
    try:
        yield house
    finally:
        for line in house.lines:
            if line.is_connected():
                line.disconnect()
