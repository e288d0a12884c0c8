"""World cafés: their states, the clock of a round, and limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_TITLE, LONGEST_QUESTION, LONGEST_CARD, LONGEST_MESSAGE = 200, 500, 400, 300
MOST_QUESTIONS, MOST_ROUNDS, MOST_TABLES, MOST_MINUTES = 12, 8, 400, 240
FEWEST_SEATS, MOST_SEATS = 2, 12
# People at a table, where there are tables enough.
COMFORTABLE = 4
STARS_PER_QUESTION = 3
# Of one person, at whatever table.
MOST_CARDS_A_MINUTE = 12
MOST_DOTS = 10
# Digits of a table's number.
LONGEST_NUMBER = 4
# What has run out not longer ago than this can be extended as if it had not.
GRACE = timedelta(minutes=15)
# Within this an opening can be taken back: nobody has said much yet.
UNDO_OPENING = timedelta(seconds=60)


class CafeState(StrEnum):
    """What a café is at."""

    DRAFT = "draft"
    OPEN = "open"
    HARVEST = "harvest"
    CLOSED = "closed"


class RoundState(StrEnum):
    """What a round is at."""

    WAITING = "waiting"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


PRESENT_STATES = frozenset({RoundState.OPEN, RoundState.PAUSED})


class HostPolicy(StrEnum):
    """Who hosts a table: the same person in every round, or somebody else in each."""

    STAY = "stay"
    ROTATE = "rotate"


class SeatedHow(StrEnum):
    """How a person came to a seat."""

    SEATING = "seating"
    LATECOMER = "latecomer"
    MOVED = "moved"
    CHOSEN = "chosen"


class ConsoleAct(StrEnum):
    """What a facilitator did."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    END = "end"
    MESSAGE = "message"
    SEAT = "seat"
    MOVE = "move"
    MERGE = "merge"
    HOST = "host"
    HELP = "help"
    STATE = "state"


class RecommendationStatus(StrEnum):
    """What came of a recommendation."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_WORK = "in_work"
    DONE = "done"
    NOT_TAKEN_UP = "not_taken_up"


# One state at a time, forwards and back.
STATE_ORDER = (CafeState.DRAFT, CafeState.OPEN, CafeState.HARVEST, CafeState.CLOSED)


def state_at(state: RoundState, ends_at: datetime | None, now: datetime) -> RoundState:
    """Tell what a round is at by the clock: one whose time is up is closed, whether or not that was noted yet."""
    return RoundState.CLOSED if state is RoundState.OPEN and ends_at is not None and ends_at <= now else state


def tables_needed(people: int, there: int, fewest: int, most: int) -> int:
    """Return how many tables so many people need: those that are there, or more where these have no room."""
    if people <= there * most:
        return there
    return max(-(-people // most), people // min(max(COMFORTABLE, fewest), most))


def numbers_in(text: str) -> frozenset[int] | None:
    """Return the numbers of tables that a text names ("3, 5-7"): none for no text, None for what makes no sense."""
    found: set[int] = set()
    for part in text.replace("\N{EN DASH}", "-").replace(",", " ").split():
        first, _dash, last = part.partition("-")
        ends = [one for one in (first, last or first) if one.isascii() and one.isdigit() and len(one) <= LONGEST_NUMBER]
        if len(ends) < len((first, last)) or int(ends[0]) > int(ends[1]):
            return None
        found.update(range(int(ends[0]), int(ends[1]) + 1))
    return frozenset(found)


def may_become(now: CafeState, then: CafeState) -> bool:
    """Tell whether a café may go from one state to another: to the next, or the one before."""
    return abs(STATE_ORDER.index(now) - STATE_ORDER.index(then)) == 1


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a round: when it ends (running), or how many seconds are left (paused); neither: not running."""

    ends_at: datetime | None = None
    left_seconds: int | None = None

    def left(self, now: datetime) -> int:
        """Return the seconds that are left, never fewer than none."""
        if self.ends_at is not None:
            return max(0, round((self.ends_at - now).total_seconds()))
        return self.left_seconds or 0

    def paused(self, now: datetime) -> "Clock":
        """Return it standing still."""
        return Clock(left_seconds=self.left(now))

    def resumed(self, now: datetime) -> "Clock":
        """Return it running again, with what was left."""
        return Clock(ends_at=now + timedelta(seconds=self.left(now)))

    def extended(self, seconds: int, now: datetime) -> "Clock":
        """Return it with more time (or less); what has run out gets it from now on."""
        left = max(0, self.left(now) + seconds)
        return Clock(left_seconds=left) if self.ends_at is None else Clock(ends_at=now + timedelta(seconds=left))
