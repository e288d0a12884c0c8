"""What of a part is sent: to players, the hall and moderators. Only the last see a right answer before its reveal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conference import clock
from conference.extensions import db
from conference.quiz.actions import part_card, players_here
from conference.quiz.models import QuizAnswer, QuizChoice, QuizPart, QuizQuestion
from conference.quiz.rules import MOST_GRACE, SHOWN_PLACES, Answers, QuestionState, state_at
from conference.quiz.run_actions import next_step
from conference.quiz.standing_actions import Row, all_standings, leaderboard, part_standings, total_standings

State = dict[str, Any]


def player_state(part_id: int) -> State:
    """Return what every player of a part may see. The caller has asked who may play."""
    part = _part(part_id)
    return _seen(part) if part else {}


def hall_state(part_id: int) -> State:
    """Return what the hall sees: what players see, and how many have answered."""
    part = _part(part_id)
    if part is None:
        return {}
    question = _current(part)
    return {**_seen(part), "answered": _answered(question.id) if question else 0}


def desk_state(part_id: int) -> State:
    """Return everything about the run of a part, for who manages it."""
    part = _part(part_id)
    if part is None:
        return {}
    question, step = _current(part), next_step(part)
    busy = question is not None and _state(question) is QuestionState.OPEN
    return {
        **_seen(part),
        "answered": _answered(question.id) if question else 0,
        "present": players_here(part),
        "right": sorted(question.right_ids) if question else [],
        "chosen": _chosen(question.id) if question else {},
        "next": [step.what.value, step.question_id or 0, step.version] if step else None,
        # The order of all players is worth a look only when nobody is answering.
        "leading": [] if busy else _lines(leaderboard(all_standings(part), SHOWN_PLACES)),
        "questions": [[card.id, card.state.value] for card in part_card(part).questions],
    }


def answers_now(part_id: int) -> int:
    """Return how many have answered the question that was asked last."""
    part = _part(part_id)
    question = _current(part) if part else None
    return _answered(question.id) if question else 0


def _part(part_id: int) -> QuizPart | None:
    return db.session.get(QuizPart, part_id)


def _current(part: QuizPart) -> QuizQuestion | None:
    """Return the question that was opened last."""
    asked = [one for one in part.questions if one.opened_at is not None]
    return max(asked, key=lambda one: (one.opened_at or clock.now(), one.order), default=None)


def _state(question: QuizQuestion) -> QuestionState:
    return state_at(question.state, question.closes_at, clock.now())


def _seen(part: QuizPart) -> State:
    question = _current(part)
    ended = part.ended_at is not None
    state: State = {
        "part": part.id,
        "version": part.version,
        "scene": "ended" if ended else _state(question).value if question else "waiting",
        "later": part.answers is Answers.LATER,
        "revealed": part.revealed_at is not None,
        "answers_at": _milliseconds(part.answers_at),
        "of": len(part.questions),
        "question": None if ended or question is None else question_state(question, part),
        "leaders": [],
        "players": 0,
        "total": [],
    }
    if ended or (question is not None and question.state is QuestionState.REVEALED):
        standings = part_standings(part)
        state["leaders"] = _lines(leaderboard(standings, SHOWN_PLACES if ended else 5))
        state["players"] = len(standings)
    if ended and sum(len(part_standings(one)) > 0 for one in part.quiz.parts) > 1:
        state["total"] = _lines(leaderboard(total_standings(part.quiz.parts), SHOWN_PLACES))
    return state


def question_state(question: QuizQuestion, part: QuizPart) -> State:
    """Return a question that was asked; with what is right only once that is revealed."""
    state = _state(question)
    seen: State = {
        "id": question.id,
        "number": part.questions.index(question) + 1,
        "text": question.text,
        "picture": bool(question.picture),
        "alt": question.picture_alt,
        "options": [{"id": option.id, "text": option.text} for option in question.options],
        "several": question.takes_several,
        "seconds": question.seconds,
        "points": question.points,
        "state": state.value,
        "opened_at": _milliseconds(question.opened_at),
        "closes_at": _milliseconds(question.closes_at),
        "grace": int(MOST_GRACE.total_seconds() * 1000),
    }
    if state is QuestionState.REVEALED:
        seen |= {
            "right": sorted(question.right_ids),
            "explanation": question.explanation,
            "source": question.source,
            "counts": _chosen(question.id),
            "answers": _answered(question.id),
        }
    return seen


def preview_state(part: QuizPart) -> list[State]:
    """Return every question of a part as players will see it once answered: for moderators only."""
    shown = []
    for question in part.questions:
        seen = {**question_state(question, part), "right": sorted(question.right_ids), "counts": {}, "answers": 0}
        shown.append({**seen, "explanation": question.explanation, "source": question.source})
    return shown


def _answered(question_id: int) -> int:
    return db.session.scalar(select(func.count()).where(QuizAnswer.question_id == question_id)) or 0


def _chosen(question_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(QuizChoice.option_id, func.count())
        .where(QuizChoice.question_id == question_id)
        .group_by(QuizChoice.option_id)
    )
    return {str(option_id): number for option_id, number in rows}


def _lines(rows: Sequence[Row]) -> list[list[object]]:
    return [[row.place, row.name, row.points] for row in rows]


def _milliseconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment else None
