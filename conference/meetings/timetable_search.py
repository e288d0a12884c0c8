"""The search for a strong timetable: what is worth taking is narrowed down round by round, and solved to the end.

Decisions near in price in the relaxation tell each other what they are worth (timetable_messages). The surest of them,
some more than a timetable holds, are few enough for HiGHS, which takes the best of them; with more of them in each
round, beginning at what was found. At 1,000 people and 6,000 wishes (bench_matchmaking, first seed) this finds 57,623
of at most 57,661, and 57,623 is proven to be the most that the 8,000 surest of the 18,605 decisions hold. Agreeing by
messages alone came to 57,613 in twice the time, and solving anew around the gaps after that to 57,622.

Most of what is left is lost by the bound. Among 40 people with 240 plain wishes, two days solved to a proven end had
142 and 157 meetings, where the relaxation allows 144.6 and 158.4, and the rounds find 140 and 155. Cutting off what it
does at odd cycles of decisions that exclude each other (the odd sets of a slot's matching are among them) hardly
helps: with 121 such rows 57,661.7 became 57,660.9, and with 22 of them the plain 3,872.2 became 3,872.1.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from conference.meetings import timetable_solver as solver
from conference.meetings.timetable_greedy import filled
from conference.meetings.timetable_grid import Grid, Positions
from conference.meetings.timetable_messages import Bargain
from conference.meetings.timetable_model import model_of
from conference.meetings.timetable_solver import Limits

NONE: Positions = np.zeros(0, np.int64)
# A whole timetable of no more decisions is solved to a proven optimum.
SMALL = 1500
# A decision that pays more than its gain by this share of a mean wish is in no very good timetable.
NEAR = 0.3
# So many rounds, or so many without gain. In the first the surest decisions are solved, more by so much than are
# believed to be in the timetable; in each further one more.
ROUNDS, PATIENCE, SURE, MORE = 6, 3, 1.2, 0.4
# In the relaxation, to serve somebody gains as much as so many of the strongest wishes.
SERVICE = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The chosen decisions, and what no choice that serves as many is above."""

    chosen: Positions
    bound: int
    # Nothing is better: as many are served as can be, and the strength is its bound.
    optimal: bool


def search(grid: Grid, seed: int, limits: Limits, report: Callable[[float], None]) -> Found:
    """Return the strongest choice found, with its bound; raise SolverFailed where the solver has none."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    if grid.size <= SMALL:
        return _exact(grid, limits)
    model = model_of(grid, np.arange(grid.size), NONE, _service(grid))
    prices = solver.relaxed(model, limits)
    proven = int(model.bound(prices) + 1e-6)
    report(0.1)

    def bound(chosen: Positions) -> int:
        # Who hopes counts in the relaxation too: what it gains by all who are served is no strength of wishes.
        return proven - _service(grid) * grid.served(chosen)

    chosen = filled(grid, NONE)
    near = np.flatnonzero(model.excess(prices)[: grid.size] <= NEAR * grid.weight.mean())
    if len(near):
        chosen = _narrowed(grid, chosen, Bargain(model, near, prices, chance), bound, (limits, report))
    return Found(chosen, max(bound(chosen), grid.strength(chosen)), _reached(grid, chosen, bound(chosen)))


def _exact(grid: Grid, limits: Limits) -> Found:
    start, service = filled(grid, NONE), int(grid.weight.sum()) + 1
    model = model_of(grid, np.arange(grid.size), NONE, service)
    chosen, ceiling = solver.best(model, limits, start, exact=True)
    chosen = filled(grid, max(start, chosen, key=lambda one: _worth(grid, one)))
    served, strength = _worth(grid, chosen)
    # The solver ends within less than one of the ceiling, and all are whole numbers.
    bound = int(ceiling + 1e-3) - service * served
    return Found(chosen, max(bound, strength), strength >= bound)


def _reached(grid: Grid, chosen: Positions, bound: int) -> bool:
    return grid.strength(chosen) >= bound and grid.served(chosen) == int(grid.waiting.sum())


def _service(grid: Grid) -> int:
    return SERVICE * int(grid.weight.max())


def _worth(grid: Grid, chosen: Positions) -> tuple[int, int]:
    return grid.served(chosen), grid.strength(chosen)


def _narrowed(
    grid: Grid,
    chosen: Positions,
    bargain: Bargain,
    bound: Callable[[Positions], int],
    means: tuple[Limits, Callable[[float], None]],
) -> Positions:
    """Solve the decisions that most speaks for, round by round more of them, until it gains no more."""
    limits, report = means
    gained = 0
    for number in range(ROUNDS):
        bargain.speak(limits.over)
        if limits.over():
            break
        other = anew(grid, chosen, bargain.surest(SURE + MORE * number), limits)
        if _worth(grid, other) > _worth(grid, chosen):
            chosen, gained = other, number
        if number - gained >= PATIENCE or _reached(grid, chosen, bound(chosen)):
            break
        report(0.1 + 0.8 * (number + 1) / ROUNDS)
    return chosen


def anew(grid: Grid, chosen: Positions, others: Positions, limits: Limits) -> Positions:
    """Return the best timetable found of chosen and other decisions, or the chosen where that fails."""
    model = model_of(grid, np.union1d(chosen, others), NONE, int(grid.weight.sum()) + 1)
    try:
        taken, _ = solver.best(model, limits, chosen)
    except solver.SolverFailed:
        # Too hard, or stopped before it began: what was found until then stands.
        return chosen
    return filled(grid, taken)
