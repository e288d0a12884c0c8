"""Races: two tabs of one person, answers at the moment of closing, two moderators; on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.errors import ConferenceError, Refused
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.quiz.answer_actions import answer_question
from conference.quiz.edit_actions import start_over
from conference.quiz.models import QuizAnswer, QuizPlayer, QuizQuestion
from conference.quiz.player_actions import choose_nickname
from conference.quiz.question_actions import Picture, content_of, save_question
from conference.quiz.rules import QuestionState, What
from conference.quiz.run_actions import step_question
from tests import factories as make
from tests.quiz import making

Job = Callable[[], str]


class Hall:
    """An open question, and people who all press at once."""

    def __init__(self, app: Flask, people: int) -> None:
        self.app = app
        with app.test_request_context():
            house = make.conference()
            quiz = making.quiz(house)
            self.part = quiz.parts[0].id
            self.question = quiz.parts[0].questions[0].id
            self.right = making.option(self.question)
            self.desks = [make.participant(house, Role.MODERATOR).id for _ in range(2)]
            self.people = [make.participant(house).id for _ in range(people)]
            desk = make.actor(db.session.get_one(Participant, self.desks[0]))
            making.step(desk, self.question, What.OPEN)
            self.version = db.session.get_one(QuizQuestion, self.question).version

    def answer(self, person: int, key: str, received_at: datetime | None = None) -> str:
        actor = make.actor(db.session.get_one(Participant, person))
        answer_question(
            actor, self.question, frozenset({self.right}), key=key, received_at=received_at or clock.now(),
            grace=timedelta(),
        )  # fmt: skip
        return "counted"

    def all_at_once(self, jobs: list[Job]) -> list[str]:
        """Run jobs in threads that begin together; a refusal is its sentence."""
        barrier = threading.Barrier(len(jobs))

        def run(job: Job) -> str:
            barrier.wait()
            with self.app.test_request_context():
                try:
                    return job()
                except ConferenceError as refusal:
                    return refusal.message
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(run, jobs))


def _rows(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(QuizAnswer)) or 0


def test_two_tabs_of_one_person_count_once(app: Flask) -> None:
    hall = Hall(app, people=1)
    (person,) = hall.people
    said = hall.all_at_once([lambda n=n: hall.answer(person, f"tab-number-{n}") for n in range(4)])  # type: ignore[misc]
    assert said.count("counted") == 1
    assert _rows(app) == 1


def test_one_message_sent_several_times_at_once_is_acknowledged_each_time_and_counts_once(app: Flask) -> None:
    hall = Hall(app, people=1)
    (person,) = hall.people
    said = hall.all_at_once([lambda: hall.answer(person, "the-very-same-key")] * 4)
    assert set(said) == {"counted"}
    assert _rows(app) == 1


def test_answers_at_the_moment_of_closing_are_acknowledged_exactly_where_they_are_kept(app: Flask) -> None:
    hall = Hall(app, people=10)

    def close() -> str:
        actor = make.actor(db.session.get_one(Participant, hall.desks[0]))
        return "closed" if step_question(actor, hall.question, What.CLOSE, hall.version).done else "was"

    jobs: list[Job] = [lambda person=person: hall.answer(person, f"key-of-{person}") for person in hall.people]  # type: ignore[misc]
    said = hall.all_at_once([*jobs, close])
    assert said[-1] == "closed"
    assert said.count("counted") == _rows(app)
    assert set(said[:-1]) <= {"counted", "The time was up before your answer arrived."}
    with app.app_context():
        question = db.session.get_one(QuizQuestion, hall.question)
        assert question.state is QuestionState.CLOSED
        late = select(func.count()).select_from(QuizAnswer).where(QuizAnswer.received_at >= question.closes_at)
        assert db.session.scalar(late) == 0


def _close(hall: Hall) -> Actor:
    """Close the question this moment, so that the last answers are still arriving; return who manages it."""
    with hall.app.test_request_context():
        desk = make.actor(db.session.get_one(Participant, hall.desks[0]))
        making.step(desk, hall.question, What.CLOSE)
        return desk


def test_the_last_answers_are_counted_by_the_key_as_it_is_mended_meanwhile(app: Flask) -> None:
    hall = Hall(app, people=10)
    in_time = clock.now()
    desk = _close(hall)

    def mend() -> str:
        question = db.session.get_one(QuizQuestion, hall.question)
        mended = replace(content_of(question), right=frozenset({1}))
        save_question(desk, hall.part, hall.question, mended, Picture(), seen_version=question.version)
        return "mended"

    jobs: list[Job] = [lambda person=person: hall.answer(person, f"key-of-{person}", in_time) for person in hall.people]  # type: ignore[misc]
    said = hall.all_at_once([*jobs[:5], mend, *jobs[5:]])
    assert said.count("counted") == len(hall.people)
    assert said.count("mended") == 1
    with app.app_context():
        assert set(db.session.scalars(select(QuizAnswer.points))) == {0}


def test_no_late_answer_outlives_starting_over(app: Flask) -> None:
    hall = Hall(app, people=10)
    in_time = clock.now()
    desk = _close(hall)

    def again() -> str:
        start_over(desk, hall.part)
        return "again"

    jobs: list[Job] = [lambda person=person: hall.answer(person, f"key-of-{person}", in_time) for person in hall.people]  # type: ignore[misc]
    said = hall.all_at_once([*jobs[:5], again, *jobs[5:]])
    assert said.count("again") == 1
    assert _rows(app) == 0


def test_two_moderators_who_close_at_once_close_once(app: Flask) -> None:
    hall = Hall(app, people=0)

    def close(desk: int) -> str:
        actor = make.actor(db.session.get_one(Participant, desk))
        return str(step_question(actor, hall.question, What.CLOSE, hall.version).done)

    said = hall.all_at_once([lambda desk=desk: close(desk) for desk in hall.desks])  # type: ignore[misc]
    assert said.count("True") == 1


def test_one_nickname_wanted_by_several_is_one_persons(app: Flask) -> None:
    hall = Hall(app, people=5)

    def choose(person: int) -> str:
        return choose_nickname(make.actor(db.session.get_one(Participant, person)), hall.part, "Grey Heron").nickname

    said = hall.all_at_once([lambda person=person: choose(person) for person in hall.people])  # type: ignore[misc]
    assert said.count("Grey Heron") == 1
    with app.app_context():
        assert len(set(db.session.scalars(select(QuizPlayer.nickname_key)))) == 1


def test_an_answer_that_waited_for_a_connection_is_judged_by_when_it_arrives(app: Flask) -> None:
    hall = Hall(app, people=1)
    late = clock.now() + timedelta(seconds=60)
    with app.test_request_context(), pytest.raises(Refused, match="time was up"):
        hall.answer(hall.people[0], "key-too-late", received_at=late)
    assert _rows(app) == 0
