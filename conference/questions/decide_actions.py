"""What moderators do with questions, one at a time and several moderators at once; each decision noted."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.chat.plain import cleaned, one_line
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, can, require
from conference.questions.actions import lock_list, may_present, moderated_list, seen_question, tell
from conference.questions.models import Question, QuestionEvent, QuestionList
from conference.questions.rules import (
    LONGEST_ANSWER,
    LONGEST_REASON,
    TO,
    AnsweredHow,
    Decision,
    QuestionState,
    is_allowed,
)
from conference.questions.words import state_sentence


def decide(actor: Actor, question_id: int, decision: Decision, seen_version: int, details: Mapping[str, Any]) -> str:
    """Do one thing with a question, and commit; return a sentence that says what it is now.

    `details` may carry the `reason` of hiding, the `answer` in writing and `into`, the id to merge into. Doing what
    is already so is fine. Raises `Stale` where somebody has changed the question since `seen_version`.
    """
    sentence = _decide(actor, question_id, decision, seen_version, details)
    db.session.commit()
    return sentence


def _decide(actor: Actor, question_id: int, decision: Decision, seen_version: int, details: Mapping[str, Any]) -> str:
    question, its_list = _decidable(actor, question_id, decision)
    if _is_so(question, decision, details):
        return state_sentence(question)
    if question.version != seen_version:
        raise Stale(_("Somebody was faster. %(now)s", now=state_sentence(question)))
    if not is_allowed(decision, question.state):
        raise Refused(_("That does not go with this question. %(now)s", now=state_sentence(question)))
    detail = _STEPS[decision](actor, question, details) or ""
    db.session.flush()
    db.session.add(
        QuestionEvent(question_id=question.id, decision=decision, by_id=actor.participant_id, detail=detail[:200])
    )
    tell(its_list.item_id)
    return state_sentence(question)


def _decidable(actor: Actor, question_id: int, decision: Decision) -> tuple[Question, QuestionList]:
    """Return a question that the actor decides about, its list locked: moderators; speakers answer in writing."""
    require(actor, Permission.QUESTIONS_ASK)
    question, its_list = seen_question(actor, question_id)
    if not can(actor, Permission.QUESTIONS_MODERATE):
        presents = may_present(actor, its_list.item_id or 0)
        if decision is not Decision.WRITE or not presents:
            raise Forbidden(_("Only moderators do this."))
        if question.state in {QuestionState.WAITING, QuestionState.HIDDEN, QuestionState.WITHDRAWN}:
            raise NotFound(_("There is no such question."))
    # All decisions about a list follow each other, also those that touch two questions.
    lock_list(its_list.id)
    return seen_question(actor, question_id)


def _is_so(question: Question, decision: Decision, details: Mapping[str, Any]) -> bool:
    if decision is Decision.PIN or decision is Decision.UNPIN:
        return question.is_pinned == (decision is Decision.PIN)
    if decision is Decision.MERGE:
        return question.merged_into_id is not None and question.merged_into_id == details.get("into")
    if decision is Decision.WRITE:
        return question.answered_how is AnsweredHow.WRITING and question.answer == _answer(details)
    return TO.get(decision) is question.state


def _approve(_actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    question.state = QuestionState.APPROVED
    question.reason = ""


def _hide(_actor: Actor, question: Question, details: Mapping[str, Any]) -> str:
    _unanswered(question)
    question.state = QuestionState.HIDDEN
    question.is_pinned = False
    question.reason = one_line(details.get("reason"), LONGEST_REASON)[:LONGEST_REASON]
    return question.reason


def _answer_now(actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    before = db.session.scalar(
        select(Question).where(
            Question.list_id == question.list_id, Question.state == QuestionState.ANSWERING, Question.id != question.id
        )
    )
    if before is not None:
        # Going on to the next one says that the one before has been answered.
        _finish(actor, before, {})
        db.session.flush()
    _unanswered(question)
    question.state = QuestionState.ANSWERING


def _finish(actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    question.state = QuestionState.ANSWERED
    question.answered_how = AnsweredHow.LIVE
    question.answered_by_id = actor.participant_id
    question.answered_at = clock.now()
    question.is_pinned = False


def _write(actor: Actor, question: Question, details: Mapping[str, Any]) -> None:
    answer = _answer(details)
    if not answer:
        raise Refused(_("Write the answer first."), field="answer")
    if len(answer) > LONGEST_ANSWER:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_ANSWER), field="answer")
    _finish(actor, question, {})
    question.answered_how = AnsweredHow.WRITING
    question.answer = answer


def _answer(details: Mapping[str, Any]) -> str:
    return cleaned(details.get("answer"), LONGEST_ANSWER)


def _back(_actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    _unanswered(question)
    question.state = QuestionState.APPROVED


def _unanswered(question: Question) -> None:
    question.answered_how = question.answered_by_id = question.answered_at = None
    question.answer = ""


def _pin(_actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    question.is_pinned = True


def _unpin(_actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    question.is_pinned = False


def _merge(_actor: Actor, question: Question, details: Mapping[str, Any]) -> str:
    into = db.session.get(Question, details.get("into")) if isinstance(details.get("into"), int) else None
    if into is not None and into.merged_into_id is not None:
        into = db.session.get_one(Question, into.merged_into_id)
    if into is None or into.list_id != question.list_id:
        raise NotFound(_("There is no such question."))
    if into.id == question.id:
        raise Refused(_("A question cannot be merged into itself."))
    if into.state not in {QuestionState.APPROVED, QuestionState.ANSWERING, QuestionState.ANSWERED}:
        raise Refused(_("Only what everybody sees can be merged into. Approve that question first."))
    for other in db.session.scalars(select(Question).where(Question.merged_into_id == question.id)):
        other.merged_into_id = into.id
    question.merged_into_id = into.id
    question.state = QuestionState.MERGED
    question.is_pinned = False
    return str(into.id)


def _unmerge(_actor: Actor, question: Question, _details: Mapping[str, Any]) -> None:
    question.merged_into_id = None
    question.state = QuestionState.APPROVED


_STEPS: Mapping[Decision, Callable[[Actor, Question, Mapping[str, Any]], str | None]] = {
    Decision.APPROVE: _approve,
    Decision.HIDE: _hide,
    Decision.ANSWER: _answer_now,
    Decision.FINISH: _finish,
    Decision.WRITE: _write,
    Decision.BACK: _back,
    Decision.PIN: _pin,
    Decision.UNPIN: _unpin,
    Decision.MERGE: _merge,
    Decision.UNMERGE: _unmerge,
}


def set_list(
    actor: Actor,
    item_id: int,
    *,
    is_open: bool | None = None,
    with_approval: bool | None = None,
    guests_may: bool | None = None,
) -> None:
    """Open or close the list, and say whether questions wait for approval and whether guests may ask; commit.

    What is None stays as it is. Without approval, what waits is for the moderators to decide still.
    """
    change_list(actor, item_id, is_open=is_open, with_approval=with_approval, guests_may=guests_may)
    db.session.commit()


def change_list(
    actor: Actor,
    item_id: int,
    *,
    is_open: bool | None = None,
    with_approval: bool | None = None,
    guests_may: bool | None = None,
) -> None:
    """Do what `set_list` does as a step of another action: it does not commit."""
    require(actor, Permission.QUESTIONS_MODERATE)
    its_list = moderated_list(actor, item_id)
    lock_list(its_list.id)
    wanted = {"is_open": is_open, "with_approval": with_approval, "guests_may": guests_may}
    for name, value in wanted.items():
        if value is not None and getattr(its_list, name) != value:
            setattr(its_list, name, value)
            tell(item_id)
    db.session.flush()
