"""The door of socket messages: who is at the other end, what is refused, and how fast one connection may go."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy.exc import OperationalError

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db, socketio
from conference.metrics import LIVE_MESSAGES_FAILED
from conference.pace import Pace
from conference.people import message_identity
from conference.people.actor_actions import actors_of
from conference.people.message_identity import message
from conference.people.models import Participant
from conference.people.papers import Papers, read_papers
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role
from tests import factories as make
from tests.conftest import SignIn

NAME = "tests.say"
OUTAGES: dict[str, Exception] = {
    "restarted": OperationalError("INSERT", {}, ConnectionError()),
    "full": sqlite3.OperationalError("database or disk is full"),
    "overloaded": TimeoutError(),
}
Call = Callable[[int | None], SocketIOTestClient]


@pytest.fixture
def call(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Connect as an account, to a server that knows a message which says who sent it."""
    lines: list[SocketIOTestClient] = []
    for name in ("MESSAGES", "_handlers", "_doors"):
        monkeypatch.setattr(message_identity, name, {**getattr(message_identity, name)})

    @message(NAME, Permission.CHAT_WRITE)
    def say(actor: Actor, payload: Any) -> dict[str, Any]:
        if payload.get("fail") in OUTAGES:
            raise OUTAGES[payload["fail"]]
        if payload.get("fail"):
            raise RuntimeError("nobody foresaw this")
        return {"who": actor.participant_id, "roles": sorted(actor.roles)}

    handler = message_identity._receiver(socketio.server, message_identity._doors[NAME])  # type: ignore[attr-defined]  # noqa: SLF001
    socketio.server.on(NAME, handler)  # type: ignore[attr-defined]

    def connect(account: int | None) -> SocketIOTestClient:
        lines.append(socketio.test_client(app, flask_test_client=sign_in(account)))
        return lines[-1]

    yield connect
    for line in lines:
        line.disconnect()


def _attendee(app: Flask) -> tuple[int, int, int]:
    """Make one; return the conference, the account and the participant."""
    with app.app_context():
        row = make.participant(make.conference(status=ConferenceStatus.PUBLISHED), Role.ATTENDEE)
        assert row.account_id is not None
        return row.conference_id, row.account_id, row.id


def _say(line: SocketIOTestClient, conference: int, **more: object) -> Any:
    return line.emit(NAME, {"conference": conference, **more}, callback=True)


def test_who_sent_a_message_is_read_anew_each_time(app: Flask, call: Call) -> None:
    conference, account, person = _attendee(app)
    line = call(account)
    assert _say(line, conference) == {"ok": 1, "who": person, "roles": ["attendee"]}
    with app.app_context():
        db.session.get_one(Participant, person).status = ParticipantStatus.CANCELLED
        db.session.commit()
    assert _say(line, conference)["status"] == 403


def test_nobody_and_nowhere_are_refused(app: Flask, call: Call) -> None:
    conference, account, _person = _attendee(app)
    assert _say(call(None), conference)["status"] == 401
    assert _say(call(account), conference + 999)["status"] == 404
    line: Any = call(account)
    strange: list[Any] = [None, [], "x", {}, {"conference": "1"}, {"conference": True}, {"conference": 2**70}]
    for payload in strange:
        assert line.emit(NAME, payload, callback=True)["status"] == 404


def test_what_nobody_foresaw_is_answered_without_its_insides(app: Flask, call: Call) -> None:
    conference, account, _person = _attendee(app)
    answer = _say(call(account), conference, fail=True)
    assert answer["status"] == 500
    assert "foresaw" not in str(answer)


@pytest.mark.parametrize("outage", OUTAGES)
def test_a_database_that_does_not_answer_is_said_to_be_so_by_both_doors(
    app: Flask, call: Call, sign_in: SignIn, outage: str
) -> None:
    conference, account, _person = _attendee(app)
    before = LIVE_MESSAGES_FAILED.labels("database")._value.get()  # noqa: SLF001 - how the library's own tests read it
    assert _say(call(account), conference, fail=outage)["status"] == 503
    with app.app_context():
        slug = db.session.get_one(Conference, conference).slug
    answer: Any = sign_in(account).post(f"/{slug}/live/message/{NAME}", json={"conference": conference, "fail": outage})
    assert answer.status_code == 503
    assert "database" in answer.json["error"]
    assert LIVE_MESSAGES_FAILED.labels("database")._value.get() == before + 2  # noqa: SLF001 - the same


def test_whoever_sends_too_fast_is_told_so_and_others_are_not(app: Flask, call: Call) -> None:
    conference, account, _person = _attendee(app)
    line: Any = call(account)
    other = call(account)
    answers = [_say(line, conference) for _ in range(message_identity.MESSAGES_AT_ONCE * 3)]
    assert {answer.get("status") for answer in answers} >= {None, 429}
    assert _say(other, conference)["ok"] == 1
    assert line.emit([1, 2], {"conference": conference}, callback=True)["status"] in {404, 429}


def test_a_pace_gives_so_many_at_once_and_then_so_many_a_second() -> None:
    pace = Pace(10, 3)
    assert [pace.step(100.0) for _ in range(3)] == [0, 0, 0]
    assert pace.step(100.0) == pytest.approx(0.1)
    assert pace.step(100.11) == 0
    assert pace.step(100.11) > 0
    assert [pace.step(500.0) for _ in range(4)][:3] == [0, 0, 0]


def test_many_are_asked_after_together_as_each_would_be_alone(app: Flask) -> None:
    with app.app_context():
        house, draft = (
            make.conference(status=ConferenceStatus.PUBLISHED),
            make.conference(status=ConferenceStatus.DRAFT),
        )
        here, there = make.participant(house, Role.SPEAKER), make.participant(draft, Role.ORGANISER)
        gone = make.participant(house, status=ParticipantStatus.DECLINED)
        guest = Participant(conference_id=house.id, status=ParticipantStatus.CONFIRMED)
        guest.role_rows = [type(here.role_rows[0])(role=Role.GUEST)]
        make.kept(guest)

        def papers(row: Participant) -> Papers:
            return Papers(row.account_id, row.account.session_epoch if row.account else None)

        as_guest = read_papers({"guests": {str(house.id): guest.id}})
        asked = [
            (house.id, papers(here)), (draft.id, papers(there)), (draft.id, papers(here)), (house.id, papers(there)),
            (house.id, papers(gone)), (house.id, Papers()), (house.id, as_guest), (draft.id, as_guest),
            (house.id, Papers(here.account_id, -5)), (999_999, papers(here)),
            (house.id, read_papers({"guests": {str(house.id): here.id}})),
        ]  # fmt: skip
        together = list(actors_of(asked))
        assert together == [actors_of([one])[0] for one in asked]
        assert together == [
            Actor(house.id, here.account_id, here.id, frozenset({Role.SPEAKER})),
            Actor(draft.id, there.account_id, there.id, frozenset({Role.ORGANISER})),
            None,
            Actor(house.id, there.account_id),
            Actor(house.id, gone.account_id, gone.id),
            Actor(house.id),
            Actor(house.id, None, guest.id, frozenset({Role.GUEST})),
            None,
            Actor(house.id),
            None,
            Actor(house.id),
        ]


STRANGE: list[dict[str, Any]] = [
    {"account": "1"}, {"account": [1]}, {"epoch": {}}, {"guests": 5}, {"guests": {"x": 1}}, {"guests": {"1": "2"}},
    {"guests": []},
]  # fmt: skip


@pytest.mark.parametrize("kept", STRANGE)
def test_strange_papers_are_those_of_nobody(kept: dict[str, Any]) -> None:
    assert read_papers(kept) == Papers()
