"""Making and changing quizzes and their parts: order, copies, starting over, and what may no longer be deleted."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from conference import clock, uploads
from conference.agenda.models import AgendaItem
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, require
from conference.quiz.actions import managed_part, managed_quiz, tell
from conference.quiz.models import Quiz, QuizAnswer, QuizOption, QuizPart, QuizQuestion
from conference.quiz.rules import QuestionState, state_at
from conference.quiz.run_actions import lock_question

QUIZ_FIELDS = ("title", "description", "guests")
PART_FIELDS = ("title", "item_id", "answers", "answers_at", "early_points")
LONGEST_SIDE = 1600


def save_quiz(actor: Actor, quiz_id: int | None, values: Mapping[str, Any], seen_version: int = 0) -> Quiz:
    """Change a quiz, or make one (`quiz_id` None). Raises `Stale` where somebody else changed it meanwhile."""
    require(actor, Permission.QUIZ_MANAGE)
    if quiz_id is None:
        quiz = Quiz(conference_id=actor.conference_id)
        quiz.parts.append(QuizPart(title=_("Part 1")))
        db.session.add(quiz)
    else:
        quiz = managed_quiz(actor, quiz_id)
        not_stale(quiz, seen_version, {_("Title"): (str(values["title"]), quiz.title)})
    for name in QUIZ_FIELDS:
        setattr(quiz, name, values[name])
    for part in quiz.parts if quiz_id else ():
        tell(part)
    db.session.commit()
    return quiz


def delete_quiz(actor: Actor, quiz_id: int) -> None:
    """Delete a quiz nobody has been asked anything of. Raises `Refused`."""
    quiz = managed_quiz(actor, quiz_id)
    require_unasked(question for part in quiz.parts for question in part.questions)
    for part in quiz.parts:
        drop_pictures(part.questions)
        tell(part)
    db.session.delete(quiz)
    db.session.commit()


def duplicate_quiz(actor: Actor, quiz_id: int) -> Quiz:
    """Copy a quiz with its parts and questions, to be played from the beginning; sessions stay with the first one."""
    quiz = managed_quiz(actor, quiz_id)
    copy = Quiz(
        conference_id=quiz.conference_id, title=_("%(title)s (copy)", title=quiz.title)[:200],
        description=quiz.description, guests=quiz.guests,
    )  # fmt: skip
    for part in quiz.parts:
        again = QuizPart(title=part.title, order=part.order, answers=part.answers, early_points=part.early_points)
        again.questions = [copy_of(question) for question in part.questions]
        copy.parts.append(again)
    db.session.add(copy)
    db.session.commit()
    return copy


def save_part(
    actor: Actor, quiz_id: int, part_id: int | None, values: Mapping[str, Any], seen_version: int = 0
) -> QuizPart:
    """Change a part, or add one at the end. Raises `Refused` for a session of another conference, and `Stale`."""
    quiz = managed_quiz(actor, quiz_id)
    item = db.session.get(AgendaItem, values["item_id"]) if values["item_id"] else None
    if values["item_id"] and (item is None or item.conference_id != actor.conference_id):
        raise Refused(_("There is no such session."), field="item_id")
    if part_id is None:
        part = QuizPart(order=max((one.order for one in quiz.parts), default=-1) + 1)
        quiz.parts.append(part)
    else:
        part = managed_part(actor, part_id)
        not_stale(part, seen_version, {_("Title"): (str(values["title"]), part.title)})
        tell(part)
    for name in PART_FIELDS:
        setattr(part, name, values[name])
    db.session.flush()
    tell(part)
    db.session.commit()
    return part


def move_part(actor: Actor, part_id: int, by: int) -> None:
    """Move a part one place earlier (-1) or later (+1)."""
    part = managed_part(actor, part_id)
    reordered(part.quiz.parts, part, by)
    db.session.commit()


def delete_part(actor: Actor, part_id: int) -> int:
    """Delete a part nobody has been asked anything of; return its quiz. Raises `Refused`."""
    part = managed_part(actor, part_id)
    require_unasked(part.questions)
    drop_pictures(part.questions)
    tell(part)
    quiz_id = part.quiz_id
    db.session.delete(part)
    db.session.commit()
    return quiz_id


def start_over(actor: Actor, part_id: int) -> QuizPart:
    """Delete every answer of a part, so that it can be played from the beginning: after a rehearsal.

    Raises `Refused` while a question is open.
    """
    part = managed_part(actor, part_id)
    # What is still arriving is written before, and deleted too, or comes after and is too late.
    for question_id in sorted(question.id for question in part.questions):
        lock_question(question_id)
    part = managed_part(actor, part_id)
    for question in part.questions:
        if state_at(question.state, question.closes_at, clock.now()) is QuestionState.OPEN:
            raise Refused(_("A question of this part is open. Close it first."))
    ids = [question.id for question in part.questions]
    db.session.execute(
        delete(QuizAnswer).where(QuizAnswer.question_id.in_(ids)), execution_options={"synchronize_session": False}
    )
    db.session.expire_all()
    for question in part.questions:
        question.state, question.opened_at, question.closes_at = QuestionState.WAITING, None, None
    part.ended_at = part.revealed_at = None
    part.changed_at = clock.now()
    tell(part)
    db.session.commit()
    return part


def not_stale(row: Quiz | QuizPart | QuizQuestion, seen: int, both: Mapping[str, tuple[str, str]]) -> None:
    """Raise `Stale` where a row is not in the version that somebody saw; `both` are what was sent and what is."""
    if row.version != seen:
        raise Stale(_("Somebody else saved this while you were editing it."), both)


def require_unasked(questions: Iterable[QuizQuestion]) -> None:
    """Raise `Refused` where one of the questions has been asked."""
    if any(question.state is not QuestionState.WAITING for question in questions):
        raise Refused(_("It has been asked, and people have answered. Start the part over first; then it can go."))


def drop_pictures(questions: Iterable[QuizQuestion]) -> None:
    """Remove the pictures of questions that go, after the commit."""
    for question in questions:
        uploads.remove(question.picture)


def copy_of(question: QuizQuestion) -> QuizQuestion:
    """Return a copy of a question, not asked yet; its picture is kept once more."""
    copied = ("order", "text", "picture_alt", "seconds", "points", "explanation", "source")
    again = QuizQuestion(**{name: getattr(question, name) for name in copied})
    again.options = [QuizOption(order=one.order, text=one.text, is_right=one.is_right) for one in question.options]
    if question.picture:
        with uploads.path_of(question.picture).open("rb") as picture:
            again.picture = uploads.keep_image(picture, longest_side=LONGEST_SIDE)
    return again


def reordered(rows: Iterable[Any], row: Any, by: int) -> None:
    """Move a row one place among its like."""
    ordered = list(rows)
    at = ordered.index(row)
    ordered.insert(max(0, at + by), ordered.pop(at))
    for order, one in enumerate(ordered):
        one.order = order
