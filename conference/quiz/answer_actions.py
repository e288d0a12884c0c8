"""Answering: judged by the server's clock, once for each player, gathered into few commits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.group_commit import GroupCommit
from conference.permissions import Actor
from conference.quiz.actions import DESK, HALL, played_question
from conference.quiz.models import QuizAnswer, QuizChoice, QuizQuestion
from conference.quiz.player_actions import ensure_player
from conference.quiz.rules import counts, points_for, seconds, seconds_used
from conference.quiz.run_actions import lock_question


@dataclass(frozen=True, slots=True)
class Given:
    """An answer on its way: what was chosen, when the server received it, and the round trip it is granted."""

    question_id: int
    player_id: int
    chosen: frozenset[int]
    key: str
    received_at: datetime
    grace: timedelta


class Verdict(Enum):
    """What came of an answer."""

    COUNTED = auto()
    REPEATED = auto()
    ANSWERED_BEFORE = auto()
    TOO_LATE = auto()
    NO_SUCH_OPTION = auto()


Key = tuple[int, int]


def answer_question(
    actor: Actor, question_id: int, chosen: frozenset[int], *, key: str, received_at: datetime, grace: timedelta,
    nickname: str = "",
) -> None:  # fmt: skip
    """Keep an answer, and return once it is committed; the same `key` again is answered again and counted once.

    Whoever has no nickname yet plays under `nickname` or a free one. Raises `Refused` for an answer that came too
    late, for a second one, and for what is no choice of this question.
    """
    question = played_question(actor, question_id)
    if not chosen:
        raise Refused(_("Please choose an answer."))
    if len(chosen) > 1 and not question.takes_several:
        raise Refused(_("Only one answer can be chosen here."))
    part_id = question.part_id
    player_id = ensure_player(actor, part_id, nickname)
    verdict = _writer.submit(Given(question_id, player_id, chosen, key, received_at, grace))
    if verdict is Verdict.TOO_LATE:
        raise Refused(_("The time was up before your answer arrived."))
    if verdict is Verdict.ANSWERED_BEFORE:
        raise Refused(_("You have answered this question already. The first answer counts."))
    if verdict is Verdict.NO_SUCH_OPTION:
        raise NotFound(_("There is no such answer."))


def _write_all(gathered: Sequence[Given]) -> list[Verdict]:
    """Write answers in their order; each question is locked first, so that nobody answers or closes it meanwhile."""
    for question_id in sorted({given.question_id for given in gathered}):
        lock_question(question_id)
    questions = _questions(gathered)
    known = _answers_of(gathered)
    verdicts = []
    changed: set[int] = set()
    for given in gathered:
        question = questions.get(given.question_id)
        verdict = _verdict(given, question, known)
        if verdict is Verdict.COUNTED and question is not None:
            known[given.question_id, given.player_id] = given.key
            db.session.add(_answer(given, question))
            changed.add(question.part_id)
        verdicts.append(verdict)
    for part_id in changed:
        realtime.changed(HALL, part_id)
        realtime.changed(DESK, part_id)
    return verdicts


_writer: GroupCommit[Given, Verdict] = GroupCommit("quiz answers", _write_all)


def _questions(gathered: Sequence[Given]) -> Mapping[int, QuizQuestion]:
    ids = {given.question_id for given in gathered}
    return {row.id: row for row in db.session.scalars(select(QuizQuestion).where(QuizQuestion.id.in_(ids)))}


def _answers_of(gathered: Sequence[Given]) -> dict[Key, str]:
    """Return the keys of the answers that the players have given already."""
    players = defaultdict(set)
    for given in gathered:
        players[given.question_id].add(given.player_id)
    known: dict[Key, str] = {}
    for question_id, ids in players.items():
        rows = db.session.execute(
            select(QuizAnswer.player_id, QuizAnswer.key).where(
                QuizAnswer.question_id == question_id, QuizAnswer.player_id.in_(ids)
            )
        )
        known.update({(question_id, player_id): key for player_id, key in rows})
    return known


def _verdict(given: Given, question: QuizQuestion | None, known: Mapping[Key, str]) -> Verdict:
    before = known.get((given.question_id, given.player_id))
    if before is not None:
        return Verdict.REPEATED if before == given.key else Verdict.ANSWERED_BEFORE
    if question is None or not given.chosen <= {option.id for option in question.options}:
        return Verdict.NO_SUCH_OPTION
    in_time = counts(question.state, question.closes_at, given.received_at, given.grace)
    return Verdict.COUNTED if in_time else Verdict.TOO_LATE


def _answer(given: Given, question: QuizQuestion) -> QuizAnswer:
    assert question.opened_at is not None  # noqa: S101 - a constraint: it counts only once opened
    used = seconds_used(question.opened_at, given.received_at, given.grace)
    right = given.chosen == question.right_ids
    return QuizAnswer(
        question_id=question.id,
        player_id=given.player_id,
        key=given.key,
        received_at=given.received_at,
        milliseconds=used // timedelta(milliseconds=1),
        points=points_for(right, used, seconds(question.seconds), question.points),
        choices=[QuizChoice(option_id=option_id) for option_id in sorted(given.chosen)],
    )
