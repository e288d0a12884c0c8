"""The words of pitches: how long one lasts, and when its time is over."""

from datetime import datetime, timedelta

# As at the conference of 2020.
SECONDS = 180
SHORTEST, LONGEST = 30, 1800


def ends_at(started_at: datetime, seconds: int) -> datetime:
    """Return when a pitch's time is over."""
    return started_at + timedelta(seconds=seconds)
