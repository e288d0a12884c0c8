"""The words of the exhibition: what becomes of a booth, of a visit, of a question, of a talk; and when each is so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class BoothState(StrEnum):
    """Where a booth stands. Only a published one is in the hall."""

    APPLIED = "applied"
    DECLINED = "declined"
    # Accepted, or made by an organiser, and being built.
    DRAFT = "draft"
    PUBLISHED = "published"
    # Taken out of the hall, by its team or by an organiser; it can come back.
    WITHDRAWN = "withdrawn"


# What takes one of the places that the organisers' quota gives.
HAS_A_PLACE = frozenset({BoothState.DRAFT, BoothState.PUBLISHED})
_NEXT = {
    BoothState.APPLIED: frozenset({BoothState.DRAFT, BoothState.DECLINED, BoothState.WITHDRAWN}),
    BoothState.DECLINED: frozenset({BoothState.DRAFT}),
    BoothState.DRAFT: frozenset({BoothState.PUBLISHED, BoothState.WITHDRAWN}),
    BoothState.PUBLISHED: frozenset({BoothState.WITHDRAWN}),
    BoothState.WITHDRAWN: frozenset({BoothState.DRAFT, BoothState.PUBLISHED}),
}


def may_become(state: BoothState, then: BoothState) -> bool:
    """Tell whether a booth may go from one state to another."""
    return then in _NEXT[state]


def may_be_put_back(state: BoothState, applied_at: datetime | None, decided_at: datetime | None) -> bool:
    """Tell whether a booth had a place that it may have again: an application that was taken back never had one."""
    return state is BoothState.WITHDRAWN and (applied_at is None or decided_at is not None)


class MaterialKind(StrEnum):
    """What a booth shows besides its text."""

    DOCUMENT = "document"
    LINK = "link"
    PICTURE = "picture"


class QuestionState(StrEnum):
    """Where a question to a booth stands; the clock alone makes one missed, and an answer may still come."""

    OPEN = "open"
    ANSWERED = "answered"
    MISSED = "missed"


def question_state(asked_at: datetime, answered_at: datetime | None, hours: int, now: datetime) -> QuestionState:
    """Return where a question stands at a moment, where answers are due within so many hours."""
    if answered_at is not None:
        return QuestionState.ANSWERED
    return QuestionState.OPEN if now - asked_at < timedelta(hours=hours) else QuestionState.MISSED


class TalkState(StrEnum):
    """Where a wish to talk now stands."""

    WAITING = "waiting"
    TALKING = "talking"
    # Nobody of the team came in time.
    MISSED = "missed"
    # Whoever asked did not wait.
    LEFT = "left"
    OVER = "over"


# So long somebody waits at the door before a way that needs nobody is shown.
DOOR = timedelta(seconds=90)


def talk_state(state: TalkState, asked_at: datetime, now: datetime) -> TalkState:
    """Return where a talk stands at a moment: the clock ends the waiting, whether or not anybody notes it."""
    return TalkState.MISSED if state is TalkState.WAITING and now - asked_at >= DOOR else state


class LeadSource(StrEnum):
    """By what a booth came to know somebody first."""

    CARD = "card"
    QUESTION = "question"
    TALK = "talk"


RATINGS = range(1, 6)
# Players that show nothing of a visitor before they press play; organisers may allow others, or none.
VIDEO_HOSTS = "www.youtube-nocookie.com\nplayer.vimeo.com"
# A return within this time is the same visit.
SAME_VISIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of somebody to one booth, their first being `number` 1."""

    number: int
    started_at: datetime
    last_at: datetime


def visit_at(latest: Visit | None, now: datetime) -> Visit:
    """Return the visit that somebody is on who is at a booth now, from the latest that was kept of them.

    A clock that was set back never makes a new visit, nor one that ends before it began.
    """
    if latest is None:
        return Visit(1, now, now)
    if now - latest.last_at <= SAME_VISIT:
        return Visit(latest.number, latest.started_at, max(latest.last_at, now))
    return Visit(latest.number + 1, now, now)
