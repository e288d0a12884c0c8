"""Adds the quiz of 2020: as a record with its answers out, and ready to be played in the live demo."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from conference.agenda.models import AgendaItem
from conference.conferences.models import Conference
from conference.config import resource_folder
from conference.extensions import db
from conference.quiz.models import Quiz, QuizOption, QuizPart, QuizQuestion
from conference.quiz.rules import Answers, QuestionState


def add_record_quiz(house: Conference) -> None:
    """Add the quiz as it was played: asked in its sessions, its answers out since the second morning. Flushes.

    Nobody's answers are made up: who played it in 2020 is not in the paper.
    """
    quiz = _add_quiz(house)
    for part in quiz.parts:
        session = db.session.get_one(AgendaItem, part.item_id)
        moment = session.starts_at or house.created_at
        for question in part.questions:
            question.state = QuestionState.REVEALED
            question.opened_at, question.closes_at = moment, moment + timedelta(seconds=question.seconds)
            moment = question.closes_at + timedelta(minutes=1)
        part.ended_at, part.revealed_at = moment, part.answers_at
    db.session.flush()


def add_live_quiz(house: Conference) -> None:
    """Add the quiz, ready to be played by everybody, guests too. Flushes."""
    for part in _add_quiz(house).parts:
        part.early_points = True
    db.session.flush()


def _add_quiz(house: Conference) -> Quiz:
    seed: Mapping[str, Any] = tomllib.loads((resource_folder("seeds") / "ecc2020_quiz.toml").read_text("utf-8"))
    sessions = {
        item.title: item for item in db.session.scalars(select(AgendaItem).where(AgendaItem.conference_id == house.id))
    }
    quiz = Quiz(conference_id=house.id, title=seed["title"], description=seed["description"].strip())
    for order, row in enumerate(seed["parts"]):
        part = QuizPart(
            title=row["title"],
            order=order,
            item_id=sessions[row["session"]].id,
            answers=Answers.LATER,
            answers_at=sessions[seed["answers_in"]].starts_at,
        )
        part.questions = [_question(at, question) for at, question in enumerate(row["questions"])]
        quiz.parts.append(part)
    db.session.add(quiz)
    db.session.flush()
    return quiz


def _question(order: int, row: Mapping[str, Any]) -> QuizQuestion:
    question = QuizQuestion(
        order=order, text=row["text"], explanation=row["explanation"], source=row["source"],
        seconds=row.get("seconds", 20),
    )  # fmt: skip
    question.options = [
        QuizOption(order=at, text=text, is_right=at in row["right"]) for at, text in enumerate(row["options"])
    ]
    return question


def move_quiz_on(house: Conference, shift: timedelta) -> None:
    """Move the planned moments of answers along with the days of a conference."""
    parts = select(QuizPart).join(Quiz).where(Quiz.conference_id == house.id, QuizPart.answers_at.is_not(None))
    for part in db.session.scalars(parts):
        part.answers_at = part.answers_at and part.answers_at + shift
