"""How fast one person may do a small thing: a few at once, then so many a second. Kept in memory, by each server."""

import time
from collections.abc import Callable, Hashable

# When so many people are remembered, those who have rested are forgotten.
MOST_REMEMBERED = 20_000


class Pace:
    """A bucket for each person: it fills by `per_second`, holds `burst`, and each thing done takes one out."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second, self.burst, self._clock = per_second, burst, clock
        self._left: dict[Hashable, tuple[float, float]] = {}

    def allows(self, who: Hashable) -> bool:
        """Tell whether one more may be done now, and count it if so."""
        now = self._clock()
        left, at = self._left.get(who, (float(self.burst), now))
        left = min(float(self.burst), left + (now - at) * self.per_second)
        if left < 1:
            self._left[who] = (left, now)
            return False
        if len(self._left) >= MOST_REMEMBERED:
            self._forget_the_rested(now)
        self._left[who] = (left - 1, now)
        return True

    def _forget_the_rested(self, now: float) -> None:
        full = self.burst / self.per_second
        self._left = {who: (left, at) for who, (left, at) in self._left.items() if now - at < full}
