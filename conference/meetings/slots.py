"""Windows into slots, and what overlaps."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_SLOTS = 500
SHORTEST, LONGEST = 5, 120


@dataclass(frozen=True, slots=True)
class Span:
    """A time from and until (aware; the end is not part of it)."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Tell whether two have a moment in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def slots_of(window: Span, minutes: int, pause: int) -> list[Span]:
    """Return the slots of a window, first to last; what is too short at its end stays free."""
    length, step = timedelta(minutes=minutes), timedelta(minutes=minutes + pause)
    found: list[Span] = []
    begin = window.starts_at
    while begin + length <= window.ends_at and len(found) < MOST_SLOTS:
        found.append(Span(begin, begin + length))
        begin += step
    return found


def overlapping(windows: Sequence[Span]) -> tuple[Span, Span] | None:
    """Return the first two that overlap, in order of time, or None."""
    ordered = sorted(windows, key=lambda window: (window.starts_at, window.ends_at))
    pairs = itertools.pairwise(ordered)
    return next(((one, other) for one, other in pairs if one.overlaps(other)), None)
