"""Which decisions are worth taking: they and what they hold tell each other what they are worth.

Max-sum belief propagation for packings (Bayati, Shah and Sharma, 2008, "Max-product for maximum weight matching:
convergence, correctness, and LP duality"), begun at the prices of the relaxation. Each thing that only one decision
may hold (a pair, somebody at a slot) tells each of them what the best of the others would give for it. Where many
timetables are equally good this alone never settles; so each decision also hears its own last belief, more and more
(reinforcement: Braunstein and Zecchina, 2006, "Learning by message passing in networks of discrete synapses").
What many may hold (a slot's room, somebody's maximum) has one price for all, which rises while too many want it.

All amounts are in shares of the mean gain of a decision, so that it does not matter how wishes are weighed.
"""

import random
from collections.abc import Callable

import numpy as np

from conference.meetings.timetable_grid import Numbers, Positions
from conference.meetings.timetable_model import Model

# All speak so many times before they are asked what they believe.
STEPS = 250
# At each step a decision hears its own last belief by so much more.
FIRM = 0.00006
# A message is so much the last one; else they swing.
KEPT = 0.5
# Equal decisions are told apart by at most this.
NOISE = 0.003
# The price of what many may hold rises by this for each one too many at a step.
RISE = 0.0001
# After so many steps who cancels is heard; and decisions believed to lose so much are left out.
ASKED, LOST = 50, 1.0


class Bargain:
    """What some decisions and the rows of a model tell each other."""

    def __init__(self, model: Model, near: Positions, prices: Numbers, chance: random.Random) -> None:
        place = np.full(len(model.gain), -1)
        place[near] = np.arange(len(near))
        columns = place[np.repeat(np.arange(len(model.gain)), np.diff(model.starts))]
        rows, values = model.rows[columns >= 0], model.values[columns >= 0]
        columns = columns[columns >= 0]
        self.numbers, self.unit = near, float(model.gain[near].mean())
        noise = np.random.default_rng(chance.getrandbits(32)).random(len(near))
        self.gain = model.gain[near] / self.unit + NOISE * noise
        self.belief, self.spoken = np.zeros(len(near)), 0
        # What one may hold: of each entry the thing and the decision, sorted by things.
        one = model.limits[rows] == 1
        order = np.argsort(rows[one], kind="stable")
        self.things, self.holders = rows[one][order], columns[one][order]
        self.told = -prices[self.things] / self.unit
        self._number_things()
        # What many may hold, and who hopes to be served.
        self.shared, self.sharers, self.parts = rows[~one], columns[~one], values[~one]
        self.limits, self.price = model.limits, prices / self.unit

    def _number_things(self) -> None:
        _, self.first, self.thing = np.unique(self.things, return_index=True, return_inverse=True)

    def speak(self, stop: Callable[[], bool]) -> None:
        """Let all speak for a while, or until somebody says stop, and forget what nothing speaks for any more."""
        for step in range(STEPS):
            if step % ASKED == 0 and stop():
                return
            self._step()
        self._leave_out()

    def _step(self) -> None:
        """Let all speak once, and hear their own last belief somewhat more than the last time."""
        size, firm = len(self.gain), FIRM * self.spoken
        self.spoken += 1
        pays = np.bincount(self.sharers, self.price[self.shared] * self.parts, size)
        self.belief = self.gain - pays + firm * self.belief + np.bincount(self.holders, self.told, size)
        offers = self.belief[self.holders] - self.told
        best = np.maximum.reduceat(offers, self.first)[self.thing]
        others = np.where(offers == best, -np.inf, offers)
        rival = np.where(offers == best, np.maximum.reduceat(others, self.first)[self.thing], best)
        self.told = KEPT * self.told - (1 - KEPT) * np.maximum(0, rival)
        over = np.bincount(self.shared, self.belief[self.sharers] > 0, len(self.price)) - self.limits
        # Who hopes has one price throughout.
        self.price = np.where(self.limits > 1, np.maximum(0, self.price + RISE * over), self.price)

    def _leave_out(self) -> None:
        kept = self.belief > -LOST
        if not kept.any():
            return
        number = np.cumsum(kept) - 1
        self.numbers, self.gain, self.belief = self.numbers[kept], self.gain[kept], self.belief[kept]
        held, shared = kept[self.holders], kept[self.sharers]
        self.things, self.told, self.holders = self.things[held], self.told[held], number[self.holders[held]]
        self.shared, self.parts, self.sharers = self.shared[shared], self.parts[shared], number[self.sharers[shared]]
        self._number_things()

    def surest(self, share: float) -> Positions:
        """Return the decisions that most speaks for: by so much more than are believed to be in the timetable."""
        count = round(share * np.count_nonzero(self.belief > 0))
        return self.numbers[np.argsort(-self.belief, kind="stable")[:count]]
