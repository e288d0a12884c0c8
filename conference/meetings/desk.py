"""The organisers' board of meetings: which slot is shown, and how a meeting stands while it is on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from conference.meetings.figures import Outcome


class Timed(Protocol):
    """Whatever has a time."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""


Slot = TypeVar("Slot", bound=Timed)


class Standing(StrEnum):
    """How a meeting of the board stands; those that need somebody come first."""

    LATE = "late"
    # At a place where nobody said that they are there: they may well sit there.
    UNSEEN = "unseen"
    WAITING = "waiting"
    ON = "on"
    COMING = "coming"
    UNKNOWN = "unknown"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a meeting while it is on: who should be there, who came, and who has the room open now."""

    starts_at: datetime
    people: frozenset[int]
    arrived: frozenset[int]
    here: frozenset[int] = frozenset()
    # Held at a place: whoever meets there may never open the room.
    has_place: bool = False

    @property
    def came(self) -> frozenset[int]:
        """Who has come, as far as is known."""
        return self.people & (self.arrived | self.here)

    @property
    def missing(self) -> frozenset[int]:
        """Who has not."""
        return self.people - self.came


def may_be_freed(seen: Seen, minutes: int, now: datetime) -> bool:
    """Tell whether a meeting's time may be given to others: so many minutes after its beginning, and nobody met."""
    return now >= seen.starts_at + timedelta(minutes=minutes) and len(seen.came) < 2


def is_late(seen: Seen, minutes: int, now: datetime) -> bool:
    """Tell whether somebody should look after a meeting; at a place where nobody opened the room nothing is known."""
    return may_be_freed(seen, minutes, now) and (not seen.has_place or bool(seen.came))


def standing(outcome: Outcome, seen: Seen, minutes: int, now: datetime) -> Standing:
    """Return how a meeting stands."""
    if outcome is not Outcome.ON:
        return Standing(outcome.value)
    if is_late(seen, minutes, now):
        return Standing.LATE
    if len(seen.came) >= 2:
        return Standing.ON
    return Standing.UNSEEN if may_be_freed(seen, minutes, now) else Standing.WAITING


def present(slots: Iterable[Slot], now: datetime) -> Slot | None:
    """Return the slot that is on, or else the next one, or else the last of all."""
    last = None
    for slot in sorted(slots, key=lambda one: one.starts_at):
        last = slot
        if slot.ends_at > now:
            break
    return last


def in_order(candidates: Iterable[int], instant: Collection[int], suggested: Mapping[int, int]) -> list[int]:
    """Return stand-ins: who lets others book, then who suits best (`suggested`: place on the list by person)."""
    return sorted(candidates, key=lambda one: (one not in instant, suggested.get(one, len(suggested)), one))
