"""What leads from one state of an award to another before its vote, and what has to be there for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from conference.awards.rules import PATHS, AwardState, DecidedBy, next_states, state_before

# The states that organisers lead an award to; what comes after them is done where the vote is run.
PREPARED = (
    AwardState.DRAFT,
    AwardState.NOMINATIONS,
    AwardState.JURY,
    AwardState.FINALISTS,
    AwardState.PITCHES,
)
# Once a vote was opened or the award is decided, what it was declared to be stays.
FIXED = frozenset({AwardState.VOTING, AwardState.CLOSED, AwardState.REVEALED})


class Lack(StrEnum):
    """What is missing for a state."""

    NOMINEES = "nominees"
    FINALIST = "finalist"
    TWO_FINALISTS = "two_finalists"
    JURORS = "jurors"
    CHAIR = "chair"
    CRITERIA = "criteria"
    CHOSEN = "chosen"
    CITATION = "citation"


class Way(StrEnum):
    """How a state can be reached from another one."""

    FORWARD = "forward"
    BACK = "back"
    # Only by the chair's confirming of the shortlist.
    CHAIR = "chair"
    # Where the vote is run: opening, closing, revealing.
    DESK = "desk"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What the path asks about an award. `standing` nominees, of whom `finalists` and `chosen` are some."""

    decided_by: DecidedBy
    state: AwardState
    standing: int = 0
    finalists: int = 0
    chosen: int = 0
    jurors: int = 0
    has_chair: bool = False
    criteria: int = 0
    has_citation: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A state that organisers can lead an award to now, and what is missing for it."""

    to: AwardState
    way: Way
    lacks: tuple[Lack, ...]


def has_jury(decided_by: DecidedBy) -> bool:
    """Tell whether a jury takes part."""
    return AwardState.JURY in PATHS[decided_by]


def has_vote(decided_by: DecidedBy) -> bool:
    """Tell whether the audience takes part."""
    return AwardState.VOTING in PATHS[decided_by]


def way_to(decided_by: DecidedBy, state: AwardState, to: AwardState) -> Way:
    """Return how an award at `state` gets to another one. A jury that decides is never passed over."""
    if to is state_before(decided_by, state):
        return Way.BACK
    ahead = next_states(decided_by, state)
    if to not in ahead:
        return Way.NONE
    if to not in PREPARED:
        return Way.DESK
    before_jury = state is AwardState.JURY or AwardState.JURY in ahead
    return Way.CHAIR if before_jury and to is not AwardState.JURY and _is_after_jury(to) else Way.FORWARD


def lacks(facts: PathFacts, to: AwardState) -> tuple[Lack, ...]:
    """Return what is missing for a state that lies ahead, in the order in which one would mend it."""
    return tuple(_lacks(facts, to))


def steps(facts: PathFacts) -> tuple[Step, ...]:
    """Return where organisers can lead the award from here, forwards first, nearest first."""
    path = PATHS[facts.decided_by]
    ways = [(state, way_to(facts.decided_by, facts.state, state)) for state in path]
    forwards = [Step(state, way, lacks(facts, state)) for state, way in ways if way is Way.FORWARD]
    back = [Step(state, way, ()) for state, way in ways if way is Way.BACK]
    return (*forwards, *back)


def _is_after_jury(state: AwardState) -> bool:
    return PREPARED.index(state) > PREPARED.index(AwardState.JURY)


def _lacks(facts: PathFacts, to: AwardState) -> Iterator[Lack]:
    if to in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.REVEALED}:
        return
    if facts.decided_by is DecidedBy.CONFERRED:
        if not facts.chosen:
            yield Lack.CHOSEN
        if not facts.has_citation:
            yield Lack.CITATION
        return
    yield from _lacks_to_choose(facts)
    if to is AwardState.JURY:
        return
    if not facts.finalists:
        yield Lack.FINALIST
    elif has_vote(facts.decided_by) and facts.finalists < 2:
        yield Lack.TWO_FINALISTS


def _lacks_to_choose(facts: PathFacts) -> Iterator[Lack]:
    if not facts.standing:
        yield Lack.NOMINEES
    if not has_jury(facts.decided_by):
        return
    if not facts.criteria:
        yield Lack.CRITERIA
    if not facts.jurors:
        yield Lack.JURORS
    if not facts.has_chair:
        yield Lack.CHAIR
