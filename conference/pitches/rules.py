"""The words of pitches: what becomes of an interest, and what a pitch's clock shows."""

from datetime import datetime, timedelta
from enum import StrEnum

# As at the conference of 2020.
SECONDS = 180
SHORTEST, LONGEST = 30, 1800


class Became(StrEnum):
    """What the pitcher made of somebody's interest."""

    NOTHING_YET = "nothing_yet"
    CONTACT = "contact"
    MEETING = "meeting"


def ends_at(started_at: datetime, seconds: int) -> datetime:
    """Return when a pitch's time is over."""
    return started_at + timedelta(seconds=seconds)
