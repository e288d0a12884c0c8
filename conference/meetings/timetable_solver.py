"""HiGHS, asked for the best of a model or of its relaxation; whoever cancels is heard within it."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from conference.meetings.timetable_grid import Numbers, Positions
from conference.meetings.timetable_model import Model

try:
    import highspy
except ImportError:  # a machine without the solver arranges greedily, and says so
    HERE = False
else:
    HERE = True

# Presolve finds next to nothing in the relaxation, and what it hands back of an interior point without crossover are
# prices that prove less.
PLAIN = {"presolve": "off"}
# Nodes, and times that it asks whether to go on, where the answer need not be exact: counts, so that the same input
# gives the same answer on any machine.
NODES, CALLS = 20, 10


class SolverFailed(Exception):
    """HiGHS gave no answer that can be used."""


@dataclass(slots=True)
class Limits:
    """When to stop: at an end on the monotonic clock, or as soon as somebody cancels."""

    end: float
    cancelled: Callable[[], bool]
    stopped: str = field(default="")

    def over(self) -> bool:
        """Say whether to stop now, and remember why."""
        if not self.stopped and self.cancelled():
            self.stopped = "cancelled"
        elif not self.stopped and time.monotonic() >= self.end:
            self.stopped = "time"
        return bool(self.stopped)


def name() -> str:
    """Return the solver's name and version, "" where there is none."""
    return f"HiGHS {_highs().version()}" if HERE else ""


def relaxed(model: Model, limits: Limits) -> Numbers:
    """Return the price of each row in the relaxation, near the best.

    By the interior point without a crossover: many timetables are equally good, which stalls the simplex, and the
    middle of all the best is the better guide to a whole one.
    """
    solver = _solver(model, limits, {**PLAIN, "solver": "ipm", "run_crossover": "off"})
    solver.run()
    answer = solver.getSolution()
    if not answer.dual_valid:
        raise SolverFailed(str(solver.getModelStatus()))
    # Of a maximum under upper limits all prices have one sign.
    prices: Numbers = np.abs(np.asarray(answer.row_dual))
    return prices


def best(model: Model, limits: Limits, start: Positions, *, exact: bool = False) -> tuple[Positions, float]:
    """Return the free decisions to take, and what no choice is above; where that may take too long, not exactly.

    `start` are free decisions that fit together; the answer is never worse than they are.
    """
    # Less than the least that two choices of whole strengths differ by.
    options: dict[str, float | str] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.5}
    if not exact:
        options |= {**PLAIN, "mip_max_nodes": NODES}
    solver = _solver(model, limits, options, None if exact else CALLS)
    columns = len(model.gain)
    solver.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), np.ones(columns, np.uint8))
    solver.setSolution(_given(model, start))
    solver.run()
    answer = solver.getSolution()
    if not answer.value_valid:
        raise SolverFailed(str(solver.getModelStatus()))
    taken = np.asarray(answer.col_value)[: len(model.free)] > 0.5
    return model.free[taken], float(solver.getInfo().mip_dual_bound)


def _given(model: Model, start: Positions) -> "highspy.HighsSolution":
    values = np.zeros(len(model.gain))
    values[: len(model.free)] = np.isin(model.free, start)
    columns = np.repeat(np.arange(len(values)), np.diff(model.starts))
    # Who hopes is served as soon as one of their decisions is taken: their row then has room for it.
    filled = np.bincount(model.rows, model.values * values[columns], len(model.limits))
    own = model.rows[model.starts[len(model.free) : -1]]
    values[len(model.free) :] = filled[own] < -0.5
    given = highspy.HighsSolution()
    given.col_value = values
    given.value_valid = True
    return given


def _highs() -> "highspy.Highs":
    # Its constructor alone carries no types.
    return highspy.Highs()  # type: ignore[no-untyped-call]


def _solver(model: Model, limits: Limits, options: dict[str, float | str], calls: int | None = None) -> "highspy.Highs":
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model.gain), len(model.limits)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = model.gain
    program.col_lower_, program.col_upper_ = np.zeros(len(model.gain)), np.ones(len(model.gain))
    program.row_lower_ = np.full(len(model.limits), -highspy.kHighsInf)
    program.row_upper_ = model.limits
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = model.starts, model.rows
    program.a_matrix_.value_ = model.values
    solver = _highs()
    common = {"output_flag": False, "threads": 1, "random_seed": 0}
    for option, value in {**common, "time_limit": max(0.01, limits.end - time.monotonic()), **options}.items():
        solver.setOptionValue(option, value)
    for moment in (solver.cbIpmInterrupt, solver.cbSimplexInterrupt):
        moment.subscribe(lambda event: event.interrupt(limits.over()))
    # Where it stands between two parts of its work it calls; their number depends on no clock.
    called = itertools.count()
    solver.cbMipInterrupt.subscribe(
        lambda event: event.interrupt(limits.over() or (calls is not None and next(called) >= calls))
    )
    solver.passModel(program)
    return solver
