"""Polls by socket: what everyone and the desk are sent, and who is refused, whatever they send."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import func, select

from conference import clock, realtime
from conference.agenda.models import ItemInvitee
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.conferences.models import Conference
from conference.extensions import db, socketio
from conference.people.guest_actions import join_as_guest
from conference.people.models import Participant
from conference.permissions import Role
from conference.polls.models import Ballot, JoinCode
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import Eligibility, PollKind, PollSettings, Showing
from tests import factories as make
from tests.conftest import SignIn
from tests.polls import making


class Hall:
    """A conference with a poll, and whoever is connected to it."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        with app.app_context():
            self.house_id = make.conference().id
            self.moderator_id = make.participant(self.house(), Role.MODERATOR).id
        self.poll_id, self.options = 0, list[int]()

    def house(self) -> Conference:
        return db.session.get_one(Conference, self.house_id)

    def ask(self, kind: PollKind = PollKind.SINGLE, **overrides: Any) -> None:
        """Make the poll, and open it."""
        with self.app.app_context():
            poll = making.poll(self.house(), kind, **overrides)
            self.poll_id, self.options = poll.id, [option.id for option in poll.options]
        self.step(What.OPEN)

    def step(self, what: What) -> None:
        with self.app.app_context():
            moderator = db.session.get_one(Participant, self.moderator_id)
            act_on_round(make.actor(moderator), self.poll_id, what, None)

    def person(self, *roles: Role, of: int | None = None, **overrides: Any) -> int:
        """Make a participant; return the account."""
        with self.app.app_context():
            house = db.session.get_one(Conference, of or self.house_id)
            account_id = make.participant(house, *roles, **overrides).account_id
        assert account_id is not None
        return account_id

    def call(self, account: int | None, guest: int | None = None) -> SocketIOTestClient:
        browser = self.sign_in(account)
        if guest is not None:
            with browser.session_transaction() as kept:
                kept["guests"] = {str(self.house_id): guest}
        line = socketio.test_client(self.app, flask_test_client=browser)
        self.lines.append(line)
        return line

    def cast(self, line: SocketIOTestClient, answer: Any = None, **overrides: Any) -> Any:
        message = {
            "conference": self.house_id, "poll": self.poll_id, "round": 1, "key": "key-00001",
            "answer": {"option": self.options[0]} if answer is None else answer,
        }  # fmt: skip
        return line.emit("polls.cast", {**message, **overrides}, callback=True)

    def watch(self, line: SocketIOTestClient, topic: str = "poll") -> Any:
        return line.emit("watch", {"topic": topic, "key": self.poll_id}, callback=True)

    def ballots(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Ballot)) or 0

    def sent(self, line: SocketIOTestClient) -> list[Any]:
        """Return the states that a connection is sent when whatever has changed is sent."""
        with self.app.app_context():
            realtime.send_changed()
        return [packet["args"][0]["state"] for packet in line.get_received() if packet["name"] == "snapshot"]


@pytest.fixture
def hall(app: Flask, sign_in: SignIn) -> Iterator[Hall]:
    """A hall in which nothing is asked yet."""
    built = Hall(app, sign_in)
    yield built
    for line in built.lines:
        if line.is_connected():
            line.disconnect()


def test_a_ballot_is_acknowledged_and_everyone_sees_the_tally_move(hall: Hall) -> None:
    hall.ask()
    voter, watcher = (hall.call(hall.person()) for _ in range(2))
    assert hall.watch(watcher)["state"]["total"] == 0
    watcher.get_received()
    assert hall.cast(voter) == {"ok": 1, "counted": "new"}
    (state,) = hall.sent(watcher)
    assert (state["total"], state["result"]["rows"][0]) == (
        1,
        {"id": hall.options[0], "count": 1, "percent": 100.0},
    )


def test_a_replayed_message_counts_once(hall: Hall) -> None:
    hall.ask()
    voter = hall.call(hall.person())
    assert [hall.cast(voter)["counted"] for _ in range(3)] == ["new", "again", "again"]
    assert hall.ballots() == 1


def test_an_attendee_who_watches_sees_nothing_of_a_hidden_tally(hall: Hall) -> None:
    hall.ask(showing=Showing.HIDDEN)
    watcher, desk = hall.call(hall.person()), hall.call(hall.person(Role.MODERATOR))
    assert hall.watch(watcher)["state"]["result"] is None
    assert hall.watch(desk, "poll_desk")["state"]["total"] == 0
    hall.cast(hall.call(hall.person()))
    for state in hall.sent(watcher):
        assert (state["answered"], state["total"], state["result"]) == (1, None, None)
    hall.step(What.REVEAL)
    assert hall.sent(watcher)[-1]["result"]["rows"][0]["count"] == 1
    hall.step(What.HIDE)
    assert hall.sent(watcher)[-1]["result"] is None


@pytest.mark.parametrize("role", [Role.ATTENDEE, Role.SPEAKER, Role.GUEST])
def test_the_desk_is_not_for_others_to_watch(hall: Hall, role: Role) -> None:
    hall.ask()
    assert hall.watch(hall.call(hall.person(role)), "poll_desk")["status"] == 403


def test_nobody_signed_in_neither_watches_nor_votes(hall: Hall) -> None:
    hall.ask()
    stranger = hall.call(None)
    assert hall.watch(stranger)["status"] == 401
    assert hall.cast(stranger)["status"] == 401


def test_another_conferences_poll_is_not_there(hall: Hall, app: Flask) -> None:
    hall.ask()
    with app.app_context():
        elsewhere = make.conference().id
    stranger = hall.call(hall.person(Role.ORGANISER, of=elsewhere))
    assert hall.watch(stranger)["status"] in {401, 403, 404}
    assert hall.watch(stranger, "poll_desk")["status"] in {401, 403, 404}
    assert hall.cast(stranger, conference=elsewhere)["status"] == 404
    assert hall.cast(stranger)["status"] in {401, 403, 404}
    assert hall.ballots() == 0


def test_a_vote_from_outside_the_eligible_group_is_refused(hall: Hall) -> None:
    hall.ask(eligibility=Eligibility(roles=frozenset({Role.SPEAKER})))
    assert hall.cast(hall.call(hall.person()))["status"] == 403
    assert hall.cast(hall.call(hall.person(Role.SPEAKER)))["ok"] == 1


def test_guests_vote_where_they_are_admitted(hall: Hall, app: Flask) -> None:
    with app.app_context():
        guest = join_as_guest(hall.house_id).id
    line = hall.call(None, guest)
    hall.ask()
    assert hall.cast(line)["status"] == 403
    hall.ask(eligibility=Eligibility(guests=True))
    assert hall.cast(line)["ok"] == 1


def test_a_session_for_the_invited_has_polls_for_the_invited(hall: Hall, app: Flask) -> None:
    with app.app_context():
        room = make.room(hall.house())
        item = make.item(hall.house(), visibility=Visibility.INVITED, room_id=room.id)
        item_id = item.id
        inside, outside = (make.participant(hall.house()) for _ in range(2))
        make.kept(ItemInvitee(item_id=item_id, participant_id=inside.id))
        release_agenda(make.actor(make.participant(hall.house(), Role.ORGANISER)), notify=False)
        accounts = inside.account_id, outside.account_id
    hall.ask(item_id=item_id)
    invited, other = (hall.call(account) for account in accounts)
    assert hall.watch(other)["status"] == 404
    assert hall.cast(other)["status"] == 404
    assert hall.watch(invited)["state"]["answered"] == 0
    assert hall.cast(invited)["ok"] == 1


def test_a_poll_that_was_never_asked_is_there_for_its_moderators_only(hall: Hall, app: Flask) -> None:
    with app.app_context():
        hall.poll_id = making.poll(hall.house()).id
    attendee, moderator = hall.call(hall.person()), hall.call(hall.person(Role.MODERATOR))
    assert hall.watch(attendee)["status"] == 404
    assert hall.watch(moderator, "poll_desk")["state"]["state"] == "draft"
    with app.app_context():
        make.kept(JoinCode(code="4821", conference_id=hall.house_id, poll_id=hall.poll_id))
    # Who came by its code waits, and is told nothing before it opens.
    assert set(hall.watch(attendee)["state"]) & {"question", "options", "kind"} == set()
    hall.step(What.OPEN)
    assert hall.sent(attendee)[-1]["state"] == "open"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "polls",
        {},
        {"conference": 0},
        {"poll": "1"},
        {"poll": 2**40},
        {"round": True},
        {"key": ""},
        {"key": "k" * 65},
        {"key": "\0" * 12},
        {"answer": []},
        {"answer": {"option": {"id": 1}}},
        {"answer": {"option": 10**40}},
        {"answer": {"option": "9" * 5000}},
        {"answer": {"options": [1] * 5000}},
    ],
    ids=str,
)
def test_a_malformed_message_gets_an_error_and_harms_no_one(hall: Hall, payload: Any) -> None:
    hall.ask()
    line = hall.call(hall.person())
    if isinstance(payload, dict) and payload:
        answer = hall.cast(line, **payload)
    else:
        answer = line.emit("polls.cast", payload, callback=True)
    assert answer["status"] in {404, 422}
    assert answer["error"]
    assert hall.ballots() == 0
    assert hall.cast(hall.call(hall.person()))["ok"] == 1


def test_a_text_full_of_what_databases_dislike_is_counted_clean(hall: Hall) -> None:
    hall.ask(PollKind.TEXT, settings=PollSettings(moderated=False))
    voter = hall.call(hall.person())
    assert hall.cast(voter, {"text": "a\0b\ud800c <b>\u202e"})["ok"] == 1
    assert hall.watch(voter)["state"]["result"]["texts"] == ["abc <b>"]


def test_an_answer_that_is_none_names_its_field(hall: Hall) -> None:
    hall.ask(PollKind.POINTS, settings=PollSettings(points=10))
    answer = hall.cast(hall.call(hall.person()), {"points": {str(hall.options[0]): 9}})
    assert answer["status"] == 422
    assert answer["fields"] == {"points": answer["error"]}


def test_turnout_counts_who_may_answer_and_who_of_them_is_there(hall: Hall) -> None:
    hall.ask(eligibility=Eligibility(roles=frozenset({Role.SPEAKER})))
    speakers = [hall.call(hall.person(Role.SPEAKER)) for _ in range(3)]
    for line in (*speakers[:2], hall.call(hall.person())):
        hall.watch(line)
    hall.cast(speakers[0])
    desk = hall.watch(hall.call(hall.person(Role.MODERATOR)), "poll_desk")
    assert desk["state"]["turnout"] == {"answered": 1, "eligible": 3, "present": 2}


def test_a_countdown_that_ended_refuses_before_anyone_closes(hall: Hall) -> None:
    hall.ask(seconds=30)
    voter = hall.call(hall.person())
    with clock.stopped_at(clock.now() + timedelta(seconds=31)):
        assert hall.cast(voter)["status"] == 422
        assert hall.watch(voter)["state"]["state"] == "closed"
