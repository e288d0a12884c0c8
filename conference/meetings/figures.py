"""What came of meetings, counted: outcomes, requests and answers, meetings of each person, who meets whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from statistics import median

from conference.meetings.rules import MeetingState, Origin, is_held

# So many groups have a name of their own in a picture; the others are taken together.
MOST_GROUPS = 12
# The key of all groups that were taken together; no country and no kind is called so.
REST = "*"
HEATS = 6


class Outcome(StrEnum):
    """What came of a meeting that was booked; each has exactly one at any moment."""

    COMING = "coming"
    ON = "on"
    HELD = "held"
    # Somebody did not come, or its people say that it was not held.
    MISSED = "missed"
    # It is over, and nobody knows.
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


# Meetings that took place, as far as is known, or are to.
STANDING = frozenset({Outcome.COMING, Outcome.ON, Outcome.HELD, Outcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """One meeting as the figures see it. `people` accepted; `outcome` None: it was never booked."""

    id: int
    state: MeetingState
    origin: Origin
    outcome: Outcome | None
    people: tuple[int, ...]
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Requests:
    """What was asked. `hours`: the median until another one first answered; None where nobody has."""

    made: int
    waiting: int
    accepted: int
    declined: int
    lapsed: int
    hours: float | None

    @property
    def accepted_share(self) -> float | None:
        """Which share of the requests that do not wait any more was accepted; None where all wait."""
        decided = self.made - self.waiting
        return self.accepted / decided if decided else None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who meets whom, by groups: pairs of people in one meeting. `cells` is symmetric; largest group first."""

    groups: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def pairs(self) -> int:
        """How many pairs there are in all, each once."""
        return sum(self.cells[row][column] for row in range(len(self.groups)) for column in range(row + 1))

    def ends(self, group: int) -> int:
        """Return how often somebody of a group meets somebody: a pair within it counts for both."""
        return sum(self.cells[group]) + self.cells[group][group]

    def heat(self, row: int, column: int) -> int:
        """Return how strong a cell is, from 0 (none) to `HEATS` (the most of all)."""
        most = max((cell for cells in self.cells for cell in cells), default=0)
        return -(-self.cells[row][column] * HEATS // most) if most else 0


def outcome_of(
    state: MeetingState,
    times: tuple[datetime | None, datetime | None],
    arrived: int,
    said: bool | None,
    now: datetime,
) -> Outcome | None:
    """Return what came of a meeting, or None for one that was never booked.

    `arrived`: how many came into its room; `said`: what one of its people said last of whether it was held.
    """
    if state is MeetingState.CANCELLED:
        return Outcome.CANCELLED
    if state is MeetingState.MISSED:
        return Outcome.HELD if said else Outcome.MISSED
    begin, end = times
    if state is not MeetingState.BOOKED or begin is None or end is None:
        return None
    if now < end:
        return Outcome.COMING if now < begin else Outcome.ON
    return {True: Outcome.HELD, False: Outcome.MISSED, None: Outcome.UNKNOWN}[is_held(arrived, said)]


def newest_word(words: Iterable[tuple[bool | None, datetime | None]]) -> bool | None:
    """Return what was said last of whether a meeting was held, of (what, when); None where nobody said anything."""
    said = [(at, what) for what, at in words if what is not None and at is not None]
    return max(said)[1] if said else None


def outcomes(facts: Iterable[MeetingFact]) -> Counter[Outcome]:
    """Return how many meetings came to what."""
    return Counter(fact.outcome for fact in facts if fact.outcome is not None)


def requests_of(facts: Iterable[MeetingFact]) -> Requests:
    """Count what people asked each other; what was booked at once, by organisers or a matchmaking, is no request."""
    asked = [fact for fact in facts if fact.origin is Origin.REQUEST]
    accepted = sum(fact.outcome is not None for fact in asked)
    waiting = sum(fact.state is MeetingState.REQUESTED for fact in asked)
    declined = sum(fact.state is MeetingState.DECLINED for fact in asked)
    hours = [max(0.0, (fact.answered_at - fact.asked_at).total_seconds() / 3600) for fact in asked if fact.answered_at]
    return Requests(
        made=len(asked),
        waiting=waiting,
        accepted=accepted,
        declined=declined,
        lapsed=len(asked) - accepted - waiting - declined,
        hours=round(median(hours), 1) if hours else None,
    )


def per_person(facts: Iterable[MeetingFact], people: Collection[int]) -> dict[int, int]:
    """Return, of some people, how many have how many meetings that stand; from none up to the most, gaps included."""
    there = frozenset(people)
    of_each = Counter(one for fact in facts if fact.outcome in STANDING for one in set(fact.people) & there)
    counts = Counter(of_each[one] for one in there)
    return {number: counts[number] for number in range(max(counts, default=-1) + 1)}


def matrix(facts: Iterable[MeetingFact], group_of: Mapping[int, str]) -> Matrix:
    """Count who meets whom in the meetings that stand, by group; who is in none of them counts as the group ""."""
    pairs: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        if fact.outcome in STANDING:
            for one, other in combinations(sorted(set(fact.people)), 2):
                pairs[_in_order(group_of.get(one, ""), group_of.get(other, ""))] += 1
    return _as_matrix(pairs)


def gathered(whole: Matrix, most: int = MOST_GROUPS) -> Matrix:
    """Return a matrix with at most so many groups, and all the smaller ones taken together as `REST`."""
    if len(whole.groups) <= most + 1:
        return whole
    kept = set(whole.groups[:most])
    pairs: Counter[tuple[str, str]] = Counter()
    for row, one in enumerate(whole.groups):
        for column, other in enumerate(whole.groups[: row + 1]):
            name = _in_order(one if one in kept else REST, other if other in kept else REST)
            pairs[name] += whole.cells[row][column]
    return _as_matrix(pairs)


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _as_matrix(pairs: Mapping[tuple[str, str], int]) -> Matrix:
    ends: defaultdict[str, int] = defaultdict(int)
    for pair, count in pairs.items():
        for group in pair:
            ends[group] += count
    # What was taken together, and what nobody said, come last, however much they are.
    groups = sorted(ends, key=lambda group: (group in {REST, ""}, -ends[group], group))
    cells = tuple(tuple(pairs.get(_in_order(one, other), 0) for other in groups) for one in groups)
    return Matrix(tuple(groups), cells)
