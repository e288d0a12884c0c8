"""How fast one connection may go: so many at once, so many a second; told by a clock that is handed in."""

import time


class Pace:
    """A bucket of tokens that fills at `rate` a second up to `burst`."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = float(burst), 0.0

    def step(self, now: float | None = None) -> float:
        """Take a token and return 0, or return the seconds until there is one. `now` is in seconds, monotonic."""
        now = time.monotonic() if now is None else now
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate) if self._at else self._burst
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate
