"""A timetable as a linear program: choose decisions, while those outside a neighbourhood stay as they are."""

from dataclasses import dataclass

import numpy as np

from conference.meetings.timetable_grid import Grid, Numbers, Positions


@dataclass(frozen=True, slots=True)
class Model:
    """Maximise what columns gain, each between 0 and 1, where every row adds up to its limit at most.

    The first columns are `free`, the decisions to take; after them one for each in `hoping`, who is 1 when served.
    """

    free: Positions
    hoping: Positions
    gain: Numbers
    limits: Numbers
    starts: Positions
    rows: Positions
    values: Numbers

    def bound(self, prices: Numbers) -> float:
        """Return what no choice can be above, proven by any prices of the rows, exact or not (weak duality)."""
        return float(np.maximum(prices, 0) @ self.limits + np.maximum(-self.excess(prices), 0).sum())

    def excess(self, prices: Numbers) -> Numbers:
        """Return how much more than its gain each column pays for its rows."""
        columns = np.repeat(np.arange(len(self.gain)), np.diff(self.starts))
        return np.bincount(columns, np.maximum(prices, 0)[self.rows] * self.values, len(self.gain)) - self.gain


def model_of(grid: Grid, free: Positions, chosen: Positions, service: int) -> Model:
    """Return the program of the free decisions beside the chosen ones, of which none may be free.

    To serve one more of those who wait gains `service`; pairs of the chosen must have no free decision.
    """
    pair, slot, (one, other) = grid.pair[free], grid.slot[free], grid.both[grid.pair[free]].T
    people, slots, pairs = len(grid.people), len(grid.slots), len(grid.pairs)
    held = np.bincount(grid.both[grid.pair[chosen]].ravel(), minlength=people)
    room = grid.room - np.bincount(grid.slot[chosen], minlength=slots)
    # A row's key says what it limits: a pair, a person in a slot, a slot, or a person.
    at_slot, at_room, at_most = pairs, pairs + people * slots, pairs + people * slots + slots
    keys = np.stack(
        [
            pair,
            at_slot + one * slots + slot,
            at_slot + other * slots + slot,
            at_room + slot,
            at_most + one,
            at_most + other,
        ],
        axis=1,
    )
    known, place = np.unique(keys, return_inverse=True)
    place = place.reshape(keys.shape)
    limits = np.ones(len(known))
    of_room, of_most = (known >= at_room) & (known < at_most), known >= at_most
    limits[of_room] = room[known[of_room] - at_room]
    limits[of_most] = (grid.most - held)[known[of_most] - at_most]
    needed = np.bincount(place.ravel(), minlength=len(known)) > limits
    number = np.where(needed, np.cumsum(needed) - 1, -1)[place]
    hoping = np.flatnonzero(grid.waiting & (held == 0) & np.isin(np.arange(people), grid.both[pair]))
    return _with_service(grid, free, hoping, number, limits[needed], service)


def _with_service(  # noqa: PLR0917 - the parts of one model
    grid: Grid, free: Positions, hoping: Positions, number: Positions, limits: Numbers, service: int
) -> Model:
    """Add to the rows of decisions one for each who hopes: served by one of their decisions, or not."""
    row_of = np.full(len(grid.people), -1)
    row_of[hoping] = len(limits) + np.arange(len(hoping))
    served = row_of[grid.both[grid.pair[free]]]
    rows = np.concatenate([number, served], axis=1)
    values = np.where(np.arange(rows.shape[1]) < number.shape[1], 1.0, -1.0) * np.ones(rows.shape)
    used = rows >= 0
    counts = np.concatenate([used.sum(axis=1), np.ones(len(hoping), np.int64)])
    return Model(
        free,
        hoping,
        np.concatenate([grid.weight[grid.pair[free]], np.full(len(hoping), service)]).astype(float),
        np.concatenate([limits, np.zeros(len(hoping))]),
        np.concatenate([[0], np.cumsum(counts)]),
        np.concatenate([rows[used], row_of[hoping]]),
        np.concatenate([values[used], np.ones(len(hoping))]),
    )
