"""What leads from one state of an award to another before its vote, and what has to be there for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from conference.awards.rules import PATHS, AwardState, DecidedBy, state_before

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


def needs_jury(decided_by: DecidedBy) -> bool:
    """Tell whether it cannot be decided without a jury."""
    return decided_by in {DecidedBy.JURY, DecidedBy.BOTH}


def has_vote(decided_by: DecidedBy) -> bool:
    """Tell whether the audience takes part."""
    return AwardState.VOTING in PATHS[decided_by]


def path_of(facts: PathFacts) -> tuple[AwardState, ...]:
    """Return the states that an award goes through: a jury that it need not have is on its path once it has jurors."""
    path = PATHS[facts.decided_by]
    if needs_jury(facts.decided_by) or facts.jurors or facts.state is AwardState.JURY:
        return path
    return tuple(state for state in path if state is not AwardState.JURY)


def way_to(facts: PathFacts, to: AwardState) -> Way:
    """Return how an award gets from where it stands to another state. A jury that decides is never passed over."""
    path = path_of(facts)
    here = path.index(facts.state)
    if to not in path or to is facts.state:
        return Way.NONE
    there = path.index(to)
    if there < here:
        # Where a vote was opened or the award is decided, nothing leads back.
        can_go_back = there == here - 1 and state_before(facts.decided_by, facts.state) is not None
        return Way.BACK if can_go_back else Way.NONE
    if to not in PREPARED:
        return Way.DESK
    jury = path.index(AwardState.JURY) if AwardState.JURY in path else here
    passes_over = here < jury < there and needs_jury(facts.decided_by)
    return Way.CHAIR if passes_over or facts.state is AwardState.JURY else Way.FORWARD


def lacks(facts: PathFacts, to: AwardState) -> tuple[Lack, ...]:
    """Return what is missing for a state that lies ahead, in the order in which one would mend it."""
    return tuple(_lacks(facts, to))


def steps(facts: PathFacts) -> tuple[Step, ...]:
    """Return where organisers can lead the award from here, forwards first, nearest first."""
    ways = [(state, way_to(facts, state)) for state in path_of(facts)]
    forwards = [Step(state, way, lacks(facts, state)) for state, way in ways if way is Way.FORWARD]
    back = [Step(state, way, ()) for state, way in ways if way is Way.BACK]
    return (*forwards, *back)


def _lacks(facts: PathFacts, to: AwardState) -> Iterator[Lack]:
    if to in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.REVEALED}:
        return
    if facts.decided_by is DecidedBy.CONFERRED:
        if not facts.chosen:
            yield Lack.CHOSEN
        if not facts.has_citation:
            yield Lack.CITATION
        return
    if not facts.standing:
        yield Lack.NOMINEES
    if to is AwardState.JURY or needs_jury(facts.decided_by):
        yield from _lacks_of_jury(facts)
    if to is AwardState.JURY:
        return
    if not facts.finalists:
        yield Lack.FINALIST
    elif has_vote(facts.decided_by) and facts.finalists < 2:
        yield Lack.TWO_FINALISTS


def _lacks_of_jury(facts: PathFacts) -> Iterator[Lack]:
    if not facts.criteria:
        yield Lack.CRITERIA
    if not facts.jurors:
        yield Lack.JURORS
    if not facts.has_chair:
        yield Lack.CHAIR
