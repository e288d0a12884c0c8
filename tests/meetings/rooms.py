"""A meeting with a room, by ids, and everybody who might try its doors: pages, forms, sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import clock, realtime
from conference.calls.actions import room_for as call_for
from conference.chat.actions import room_for as chat_for
from conference.extensions import db
from conference.extensions import socketio as server
from conference.meetings.models import Meeting
from conference.meetings.room_away_actions import MEETING
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making

TOPICS = ("meeting_room", "meeting_here")
PRESENT = timedelta(minutes=2)


class House:
    """A meeting of Anna and Bruno (and Clara, if there are three) that begins in two minutes, or later."""

    def __init__(self, app: Flask, sign_in: SignIn, begins_in: timedelta, people: int) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        self._keys = 0
        with app.test_request_context():
            day = making.day(people=0)
            start = clock.now().replace(microsecond=0) + begins_in
            slots = list(making.window(day.house, start, slots=4).slots)
            names = ("anna", "bruno", "clara")
            rows = {name: make.participant(day.house, name=name.title(), in_directory=True) for name in names}
            rows["organiser"] = day.organiser
            rows["far"] = make.participant(make.conference(), Role.ORGANISER)
            self.ids = {name: row.id for name, row in rows.items()}
            self.accounts = {name: row.account_id for name, row in rows.items()}
            self.slug, self.house = day.house.slug, day.house.id
            self.slots = [slot.id for slot in slots]
            self.starts_at = start
            self.meeting = making.booked(day, slots[0], *(rows[name] for name in names[:people])).id
            self.chat = chat_for(self.house, MEETING, self.meeting).id
            self.call = call_for(self.house, MEETING, self.meeting).id

    def line(self, who: str) -> SocketIOTestClient:
        """Return a new line of somebody."""
        line = server.test_client(self.app, flask_test_client=self.sign_in(self.accounts[who]))
        self.lines.append(line)
        return line

    def watch(self, line: SocketIOTestClient, topic: str, key: int | None = None) -> Any:
        """Watch a topic, of the meeting unless another key is given; return the answer."""
        return line.emit("watch", {"topic": topic, "key": key or self.meeting}, callback=True)

    def send(self, line: SocketIOTestClient, name: str, **said: Any) -> Any:
        """Send a message about the meeting, with a key of its own."""
        self._keys += 1
        payload = {"conference": self.house, "meeting": self.meeting, "key": f"key-{self._keys:08}", **said}
        return line.emit(name, payload, callback=True)

    def post(self, who: str, act: str, **form: Any) -> Any:
        """Press a button of the room's page; return the answer to a script."""
        address = f"/{self.slug}/meetings/{self.meeting}/room/{act}"
        return self.sign_in(self.accounts[who]).post(address, data=form, headers={"Accept": "application/json"})

    def page(self, who: str) -> Any:
        """Return the answer with the page of the room."""
        return self.sign_in(self.accounts[who]).get(f"/{self.slug}/meetings/{self.meeting}/room")

    def change(self, **values: Any) -> None:
        """Set columns of the meeting as they are."""
        with self.app.app_context():
            row = db.session.get_one(Meeting, self.meeting)
            for name, value in values.items():
                setattr(row, name, value)
            db.session.commit()

    def row(self) -> Meeting:
        """Return the meeting as it is kept now, with its people; detached."""
        with self.app.app_context():
            row = db.session.get_one(Meeting, self.meeting)
            db.session.expunge_all()
            return row

    def as_(self, who: str, act: Any) -> Any:
        """Do an action as somebody."""
        with self.app.test_request_context():
            return act(make.actor(db.session.get_one(Participant, self.ids[who])))

    def tick(self) -> None:
        """Send what has changed."""
        with self.app.app_context():
            realtime.send_changed()

    def tries(self, who: str) -> set[int]:
        """Try every door of the room as somebody, and return the statuses of the answers that let nobody in."""
        line = self.line(who)
        refused = [self.watch(line, topic) for topic in TOPICS]
        refused += [self.watch(line, "chat", self.chat), self.watch(line, "call", self.call)]
        refused += [self.watch(line, "call_here", self.call), self.watch(line, "call_line", self.call)]
        refused += [
            self.send(line, "meetings.arrive"),
            self.send(line, "meetings.notes", text="Mine", base="", version=1),
            self.send(line, "chat.send", room=self.chat, text="Hello"),
            self.send(line, "calls.join", room=self.call),
            self.send(line, "calls.signal", room=self.call, peer="x" * 32, signals=[]),
        ]
        pressed = [
            self.post(who, "arrive"),
            self.post(who, "notes", notes="Mine", base="", version=1),
            self.post(who, "extend", slot=self.slots[1]),
            self.post(who, "contacts", shares=1),
            self.post(who, "held", held=1),
            self.post(who, "after", rating=1),
            self.post(who, "missed"),
        ]
        assert not any("state" in answer for answer in refused)
        return {answer["status"] for answer in refused} | {answer.status_code for answer in pressed}


@contextmanager
def opened(app: Flask, sign_in: SignIn, *, begins_in: timedelta = PRESENT, people: int = 2) -> Iterator[House]:
    """Make a meeting with a room, and hang all lines up afterwards."""
    house = House(app, sign_in, begins_in, people)
    try:
        yield house
    finally:
        for line in house.lines:
            if line.is_connected():
                line.disconnect()
