"""What a seating costs, as numbers that numpy can add: each goal weighs more than all below it in one swap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conference.cafe.seating_bounds import Bounds
from conference.cafe.seating_plan import Plan, Round
from conference.cafe.seating_types import Wishes, clashes

Numbers = NDArray[np.float64]
Positions = NDArray[np.intp]
FREE = -1
# A third meeting is worse than a second; beyond that it makes no difference.
MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """What one of each costs: powers of a base that no swap's gain in all lesser goals together can reach."""

    stayed: float
    kind: float
    country: float
    organisation: float
    language: float
    repeat: float
    block: float

    @classmethod
    def of(cls, wishes: Wishes, largest: int) -> "Weights":
        """Return the weights for tables of at most so many."""
        base = float(4 * max(largest, 2))
        return cls(
            stayed=1,
            kind=base * wishes.kind,
            country=base**2 * wishes.country,
            organisation=base**3 * wishes.organisation,
            language=base**4 * wishes.language,
            repeat=base**5,
            block=base**6 * MOST_TIMES,
        )

    def total(self, bounds: Bounds) -> float:
        """Return the least that a seating can cost."""
        return (
            self.repeat * bounds.repeats
            + self.language * bounds.language_clashes
            + self.organisation * bounds.same_organisation
            + self.country * bounds.same_country
            + self.kind * bounds.same_kind
            + self.stayed * bounds.stayed
        )


@dataclass(frozen=True, slots=True)
class Costs:
    """What it costs that two sit at one table, and that somebody sits at a table.

    Behind the people stand empty chairs, which cost nothing: who swaps with one moves.
    """

    pair: Numbers  # symmetric, people and chairs by people and chairs
    place: Numbers  # tables by people and chairs
    held: Positions  # the table of each who is held there, or FREE
    seats: Positions  # of each table, empty chairs included


def costs_of(asked: Round, plan: Plan, weights: Weights) -> Costs:
    """Return the costs of a plan whose alike tables may trade their odd one out, and nothing else of their sizes."""
    costs = _costs(asked, plan, weights, plan.seats)
    first = len(asked.people)
    chairs = [at for at, (seats, size) in enumerate(zip(plan.seats, plan.sizes, strict=True)) if seats > size]
    # No two empty chairs at one table, and none where nobody's chair may be left empty.
    costs.pair[first:, first:] = weights.block
    np.fill_diagonal(costs.pair, 0)
    costs.place[:, first:] = weights.block
    trades = [(table.limits, seats) for table, seats in zip(plan.tables, plan.seats, strict=True)]
    for trade in {trades[at] for at in chairs}:
        theirs = [at for at, other in enumerate(trades) if other == trade]
        empty = [first + chair for chair, at in enumerate(chairs) if trades[at] == trade]
        costs.place[np.ix_(theirs, empty)] = 0
    return costs


def loose_costs_of(asked: Round, plan: Plan, weights: Weights) -> Costs:
    """Return the costs where any size goes, up to one above a table's most, though even ones cost less.

    For blocks that no even seating can keep.
    """
    held = Counter(plan.held.values())
    seats = [max(table.most + 1, held[at]) for at, table in enumerate(plan.tables)]
    costs = _costs(asked, plan, weights, seats)
    known = slice(len(asked.people))
    costs.pair[known, known] += weights.repeat * MOST_TIMES
    np.fill_diagonal(costs.pair, 0)
    return costs


def _costs(asked: Round, plan: Plan, weights: Weights, seats: Sequence[int]) -> Costs:
    size = sum(seats)
    pair = np.zeros((size, size))
    known = pair[: len(asked.people), : len(asked.people)]
    for weight, traits in (
        (weights.organisation, [one.organisation for one in asked.people]),
        (weights.country, [one.country for one in asked.people]),
        (weights.kind, [one.kind for one in asked.people]),
    ):
        known += weight * _same(traits)
    index = {one.id: at for at, one in enumerate(asked.people)}
    _add_pairs(known, index, asked.met, weights.repeat)
    _add_pairs(known, index, dict.fromkeys(asked.blocked, 1), weights.block)
    np.fill_diagonal(pair, 0)
    held = np.full(size, FREE, dtype=np.intp)
    for one, at in plan.held.items():
        held[index[one]] = at
    return Costs(pair, _places(asked, plan, weights, size), held, np.array(seats, dtype=np.intp))


def _same(traits: Sequence[str]) -> NDArray[np.bool_]:
    """Return who has the same trait as whom; the unknown is like nothing."""
    numbers = {trait: number for number, trait in enumerate(dict.fromkeys(traits))}
    codes = np.array([numbers[trait] if trait else -1 - at for at, trait in enumerate(traits)], dtype=np.intp)
    return np.equal.outer(codes, codes)


def _add_pairs(known: Numbers, index: Mapping[int, int], pairs: Mapping[tuple[int, int], int], weight: float) -> None:
    present = [
        (index[one], index[other], min(often, MOST_TIMES))
        for (one, other), often in pairs.items()
        if one in index and other in index
    ]
    if present:
        one, other, often = np.array(present).T
        known[one, other] += often * weight
        known[other, one] += often * weight


def _places(asked: Round, plan: Plan, weights: Weights, size: int) -> Numbers:
    place = np.zeros((len(plan.tables), size))
    languages = {table.language for table in plan.tables} - {""}
    for language in languages:
        tables = [at for at, table in enumerate(plan.tables) if table.language == language]
        silent = [at for at, one in enumerate(asked.people) if clashes(one, plan.tables[tables[0]])]
        place[np.ix_(tables, silent)] += weights.language
    position = {table.id: at for at, table in enumerate(plan.tables)}
    for at, one in enumerate(asked.people):
        if one.id not in plan.held and asked.previous.get(one.id) in position:
            place[position[asked.previous[one.id]], at] += weights.stayed
    return place
