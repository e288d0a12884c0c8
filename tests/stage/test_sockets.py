"""The stage's live line: who may watch what, who is counted as present, and reactions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import event, select

from conference import clock, realtime
from conference.agenda.rules import Visibility
from conference.conferences.models import Conference
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from conference.polls.actions import poll_desk_state
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.quiz.answer_actions import answer_question
from conference.quiz.models import QuizPart
from conference.quiz.state_actions import desk_state as quiz_desk_state
from conference.stage import reaction_actions
from conference.stage.actions import desk_state, stage_state
from conference.stage.models import ReactionCount, ReactionKey
from conference.stage.pace import Pace
from conference.stage.rules import Reaction, StepKind
from conference.stage.run_actions import go_to
from conference.stage.show_actions import allow_reactions
from conference.stage.step_actions import add_step, fill_run
from tests import factories as make
from tests.conftest import SignIn
from tests.quiz.making import option
from tests.quiz.making import quiz as make_quiz
from tests.stage import making

KEY = "key-of-a-press"


def reactions(house: "House") -> list[int]:
    """Return how often each reaction was counted."""
    with house.app.app_context():
        return list(db.session.scalars(select(ReactionCount.count)))


class House:
    """A session, and lines into it that are hung up after the test."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        with app.app_context():
            self.hall = making.hall()

    def people(self, number: int) -> list[int]:
        with self.app.app_context():
            house = db.session.get_one(Conference, self.hall.conference_id)
            return [make.participant(house).id for _ in range(number)]

    def line(self, participant_id: int | None) -> SocketIOTestClient:
        with self.app.app_context():
            person = db.session.get(Participant, participant_id) if participant_id else None
            account_id = person.account_id if person else None
        line = server.test_client(self.app, flask_test_client=self.sign_in(account_id))
        self.lines.append(line)
        return line

    def ask(self, line: SocketIOTestClient, name: str, **payload: object) -> Any:
        return line.emit(name, payload, callback=True)


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    house = House(app, sign_in)
    yield house
    for line in house.lines:
        if line.is_connected():
            line.disconnect()


@pytest.mark.parametrize("topic", ["stage", "stage_desk", "projector"])
def test_a_stranger_watches_nothing(house: House, topic: str) -> None:
    assert house.ask(house.line(None), "watch", topic=topic, key=house.hall.item_id)["status"] == 401


@pytest.mark.parametrize(("topic", "allowed"), [("stage", True), ("stage_desk", False), ("projector", False)])
def test_an_attendee_watches_the_stage_and_neither_desk_nor_projector(house: House, topic: str, allowed: bool) -> None:
    answer = house.ask(house.line(house.hall.attendee_id), "watch", topic=topic, key=house.hall.item_id)
    assert ("state" in answer) is allowed
    assert allowed or answer["status"] == 403


def test_nobody_watches_a_session_that_they_may_not_know_of(app: Flask, sign_in: SignIn) -> None:
    house = House(app, sign_in)
    with app.app_context():
        hidden = making.hall(visibility=Visibility.INVITED)
    for key in (hidden.item_id, 99_999):
        assert house.ask(house.line(house.hall.attendee_id), "watch", topic="stage", key=key)["status"] in {
            401,
            403,
            404,
        }
    assert house.ask(house.line(hidden.attendee_id), "watch", topic="stage", key=hidden.item_id)["status"] == 404


def test_the_desk_counts_each_person_once_and_forgets_who_leaves(house: House) -> None:
    first, second = house.line(house.hall.attendee_id), house.line(house.hall.attendee_id)
    house.ask(first, "watch", topic="stage", key=house.hall.item_id)
    house.ask(second, "watch", topic="stage", key=house.hall.item_id)
    with house.app.test_request_context():
        assert desk_state(house.hall.item_id)["present"] == 1
    first.disconnect()
    second.disconnect()
    with house.app.test_request_context():
        assert desk_state(house.hall.item_id)["present"] == 0


def test_the_desk_counts_the_same_people_for_a_poll_a_quiz_and_questions(house: House) -> None:
    hall = house.hall
    with house.app.test_request_context():
        poll_id = making.poll(hall).id
        quiz = make_quiz(db.session.get_one(Conference, hall.conference_id), guests=False)
        part_id = quiz.parts[0].id
        db.session.get_one(QuizPart, part_id).item_id = hall.item_id
        db.session.commit()
        fill_run(hall.moderator, hall.item_id, hall.version)
    on_stage, at_the_poll, at_the_questions = (house.line(one) for one in house.people(3))
    house.ask(on_stage, "watch", topic="stage", key=hall.item_id)
    house.ask(on_stage, "watch", topic="poll", key=poll_id)
    house.ask(at_the_questions, "watch", topic="questions", key=hall.item_id)
    projecting = house.line(hall.moderator_id)
    house.ask(projecting, "watch", topic="projector", key=hall.item_id)
    with house.app.test_request_context():
        hall.press()
        hall.press()
    # What is not open yet is watched by nobody.
    house.ask(at_the_poll, "watch", topic="poll", key=poll_id)
    house.ask(projecting, "watch", topic="poll", key=poll_id)
    with house.app.test_request_context():
        for step in hall.run.steps:
            go_to(hall.moderator, hall.item_id, step.id, hall.version)
            seen = desk_state(hall.item_id)
            assert (seen["present"], seen["may_answer"], seen["answers"]) == (3, 3, 0), step.kind
        assert poll_desk_state(poll_id)["turnout"]["present"] == 3
        assert quiz_desk_state(part_id)["present"] == 3


def test_a_quiz_step_says_how_many_have_answered_its_question(house: House) -> None:
    hall = house.hall
    with house.app.test_request_context():
        quiz = make_quiz(db.session.get_one(Conference, hall.conference_id))
        part = quiz.parts[0]
        part.item_id = hall.item_id
        db.session.commit()
        question_id = part.questions[0].id
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.QUIZ, ref=part.id)
        hall.press()
        hall.press()
        answer_question(
            hall.attendee,
            question_id,
            frozenset({option(question_id)}),
            key="key-00000001",
            received_at=clock.now(),
            grace=timedelta(),
        )
        assert desk_state(hall.item_id)["answers"] == 1


@pytest.mark.usefixtures("session")
def test_the_stage_shows_no_draft_and_no_result_that_is_hidden() -> None:
    hall = making.hall()
    poll = making.poll(hall, "Secret question?")
    making.lay_out(hall)
    hall.press()
    assert "Secret" not in str(stage_state(hall.item_id))
    act_on_round(hall.moderator, poll.id, What.OPEN, None)
    state = stage_state(hall.item_id)
    assert [(part["kind"], part["ref"], part["phase"]) for part in state["now"]] == [("poll", poll.id, "open")]


def test_a_press_at_the_desk_is_news_for_everyone(house: House) -> None:
    attendee = house.line(house.hall.attendee_id)
    house.ask(attendee, "watch", topic="stage", key=house.hall.item_id)
    attendee.get_received()
    with house.app.test_request_context():
        making.poll(house.hall)
        making.lay_out(house.hall)
        house.hall.press()
        house.hall.press()
        realtime.send_changed()
    news = [received["args"][0] for received in attendee.get_received() if received["name"] == "snapshot"]
    assert news[-1]["state"]["now"][0]["phase"] == "open"


def test_reactions_are_counted_for_the_session_and_for_nobody(house: House) -> None:
    line = house.line(house.hall.attendee_id)
    payload = {"conference": house.hall.conference_id, "item": house.hall.item_id}
    for number, kind in enumerate(("heart", "heart", "clap")):
        assert house.ask(line, "stage.react", **payload, kind=kind, key=f"key-0000{number}")["ok"] == 1
    assert house.ask(line, "stage.react", **payload, kind="bomb", key=KEY)["status"] == 404
    assert house.ask(line, "stage.react", **payload, kind=["heart"], key=KEY)["status"] == 404
    assert house.ask(line, "stage.react", **payload, kind="heart")["status"] == 404
    with house.app.app_context():
        rows = db.session.execute(select(ReactionCount.kind, ReactionCount.count)).all()
        assert {kind: count for kind, count in rows} == {Reaction.HEART: 2, Reaction.CLAP: 1}  # noqa: C416


def test_a_reaction_whose_acknowledgement_was_lost_counts_once(house: House) -> None:
    line, again = house.line(house.hall.attendee_id), house.line(house.hall.attendee_id)
    payload = {"conference": house.hall.conference_id, "item": house.hall.item_id, "kind": "heart", "key": KEY}
    for one in (line, again):
        assert house.ask(one, "stage.react", **payload)["ok"] == 1
    with house.app.app_context():
        account_id = db.session.get_one(Participant, house.hall.attendee_id).account_id
    path = f"/{house.hall.slug}/stage/{house.hall.item_id}/react"
    assert house.sign_in(account_id).post(path, data={"kind": "heart", "key": KEY}).status_code == 302
    assert reactions(house) == [1]


def test_the_keys_of_reactions_name_nobody_and_are_forgotten(house: House) -> None:
    line = house.line(house.hall.attendee_id)
    payload = {"conference": house.hall.conference_id, "item": house.hall.item_id, "kind": "heart", "key": KEY}
    house.ask(line, "stage.react", **payload)
    assert {column.name for column in ReactionKey.__table__.columns} == {"digest", "sent_at"}
    with house.app.app_context():
        sent: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *call: sent.append(call[2].split()[0]))
        reaction_actions.forget_old_keys()
        assert sent == ["SELECT"]
        assert len(db.session.scalars(select(ReactionKey.digest)).all()) == 1
        with clock.stopped_at(clock.now() + reaction_actions.REMEMBERED + timedelta(seconds=1)):
            reaction_actions.forget_old_keys()
        assert db.session.scalars(select(ReactionKey)).all() == []
    assert reactions(house) == [1]


def test_a_busy_finger_is_slowed_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaction_actions, "_pace", Pace(per_second=1, burst=3, clock=lambda: 5.0))
    line = house.line(house.hall.attendee_id)
    payload = {"conference": house.hall.conference_id, "item": house.hall.item_id, "kind": "heart"}
    answers = [house.ask(line, "stage.react", **payload, key=f"key-0000{number}") for number in range(5)]
    assert [answer.get("status") for answer in answers] == [None, None, None, 429, 429]


def test_closed_reactions_and_those_of_another_conference_are_refused(house: House) -> None:
    line = house.line(house.hall.attendee_id)
    with house.app.test_request_context():
        other = making.hall()
        allow_reactions(house.hall.moderator, house.hall.item_id, 0, is_open=False)
    payload = {"conference": house.hall.conference_id, "kind": "heart"}
    assert house.ask(line, "stage.react", **payload, item=house.hall.item_id, key=KEY)["status"] == 422
    assert house.ask(line, "stage.react", **payload, item=other.item_id, key=KEY)["status"] == 404


def test_a_pace_lets_a_few_through_at_once_and_fills_again() -> None:
    now = [0.0]
    pace = Pace(per_second=2, burst=3, clock=lambda: now[0])
    assert [pace.allows("a") for _ in range(4)] == [True, True, True, False]
    assert pace.allows("b")
    now[0] = 1.0
    assert [pace.allows("a") for _ in range(3)] == [True, True, False]


def test_two_reactions_at_once_are_two(app: Flask, sign_in: SignIn) -> None:
    house = House(app, sign_in)
    with app.test_request_context():
        make.participant(db.session.get_one(Participant, house.hall.attendee_id).conference)
        sent = [reaction_actions._Sent(house.hall.item_id, Reaction.HEART, digest) for digest in "abca"]  # noqa: SLF001
        reaction_actions._count_all(sent)  # noqa: SLF001
        db.session.commit()
        assert db.session.scalars(select(ReactionCount.count)).all() == [3]
