"""What a question goes through, which decisions fit which state, and in what order questions stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_QUESTION = 400
LONGEST_ANSWER = 4000
LONGEST_REASON = 200
# One person's new questions: so many a minute, and so many that are neither answered nor taken away.
MOST_A_MINUTE = 3
MOST_OPEN = 10


class QuestionState(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    ANSWERING = "answering"
    ANSWERED = "answered"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class AnsweredHow(StrEnum):
    """How a question was answered."""

    LIVE = "live"
    WRITING = "writing"


class Decision(StrEnum):
    """What a moderator does with a question."""

    APPROVE = "approve"
    HIDE = "hide"
    ANSWER = "answer"
    FINISH = "finish"
    WRITE = "write"
    BACK = "back"
    PIN = "pin"
    UNPIN = "unpin"
    MERGE = "merge"
    UNMERGE = "unmerge"


_S = QuestionState
# What everybody at the session sees.
SHOWN = frozenset({_S.APPROVED, _S.ANSWERING, _S.ANSWERED})
VOTED_ON = frozenset({_S.APPROVED, _S.ANSWERING})
UNDECIDED = frozenset({_S.WAITING, _S.APPROVED, _S.ANSWERING})
FROM: Mapping[Decision, frozenset[QuestionState]] = {
    Decision.APPROVE: frozenset({_S.WAITING, _S.HIDDEN}),
    Decision.HIDE: frozenset({_S.WAITING, _S.APPROVED, _S.ANSWERING, _S.ANSWERED}),
    Decision.ANSWER: frozenset({_S.WAITING, _S.APPROVED, _S.ANSWERED}),
    Decision.FINISH: frozenset({_S.APPROVED, _S.ANSWERING}),
    Decision.WRITE: frozenset({_S.WAITING, _S.APPROVED, _S.ANSWERING, _S.ANSWERED}),
    Decision.BACK: frozenset({_S.ANSWERING, _S.ANSWERED}),
    Decision.PIN: frozenset({_S.APPROVED, _S.ANSWERING}),
    Decision.UNPIN: frozenset(_S),
    Decision.MERGE: frozenset({_S.WAITING, _S.APPROVED, _S.HIDDEN}),
    Decision.UNMERGE: frozenset({_S.MERGED}),
}
# Where a decision leads; when the question is there already, there is nothing to do.
TO: Mapping[Decision, QuestionState] = {
    Decision.APPROVE: _S.APPROVED,
    Decision.HIDE: _S.HIDDEN,
    Decision.ANSWER: _S.ANSWERING,
    Decision.FINISH: _S.ANSWERED,
    Decision.BACK: _S.APPROVED,
    Decision.UNMERGE: _S.APPROVED,
}


def is_allowed(decision: Decision, state: QuestionState) -> bool:
    """Tell whether a decision fits a question in a state."""
    return state in FROM[decision]


def may_edit(state: QuestionState, votes: int) -> bool:
    """Tell whether the asker may still change the words: before anybody else has stood behind them."""
    return state in {_S.WAITING, _S.APPROVED} and votes == 0


def may_withdraw(state: QuestionState) -> bool:
    """Tell whether the asker may still take the question back."""
    return state in {_S.WAITING, _S.APPROVED, _S.HIDDEN}


@dataclass(frozen=True, slots=True)
class Rank:
    """What decides where a question stands in the list."""

    state: QuestionState
    is_pinned: bool
    votes: int
    asked_at: datetime
    id: int


def by_votes(rank: Rank) -> tuple[int, bool, int, datetime, int]:
    """Order: the one being answered, pinned ones, open ones by votes and then age, answered ones last."""
    place = {_S.ANSWERING: 0, _S.ANSWERED: 2}.get(rank.state, 1)
    return (place, not rank.is_pinned, -rank.votes, rank.asked_at, rank.id)
