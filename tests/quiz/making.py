"""Plain functions that put quizzes into the current session, and a clock that a test moves on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Actor, Role
from conference.quiz.models import Quiz, QuizOption, QuizPart, QuizQuestion
from conference.quiz.rules import MOST_GRACE, What
from conference.quiz.run_actions import step_part, step_question
from tests import factories as make
from tests.conftest import NOON

_numbers = count(1)


def quiz(of: Conference, parts: int = 1, questions: int = 2, **overrides: Any) -> Quiz:
    """Make a quiz; of each question's three answers the first is right."""
    number = next(_numbers)
    row = Quiz(**{"conference_id": of.id, "title": f"Quiz {number}", **overrides})
    for part in range(parts):
        row.parts.append(QuizPart(title=f"Part {part + 1}", order=part))
        row.parts[-1].questions = [question_row(order) for order in range(questions)]
    return make.kept(row)


def question_row(order: int = 0, right: tuple[int, ...] = (0,), **overrides: Any) -> QuizQuestion:
    """Return a question of 20 seconds and 1000 points."""
    values: dict[str, Any] = {"text": f"Question {order + 1}?", "explanation": "Because.", "source": "The paper"}
    row = QuizQuestion(**{"order": order, **values, **overrides})
    row.options = [QuizOption(order=at, text=f"Answer {'ABCDEF'[at]}", is_right=at in right) for at in range(3)]
    return row


def moderator(of: Conference) -> Actor:
    """Make a moderator."""
    return make.actor(make.participant(of, Role.MODERATOR))


def option(question_id: int, at: int = 0) -> int:
    """Return the id of a question's option."""
    return db.session.get_one(QuizQuestion, question_id).options[at].id


def step(actor: Actor, question_id: int, what: What) -> str:
    """Do a step with the version that is stored."""
    return step_question(actor, question_id, what, db.session.get_one(QuizQuestion, question_id).version).said


def part_step(actor: Actor, part_id: int, what: What) -> str:
    """Do a step of a part with the version that is stored."""
    return step_part(actor, part_id, what, db.session.get_one(QuizPart, part_id).version).said


@contextmanager
def after(seconds: float, start: datetime = NOON) -> Iterator[datetime]:
    """Stop the clock so many seconds after noon."""
    with clock.stopped_at(start + timedelta(seconds=seconds)):
        yield start + timedelta(seconds=seconds)


GRACE = MOST_GRACE.total_seconds()
