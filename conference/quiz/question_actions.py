"""Questions: adding, changing, copying, ordering and deleting; a mended key counts every answer anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, uploads
from conference.errors import Refused
from conference.extensions import db
from conference.permissions import Actor
from conference.quiz.actions import managed_part, managed_question, tell
from conference.quiz.edit_actions import LONGEST_SIDE, copy_of, drop_pictures, not_stale, reordered, require_unasked
from conference.quiz.models import QuizAnswer, QuizOption, QuizPart, QuizQuestion
from conference.quiz.question_table import QuestionContent
from conference.quiz.rules import MOST_OPTIONS, QuestionState, points_for, seconds, state_at
from conference.quiz.run_actions import lock_question


@dataclass(frozen=True, slots=True)
class Picture:
    """What becomes of a question's picture: a new one, none, or as it is; and what it shows, for who cannot see it."""

    file: BinaryIO | None = None
    remove: bool = False
    alt: str = field(default="")


def save_question(
    actor: Actor, part_id: int, question_id: int | None, content: QuestionContent, picture: Picture,
    *, seen_version: int = 0,
) -> QuizQuestion:  # fmt: skip
    """Change a question, or add one at the end of a part.

    Of a question that was asked, the words and what is right can be mended, and its answers are counted anew; not the
    number of its answers nor its time. Raises `Refused` and `Stale`.
    """
    part = managed_part(actor, part_id)
    _check(content)
    if question_id is None:
        question = QuizQuestion(order=max((one.order for one in part.questions), default=-1) + 1)
        part.questions.append(question)
    else:
        managed_question(actor, question_id)
        # The last answers may still be arriving: each is counted by what is right now, or counted anew.
        lock_question(question_id)
        question = managed_question(actor, question_id)
        not_stale(question, seen_version, {_("Question"): (content.text, question.text)})
        _check_asked(question, content)
    _write(question, content)
    _write_picture(question, picture)
    db.session.flush()
    _count_anew(question)
    part.changed_at = clock.now()
    tell(part)
    db.session.commit()
    return question


def add_questions(actor: Actor, part_id: int, contents: Sequence[QuestionContent]) -> QuizPart:
    """Add several questions at the end of a part, all or none."""
    part = managed_part(actor, part_id)
    first = max((one.order for one in part.questions), default=-1) + 1
    for order, content in enumerate(contents, start=first):
        _check(content)
        question = QuizQuestion(order=order)
        _write(question, content)
        part.questions.append(question)
    part.changed_at = clock.now()
    tell(part)
    db.session.commit()
    return part


def duplicate_question(actor: Actor, question_id: int) -> QuizQuestion:
    """Copy a question to the place after it, not asked yet."""
    question = managed_question(actor, question_id)
    again = copy_of(question)
    rows = list(question.part.questions)
    rows.insert(rows.index(question) + 1, again)
    question.part.questions.append(again)
    for order, row in enumerate(rows):
        row.order = order
    tell(question.part)
    db.session.commit()
    return again


def move_question(actor: Actor, question_id: int, by: int) -> QuizPart:
    """Move a question one place earlier (-1) or later (+1) in its part."""
    question = managed_question(actor, question_id)
    reordered(question.part.questions, question, by)
    tell(question.part)
    db.session.commit()
    return question.part


def delete_question(actor: Actor, question_id: int) -> int:
    """Delete a question that was not asked; return its part. Raises `Refused`."""
    question = managed_question(actor, question_id)
    require_unasked([question])
    drop_pictures([question])
    part_id = question.part_id
    tell(question.part)
    db.session.delete(question)
    db.session.commit()
    return part_id


def content_of(question: QuizQuestion) -> QuestionContent:
    """Return a question as a value."""
    return QuestionContent(
        text=question.text,
        options=tuple(option.text for option in question.options),
        right=frozenset(at for at, option in enumerate(question.options) if option.is_right),
        seconds=question.seconds,
        points=question.points,
        explanation=question.explanation,
        source=question.source,
    )


def _check(content: QuestionContent) -> None:
    if not 2 <= len(content.options) <= MOST_OPTIONS:
        raise Refused(_("A question has two to %(most)s answers to choose from.", most=MOST_OPTIONS), field="option_0")
    if len({option.casefold() for option in content.options}) < len(content.options):
        raise Refused(_("Two of the answers are the same."), field="option_0")
    if not content.right:
        raise Refused(_("Mark at least one answer as right."), field="right_0")


def _check_asked(question: QuizQuestion, content: QuestionContent) -> None:
    state = state_at(question.state, question.closes_at, clock.now())
    if state is QuestionState.OPEN:
        raise Refused(_("This question is open right now. Close it first."))
    if state is QuestionState.WAITING:
        return
    if len(content.options) != len(question.options):
        raise Refused(_("This question has been asked: no answer can be added or taken away."), field="option_0")
    if content.seconds != question.seconds:
        raise Refused(_("This question has been asked: its time stays as it was."), field="seconds")


def _write(question: QuizQuestion, content: QuestionContent) -> None:
    for name in ("text", "seconds", "points", "explanation", "source"):
        setattr(question, name, getattr(content, name))
    kept = list(question.options)
    for at, text in enumerate(content.options):
        if at == len(kept):
            kept.append(QuizOption())
            question.options.append(kept[at])
        kept[at].order, kept[at].text, kept[at].is_right = at, text, at in content.right
    for option in kept[len(content.options) :]:
        question.options.remove(option)


def _write_picture(question: QuizQuestion, picture: Picture) -> None:
    has_one = picture.file is not None or (question.picture is not None and not picture.remove)
    if has_one and not picture.alt:
        raise Refused(_("Say in words what the picture shows, for who cannot see it."), field="picture_alt")
    if picture.file is not None:
        kept = uploads.keep_image(picture.file, longest_side=LONGEST_SIDE)
        uploads.remove(question.picture)
        question.picture = kept
    elif picture.remove:
        uploads.remove(question.picture)
        question.picture = None
    question.picture_alt = picture.alt if question.picture else ""


def _count_anew(question: QuizQuestion) -> None:
    right = question.right_ids
    for answer in db.session.scalars(select(QuizAnswer).where(QuizAnswer.question_id == question.id)):
        chosen = frozenset(choice.option_id for choice in answer.choices)
        used = timedelta(milliseconds=answer.milliseconds)
        answer.points = points_for(chosen == right, used, seconds(question.seconds), question.points)
