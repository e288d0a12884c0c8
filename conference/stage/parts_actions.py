"""What belongs to a session and can be put into its run: polls, quiz parts, questions, as the run's own values."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference import clock
from conference.awards.rules import AwardState
from conference.awards.session_actions import AwardCard, next_button, session_awards
from conference.awards.turnout_actions import present_in
from conference.awards.voting_actions import present_voting
from conference.extensions import db
from conference.polls.actions import facts_of
from conference.polls.models import Participation, Poll, PollRound
from conference.polls.rules import RoundState, Showing
from conference.polls.turnout_actions import turnout_of
from conference.questions.actions import askers_here, question_list
from conference.quiz.actions import PartCard, players_here, session_parts
from conference.quiz.models import QuizPart
from conference.quiz.rules import RunningPart, RunningQuestion, What, next_step
from conference.quiz.run_actions import last_answers_in
from conference.quiz.state_actions import answers_now
from conference.stage.rules import Phase, StepKind
from conference.stage.run import Inner, Step

_REVEALS = frozenset({What.REVEAL, What.END})
Key = tuple[StepKind, int | None]


def parts_of(item_id: int) -> Mapping[Key, Step]:
    """Return everything of a session that opens and closes, by kind and id, in the order of its makers."""
    return {(part.kind, part.ref): part for part in _parts(item_id)}


def _parts(item_id: int) -> list[Step]:
    return [*_polls(item_id), *_quiz_parts(item_id), *_awards(item_id), _questions(item_id)]


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
    inner = None
    # Answers that are shown on another day are nothing that this run waits for.
    if following is not None and following.what is not What.ANSWERS:
        inner = Inner(following.what, following.question_id, following.number, following.version)
    total = answers_now(card.id) if card.is_running else 0
    return Step(0, StepKind.QUIZ, phase, title, card.id, card.version, total, inner=inner)


def _awards(item_id: int) -> list[Step]:
    return [_award_step(card) for card in session_awards(item_id)]


def _award_step(card: AwardCard) -> Step:
    phases = {
        AwardState.VOTING: Phase.OPEN,
        AwardState.CLOSED: Phase.CLOSED,
        AwardState.REVEALED: Phase.SHOWN,
    }
    phase = phases.get(card.state, Phase.WAITING)
    inner = Inner(card.next.what, None, card.place, card.next.version) if card.next else None
    return Step(0, StepKind.AWARD, phase, card.title, card.id, card.version, card.ballots, inner=inner)


def may_answer_here(step: Step) -> int | None:
    """Return how many are in the session now who may take part in what a step is about; None where nobody can."""
    if step.ref is None:
        return None
    match step.kind:
        case StepKind.POLL:
            return turnout_of(db.session.get_one(Poll, step.ref), 0)["present"]
        case StepKind.QUIZ:
            return players_here(db.session.get_one(QuizPart, step.ref))
        case StepKind.QUESTIONS:
            return askers_here(step.ref)
        case StepKind.AWARD:
            voting = present_voting(step.ref)
            return present_in(voting) if voting else None
    return None


def ready_in(step: Step) -> int | None:
    """Return in how many milliseconds the right answers of a quiz step may be shown: till then the last ones arrive."""
    if step.kind is not StepKind.QUIZ or step.ref is None or step.inner is None or step.inner.what not in _REVEALS:
        return None
    return last_answers_in(db.session.get_one(QuizPart, step.ref))


def asked_first(step: Step) -> str:
    """Return what is asked before a press that cannot be taken back; empty for all others."""
    if step.kind is not StepKind.AWARD or step.ref is None or step.inner is None:
        return ""
    button = next_button(step.ref)
    return button.confirm if button else ""


def poll_phase(state: RoundState, showing: Showing) -> Phase:
    """Return where a poll stands for the run."""
    if state is RoundState.CLOSED:
        return Phase.CLOSED if showing is Showing.HIDDEN else Phase.SHOWN
    return Phase.OPEN if state is RoundState.OPEN else Phase.WAITING
