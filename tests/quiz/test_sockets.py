"""The quiz by socket: who may watch what, that no right answer leaves before its reveal, and hostile messages."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import realtime
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from conference.permissions import Role
from conference.quiz.models import QuizQuestion
from conference.quiz.rules import What
from tests import factories as make
from tests.conftest import SignIn
from tests.quiz import making
from tests.quiz.making import after

EXPLANATION = "An explanation that gives it away"
SECRETS = {"right", "is_right", "counts", "explanation", "source", "chosen", "leading"}


class Switchboard:
    """A quiz, and people who connect to it."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        with app.test_request_context():
            house = make.conference()
            quiz = making.quiz(house, guests=False)
            self.house, self.slug, self.part = house.id, house.slug, quiz.parts[0].id
            for question in quiz.parts[0].questions:
                question.explanation = EXPLANATION
            db.session.commit()
            self.first, self.second = [question.id for question in quiz.parts[0].questions]
            self.options = [making.option(self.first, at) for at in range(3)]
            self.player = make.participant(house).account_id
            self.other = make.participant(house).account_id
            moderator = make.participant(house, Role.MODERATOR)
            self.moderator, self.desk = moderator.account_id, moderator.id
            self.stranger = make.participant(make.conference(), Role.ORGANISER).account_id

    def call(self, account: int | None) -> SocketIOTestClient:
        line = server.test_client(self.app, flask_test_client=self.sign_in(account))
        self.lines.append(line)
        return line

    def watch(self, line: SocketIOTestClient, topic: str = "quiz") -> Any:
        return line.emit("watch", {"topic": topic, "key": self.part}, callback=True)

    def send(self, line: SocketIOTestClient, name: str, **payload: Any) -> Any:
        return line.emit(name, {"conference": self.house, "key": "key-00000001", **payload}, callback=True)

    def step(self, question_id: int, what: What) -> None:
        with self.app.test_request_context():
            making.step(make.actor(db.session.get_one(Participant, self.desk)), question_id, what)

    def tick(self) -> None:
        with self.app.app_context():
            realtime.send_changed()


@pytest.fixture
def board(app: Flask, sign_in: SignIn) -> Iterator[Switchboard]:
    made = Switchboard(app, sign_in)
    yield made
    for line in made.lines:
        if line.is_connected():
            line.disconnect()


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _last(line: SocketIOTestClient) -> Any:
    return [message["args"][0] for message in line.get_received() if message["name"] == "snapshot"][-1]["state"]


def test_no_right_answer_leaves_the_server_before_its_reveal(board: Switchboard) -> None:
    line, browser = board.call(board.player), board.sign_in(board.player)
    sent: list[Any] = [board.watch(line), board.watch(line, "quiz_hall")]
    pages: list[str] = []
    with after(0):
        board.step(board.first, What.OPEN)
        sent.append(board.send(line, "quiz.answer", question=board.first, options=[board.options[1]]))
    for moment, what in ((5, None), (6, What.CLOSE), (9, None)):
        with after(moment):
            if what:
                board.step(board.first, what)
            board.tick()
            sent += [message["args"] for message in line.get_received()]
            paths = (
                "", f"/parts/{board.part}/panel", f"/parts/{board.part}/wall?fragment=1",
                f"/parts/{board.part}/mine?question={board.first}", "/1/answers", "/1/leaderboard",
            )  # fmt: skip
            pages += [browser.get(f"/{board.slug}/quiz{path}").text for path in paths]
    assert json.dumps(sent).count(str(board.first)) > 2
    assert not SECRETS & set(_keys(sent))
    assert EXPLANATION not in json.dumps(sent)
    for page in pages:
        assert EXPLANATION not in page
        assert "is-right" not in page
    with after(9):
        board.step(board.first, What.REVEAL)
        board.tick()
    state = _last(line)
    assert state["question"]["right"] == [board.options[0]]
    assert state["question"]["explanation"] == EXPLANATION


def test_what_players_are_sent_does_not_depend_on_what_is_right(board: Switchboard) -> None:
    line = board.call(board.player)
    with after(0):
        board.step(board.first, What.OPEN)
        one = board.watch(line)["state"]
        with board.app.app_context():
            question = db.session.get_one(QuizQuestion, board.first)
            question.options[0].is_right, question.options[2].is_right = False, True
            db.session.commit()
        assert board.watch(line)["state"] == one


def test_a_question_that_was_not_asked_is_in_nothing_that_is_sent(board: Switchboard) -> None:
    line, browser = board.call(board.player), board.sign_in(board.player)
    with after(0):
        board.step(board.first, What.OPEN)
        sent = json.dumps([board.watch(line), board.watch(line, "quiz_hall")])
        sent += browser.get(f"/{board.slug}/quiz/parts/{board.part}/panel").text
    assert "Question 1?" in sent
    assert "Question 2?" not in sent
    assert browser.get(f"/{board.slug}/quiz/questions/{board.second}/picture").status_code == 404


@pytest.mark.parametrize("topic", ["quiz", "quiz_hall", "quiz_desk"])
def test_strangers_and_other_conferences_watch_nothing(board: Switchboard, topic: str) -> None:
    for account in (None, board.stranger):
        answer = board.watch(board.call(account), topic)
        assert answer["status"] in {401, 403, 404}
        assert "state" not in answer


def test_only_moderators_watch_the_desk(board: Switchboard) -> None:
    with after(0):
        board.step(board.first, What.OPEN)
        refused = board.watch(board.call(board.player), "quiz_desk")
        assert (refused["status"], "state" in refused) == (403, False)
        state = board.watch(board.call(board.moderator), "quiz_desk")["state"]
    assert state["right"] == [board.options[0]]


def test_an_answer_is_acknowledged_and_the_hall_sees_how_many(board: Switchboard) -> None:
    line, hall = board.call(board.player), board.call(board.moderator)
    with after(0):
        board.step(board.first, What.OPEN)
        board.watch(hall, "quiz_hall")
        for _ in range(2):
            answer = board.send(line, "quiz.answer", question=board.first, options=[board.options[0]])
            assert answer["ok"] == 1
        again = board.send(line, "quiz.answer", question=board.first, options=[board.options[1]], key="another-key")
        assert again["status"] == 422
        hall.get_received()
        board.tick()
        assert _last(hall)["answered"] == 1


def test_answers_are_no_news_for_other_players(board: Switchboard) -> None:
    line, other = board.call(board.player), board.call(board.other)
    with after(0):
        board.step(board.first, What.OPEN)
        board.watch(other)
        board.tick()
        other.get_received()
        board.send(line, "quiz.answer", question=board.first, options=[board.options[0]])
        board.tick()
    assert not [message for message in other.get_received() if message["name"] == "snapshot"]


def test_who_comes_back_sees_the_open_question_and_the_true_end(board: Switchboard) -> None:
    with after(0):
        board.step(board.first, What.OPEN)
    first = board.call(board.player)
    board.watch(first)
    first.disconnect()
    with after(12) as now:
        state = board.watch(board.call(board.player))["state"]
        assert state["question"]["closes_at"] - int(now.timestamp() * 1000) == 8000


def test_a_measured_round_trip_is_taken_off(board: Switchboard) -> None:
    line = board.call(board.player)
    with after(0):
        board.step(board.first, What.OPEN)
        moment = board.send(line, "quiz.trip")["moment"]
    with after(0.8):
        answer = board.send(line, "quiz.trip", moment=moment)
        assert answer["milliseconds"] == 800
    with after(20.7):
        taken = board.send(
            line, "quiz.answer", question=board.first, options=[board.options[0]], ticket=answer["ticket"]
        )
        assert taken["ok"] == 1
        late = board.send(board.call(board.other), "quiz.answer", question=board.first, options=[board.options[0]])
        assert late["error"] == "The time was up before your answer arrived."


HOSTILE: list[dict[str, Any]] = [
    {}, {"options": None}, {"options": "1"}, {"options": [[]]}, {"options": [1.5]}, {"options": [True]},
    {"options": list(range(50))}, {"options": [2**70]}, {"options": [-1]}, {"question": 2**40}, {"question": "1"},
    {"nickname": "x" * 5000}, {"nickname": {}}, {"ticket": {"a": 1}}, {"key": "short"}, {"key": 5},
    {"conference": 10**9}, {"options": []},
]  # fmt: skip


@pytest.mark.parametrize("wrong", HOSTILE, ids=lambda wrong: json.dumps(wrong)[:30])
def test_a_malformed_answer_is_refused_and_harms_nobody(board: Switchboard, wrong: dict[str, Any]) -> None:
    line = board.call(board.player)
    with after(0):
        board.step(board.first, What.OPEN)
        payload = {"question": board.first, "options": [board.options[0]], **wrong}
        if wrong in ({}, {"ticket": {"a": 1}}):
            payload["question"] = board.second
        answer = board.send(line, "quiz.answer", **payload)
        assert answer["status"] in {404, 422}
        for name in ("quiz.trip", "quiz.nickname"):
            assert "error" in board.send(line, name, moment=[wrong], part=wrong.get("question", "x"), nickname=[])
        assert board.send(line, "quiz.answer", question=board.first, options=[board.options[0]])["ok"] == 1
