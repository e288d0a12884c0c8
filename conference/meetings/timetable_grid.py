"""A timetable as arrays: each pair that wishes to meet at each slot where both are free is one decision."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conference.meetings.timetable_types import Pair, Problem, Slot

Numbers = NDArray[np.float64]
Positions = NDArray[np.int64]
# No limit: above any count of meetings.
ENDLESS = 1 << 30


@dataclass(frozen=True, slots=True)
class Grid:
    """People, slots and pairs by position; a decision `n` is pair `pair[n]` at slot `slot[n]`, sorted by pair."""

    people: list[int]
    slots: list[int]
    pairs: list[Pair]
    # Of each pair: both wishes' strength, and the positions of its people.
    weight: Positions
    both: Positions
    # Of each decision.
    pair: Positions
    slot: Positions
    # What fixed meetings leave of each slot, and of each person's maximum.
    room: Positions
    most: Positions
    # Who counts as served only by a new meeting: they wished, and have a decision and no fixed meeting.
    waiting: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many decisions there are."""
        return len(self.pair)

    def strength(self, chosen: Positions) -> int:
        """Return what the wishes met by chosen decisions count for."""
        return int(self.weight[self.pair[chosen]].sum())

    def served(self, chosen: Positions) -> int:
        """Return how many of the waiting have a chosen meeting."""
        met = np.zeros(len(self.people), bool)
        met[self.both[self.pair[chosen]]] = True
        return int((met & self.waiting).sum())


def fixed_pairs(problem: Problem) -> set[Pair]:
    """Return those who meet in a fixed meeting, the smaller id first."""
    return {(a, b) for meeting in problem.fixed for a in meeting.people for b in meeting.people if a < b}


def room_of(problem: Problem, slot: Slot) -> int:
    """Return how many new meetings a slot has room for."""
    here = [meeting for meeting in problem.fixed if meeting.slot == slot.id]
    room = ENDLESS
    if slot.places:
        room = len(set(slot.places) - {meeting.place for meeting in here})
        here = [meeting for meeting in here if meeting.place in slot.places]
    if slot.capacity is not None:
        room = min(room, slot.capacity - len(here))
    return max(0, room)


def open_slots(problem: Problem) -> dict[int, frozenset[int]]:
    """Return at which slots each is free, those of their fixed meetings taken out."""
    taken: dict[int, set[int]] = {}
    for meeting in problem.fixed:
        for one in meeting.people:
            taken.setdefault(one, set()).add(meeting.slot)
    return {person.id: person.free - taken.get(person.id, set()) for person in problem.people}


def grid_of(problem: Problem) -> Grid:
    """Return the decisions that no rule forbids."""
    free, held = open_slots(problem), Counter(one for meeting in problem.fixed for one in meeting.people)
    people = sorted(free)
    most = [ENDLESS if problem.most is None else max(0, problem.most - held[one]) for one in people]
    at = {one: position for position, one in enumerate(people)}
    room = [room_of(problem, slot) for slot in problem.slots]
    where = {slot.id: position for position, slot in enumerate(problem.slots) if room[position]}
    weight: Counter[Pair] = Counter()
    for wish in sorted(problem.wishes, key=lambda wish: wish.pair):
        weight[wish.pair] += wish.strength
    barred = fixed_pairs(problem) | {pair if pair[0] < pair[1] else pair[::-1] for pair in problem.blocked}
    pairs: list[Pair] = []
    decisions: list[tuple[int, int]] = []
    for pair in weight:
        one, other = pair
        if pair in barred or one not in at or other not in at or not (most[at[one]] and most[at[other]]):
            continue
        common = sorted(where[slot] for slot in free[one] & free[other] if slot in where)
        if common:
            decisions += [(len(pairs), slot) for slot in common]
            pairs.append(pair)
    possible = set(pairs)
    wishers = {wish.by for wish in problem.wishes if wish.pair in possible}
    columns = np.array(decisions, np.int64).reshape(-1, 2)
    return Grid(
        people,
        [slot.id for slot in problem.slots],
        pairs,
        np.array([weight[pair] for pair in pairs], np.int64),
        np.array([[at[one], at[other]] for one, other in pairs], np.int64).reshape(-1, 2),
        columns[:, 0],
        columns[:, 1],
        np.array(room, np.int64),
        np.array(most, np.int64),
        np.array([one in wishers and not held[one] for one in people], bool),
    )
