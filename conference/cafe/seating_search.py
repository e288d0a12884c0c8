"""The search for a good seating: a greedy start, then the best swap for each who sits badly, until none helps."""

from dataclasses import dataclass

import numpy as np

from conference.cafe.seating_costs import FREE, Costs, Numbers, Positions

# All limits are counts and no clock, so that the same input and seed give the same seats everywhere.
STARTS = 8
# After so many rounds of swaps that gained nothing, sideways steps will hardly find a way out.
PATIENCE = 8
# Another start only while so few numbers have been looked at: a large café has one or two, a small one all.
ENOUGH = 2_000_000


def search(costs: Costs, goal: float, random: np.random.Generator) -> Positions:
    """Return the position of the table of each person and chair; stop at `goal`, the least that it can cost."""
    best = State.of(costs, _start(costs, random))
    looks = best.improve(goal, random)
    for _ in range(STARTS - 1):
        if best.total <= goal or looks * len(best.table_of) > ENOUGH:
            break
        other = State.of(costs, _start(costs, random))
        looks += other.improve(goal, random)
        if other.total < best.total:
            best = other
    return best.table_of


def _start(costs: Costs, random: np.random.Generator) -> Positions:
    """Seat those who fit hardest first, each where it costs least."""
    table_of = costs.held.copy()
    at = costs.place.copy()
    held = np.flatnonzero(table_of != FREE)
    room = costs.seats - np.bincount(table_of[held], minlength=len(costs.seats))
    for one in held:
        at[table_of[one]] += costs.pair[one]
    free = np.flatnonzero(table_of == FREE)
    hardness = costs.pair.sum(axis=1) + costs.place.sum(axis=0)
    for one in free[np.lexsort((random.random(len(free)), -hardness[free]))]:
        # Costs are whole numbers, so chance below a half only breaks ties: here and below.
        price = at[:, one] + random.random(len(room)) / 2
        price[room <= 0] = np.inf
        table = price.argmin()
        table_of[one] = table
        room[table] -= 1
        at[table] += costs.pair[one]
    return table_of


@dataclass(slots=True)
class State:
    """A seating and what it costs, kept up to date with every swap."""

    costs: Costs
    table_of: Positions
    at: Numbers  # what each would cost at each table
    own: Numbers  # what each costs where they sit
    total: float

    @classmethod
    def of(cls, costs: Costs, table_of: Positions) -> "State":
        """Reckon up a seating."""
        everyone = np.arange(len(table_of))
        sits = table_of == np.arange(len(costs.seats))[:, None]
        at = costs.place + sits @ costs.pair
        own = at[table_of, everyone]
        # A pair counts in both of its costs, a place in one.
        total = float(own.sum() + costs.place[table_of, everyone].sum()) / 2
        return cls(costs, table_of, at, own, total)

    def improve(self, goal: float, random: np.random.Generator) -> int:
        """Swap whoever sits badly with whom it helps most or harms nobody; return for how many this was looked at.

        Steps sideways, which only harm nobody, lead out of dead ends. The total never rises.
        """
        free = self.costs.held == FREE
        looks, idle = 0, 0
        while self.total > goal and idle < PATIENCE:
            before = self.total
            troubled = random.permutation(np.flatnonzero((self.own > 0) & free))
            chance = np.where(free, random.random(len(free)) / 2, np.inf)
            for one in troubled:
                self._swap_best(one, chance)
                if self.total <= goal:
                    break
            looks += len(troubled)
            idle = 0 if self.total < before else idle + 1
        return looks

    def _swap_best(self, one: np.intp, chance: Numbers) -> None:
        pair, table_of = self.costs.pair, self.table_of
        here = table_of[one]
        change = self.at[here] + self.at[table_of, one] - self.own - self.own[one] - 2 * pair[one]
        change[table_of == here] = np.inf
        other = (change + chance).argmin()
        if change[other] + chance[other] >= 1:
            return
        there = table_of[other]
        self.at[here] += pair[other] - pair[one]
        self.at[there] += pair[one] - pair[other]
        table_of[one], table_of[other] = there, here
        self.own = self.at[table_of, np.arange(len(table_of))]
        self.total += float(change[other])
