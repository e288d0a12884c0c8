"""What most speaks for holds the best, and solving it keeps every rule and loses nothing of what was found."""

import itertools
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.meetings import timetable_solver as solver
from conference.meetings.timetable import Person, Problem, Slot, Wish
from conference.meetings.timetable_greedy import filled
from conference.meetings.timetable_grid import Grid, Positions, grid_of
from conference.meetings.timetable_messages import Bargain
from conference.meetings.timetable_model import model_of
from conference.meetings.timetable_search import NONE, anew
from conference.meetings.timetable_solver import Limits


def drawn(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable


def grid(people: int, slots: int, wishes: int, *, seed: int = 1, most: int | None = 3, tables: int = 4) -> Grid:
    chance = drawn(seed)
    asked = sorted({tuple(chance.sample(range(people), 2)) for _ in range(wishes)})
    return grid_of(
        Problem(
            tuple(Slot(number, capacity=tables) for number in range(slots)),
            tuple(
                Person(one, frozenset(slot for slot in range(slots) if chance.random() < 0.6)) for one in range(people)
            ),
            tuple(Wish(by, about, chance.randint(15, 20)) for by, about in asked),
            most=most,
        )
    )


def bargain_of(problem: Grid, seed: int) -> Bargain:
    model = model_of(problem, np.arange(problem.size), NONE, 4 * int(problem.weight.max()))
    # Any prices: they say where to begin, never what is allowed.
    prices = np.random.default_rng(seed).integers(0, 20, len(model.limits)).astype(float)
    return Bargain(model, np.arange(problem.size), prices, drawn(seed))


def unhindered() -> Limits:
    return Limits(time.monotonic() + 1000, lambda: False)


def fits(problem: Grid, chosen: Positions) -> bool:
    pairs, slots = problem.pair[chosen], problem.slot[chosen]
    held = problem.both[pairs]
    at = np.concatenate([held[:, 0] * len(problem.slots) + slots, held[:, 1] * len(problem.slots) + slots])
    return bool(
        len(np.unique(pairs)) == len(pairs)
        and len(np.unique(at)) == len(at)
        and (np.bincount(slots, minlength=len(problem.slots)) <= problem.room).all()
        and (np.bincount(held.ravel(), minlength=len(problem.people)) <= problem.most).all()
    )


def worth(problem: Grid, chosen: Positions) -> tuple[int, int]:
    return problem.served(chosen), problem.strength(chosen)


@given(
    seed=st.integers(0, 500),
    stopped=st.sampled_from([0, 3, 1000]),
    most=st.sampled_from([None, 1, 2, 4]),
    tables=st.integers(1, 6),
    wishes=st.integers(1, 40),
)
@settings(max_examples=60, deadline=None)
def test_what_most_speaks_for_is_solved_by_every_rule(
    seed: int, stopped: int, most: int | None, tables: int, wishes: int
) -> None:
    problem = grid(12, 6, wishes, seed=seed, most=most, tables=tables)
    if not problem.size:
        return
    asked = itertools.count()
    bargain, everything = bargain_of(problem, seed), set(range(problem.size))
    for share in (1.0, 2.0):
        bargain.speak(lambda: next(asked) >= stopped)
        surest = bargain.surest(share)
        assert len(set(surest.tolist())) == len(surest)
        assert set(surest.tolist()) <= everything
        start = filled(problem, NONE)
        found = anew(problem, start, surest, unhindered())
        assert fits(problem, found)
        assert worth(problem, found) >= worth(problem, start)


def spoken(problem: Grid, times: int) -> Bargain:
    bargain = bargain_of(problem, 1)
    for _ in range(times):
        bargain.speak(lambda: False)
    return bargain


def test_decisions_agree_on_what_only_all_of_them_together_can_know() -> None:
    # 1 and 2 can meet only at the first time, so 2 and 3, whose wish is stronger, at the other.
    people = (Person(1, frozenset({1})), Person(2, frozenset({1, 2})), Person(3, frozenset({1, 2})))
    problem = grid_of(Problem((Slot(1), Slot(2)), people, (Wish(1, 2), Wish(2, 3, 20))))
    chosen = spoken(problem, 4).surest(1)
    assert fits(problem, chosen)
    assert problem.strength(chosen) == 35


def test_most_speaks_for_the_best_of_a_timetable_whose_relaxation_is_whole() -> None:
    # Each pair has one time only: who meets whom at it is a matching between two sides.
    chance = drawn(1)
    people = tuple(Person(one, frozenset({1})) for one in range(40))
    wishes = {(chance.randrange(20), 20 + chance.randrange(20)) for _ in range(120)}
    problem = Problem((Slot(1),), people, tuple(Wish(*pair, chance.randint(100, 999)) for pair in sorted(wishes)))
    one = grid_of(problem)
    model = model_of(one, np.arange(one.size), NONE, 0)
    best, _ = solver.best(model, unhindered(), NONE, exact=True)
    chosen = spoken(one, 8).surest(1)
    assert fits(one, chosen)
    assert one.strength(chosen) == one.strength(best)


@pytest.mark.parametrize("stopped", ["cancelled", "time"])
def test_solving_anew_that_is_stopped_loses_nothing(stopped: str) -> None:
    problem = grid(40, 8, 160, tables=10)
    start = filled(problem, NONE)
    limits = Limits(time.monotonic() + (1000 if stopped == "cancelled" else 0), lambda: stopped == "cancelled")
    other = anew(problem, start, np.arange(problem.size), limits)
    assert fits(problem, other)
    assert worth(problem, other) >= worth(problem, start)


def test_solving_anew_serves_no_fewer_and_meets_no_weaker_wishes() -> None:
    problem = grid(40, 8, 160, tables=10)
    start = filled(problem, NONE)
    other = anew(problem, start, np.arange(problem.size), unhindered())
    assert fits(problem, other)
    assert worth(problem, other) > worth(problem, start)


def test_what_is_too_hard_ends_after_a_count_with_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = grid(40, 8, 160, tables=10)
    start, limits, everything = filled(problem, NONE), unhindered(), np.arange(problem.size)
    found = []
    for calls in (0, 2, 2, 100):
        monkeypatch.setattr(solver, "CALLS", calls)
        found.append(anew(problem, start, everything, limits))
        assert fits(problem, found[-1])
    assert np.array_equal(found[0], start)
    assert np.array_equal(found[1], found[2])
    assert worth(problem, found[0]) < worth(problem, found[1]) < worth(problem, found[3])
    assert not limits.stopped
