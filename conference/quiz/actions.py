"""Shared reads of the quiz: what somebody may play or manage, and the parts of a session."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from conference import clock, realtime
from conference.agenda.attendance_actions import people_in_session, takes_part
from conference.agenda.sight_actions import may_see_item, tell_stage
from conference.errors import Forbidden, NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, can, require
from conference.quiz.models import Quiz, QuizPart, QuizQuestion
from conference.quiz.rules import Answers, QuestionState, state_at

# What players see, what the hall sees (with how many have answered), and what moderators see.
PLAYERS, HALL, DESK = "quiz", "quiz_hall", "quiz_desk"


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question as the run of a session names it; `state` is what it is by the clock."""

    id: int
    number: int
    text: str
    state: QuestionState
    version: int


@dataclass(frozen=True, slots=True)
class PartCard:
    """A part of a quiz as the run of a session names it."""

    id: int
    quiz_id: int
    title: str
    quiz_title: str
    answers: Answers
    has_begun: bool
    has_ended: bool
    is_revealed: bool
    version: int
    questions: Sequence[QuestionCard]

    @property
    def is_running(self) -> bool:
        """Whether it is what people are looking at now."""
        return self.has_begun and not self.has_ended


def session_parts(item_id: int) -> list[PartCard]:
    """Return the parts that hang from a session, in their order. The caller has asked who may see the session."""
    rows = db.session.scalars(
        select(QuizPart)
        .where(QuizPart.item_id == item_id)
        .options(joinedload(QuizPart.quiz), selectinload(QuizPart.questions))
        .order_by(QuizPart.quiz_id, QuizPart.order, QuizPart.id)
    )
    return [part_card(row) for row in rows]


def part_card(part: QuizPart) -> PartCard:
    """Return a part with its questions as they stand now."""
    now = clock.now()
    questions = [
        QuestionCard(row.id, number, row.text, state_at(row.state, row.closes_at, now), row.version)
        for number, row in enumerate(part.questions, start=1)
    ]
    return PartCard(
        id=part.id,
        quiz_id=part.quiz_id,
        title=part.title,
        quiz_title=part.quiz.title,
        answers=part.answers,
        has_begun=any(one.state is not QuestionState.WAITING for one in questions),
        has_ended=part.ended_at is not None,
        is_revealed=part.revealed_at is not None,
        version=part.version,
        questions=questions,
    )


@takes_part
def _topics_of(item_id: int) -> list[tuple[str, int]]:
    return [
        (PLAYERS, part_id) for part_id in db.session.scalars(select(QuizPart.id).where(QuizPart.item_id == item_id))
    ]


def players_here(part: QuizPart) -> int:
    """Return how many are here who may play: in the part's session, or looking at a part without one."""
    if part.item_id is None:
        return len(realtime.watching(PLAYERS, part.id))
    return len(people_in_session(part.item_id, with_guests=part.quiz.guests))


def quizzes_of(conference_id: int) -> Sequence[Quiz]:
    """Return the quizzes of a conference with their parts and questions, oldest first."""
    return db.session.scalars(
        select(Quiz)
        .where(Quiz.conference_id == conference_id)
        .options(selectinload(Quiz.parts).selectinload(QuizPart.questions))
        .order_by(Quiz.id)
    ).all()


def may_play(actor: Actor, part: QuizPart) -> bool:
    """Tell whether somebody may know of a part: who plays here, sees its session, and is no guest unless welcome."""
    if part.quiz.conference_id != actor.conference_id or not can(actor, Permission.QUIZ_PLAY):
        return False
    if can(actor, Permission.QUIZ_MANAGE):
        return True
    welcome = part.quiz.guests or not actor.is_guest
    return welcome and (part.item_id is None or may_see_item(actor, part.item_id))


def may_project(actor: Actor, part: QuizPart) -> bool:
    """Tell whether the actor is the screen of the hall in which a part is played."""
    here = part.quiz.conference_id == actor.conference_id
    return here and actor.is_display and part.item_id is not None and may_see_item(actor, part.item_id)


def played_part(actor: Actor, part_id: int) -> QuizPart:
    """Return a part that the actor may play. Raises `NotFound`, and `Forbidden` for guests who are not welcome."""
    require(actor, Permission.QUIZ_PLAY)
    part = db.session.get(QuizPart, part_id, options=[joinedload(QuizPart.quiz)])
    if part is None or part.quiz.conference_id != actor.conference_id:
        raise NotFound(_("There is no such part of a quiz."))
    if actor.is_guest and not part.quiz.guests:
        raise Forbidden(_("This quiz is for registered participants. Sign in or register to play."))
    if not may_play(actor, part):
        raise NotFound(_("There is no such part of a quiz."))
    return part


def shown_part(actor: Actor, part_id: int) -> QuizPart:
    """Return a part for the wall: to who may play it, and to the screen of its hall. Raises as `played_part`."""
    part = db.session.get(QuizPart, part_id, options=[joinedload(QuizPart.quiz)])
    if part is not None and may_project(actor, part):
        return part
    return played_part(actor, part_id)


def played_question(actor: Actor, question_id: int) -> QuizQuestion:
    """Return a question that was asked, of a part that the actor may play. Raises `NotFound`."""
    question = db.session.get(QuizQuestion, question_id)
    if question is None or question.state is QuestionState.WAITING:
        require(actor, Permission.QUIZ_PLAY)
        raise NotFound(_("There is no such question."))
    played_part(actor, question.part_id)
    return question


def pictured_question(actor: Actor, question_id: int) -> QuizQuestion:
    """Return a question whose picture the actor may see: asked, or their own to manage. Raises `NotFound`."""
    if can(actor, Permission.QUIZ_MANAGE):
        return managed_question(actor, question_id)
    question = db.session.get(QuizQuestion, question_id) if actor.is_display else None
    if question is not None and question.state is not QuestionState.WAITING and may_project(actor, question.part):
        return question
    return played_question(actor, question_id)


def played_quiz(actor: Actor, quiz_id: int) -> tuple[Quiz, list[QuizPart]]:
    """Return a quiz with those of its parts that the actor may play. Raises `NotFound` where there is none."""
    require(actor, Permission.QUIZ_PLAY)
    quiz = db.session.get(Quiz, quiz_id)
    parts = [part for part in quiz.parts if part.questions and may_play(actor, part)] if quiz else []
    if quiz is None or quiz.conference_id != actor.conference_id:
        raise NotFound(_("There is no such quiz."))
    if not parts and not can(actor, Permission.QUIZ_MANAGE):
        raise NotFound(_("There is no such quiz."))
    return quiz, parts


def managed_quiz(actor: Actor, quiz_id: int) -> Quiz:
    """Return a quiz of the actor's conference, for who manages it. Raises `NotFound`."""
    require(actor, Permission.QUIZ_MANAGE)
    quiz = db.session.get(Quiz, quiz_id)
    if quiz is None or quiz.conference_id != actor.conference_id:
        raise NotFound(_("There is no such quiz."))
    return quiz


def managed_part(actor: Actor, part_id: int) -> QuizPart:
    """Return a part of a quiz of the actor's conference, for who manages it. Raises `NotFound`."""
    require(actor, Permission.QUIZ_MANAGE)
    part = db.session.get(QuizPart, part_id)
    if part is None or part.quiz.conference_id != actor.conference_id:
        raise NotFound(_("There is no such part of a quiz."))
    return part


def managed_question(actor: Actor, question_id: int) -> QuizQuestion:
    """Return a question of a quiz of the actor's conference, for who manages it. Raises `NotFound`."""
    require(actor, Permission.QUIZ_MANAGE)
    question = db.session.get(QuizQuestion, question_id)
    if question is None or question.part.quiz.conference_id != actor.conference_id:
        raise NotFound(_("There is no such question."))
    return question


def tell(part: QuizPart) -> None:
    """Say, inside an action, that a part changed for everybody who looks at it; it counts after the commit."""
    for topic in (PLAYERS, HALL, DESK):
        realtime.changed(topic, part.id)
    tell_stage(part.item_id)
