"""The words of a quiz, when a question is open, what an answer is worth, and what the next step of a part is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# How long after the end an answer may still arrive: one round trip, as measured, but never more than this.
MOST_GRACE = timedelta(milliseconds=1500)
# The round trip of somebody whose line was not measured: a form without a script.
USUAL_GRACE = timedelta(milliseconds=500)
MOST_OPTIONS = 6
DEFAULT_SECONDS, LEAST_SECONDS, MOST_SECONDS = 20, 5, 600
DEFAULT_POINTS, MOST_POINTS = 1000, 10_000
SHOWN_PLACES = 10


class QuestionState(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class Answers(StrEnum):
    """When the right answers of a part are shown: after each question, or all of them later."""

    AT_ONCE = "at_once"
    LATER = "later"


class What(StrEnum):
    """What a moderator may do to a question or to a part."""

    OPEN = "open"
    CLOSE = "close"
    REVEAL = "reveal"
    END = "end"
    ANSWERS = "answers"


# What a step on a question leads to.
LEADS_TO = {
    What.OPEN: QuestionState.OPEN,
    What.CLOSE: QuestionState.CLOSED,
    What.REVEAL: QuestionState.REVEALED,
}


def seconds(number: int) -> timedelta:
    """Return a span of seconds."""
    return timedelta(seconds=number)


def state_at(state: QuestionState, closes_at: datetime | None, now: datetime) -> QuestionState:
    """Return where a question stands by the clock: an open one whose time is up is closed, whoever notes it late."""
    over = state is QuestionState.OPEN and closes_at is not None and now >= closes_at
    return QuestionState.CLOSED if over else state


def counts(state: QuestionState, closes_at: datetime | None, received_at: datetime, grace: timedelta) -> bool:
    """Tell whether an answer received at a moment was in time: before the end and one round trip, never once revealed.

    A question that the moderator closed early has `closes_at` at that moment.
    """
    if state not in {QuestionState.OPEN, QuestionState.CLOSED} or closes_at is None:
        return False
    return received_at < closes_at + bounded(grace)


def bounded(grace: timedelta) -> timedelta:
    """Return a round trip as far as it is believed."""
    return min(max(grace, timedelta()), MOST_GRACE)


def seconds_used(opened_at: datetime, received_at: datetime, grace: timedelta) -> timedelta:
    """Return how long an answer took, without the round trip that the question and the answer were under way."""
    return max(received_at - opened_at - bounded(grace), timedelta())


def points_for(right: bool, used: timedelta, given: timedelta, points: int) -> int:
    """Return what an answer is worth: nothing when wrong, all points at once, falling evenly to half at the end.

    Rounded up, so that a right answer is never worth nothing. Several right answers: all of them and no other.
    """
    if not right:
        return 0
    whole = max(given // timedelta(milliseconds=1), 1)
    spent = min(max(used // timedelta(milliseconds=1), 0), whole)
    return -(-points * (2 * whole - spent) // (2 * whole))


@dataclass(frozen=True, slots=True)
class RunningQuestion:
    """A question as the run of its part sees it; `state` is what it is by the clock."""

    id: int
    number: int
    state: QuestionState
    version: int


@dataclass(frozen=True, slots=True)
class RunningPart:
    """A part as its run sees it."""

    id: int
    version: int
    answers: Answers
    ended: bool
    revealed: bool
    questions: Sequence[RunningQuestion]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a moderator most likely does next. A part's own steps have no question."""

    what: What
    part_id: int
    question_id: int | None
    number: int | None
    version: int


def next_step(part: RunningPart) -> NextStep | None:
    """Return the next step of a part, None when all is done or there is nothing to ask."""
    first = {state: next((one for one in part.questions if one.state is state), None) for state in QuestionState}
    question, what = None, None
    if first[QuestionState.OPEN]:
        question, what = first[QuestionState.OPEN], What.CLOSE
    elif part.ended:
        what = What.ANSWERS if part.answers is Answers.LATER and not part.revealed else None
    elif part.answers is Answers.AT_ONCE and first[QuestionState.CLOSED]:
        question, what = first[QuestionState.CLOSED], What.REVEAL
    elif first[QuestionState.WAITING]:
        question, what = first[QuestionState.WAITING], What.OPEN
    elif part.questions:
        what = What.END
    if what is None:
        return None
    if question is None:
        return NextStep(what, part.id, None, None, part.version)
    return NextStep(what, part.id, question.id, question.number, question.version)
