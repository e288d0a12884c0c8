"""The words of awards: how one is decided, its path from nomination to reveal, and what is declared before a vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DecidedBy(StrEnum):
    """Who decides an award."""

    JURY = "jury"
    AUDIENCE = "audience"
    BOTH = "both"
    # Given by somebody who need not ask anybody: a special award, with its citation.
    CONFERRED = "conferred"


class AwardState(StrEnum):
    """Where an award stands. From the opening of a vote on, it only goes forward."""

    DRAFT = "draft"
    NOMINATIONS = "nominations"
    JURY = "jury"
    FINALISTS = "finalists"
    PITCHES = "pitches"
    VOTING = "voting"
    CLOSED = "closed"
    REVEALED = "revealed"


PATHS: Mapping[DecidedBy, tuple[AwardState, ...]] = {
    DecidedBy.BOTH: tuple(AwardState),
    # A jury may shortlist what the audience then decides; without one this state is passed over.
    DecidedBy.AUDIENCE: tuple(AwardState),
    DecidedBy.JURY: tuple(state for state in AwardState if state is not AwardState.VOTING),
    DecidedBy.CONFERRED: (AwardState.DRAFT, AwardState.CLOSED, AwardState.REVEALED),
}


class NominationsBy(StrEnum):
    """Who may nominate. Organisers always may, while an award is being prepared."""

    PARTICIPANTS = "participants"
    ORGANISERS = "organisers"


class NomineeState(StrEnum):
    """What became of a nominee. Merged ones count for the one they were merged into."""

    STANDING = "standing"
    DECLINED = "declined"
    REJECTED = "rejected"
    MERGED = "merged"


class Duty(StrEnum):
    """What somebody does for one award."""

    CHAIR = "chair"
    JUROR = "juror"
    # Gets the log's head by mail, and may look at the roll and the log.
    OBSERVER = "observer"


class FinalistOrder(StrEnum):
    """In which order voters see the finalists; either way it is frozen at the opening."""

    FIXED = "fixed"
    RANDOM = "random"


class TieRule(StrEnum):
    """What happens when two share a place that matters."""

    JURY_RANK = "jury_rank"
    RUN_OFF = "run_off"
    SHARED = "shared"


class JurorsVote(StrEnum):
    """Whether jurors may vote with the audience."""

    ALL = "all"
    WITHOUT_CONFLICT = "without_conflict"
    NONE = "none"


class QuorumUnit(StrEnum):
    """What a quorum counts: ballots, or per cent of the roll."""

    BALLOTS = "ballots"
    PERCENT = "percent"


class EntryKind(StrEnum):
    """What an entry of an award's log says."""

    OPENING = "opening"
    ACT = "act"
    COMMITMENTS = "commitments"
    CLOSING = "closing"
    REVEAL = "reveal"


class What(StrEnum):
    """A step of a vote."""

    OPEN = "open"
    CLOSE = "close"
    # Of an award on which nobody votes: say that it is decided.
    DECIDE = "decide"
    RUN_OFF = "run_off"
    # The next place, from the last one up.
    REVEAL = "reveal"
    EXTEND = "extend"
    TAKE_BACK = "take_back"
    # A vote whose checks failed.
    CHECK = "check"


# How many commitments an entry has at least, where so many were cast; and how many are kept back for the next one.
LEAST_BATCH = 10
# Parts of a turnout with fewer ballots are shown together only.
LEAST_PART = 5
HIGHEST_SCORE = 10


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may vote: confirmed participants with an account, of these roles and kinds of organisation (empty: all)."""

    roles: frozenset[str] = frozenset()
    organisation_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many ballots make a vote count; 0 is none."""

    least: int = 0
    unit: QuorumUnit = QuorumUnit.BALLOTS

    def ballots(self, roll: int) -> int:
        """Return how many ballots are needed of a roll of so many."""
        if self.unit is QuorumUnit.BALLOTS:
            return self.least
        return -(-self.least * roll // 100)


def next_states(decided_by: DecidedBy, state: AwardState) -> tuple[AwardState, ...]:
    """Return the states after this one on the award's path, nearest first; some may be passed over."""
    path = PATHS[decided_by]
    return path[path.index(state) + 1 :]


def state_before(decided_by: DecidedBy, state: AwardState) -> AwardState | None:
    """Return the state that an award can honestly go back to, None where there is none.

    Never once a vote was opened, and never from what is closed or revealed; an opening is taken back by itself, as
    long as nobody has voted.
    """
    if state in {AwardState.DRAFT, AwardState.VOTING, AwardState.CLOSED, AwardState.REVEALED}:
        return None
    path = PATHS[decided_by]
    return path[path.index(state) - 1]
