"""The second pass: meetings change their slots, so that fewer people wait, or meet when they would rather not.

A move is a chain: a meeting goes from one slot to another, whoever of its people meets somebody there goes the other
way, and so on until all fit. No meeting is lost by it, and the fixed ones stay.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from conference.meetings.timetable_grid import open_slots, room_of
from conference.meetings.timetable_types import Pair, Problem

# A slot somebody would rather not have weighs as much as so many idle ones.
RATHER_NOT = 2
# A chain of more meetings than this hardly gains by all its moves together.
LONGEST = 12
# So many times over all meetings at most.
PASSES = 6


@dataclass(slots=True)
class Day:
    """Who meets when, kept up to date: `slot_of` is of each new meeting, `at` and `busy` of each person."""

    problem: Problem
    slot_of: dict[Pair, int]
    free: Mapping[int, frozenset[int]] = field(init=False)
    room: dict[int, int] = field(init=False)
    at: dict[tuple[int, int], Pair] = field(init=False)
    busy: dict[int, set[int]] = field(init=False)
    runs: list[list[int]] = field(init=False)
    wanted: dict[int, frozenset[int]] = field(init=False)
    disliked: dict[int, frozenset[int]] = field(init=False)
    # What each suffers, as long as no meeting of theirs has moved since it was asked.
    suffered: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Write down all that a move is judged by."""
        self.free = open_slots(self.problem)
        used = Counter(self.slot_of.values())
        self.room = {slot.id: room_of(self.problem, slot) - used[slot.id] for slot in self.problem.slots}
        self.at = {(one, slot): pair for pair, slot in self.slot_of.items() for one in pair}
        self.busy = defaultdict(set)
        for one, slot in self.at:
            self.busy[one].add(slot)
        for meeting in self.problem.fixed:
            for one in meeting.people:
                self.busy[one].add(meeting.slot)
        self.runs = []
        for time in self.problem.slots:
            if not time.follows or not self.runs:
                self.runs.append([])
            self.runs[-1].append(time.id)
        self.wanted = {person.id: person.free for person in self.problem.people}
        self.disliked = {person.id: person.rather_not for person in self.problem.people}

    def gaps(self, one: int) -> int:
        """Return in how many slots somebody is free and idle between two of their meetings of a run."""
        busy, free, count = self.busy[one], self.wanted[one], 0
        if len(busy) < 2:
            return 0
        for run in self.runs:
            met = [place for place, slot in enumerate(run) if slot in busy]
            if len(met) > 1:
                count += sum(slot in free and slot not in busy for slot in run[met[0] : met[-1]])
        return count

    def unwanted(self) -> int:
        """Return how often a new meeting is in a slot that one of its people would rather not have."""
        return sum(slot in self.disliked[one] for pair, slot in self.slot_of.items() for one in pair)

    def all_gaps(self) -> int:
        """Return the idle slots of all."""
        return sum(self.gaps(one) for one in sorted(self.wanted))

    def cost(self, people: Iterable[int]) -> int:
        """Return what some people suffer."""
        return sum(self.suffers(one) for one in people)

    def suffers(self, one: int) -> int:
        """Return what somebody suffers."""
        known = self.suffered.get(one)
        if known is None:
            unwanted = [slot for slot in self.disliked[one] & self.busy[one] if (one, slot) in self.at]
            known = self.suffered[one] = self.gaps(one) + RATHER_NOT * len(unwanted)
        return known

    def chain(self, pair: Pair, there: int) -> dict[Pair, int] | None:
        """Return where each goes when one meeting goes there, or None where it cannot."""
        here = self.slot_of[pair]
        goes, waiting, change = {pair: there}, [pair], 0
        while waiting:
            moving = waiting.pop()
            to = goes[moving]
            change += 1 if to == there else -1
            if len(goes) > LONGEST or not all(to in self.free[one] for one in moving):
                return None
            for one in moving:
                other = self.at.get((one, to))
                if other is not None and other not in goes:
                    goes[other] = here if to == there else there
                    waiting.append(other)
        return goes if self.room[there] >= change and self.room[here] >= -change else None

    def move(self, goes: Mapping[Pair, int]) -> None:
        """Let meetings change their slots, all at once."""
        for pair in goes:
            slot = self.slot_of[pair]
            self.room[slot] += 1
            for one in pair:
                del self.at[one, slot]
                self.busy[one].discard(slot)
                self.suffered.pop(one, None)
        for pair, slot in goes.items():
            self.slot_of[pair] = slot
            self.room[slot] -= 1
            for one in pair:
                self.at[one, slot] = pair
                self.busy[one].add(slot)

    def improve(self, pair: Pair) -> bool:
        """Make the first move of a meeting that helps its chain's people; say whether there was one."""
        common = sorted(self.free[pair[0]] & self.free[pair[1]] - {self.slot_of[pair]})
        for there in common:
            goes = self.chain(pair, there)
            if goes is None:
                continue
            people = {one for each in goes for one in each}
            before, back = self.cost(people), {each: self.slot_of[each] for each in goes}
            self.move(goes)
            if self.cost(people) < before:
                return True
            self.move(back)
        return False


def closed(day: Day, seed: int, stop: Callable[[], bool]) -> None:
    """Move meetings until none of them gains by it, or somebody says stop."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for _ in range(PASSES):
        moved = False
        order = sorted(day.slot_of)
        chance.shuffle(order)
        for pair in order:
            if stop():
                return
            if day.cost(pair):
                moved |= day.improve(pair)
        if not moved:
            return
