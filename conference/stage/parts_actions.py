"""What belongs to a session and can be put into its run: polls, quiz parts, questions, as the run's own values."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference import clock
from conference.extensions import db
from conference.polls.actions import facts_of
from conference.polls.models import Participation, Poll, PollRound
from conference.polls.rules import RoundState, Showing
from conference.questions.actions import question_list
from conference.quiz.actions import PartCard, session_parts
from conference.quiz.rules import RunningPart, RunningQuestion, What, next_step
from conference.stage.rules import Phase, StepKind
from conference.stage.run import Inner, Step

Key = tuple[StepKind, int | None]


def parts_of(item_id: int) -> Mapping[Key, Step]:
    """Return everything of a session that opens and closes, by kind and id, in the order of its makers."""
    return {(part.kind, part.ref): part for part in _parts(item_id)}


def _parts(item_id: int) -> list[Step]:
    return [*_polls(item_id), *_quiz_parts(item_id), _questions(item_id)]


def _questions(item_id: int) -> Step:
    """Return the list of questions: every session has one, whether or not anybody has touched it."""
    card = question_list(item_id)
    phase = Phase.OPEN if card.is_open else Phase.WAITING
    return Step(0, StepKind.QUESTIONS, phase, "", item_id, card.version, card.shown + card.answered)


def _polls(item_id: int) -> list[Step]:
    later = aliased(PollRound)
    newest = select(func.max(later.number)).where(later.poll_id == Poll.id).scalar_subquery()
    answered = (
        select(func.count()).select_from(Participation).where(Participation.round_id == PollRound.id).scalar_subquery()
    )
    rows = db.session.execute(
        select(Poll, PollRound, answered)
        .join(PollRound, (PollRound.poll_id == Poll.id) & (PollRound.number == newest))
        .where(Poll.item_id == item_id, Poll.is_template.is_(False), Poll.archived_at.is_(None))
        .order_by(Poll.order, Poll.id)
    )
    return [_poll_step(poll, asked, total) for poll, asked, total in rows]


def _poll_step(poll: Poll, asked: PollRound, total: int) -> Step:
    phase = poll_phase(facts_of(asked).state_at(clock.now()), asked.showing)
    return Step(0, StepKind.POLL, phase, poll.question, poll.id, asked.version, total)


def _quiz_parts(item_id: int) -> list[Step]:
    return [_quiz_step(card) for card in session_parts(item_id)]


def _quiz_step(card: PartCard) -> Step:
    title = f"{card.quiz_title}: {card.title}" if card.title not in card.quiz_title else card.quiz_title
    phase = Phase.SHOWN if card.has_ended else Phase.OPEN if card.has_begun else Phase.WAITING
    questions = [RunningQuestion(one.id, one.number, one.state, one.version) for one in card.questions]
    following = next_step(RunningPart(card.id, card.version, card.answers, card.has_ended, card.is_revealed, questions))
    # Answers that are shown on another day are nothing that this run waits for.
    if following is None or following.what is What.ANSWERS:
        return Step(0, StepKind.QUIZ, phase, title, card.id, card.version)
    inner = Inner(following.what, following.question_id, following.number, following.version)
    return Step(0, StepKind.QUIZ, phase, title, card.id, card.version, inner=inner)


def poll_phase(state: RoundState, showing: Showing) -> Phase:
    """Return where a poll stands for the run."""
    if state is RoundState.CLOSED:
        return Phase.CLOSED if showing is Showing.HIDDEN else Phase.SHOWN
    return Phase.OPEN if state is RoundState.OPEN else Phase.WAITING
