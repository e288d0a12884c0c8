"""Running a part: opening, closing and revealing questions, its end and its answers, by hand and by the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import select, update

from conference import alarms, clock
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor
from conference.quiz import rules
from conference.quiz.actions import managed_part, managed_question, tell
from conference.quiz.models import QuizPart, QuizQuestion
from conference.quiz.rules import LEADS_TO, MOST_GRACE, Answers, NextStep, QuestionState, What, state_at
from conference.races import is_lost_race


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step: whether anything changed by it, and a sentence."""

    done: bool
    said: str


def next_step(part: QuizPart) -> NextStep | None:
    """Return what the desk's large button does next, None when the part is over."""
    now = clock.now()
    questions = [
        rules.RunningQuestion(row.id, number, state_at(row.state, row.closes_at, now), row.version)
        for number, row in enumerate(part.questions, start=1)
    ]
    return rules.next_step(
        rules.RunningPart(
            part.id, part.version, part.answers, part.ended_at is not None, part.revealed_at is not None, questions
        )
    )


def lock_question(question_id: int) -> None:
    """Keep a question for this transaction: whoever comes second waits, and then reads everything anew."""
    same = QuizQuestion.id == question_id
    if db.engine.dialect.name == "sqlite":
        # SQLite has no row locks: a write that changes nothing takes the one write lock before anything is read.
        db.session.execute(
            update(QuizQuestion).where(same).values(order=QuizQuestion.order),
            execution_options={"synchronize_session": False},
        )
    else:
        db.session.execute(select(QuizQuestion.id).where(same).with_for_update(key_share=True))
    db.session.expire_all()


def change_question(actor: Actor, question_id: int, what: What, seen_version: int) -> Step:
    """Open, close or reveal a question, without committing.

    Doing what is already so is fine. Raises `Stale` where somebody else changed the question since `seen_version`,
    saying what it is now, and `Refused` for a step that does not fit.
    """
    managed_question(actor, question_id)
    lock_question(question_id)
    question = managed_question(actor, question_id)
    now = clock.now()
    state = state_at(question.state, question.closes_at, now)
    if what not in LEADS_TO:
        raise Refused(_("A question can be opened, closed or revealed."))
    if state is LEADS_TO[what]:
        return Step(False, _is_now(state))
    if question.version != seen_version:
        raise Stale(_("Somebody else was quicker. %(now)s", now=_is_now(state)))
    _STEPS[what](question, state, now)
    question.part.changed_at = now
    tell(question.part)
    return Step(True, _is_now(LEADS_TO[what]))


def change_part(actor: Actor, part_id: int, what: What, seen_version: int) -> Step:
    """End a part, or show its answers, without committing. Refuses as `change_question` does."""
    part = managed_part(actor, part_id)
    now = clock.now()
    if what is What.END and part.ended_at is not None:
        return Step(False, _("The part has ended."))
    if what is What.ANSWERS and part.revealed_at is not None:
        return Step(False, _("The answers are shown."))
    if part.version != seen_version:
        raise Stale(_("Somebody else was quicker. Look at what is shown now, and decide again."))
    if what is What.END:
        _end(part, now)
    elif what is What.ANSWERS:
        if part.ended_at is None:
            raise Refused(_("End the part first; then its answers can be shown."))
        _show_answers(part, now)
    else:
        raise Refused(_("A part can be ended, and its answers shown."))
    part.changed_at = now
    tell(part)
    return Step(True, _("The part has ended.") if what is What.END else _("The answers are shown."))


def step_question(actor: Actor, question_id: int, what: What, seen_version: int) -> Step:
    """Do `change_question` and commit."""
    return _committed(lambda: change_question(actor, question_id, what, seen_version))


def step_part(actor: Actor, part_id: int, what: What, seen_version: int) -> Step:
    """Do `change_part` and commit."""
    return _committed(lambda: change_part(actor, part_id, what, seen_version))


def _committed(change: Callable[[], Step]) -> Step:
    try:
        step = change()
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        if is_lost_race(error):
            raise Stale(_("Somebody else was quicker. Look at what is shown now, and decide again.")) from error
        raise
    return step


def _open(question: QuizQuestion, state: QuestionState, now: datetime) -> None:
    if state is not QuestionState.WAITING:
        raise Refused(_("This question has been asked already."))
    if question.part.ended_at is not None:
        raise Refused(_("This part has ended. To play it again, start it over."))
    if len(question.options) < 2 or not question.right_ids:
        raise Refused(_("This question needs at least two answers to choose from, one of them right."))
    for number, other in enumerate(question.part.questions, start=1):
        if state_at(other.state, other.closes_at, now) is QuestionState.OPEN:
            raise Refused(_("Question %(number)s is still open. Close it first.", number=number))
        if other.state is QuestionState.OPEN:
            other.state = QuestionState.CLOSED
    # What is over is closed before the next opens: one open question for each part is a constraint.
    db.session.flush()
    question.state, question.opened_at = QuestionState.OPEN, now
    question.closes_at = now + rules.seconds(question.seconds)


def _close(question: QuizQuestion, state: QuestionState, now: datetime) -> None:
    if state is not QuestionState.OPEN:
        raise Refused(_("This question is not open. %(now)s", now=_is_now(state)))
    question.state, question.closes_at = QuestionState.CLOSED, now


def _reveal(question: QuizQuestion, state: QuestionState, now: datetime) -> None:
    if state is not QuestionState.CLOSED or question.closes_at is None:
        raise Refused(_("Only a closed question can be revealed. %(now)s", now=_is_now(state)))
    _wait_for_the_last(question, now)
    question.state = QuestionState.REVEALED


_STEPS: Mapping[What, Callable[[QuizQuestion, QuestionState, datetime], None]] = {
    What.OPEN: _open,
    What.CLOSE: _close,
    What.REVEAL: _reveal,
}


def _end(part: QuizPart, now: datetime) -> None:
    for number, question in enumerate(part.questions, start=1):
        if state_at(question.state, question.closes_at, now) is QuestionState.OPEN:
            raise Refused(_("Question %(number)s is still open. Close it first.", number=number))
        _wait_for_the_last(question, now)
    part.ended_at = now
    if part.answers is Answers.AT_ONCE:
        _show_answers(part, now)


def _show_answers(part: QuizPart, now: datetime) -> None:
    part.revealed_at = now
    for question in part.questions:
        if state_at(question.state, question.closes_at, now) is QuestionState.CLOSED:
            question.state = QuestionState.REVEALED


def last_answers_in(part: QuizPart) -> int | None:
    """Return in how many milliseconds something of a part can be revealed; None where no answer is waited for."""
    due = max((due for question in part.questions if (due := _last_by(question))), default=None)
    return None if due is None else max(0, ceil((due - clock.now()) / timedelta(milliseconds=1)))


def _last_by(question: QuizQuestion) -> datetime | None:
    waits = question.state in {QuestionState.OPEN, QuestionState.CLOSED}
    return question.closes_at + MOST_GRACE if waits and question.closes_at is not None else None


def _wait_for_the_last(question: QuizQuestion, now: datetime) -> None:
    """Refuse while answers that were sent in time may still be under way: once the right one is out, none counts."""
    due = _last_by(question)
    if due is not None and now < due:
        raise Refused(_("The last answers are still arriving. Press again in a second."))


def _is_now(state: QuestionState) -> str:
    sentences: dict[QuestionState, str] = {
        QuestionState.WAITING: _("The question has not been asked yet."),
        QuestionState.OPEN: _("The question is open."),
        QuestionState.CLOSED: _("The question is closed."),
        QuestionState.REVEALED: _("The right answer is shown."),
    }
    return sentences[state]


@alarms.every_second
def close_what_is_over() -> None:
    """Note the end of questions whose time is up. Answers are judged by the clock, whether or not this has run."""
    over = (
        update(QuizQuestion)
        .where(QuizQuestion.state == QuestionState.OPEN, QuizQuestion.closes_at <= clock.now())
        .values(state=QuestionState.CLOSED, version=QuizQuestion.version + 1)
        .returning(QuizQuestion.part_id)
    )
    parts = set(db.session.scalars(over, execution_options={"synchronize_session": False}))
    for part_id in parts:
        tell(_part(part_id))
    if parts:
        db.session.commit()


@alarms.every_second
def show_answers_that_are_due() -> None:
    """Show the answers of parts that have ended and whose planned moment has come."""
    now = clock.now()
    due = select(QuizPart.id).where(
        QuizPart.revealed_at.is_(None), QuizPart.answers_at <= now, QuizPart.ended_at.is_not(None)
    )
    for part_id in db.session.scalars(due).all():
        part = _part(part_id)
        _show_answers(part, now)
        tell(part)
        try:
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            # Another server, or a moderator, has just done it.
            if not is_lost_race(error):
                raise


def _part(part_id: int) -> QuizPart:
    part = db.session.get(QuizPart, part_id)
    if part is None:
        raise NotFound(_("There is no such part of a quiz."))
    return part
