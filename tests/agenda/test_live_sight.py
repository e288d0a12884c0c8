"""Whoever may no longer know of a session no longer watches it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import realtime
from conference.agenda.models import AgendaItem, ItemInvitee
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.agenda.write_actions import write_invitees
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn


class Hall:
    """A released session, its organiser, and two attendees who watch it."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        with app.app_context():
            house = make.conference()
            self.organiser = make.participant(house, Role.ORGANISER).id
            self.item = make.item(house, room_id=make.room(house).id).id
            people = [make.participant(house) for _ in range(2)]
            self.people = [person.id for person in people]
            accounts = [person.account_id for person in people]
            self.release()
        self.lines = [self._watching(sign_in, account) for account in accounts]

    def _watching(self, sign_in: SignIn, account: int | None) -> SocketIOTestClient:
        line = server.test_client(self.app, flask_test_client=sign_in(account))
        answer: Any = line.emit("watch", {"topic": "stage", "key": self.item}, callback=True)
        assert "state" in answer
        return line

    def release(self) -> None:
        release_agenda(make.actor(db.session.get_one(Participant, self.organiser)), notify=False)

    def connected(self) -> list[bool]:
        with self.app.app_context():
            realtime.send_changed()
        return [line.is_connected() for line in self.lines]


@pytest.fixture
def hall(app: Flask, sign_in: SignIn) -> Iterator[Hall]:
    hall = Hall(app, sign_in)
    yield hall
    for line in hall.lines:
        if line.is_connected():
            line.disconnect()


def test_a_session_that_becomes_one_for_the_invited_is_watched_by_them_only(hall: Hall) -> None:
    with hall.app.app_context():
        item = db.session.get_one(AgendaItem, hall.item)
        item.visibility = Visibility.INVITED
        item.invitees.append(ItemInvitee(participant_id=hall.people[0]))
        db.session.commit()
        assert hall.connected() == [True, True]
        hall.release()
    assert hall.connected() == [True, False]


def test_an_invitation_that_is_taken_back_counts_at_once(hall: Hall) -> None:
    with hall.app.app_context():
        item = db.session.get_one(AgendaItem, hall.item)
        item.visibility = Visibility.INVITED
        item.invitees.extend(ItemInvitee(participant_id=person) for person in hall.people)
        db.session.commit()
        hall.release()
        assert hall.connected() == [True, True]
        write_invitees(db.session.get_one(AgendaItem, hall.item), frozenset(hall.people[1:]))
        db.session.commit()
    assert hall.connected() == [False, True]
