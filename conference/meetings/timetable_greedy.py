"""Meetings one after the other, the strongest wish first: what there is without a solver, and where one ends."""

import numpy as np

from conference.meetings.timetable_grid import Grid, Positions


class Taken:
    """Which decisions are chosen, and what they leave."""

    def __init__(self, grid: Grid, chosen: Positions) -> None:
        self.grid = grid
        self.busy: set[tuple[int, int]] = set()
        self.room = grid.room.tolist()
        self.left = grid.most.tolist()
        self.slot_of: dict[int, int] = {}
        self.both = grid.both.tolist()
        for number in chosen.tolist():
            self.take(int(grid.pair[number]), int(grid.slot[number]))

    def fits(self, pair: int, slot: int) -> bool:
        """Say whether a pair can be given a slot."""
        one, other = self.both[pair]
        free = (one, slot) not in self.busy and (other, slot) not in self.busy
        return free and self.room[slot] > 0 and self.left[one] > 0 and self.left[other] > 0

    def take(self, pair: int, slot: int) -> None:
        """Give a pair a slot."""
        self.slot_of[pair] = slot
        self.room[slot] -= 1
        for one in self.both[pair]:
            self.busy.add((one, slot))
            self.left[one] -= 1


def filled(grid: Grid, chosen: Positions) -> Positions:
    """Return the chosen decisions and whatever still fits beside them, those first who have nothing yet."""
    taken = Taken(grid, chosen)
    starts = np.searchsorted(grid.pair, np.arange(len(grid.pairs) + 1)).tolist()
    slots, added = grid.slot.tolist(), []
    waiting, weight = grid.waiting.tolist(), grid.weight.tolist()
    has = set(grid.both[grid.pair[chosen]].ravel().tolist())
    choices = [starts[pair + 1] - starts[pair] for pair in range(len(grid.pairs))]
    order = sorted(
        (pair for pair in range(len(grid.pairs)) if pair not in taken.slot_of),
        key=lambda pair: (-weight[pair], choices[pair], pair),
    )
    for first in (True, False):
        for pair in order:
            if pair in taken.slot_of or (
                first and not any(waiting[one] and one not in has for one in taken.both[pair])
            ):
                continue
            numbers = range(starts[pair], starts[pair + 1])
            # The slot with most room first: full ones are what others may lack.
            fitting = [number for number in numbers if taken.fits(pair, slots[number])]
            if fitting:
                best = max(fitting, key=lambda number: taken.room[slots[number]])
                taken.take(pair, slots[best])
                has.update(taken.both[pair])
                added.append(best)
    return np.sort(np.concatenate([chosen, np.array(added, np.int64)]))
