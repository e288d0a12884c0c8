"""The search for a good seating: a greedy start, then the best swap for each who sits badly, until none helps.

Where that ends above the least possible, other starts are tried, and the best seating is shaken and mended again:
among few people who know each other well, that finds what swaps alone do not.
"""

from dataclasses import dataclass

import numpy as np

from conference.cafe.seating_costs import FREE, Costs, Numbers, Positions

# All limits are counts and no clock, so that the same input and seed give the same seats on any machine.
# A look is one person's best swap, reckoned over all others: its time grows with so much and with their number.
LOOK = 400
# Looks times their size: for starting anew and shaking in a round's first search (each further one has half of what the
# one before had), and for mending one seating that gains without end.
ENOUGH, MOST = 2_000_000, 20_000_000
# So many starts before the best is shaken, by so many swaps.
STARTS, SHAKES = 4, 4
# After so many passes that gained nothing, sideways steps will hardly find a way out; less often yet when shaken.
PATIENCE, SHAKEN_PATIENCE = 8, 3


def search(costs: Costs, goal: float, random: np.random.Generator, enough: int = ENOUGH) -> Positions:
    """Return the position of the table of each person and chair; stop at `goal`, the least that it can cost.

    Where that is not reached, other seatings are tried until `enough` was looked at.
    """
    size = costs.pair.shape[0] + LOOK
    best = State.start(costs, random)
    looks = best.improve(goal, random, PATIENCE, MOST // size)
    tries = 1
    while best.total > goal and looks < enough // size:
        other = State.start(costs, random) if tries < STARTS else best.shaken(random)
        patience = PATIENCE if tries < STARTS else SHAKEN_PATIENCE
        # A try counts by itself too, so that those who cannot move come to an end.
        looks += SHAKES + other.improve(goal, random, patience, MOST // size)
        if other.total <= best.total:
            best = other
        tries += 1
    return best.table_of


@dataclass(slots=True)
class State:
    """A seating and what it costs, kept up to date with every swap."""

    costs: Costs
    table_of: Positions
    at: Numbers  # what each would cost at each table
    own: Numbers  # what each costs where they sit
    total: float

    @classmethod
    def start(cls, costs: Costs, random: np.random.Generator) -> "State":
        """Seat those who fit hardest first, each where it costs least."""
        table_of, at = costs.held.copy(), costs.place.copy()
        held, free = np.flatnonzero(table_of != FREE), np.flatnonzero(table_of == FREE)
        room = costs.seats - np.bincount(table_of[held], minlength=len(costs.seats))
        for one in held:
            at[table_of[one]] += costs.pair[one]
        hardness = costs.pair.sum(axis=1) + costs.place.sum(axis=0)
        for one in free[np.lexsort((random.random(len(free)), -hardness[free]))]:
            # Costs are whole numbers, so chance below a half only breaks ties: here and below.
            price = at[:, one] + random.random(len(room)) / 2
            price[room <= 0] = np.inf
            table = price.argmin()
            table_of[one] = table
            room[table] -= 1
            at[table] += costs.pair[one]
        everyone = np.arange(len(table_of))
        own = at[table_of, everyone]
        # A pair is in both of its people's costs, a place in one.
        total = float(own.sum() + costs.place[table_of, everyone].sum()) / 2
        return cls(costs, table_of, at, own, total)

    def shaken(self, random: np.random.Generator) -> "State":
        """Return a copy in which a few have changed places."""
        other = State(self.costs, self.table_of.copy(), self.at.copy(), self.own, self.total)
        some = random.permutation(np.flatnonzero(self.costs.held == FREE))[: 2 * SHAKES]
        for one, two in zip(some[::2], some[1::2], strict=False):
            if other.table_of[one] != other.table_of[two]:
                other.swap(one, two, other.changes(one)[two])
        return other

    def improve(self, goal: float, random: np.random.Generator, patience: int, most: int) -> int:
        """Swap whoever sits badly with whom it helps most or harms nobody; return how many looks that took.

        Steps sideways, which harm nobody, lead out of dead ends. The total never rises.
        """
        free = self.costs.held == FREE
        looks, idle = 0, 0
        while self.total > goal and idle < patience and looks < most:
            before = self.total
            chance = np.where(free, random.random(len(free)) / 2, np.inf)
            for one in random.permutation(np.flatnonzero((self.own > 0) & free)):
                change = self.changes(one)
                other = (change + chance).argmin()
                if free[other] and change[other] <= 0:
                    self.swap(one, other, change[other])
                looks += 1
                if self.total <= goal:
                    break
            idle = 0 if self.total < before else idle + 1
        return looks

    def changes(self, one: np.intp) -> Numbers:
        """Return what the total changes by when somebody swaps with each; infinite within a table."""
        here = self.table_of[one]
        change: Numbers = (
            self.at[here] + self.at[self.table_of, one] - self.own - self.own[one] - 2 * self.costs.pair[one]
        )
        change[self.table_of == here] = np.inf
        return change

    def swap(self, one: np.intp, other: np.intp, change: np.float64) -> None:
        """Let two at different tables change places, where it is known what the total changes by."""
        here, there = self.table_of[one], self.table_of[other]
        difference = self.costs.pair[other] - self.costs.pair[one]
        self.at[here] += difference
        self.at[there] -= difference
        self.table_of[one], self.table_of[other] = there, here
        self.own = self.at[self.table_of, np.arange(len(self.table_of))]
        self.total += float(change)
