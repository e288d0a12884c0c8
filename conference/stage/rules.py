"""The words of the stage: kinds of steps, what the hall may be shown, reactions, and what became of a press."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class StepKind(StrEnum):
    """What a step of the run is about."""

    POLL = "poll"
    QUIZ = "quiz"
    QUESTIONS = "questions"
    AWARD = "award"
    TIMER = "timer"
    JOIN = "join"
    TEXT = "text"
    BLANK = "blank"


class Phase(StrEnum):
    """Where that which a step is about stands."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "shown"


class Scene(StrEnum):
    """What the projector shows; `auto` follows the run."""

    AUTO = "auto"
    POLL = "poll"
    QUIZ = "quiz"
    LEADERBOARD = "leaderboard"
    QUESTIONS = "questions"
    AWARD = "award"
    TIMER = "timer"
    JOIN = "join"
    TEXT = "text"
    BLANK = "blank"


# The scenes that show one of several things, so that an id belongs to them.
OF_ONE = frozenset({Scene.POLL, Scene.QUIZ, Scene.LEADERBOARD, Scene.AWARD})


class Reaction(StrEnum):
    """What people in the hall can send without a word."""

    CLAP = "clap"
    HEART = "heart"
    THUMB = "thumb"
    SMILE = "smile"
    IDEA = "idea"


class Act(StrEnum):
    """What was done at the desk, for the log and for taking it back."""

    GO = "go"
    OPEN = "open"
    CLOSE = "close"
    REVEAL = "reveal"
    QUIZ = "quiz"
    AWARD = "award"


LONGEST_TIMER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Timer:
    """A countdown for the hall. The moment of its end is the truth; what is left follows from the clock."""

    ends_at: datetime
    seconds: int
    label: str = ""


def timer_for(seconds: int, now: datetime, label: str = "") -> Timer:
    """Return a timer that ends after the seconds, at least one and at most four hours."""
    length = min(max(seconds, 1), int(LONGEST_TIMER.total_seconds()))
    return Timer(now + timedelta(seconds=length), length, label)


def extended(timer: Timer, seconds: int, now: datetime) -> Timer:
    """Return the timer with more time; one that has run out gets the seconds from now."""
    ends_at = min(max(timer.ends_at, now) + timedelta(seconds=seconds), now + LONGEST_TIMER)
    return Timer(ends_at, max(timer.seconds, int((ends_at - now).total_seconds())), timer.label)
