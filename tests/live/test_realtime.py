"""The engine: who is sent what, once, in order; and who is cut off."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from conference import fanout, presence, realtime, rechecks, ticker
from conference import topics as registry
from conference.conferences.rules import ConferenceStatus
from conference.desk.settings_actions import save_settings, settings_of
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.account_actions import delete_account, end_all_sessions
from conference.people.manage_actions import Decision, decide, set_roles
from conference.people.models import Participant
from conference.people.password_actions import set_password
from conference.permissions import Actor, Permission, Role
from conference.presence import Claim, Watcher
from conference.realtime import Topic
from tests import factories as make
from tests.conftest import SignIn

TOPIC = "a_topic_of_the_tests"


class Board:
    """A topic whose state a test sets, and connections that watch it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.state: dict[str, Any] = {"shown": 0}
        self.reads = 0
        self.fails = False
        # How often the next readings are followed by a change before they are sent.
        self.rush = 0
        # Who is dismissed in the moment in which the state is read.
        self.leaver: int | None = None
        self.only: set[int] | None = None
        self.lines: dict[str, SocketIOTestClient] = {}
        self.got: dict[str, list[dict[str, Any]]] = {}
        realtime.declare(
            Topic(
                TOPIC, Permission.AGENDA_STAR, self._snapshot, lambda key: key, lambda actor, _key: self.allows(actor)
            )
        )

    def allows(self, actor: Any) -> bool:
        return self.only is None or actor.participant_id in self.only

    def _snapshot(self, _key: int) -> dict[str, Any]:
        self.reads += 1
        if self.fails:
            raise ValueError("cannot be read")
        read = dict(self.state)
        if self.leaver is not None:
            realtime.dismiss(TOPIC, 1, [self.leaver])
            db.session.commit()
        if self.rush:
            self.rush -= 1
            self.change(shown=read["shown"] + 1)
        return read

    def connect(self) -> str:
        line = server.test_client(self.app)
        sid: str = server.server.manager.sid_from_eio_sid(line.eio_sid, "/")  # type: ignore[attr-defined]
        self.lines[sid] = line
        return sid

    def watch(self, sid: str | None = None, person: int = 1) -> str:
        sid = sid or self.connect()
        with self.app.app_context():
            self.got[sid] = [dict(realtime.watch(sid, TOPIC, 1, Watcher(participant_id=person)))]
        return sid

    def change(self, **state: object) -> None:
        """Commit something that changes the state."""
        self.state.update(state)
        with self.app.app_context():
            realtime.changed(TOPIC, 1)
            db.session.commit()

    def tick(self) -> int:
        with self.app.app_context():
            sent = realtime.send_changed()
        for sid, line in self.lines.items():
            if line.is_connected():
                self.got.setdefault(sid, []).extend(one["args"][0] for one in line.get_received())
        return sent

    def shown(self, sid: str) -> list[int]:
        return [snapshot["state"]["shown"] for snapshot in self.got[sid]]

    def end(self) -> None:
        for line in self.lines.values():
            if line.is_connected():
                line.disconnect()
        del registry._topics[TOPIC]  # noqa: SLF001 - topics are never withdrawn otherwise


@pytest.fixture
def board(app: Flask) -> Iterator[Board]:
    board = Board(app)
    yield board
    board.end()


@pytest.fixture
def serving() -> Iterator[None]:
    """As in a process that has a ticker."""
    realtime.serve(None)
    yield
    realtime._engine.is_serving = False  # noqa: SLF001 - a process never stops serving otherwise


def test_many_changes_before_a_tick_are_one_snapshot_for_each_watcher(board: Board) -> None:
    watchers = [board.watch() for _ in range(3)]
    for number in range(1, 50):
        board.change(shown=number)
    assert board.tick() == 1
    assert [board.shown(sid) for sid in watchers] == [[0, 49]] * 3


def test_a_state_that_has_not_changed_is_not_sent_again(board: Board) -> None:
    sid = board.watch()
    board.change(shown=1)
    board.tick()
    board.change(shown=1)
    assert board.tick() == 0
    assert board.shown(sid) == [0, 1]


def test_what_changes_while_it_is_sent_waits_for_the_next_tick(board: Board) -> None:
    sid = board.watch()
    board.rush = 3
    board.change(shown=1)
    for shown in (1, 2, 3, 4):
        assert board.tick() == 1
        assert board.shown(sid)[-1] == shown
    assert not realtime.has_news()


def test_a_change_that_was_rolled_back_sends_nothing(board: Board) -> None:
    board.watch()
    with board.app.app_context():
        realtime.changed(TOPIC, 1)
        db.session.rollback()
    assert not realtime.has_news()


def test_newcomers_cost_the_others_nothing(board: Board) -> None:
    first = board.watch()
    board.change(shown=1)
    board.tick()
    newcomers = [board.watch() for _ in range(5)]
    assert board.tick() == 0
    board.change(shown=1)
    assert board.tick() == 0
    assert board.shown(first) == [0, 1]
    assert [board.shown(sid) for sid in newcomers] == [[1]] * 5


def test_a_newcomer_who_began_with_a_state_in_between_is_told_when_it_is_taken_back(board: Board) -> None:
    first = board.watch()
    board.change(shown=1)
    board.tick()
    board.change(shown=2)
    newcomer = board.watch()
    board.change(shown=1)
    board.tick()
    assert board.shown(first) == [0, 1]
    assert board.shown(newcomer) == [2, 1]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["change", "watch", "leave", "tick", "same"]), max_size=25), values=st.data())
def test_whatever_happens_each_ends_with_the_last_state_and_is_never_sent_what_it_has(
    board: Board, steps: list[str], values: st.DataObject
) -> None:
    present: list[str] = [board.watch()]
    for step in steps:
        if step == "change":
            board.change(shown=values.draw(st.integers(0, 3)))
        elif step == "same":
            board.change()
        elif step == "watch":
            present.append(board.watch())
        elif step == "leave" and present:
            realtime.leave(present.pop(0))
        else:
            board.tick()
    board.tick()
    for sid in present:
        shown = board.shown(sid)
        assert shown[-1] == board.state["shown"]
        assert all(before != after for before, after in pairwise(shown))
        versions = [snapshot["version"] for snapshot in board.got[sid]]
        assert versions == sorted(set(versions))
        realtime.leave(sid)


@pytest.mark.usefixtures("serving")
def test_newcomers_share_a_reading_until_something_changes(board: Board) -> None:
    for _ in range(10):
        board.watch()
    assert board.reads < 10
    before = board.reads
    board.change(shown=7)
    assert board.shown(board.watch()) == [7]
    assert board.reads == before + 1


@pytest.mark.usefixtures("serving")
def test_what_cannot_be_read_is_sent_when_it_can(board: Board, caplog: pytest.LogCaptureFixture) -> None:
    sid = board.watch()
    board.fails = True
    board.change(shown=1)
    assert board.tick() == 0
    assert "could not be sent" in caplog.text
    board.fails = False
    realtime.pulse()
    assert board.tick() == 1
    assert board.shown(sid) == [0, 1]


def test_whoever_cannot_be_given_a_first_snapshot_does_not_count_as_watching(board: Board) -> None:
    board.fails = True
    with pytest.raises(ValueError, match="cannot be read"):
        board.watch()
    assert not presence.is_watched((TOPIC, 1))


def test_nothing_is_kept_of_a_topic_that_nobody_watches_any_more(board: Board) -> None:
    sid = board.watch()
    board.change(shown=1)
    board.tick()
    realtime.leave(sid)
    assert (TOPIC, 1) not in realtime._engine.sent  # noqa: SLF001 - memory that no caller sees
    assert (TOPIC, 1) not in realtime._engine.begun  # noqa: SLF001 - the same


@pytest.mark.parametrize(("took", "rest"), [(0, 0.1), (0.01, 0.1), (0.2, 0.1), (0.3, 0.15), (0.6, 0.25), (9, 0.25)])
def test_the_rest_after_a_sending_grows_with_it_within_bounds(took: float, rest: float) -> None:
    assert ticker.rest_after(took) == pytest.approx(rest)


class House:
    """A conference with an organiser, an attendee who watches, and a guest."""

    def __init__(self, board: Board, sign_in: SignIn) -> None:
        self.board = board
        with board.app.app_context():
            house = make.conference()
            self.id = house.id
            self.organiser = make.participant(house, Role.ORGANISER).id
            attendee = make.participant(house)
            self.attendee, self.account = attendee.id, attendee.account_id or 0
            self.other = make.participant(house).account_id
        self.line, self.witness = (self.watching(sign_in, account) for account in (self.account, self.other))

    def watching(self, sign_in: SignIn, account: int | None) -> SocketIOTestClient:
        line = server.test_client(self.board.app, flask_test_client=sign_in(account))
        self.board.lines[str(account)] = line
        answer: Any = line.emit("watch", {"topic": TOPIC, "key": self.id}, callback=True)
        assert "state" in answer
        return line

    def act(self, action: Callable[["House"], None]) -> None:
        with self.board.app.test_request_context():
            action(self)

    def actor(self) -> Actor:
        return make.actor(db.session.get_one(Participant, self.organiser))

    def change_and_tick(self) -> None:
        self.board.state["shown"] += 1
        with self.board.app.app_context():
            realtime.changed(TOPIC, self.id)
            db.session.commit()
            realtime.send_changed()


@pytest.fixture
def house(board: Board, sign_in: SignIn) -> House:
    return House(board, sign_in)


def back_to_draft(house: House) -> None:
    person = db.session.get_one(Participant, house.organiser)
    values, version = settings_of(person.conference), person.conference.version
    save_settings(house.actor(), values.__class__(**{**_fields(values), "status": ConferenceStatus.DRAFT}), version)


def _fields(values: Any) -> dict[str, Any]:
    return {name: getattr(values, name) for name in values.__slots__}


def new_password(house: House) -> None:
    set_password(house.account, "correct horse battery staple", is_fresh=True)


def erased(house: House) -> None:
    person = db.session.get_one(Participant, house.attendee)
    assert person.account
    delete_account(house.account, person.account.email)


TAKING_AWAY: dict[str, Callable[[House], None]] = {
    "cancelled": lambda house: void(decide(house.actor(), [house.attendee], Decision.CANCEL)),
    "signed out everywhere": lambda house: void(end_all_sessions(house.account)),
    "new password": new_password,
    "erased": erased,
}


def void(_result: object) -> None:
    """Forget what an action returns."""


@pytest.mark.parametrize("how", TAKING_AWAY)
def test_whoever_loses_access_is_cut_off_before_anything_else_is_sent(house: House, how: str) -> None:
    house.act(TAKING_AWAY[how])
    house.change_and_tick()
    assert not house.line.is_connected()
    assert house.attendee not in realtime.watching(TOPIC, house.id)
    assert [one["args"][0]["state"]["shown"] for one in house.witness.get_received()] == [1]


def test_a_conference_back_in_draft_is_watched_by_its_organisers_only(house: House, sign_in: SignIn) -> None:
    with house.board.app.app_context():
        account = db.session.get_one(Participant, house.organiser).account_id
    organiser = house.watching(sign_in, account)
    house.act(back_to_draft)
    house.change_and_tick()
    assert [line.is_connected() for line in (house.line, house.witness, organiser)] == [False, False, True]


def test_a_role_that_is_taken_away_counts_at_once(house: House, sign_in: SignIn) -> None:
    with house.board.app.app_context():
        second = make.participant(db.session.get_one(Participant, house.organiser).conference, Role.ORGANISER)
        second_id, account = second.id, second.account_id
    line = server.test_client(house.board.app, flask_test_client=sign_in(account))
    house.board.lines["second"] = line
    assert "state" in line.emit("watch", {"topic": "agenda_builder", "key": house.id}, callback=True)  # type: ignore[operator]  # a snapshot
    house.act(lambda house: set_roles(house.actor(), second_id, [Role.ATTENDEE]))
    house.change_and_tick()
    assert not line.is_connected()


def test_whoever_cannot_be_asked_yet_is_asked_before_anything_is_sent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As when PostgreSQL is restarted in the moment in which access is taken away.
    def unreachable(_claims: object, _thorough: bool) -> set[str]:
        raise OperationalError("SELECT", {}, ConnectionError())

    house.board.only = set()
    with house.board.app.app_context():
        realtime.recheck_watchers(TOPIC, house.id)
        db.session.commit()
        with monkeypatch.context() as patched:
            patched.setattr(rechecks._rechecks, "gate", unreachable)  # noqa: SLF001 - where the database is asked
            with pytest.raises(OperationalError):
                realtime.send_changed()
    house.change_and_tick()
    assert not house.line.is_connected()


def test_a_topic_that_is_no_longer_for_somebody_cuts_off_only_them(house: House) -> None:
    with house.board.app.app_context():
        house.board.only = {house.attendee}
        realtime.recheck_watchers(TOPIC, house.id)
        db.session.commit()
    house.change_and_tick()
    assert [line.is_connected() for line in (house.line, house.witness)] == [True, False]


def test_whoever_is_dismissed_hears_nothing_more_of_that_one_topic_and_keeps_the_connection(house: House) -> None:
    house.line.get_received()
    with house.board.app.app_context():
        realtime.dismiss(TOPIC, house.id, [house.attendee])
        db.session.commit()
    house.change_and_tick()
    told = [(one["name"], one["args"][0]["key"]) for one in house.line.get_received()]
    assert told == [("dismissed", house.id)]
    assert house.line.is_connected()
    assert [one["name"] for one in house.witness.get_received()] == ["snapshot"]
    again: Any = house.line.emit("watch", {"topic": TOPIC, "key": house.id}, callback=True)
    assert "state" in again


@pytest.mark.parametrize("when", ["asked", "read"])
def test_whoever_is_dismissed_while_being_let_in_is_shown_nothing(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def moved_away() -> None:
        house.board.only = set()
        realtime.dismiss(TOPIC, house.id, [house.attendee])
        db.session.commit()

    line = server.test_client(house.board.app, flask_test_client=sign_in(house.account))
    house.board.lines["late"] = line
    before = {"asked": "allows", "read": "_snapshot"}[when]
    answer = getattr(house.board, before)

    def overtaken(argument: Any) -> Any:
        found = answer(argument)
        monkeypatch.setattr(house.board, before, answer)
        moved_away()
        return found

    monkeypatch.setattr(house.board, before, overtaken)
    topic = registry.declared(TOPIC)
    monkeypatch.setitem(
        registry._topics,  # noqa: SLF001 - what the board has declared, as it is read now
        TOPIC,
        Topic(
            TOPIC,
            topic.permission,
            lambda key: house.board._snapshot(key),  # noqa: PLW0108, SLF001 - looked up at each reading
            topic.conference_of,
            topic.may_watch,
        ),
    )
    told: Any = line.emit("watch", {"topic": TOPIC, "key": house.id}, callback=True)
    assert told["status"] == 404
    assert "state" not in told
    house.change_and_tick()
    assert [one for one in line.get_received() if one["name"] == "snapshot"] == []


def test_a_dismissal_that_was_rolled_back_dismisses_nobody(house: House) -> None:
    house.line.get_received()
    with house.board.app.app_context():
        realtime.dismiss(TOPIC, house.id, [house.attendee])
        db.session.rollback()
    house.change_and_tick()
    assert [one["name"] for one in house.line.get_received()] == ["snapshot"]


def test_a_guest_is_asked_again_and_stays(house: House, sign_in: SignIn) -> None:
    with house.board.app.app_context():
        guest = make.participant(db.session.get_one(Participant, house.organiser).conference, Role.GUEST, account=None)
        guest_id, conference_id = guest.id, house.id
    browser = sign_in(None)
    with browser.session_transaction() as kept:
        kept["guests"] = {str(conference_id): guest_id}
    registry._topics[TOPIC] = Topic(  # noqa: SLF001 - the same topic, for guests too
        TOPIC, Permission.POLLS_ANSWER, registry.declared(TOPIC).snapshot, lambda key: key
    )
    line = server.test_client(house.board.app, flask_test_client=browser)
    house.board.lines["guest"] = line
    assert "state" in line.emit("watch", {"topic": TOPIC, "key": house.id}, callback=True)  # type: ignore[operator]  # a snapshot
    with house.board.app.app_context():
        realtime.sweep()
    assert line.is_connected()
    with house.board.app.app_context():
        db.session.get_one(Participant, guest_id).role_rows = []
        realtime.recheck_participant(guest_id)
        db.session.commit()
    house.change_and_tick()
    assert not line.is_connected()


def test_the_sweep_asks_few_questions_however_many_watch(
    board: Board, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    with board.app.app_context():
        house = make.conference()
        people = [make.participant(house) for _ in range(30)]
        for person in people:
            epoch = person.account.session_epoch if person.account else None
            watcher = Watcher(person.account_id, epoch, person.id, house.id)
            realtime.watch(board.connect(), TOPIC, house.id, watcher)

        assert count_queries(realtime.sweep) == 2
        assert len(realtime.watching(TOPIC, house.id)) == 30


def test_the_sweep_spreads_over_its_seconds_and_cuts_off_nobody_who_left_in_between(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    sids = [board.watch(person=person) for person in range(1, 6)]
    asked: list[list[str]] = []
    rests: list[float] = []

    def gate(claims: Sequence[Claim], _thorough: bool) -> list[str]:
        asked.append([claim.sid for claim in claims])
        return []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        # A page that is looked at no more, while others are asked.
        realtime.unwatch(sids[-1], TOPIC, 1)

    monkeypatch.setattr(rechecks, "ASKED_AT_ONCE", 2)
    monkeypatch.setattr(rechecks, "_rechecks", rechecks._Rechecks(gate))  # noqa: SLF001 - who asks the database
    monkeypatch.setattr("conference.rechecks.time.sleep", rest)
    with board.app.app_context():
        realtime.sweep(6.0)

    assert rests == [2.0] * 3
    assert sorted(sid for some in asked for sid in some) == sorted(sids[:-1])


def test_a_sweep_of_nobody_rests_all_the_same(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr("conference.rechecks.time.sleep", rests.append)
    with board.app.app_context():
        realtime.sweep(6.0)
    assert rests == [6.0]


def test_a_snapshot_says_what_the_servers_clock_shows(board: Board, at_noon: Any) -> None:
    sid = board.watch()
    assert board.got[sid][0]["now"] == int(at_noon.timestamp() * 1000)


def test_what_most_people_watch_is_sent_first(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    topic = registry.declared(TOPIC)
    counting = Topic(TOPIC, topic.permission, lambda key: {"at": read.append(key)}, topic.conference_of)  # type: ignore[func-returns-value]  # what is read counts
    monkeypatch.setitem(registry._topics, TOPIC, counting)  # noqa: SLF001 - what the board has declared
    sids = [board.connect() for _ in range(5)]
    with board.app.app_context():
        for key in (3, 1, 5, 2, 4):
            for sid in sids[:key]:
                realtime.watch(sid, TOPIC, key, Watcher(participant_id=1))
            realtime.changed(TOPIC, key)
        db.session.commit()
        read.clear()
        realtime.send_changed()

    assert read == [5, 4, 3, 2, 1]
    for sid in sids:
        realtime.leave(sid)


def test_only_this_workers_own_connections_are_sent_to(board: Board) -> None:
    sid = board.watch()
    with board.app.app_context():
        assert fanout.send([sid, "of-another-worker"], "snapshot", {"topic": TOPIC}, "x").stock == 1


def test_who_is_dismissed_while_the_state_is_read_is_not_sent_it(board: Board) -> None:
    stays, leaves = board.watch(person=1), board.watch(person=2)
    board.leaver = 2
    board.change(shown=1)
    board.tick()
    assert board.shown(stays) == [0, 1]
    assert [told.get("state") for told in board.got[leaves]] == [{"shown": 0}, None]


def test_whoever_is_dismissed_keeps_the_connection_though_the_sweep_comes_first(house: House) -> None:
    house.line.get_received()
    with house.board.app.app_context():
        house.board.only = {db.session.scalars(select(Participant.id).filter_by(account_id=house.other)).one()}
        realtime.dismiss(TOPIC, house.id, [house.attendee])
        db.session.commit()
        realtime.sweep()
    assert house.line.is_connected()
    assert [one["name"] for one in house.line.get_received()] == ["dismissed"]


def test_whoever_is_dismissed_is_out_of_every_audience_before_they_are_told_of_the_first(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    sid = board.watch(person=2)
    audiences: list[list[int]] = []
    send = fanout.send

    def told(*given: Any) -> Any:
        # Where many are told, others have a turn here: the sweep, who would cut them off.
        audiences.append(realtime.watching(TOPIC, 1) + realtime.watching(TOPIC, 2))
        return send(*given)

    monkeypatch.setattr(fanout, "send", told)
    with board.app.app_context():
        realtime.watch(sid, TOPIC, 2, Watcher(participant_id=2))
        for key in (1, 2):
            realtime.dismiss(TOPIC, key, [2])
        db.session.commit()
        realtime.send_changed()
    assert audiences == [[], []]
