"""Matchmakings: states of a session, of a run, of who takes part; deadlines, and the order of wishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conference.permissions import Role

MOST_WISHES = 50
# What organisers decide about one, but for its times.
FIELDS = (
    "title", "description", "wishes_until", "most_wishes", "most_meetings", "most_at_once", "at_places", "is_open",
)  # fmt: skip
# A run that has not said for so long that it lives is dead.
DEAD_AFTER = timedelta(minutes=1)


class MatchmakingState(StrEnum):
    """Where a matchmaking is."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    ARRANGING = "arranging"
    PUBLISHED = "published"


class RunState(StrEnum):
    """How the computing of a timetable stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Part(StrEnum):
    """Whether somebody takes part."""

    INVITED = "invited"
    IN = "in"
    OUT = "out"


class Step(StrEnum):
    """What somebody does with a wish."""

    ADD = "add"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to add: everybody, those who offer or look for anything, or those with a role or a topic."""

    tagged: bool = False
    role: Role | None = None
    tag_id: int | None = None


RUNNING_STATES = frozenset({RunState.WAITING, RunState.RUNNING})
# Publishing is no step of these: it is what publishing the timetable does.
_STEPS: Mapping[MatchmakingState, Sequence[MatchmakingState]] = {
    MatchmakingState.DRAFT: (MatchmakingState.COLLECTING,),
    MatchmakingState.COLLECTING: (MatchmakingState.ARRANGING, MatchmakingState.DRAFT),
    MatchmakingState.ARRANGING: (MatchmakingState.COLLECTING,),
    MatchmakingState.PUBLISHED: (MatchmakingState.ARRANGING,),
}


def next_states(state: MatchmakingState, *, has_wishes: bool) -> tuple[MatchmakingState, ...]:
    """Return what organisers may make of it, onwards first; it is no draft any more once somebody wished."""
    return tuple(one for one in _STEPS[state] if not (has_wishes and one is MatchmakingState.DRAFT))


def takes_wishes(state: MatchmakingState, until: datetime | None, moment: datetime) -> bool:
    """Tell whether people may wish now: the clock closes it, whoever notes that."""
    return state is MatchmakingState.COLLECTING and (until is None or moment < until)


def reordered(order: Sequence[int], one: int, step: Step) -> list[int]:
    """Return the wished people in their new order; what changes nothing leaves it as it is."""
    left = list(order)
    if step is Step.ADD:
        return left if one in left else [*left, one]
    if one not in left:
        return left
    at = left.index(one)
    left.remove(one)
    if step is not Step.REMOVE:
        left.insert(max(0, at - 1) if step is Step.UP else at + 1, one)
    return left
