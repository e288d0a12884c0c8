"""Who sits at which table of a world café: new faces in every round, mixed as wished, blocked people apart.

In this order: seating_plan opens tables and sets their sizes, seating_bounds says what cannot be avoided at them,
seating_costs turns goals into numbers, seating_search looks for the least, and seating_quality counts what came of it.
Latecomers, and a thin table's people, are seated by seating_late. Their words are in seating_types.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from math import ceil

import numpy as np

from conference.cafe.seating_bounds import Hall, bounds_of
from conference.cafe.seating_costs import Costs, Weights, costs_of, loose_costs_of
from conference.cafe.seating_late import best_known, best_table, best_table_for
from conference.cafe.seating_plan import Plan, Round, held_places, plan_round
from conference.cafe.seating_quality import NOWHERE, quality_of
from conference.cafe.seating_search import ENOUGH, search
from conference.cafe.seating_types import (
    Figure,
    Pairs,
    Quality,
    Seating,
    Sitter,
    TableSpec,
    Wishes,
    counted,
    neighbours,
)

__all__ = [
    "Figure",
    "Quality",
    "Seating",
    "Sitter",
    "TableSpec",
    "Wishes",
    "best_known",
    "best_table",
    "best_table_for",
    "counted",
    "quality_of",
    "seat",
]

Seats = dict[int, list[int]]


def seat(  # noqa: PLR0917 - who, where, what is known, what is wanted
    sitters: Collection[Sitter],
    tables: Collection[TableSpec],
    met: Pairs,
    blocked: Pairs,
    wishes: Wishes,
    seed: int,
    previous: Mapping[int, int] = NOWHERE,
) -> Seating:
    """Seat everybody for one round; the same input, in any order, and seed give the same seats.

    The goals, each above all that follow: blocked people apart; new faces (`met`); a language they understand; then
    organisations, countries and kinds mixed; a table other than the `previous` one. As many tables are opened as
    have four people each, or their `fewest` where that is more; alike ones differ by one at most. Few people make
    a thin table, too many make tables one above their `most`, and only who then finds no seat, or none without
    somebody blocked, is unseated. Sizes give way before a block does. Raise ValueError where a person or a table is
    there twice, somebody is named at two tables, or a table's limits cross.
    """
    begun = time.perf_counter()
    people = sorted(sitters, key=lambda one: one.id)
    rooms = sorted(tables, key=lambda table: table.id)
    if len({one.id for one in people}) < len(people) or len({table.id for table in rooms}) < len(rooms):
        raise ValueError("a person or a table is there twice")
    if any(not 1 <= table.fewest <= table.most for table in rooms):
        raise ValueError("a table's fewest is at least one and at most its most")
    random = np.random.default_rng(seed)
    places = held_places({one.id for one in people}, rooms, neighbours(blocked))
    asked = Round(people, rooms, places, counted(met), counted(blocked), wishes, previous)
    seats = _best_try(replace(asked, people=_within(asked, random)), random)
    _part_blocked(seats, places, neighbours(blocked))
    unseated = _seat_outsiders(asked, seats)
    seated = {table: tuple(sorted(group)) for table, group in sorted(seats.items()) if group}
    quality = quality_of(people, rooms, seated, met, blocked, previous=previous)
    return Seating(seated, replace(quality, seconds=time.perf_counter() - begun), unseated)


def _within(asked: Round, random: np.random.Generator) -> list[Sitter]:
    """Return those for whom there are seats when every table takes one more than its most; by lot who they are."""
    held = Counter(asked.places.values())
    room = sum(max(0, table.most + 1 - held[table.id]) for table in asked.tables)
    free = [one.id for one in asked.people if one.id not in asked.places]
    lucky = set(random.permutation(free)[:room].tolist()) if len(free) > room else set(free)
    return [one for one in asked.people if one.id in asked.places or one.id in lucky]


def _best_try(asked: Round, random: np.random.Generator) -> Seats:
    """Return the first seating without blocked people together, or else the one with fewest of them."""
    best: Seats = {}
    fewest: int | None = None
    # All searches together take at most twice as long as the first, however many there are.
    enough = ENOUGH
    for plan, costs, goal in _tries(asked):
        seats: Seats = {table.id: [] for table in plan.tables}
        for one, at in zip(asked.people, search(costs, goal, random, enough), strict=False):
            seats[plan.tables[at].id].append(one.id)
        broken = _broken(seats, asked.blocked)
        if fewest is None or broken < fewest:
            best, fewest = seats, broken
        if not broken:
            break
        enough //= 2
    return best


def _tries(asked: Round) -> Iterator[tuple[Plan, Costs, float]]:
    """Yield what to search, each only where the one before kept not all apart: uneven sizes, then more tables."""
    more, opened = _more_at_first(asked), 0
    while asked.people and opened < len(asked.tables):
        plan = plan_round(asked, more)
        largest = max(min(table.most + 1, len(asked.people)) for table in plan.tables)
        weights = Weights.of(asked.wishes, max(largest, *plan.sizes))
        yield plan, costs_of(asked, plan, weights), _goal(asked, plan, weights)
        yield plan, loose_costs_of(asked, plan, weights), 0
        opened, more = len(plan.tables), max(1, 2 * more)


def _more_at_first(asked: Round) -> int:
    """Return how many tables more than for all in comfort are needed, as some are blocked with everybody else.

    Each of these sits alone, so that with fewer tables nobody need look for a seating.
    """
    count = Counter(one for pair in asked.blocked for one in pair)
    people = [one.id for one in asked.people]
    alone = sum(count[one] >= len(people) - 1 for one in people) if len(people) > 1 else 0
    if not alone:
        return 0
    most = max(table.most for table in asked.tables)
    needed = alone + ceil((len(people) - alone) / most)
    return max(0, needed - len(plan_round(asked).tables)) if needed <= len(asked.tables) else 0


def _goal(asked: Round, plan: Plan, weights: Weights) -> float:
    hall = Hall(asked.people, plan.tables, plan.sizes, plan.seats, plan.held)
    return weights.total(bounds_of(hall, neighbours(asked.met), neighbours(asked.blocked), asked.previous))


def _broken(seats: Seats, blocked: Iterable[tuple[int, int]]) -> int:
    table_of = {one: table for table, group in seats.items() for one in group}
    return sum(one in table_of and table_of[one] == table_of.get(other) for one, other in blocked)


def _part_blocked(seats: Seats, places: Mapping[int, int], barred: Mapping[int, set[int]]) -> None:
    """Take away who sits with somebody blocked, the one with most of them first; who is held keeps the seat."""
    for group in seats.values():
        while loose := [one for one in group if one not in places and barred.get(one, set()) & set(group)]:
            group.remove(max(loose, key=lambda one: (len(barred[one] & set(group)), one)))


def _seat_outsiders(asked: Round, seats: Seats) -> tuple[int, ...]:
    """Seat whoever has no seat yet, as latecomers; return those who cannot be."""
    by_id = {one.id: one for one in asked.people}
    seated = {one for group in seats.values() for one in group}
    unseated = []
    for one in asked.people:
        if one.id in seated:
            continue
        now = [(table, [by_id[other] for other in seats.get(table.id, [])]) for table in asked.tables]
        table = best_known([one], now, asked.met, asked.blocked, asked.wishes)
        if table is None:
            unseated.append(one.id)
        else:
            seats.setdefault(table, []).append(one.id)
    return tuple(unseated)
