"""How often somebody may write, how long they can be muted, and what is noted of moderating."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

LONGEST_MESSAGE = 1000
LONGEST_REASON = 200
# So many messages in so long: (messages, seconds).
LIMITS = ((4, 5), (20, 60))
SLOW_CHOICES = (0, 5, 15, 30, 60, 300)
MUTE_MINUTES = (5, 15, 60, 24 * 60)
NEWEST = 50


class ChatAct(StrEnum):
    """What a moderator did."""

    OPEN = "open"
    CLOSE = "close"
    SLOW = "slow"
    HIDE = "hide"
    UNHIDE = "unhide"
    MUTE = "mute"
    UNMUTE = "unmute"


def seconds_to_wait(sent: Sequence[datetime], now: datetime, slow_seconds: int = 0) -> int:
    """Return how many seconds somebody waits before their next message; 0: none.

    `sent` are the moments of their last messages in the room, in any order; `slow_seconds` the room's slow mode.
    """
    limits = ((1, slow_seconds), *LIMITS) if slow_seconds else LIMITS
    newest_first = sorted(sent, reverse=True)
    waits = [
        (newest_first[most - 1] + timedelta(seconds=seconds) - now).total_seconds()
        for most, seconds in limits
        if len(newest_first) >= most
    ]
    return max(0, ceil(max(waits, default=0)))
