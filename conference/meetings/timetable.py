"""Who meets whom and when on a matchmaking day: as many and as strong wishes as can be, and nobody left out.

In this order: timetable_grid says what may be, timetable_search looks for the strongest: HiGHS solves the relaxation
(timetable_model and timetable_solver), by whose prices decisions tell each other what they are worth
(timetable_messages), and the best of the surest of them are taken; timetable_greedy does it where there is no solver.
timetable_gaps moves meetings together, timetable_places gives them tables, and timetable_reasons says why a wish is
not met. Their words are in timetable_types.
"""

import logging
import time
from collections.abc import Callable

from conference.meetings import timetable_solver
from conference.meetings.timetable_gaps import Day, closed
from conference.meetings.timetable_greedy import filled
from conference.meetings.timetable_grid import Grid, fixed_pairs, grid_of
from conference.meetings.timetable_places import placed
from conference.meetings.timetable_reasons import Explained
from conference.meetings.timetable_search import NONE, Found, search
from conference.meetings.timetable_solver import Limits, SolverFailed
from conference.meetings.timetable_types import (
    FixedMeeting,
    Meeting,
    Person,
    Problem,
    Reason,
    Slot,
    Timetable,
    Unmet,
    Wish,
    Without,
    strength_of,
)

__all__ = [
    "FixedMeeting",
    "Meeting",
    "Person",
    "Problem",
    "Reason",
    "Slot",
    "Timetable",
    "Unmet",
    "Wish",
    "Without",
    "arrange",
    "strength_of",
]

logger = logging.getLogger(__name__)
GREEDY = "greedy"


def arrange(
    problem: Problem,
    *,
    report: Callable[[float, str], None] = lambda _share, _words: None,
    cancelled: Callable[[], bool] = lambda: False,
    seconds: float = 60.0,
    solver: bool = True,
) -> Timetable:
    """Return the timetable of a problem; the same problem, in any order, gives the same one.

    The goals, each above those that follow: all who wish and can meet somebody wished do; as many and as strong
    wishes as possible are met; few idle gaps between meetings, and few meetings when somebody would rather not.
    `report` is told how much is done, from 0 to 1, and what is being done: "preparing", "choosing", "closing" or
    "done". Whoever cancels, or the end of `seconds`, ends the search with what was found (`stopped` says which);
    only then may another machine find another timetable. Without a solver wishes are met greedily, and the bound
    is all that are possible.
    """
    begun = time.monotonic()
    limits = Limits(begun + seconds, cancelled)
    report(0.0, "preparing")
    grid = grid_of(problem)
    found, name = _chosen(grid, problem.seed, limits, report, solver=solver)
    slot_of = {grid.pairs[grid.pair[one]]: grid.slots[grid.slot[one]] for one in found.chosen.tolist()}
    report(0.9, "closing")
    day = Day(problem, slot_of)
    before = day.all_gaps(), day.unwanted()
    closed(day, problem.seed, limits.over)
    report(1.0, "done")
    return _told(problem, (grid, found, name), day, before, limits, time.monotonic() - begun)


def _chosen(
    grid: Grid, seed: int, limits: Limits, report: Callable[[float, str], None], *, solver: bool
) -> tuple[Found, str]:
    """Return the strongest choice, and by whom."""
    name = timetable_solver.name() if solver else ""
    if name and grid.size and not limits.over():
        try:
            return search(grid, seed, limits, lambda share: report(share, "choosing")), name
        except SolverFailed as failed:
            if not limits.over():
                logger.warning("HiGHS failed (%s): the timetable is made greedily", failed)
    # Without a proof all that can be wished for is the bound; where nothing can, nothing is the best.
    return Found(filled(grid, NONE), int(grid.weight.sum()), not grid.size), name if name and not grid.size else GREEDY


def _told(  # noqa: PLR0917 - what was asked, found and done
    problem: Problem,
    made: tuple[Grid, Found, str],
    day: Day,
    before: tuple[int, int],
    limits: Limits,
    seconds: float,
) -> Timetable:
    """Return the timetable with its figures and reasons."""
    grid, found, name = made
    pairs, fixed = set(day.slot_of), fixed_pairs(problem)
    explained = Explained(problem, day.slot_of)
    unmet = explained.unmet()
    met = [wish for wish in problem.wishes if wish.pair in pairs]
    busy = {one for pair in pairs for one in pair} | {one for meeting in problem.fixed for one in meeting.people}
    served = len({wish.by for wish in problem.wishes} & busy)
    strength = sum(wish.strength for wish in met)
    return Timetable(
        meetings=placed(problem, day.slot_of),
        met=len(met),
        met_before=sum(wish.pair in fixed for wish in problem.wishes),
        strength=strength,
        bound=max(found.bound, strength),
        served=served,
        servable=served + int(grid.waiting.sum()) - grid.served(found.chosen),
        optimal=found.optimal,
        solver=name,
        unmet=unmet,
        without=explained.without(unmet),
        gaps_before=before[0],
        gaps=day.all_gaps(),
        rather_not_before=before[1],
        rather_not=day.unwanted(),
        stopped=limits.stopped,
        seconds=seconds,
    )
