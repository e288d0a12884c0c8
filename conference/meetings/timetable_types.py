"""The words of a timetable: who is free when, who wishes to meet whom, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

Pair = tuple[int, int]

# A wish of the first rank is worth so much more than one at the sixth or below, and a mutual one than a one-sided one.
STRENGTH, RANKS, MUTUAL = 15, 5, 5


def strength_of(rank: int, *, mutual: bool) -> int:
    """Return what a wish counts for, from its rank in the wisher's list (1 is first) and whether both wish it.

    Any two wishes count more than any one, so that a strong wish never costs two weak ones; within that, earlier
    ranks go first, and what both wish for goes before what only one does, as both then gain by one meeting.
    """
    if rank < 1:
        raise ValueError("the first rank is 1")
    return STRENGTH + max(0, RANKS + 1 - rank) + (MUTUAL if mutual else 0)


class Reason(StrEnum):
    """Why a wish is not met; from the one that nothing can change to the one that more room would mend."""

    AWAY = "away"  # the other does not take part
    BLOCKED = "blocked"
    NO_COMMON_SLOT = "no_common_slot"  # never free at the same time
    FIXED = "fixed"  # meetings that stay as they are take every common slot, every place or all of the maximum
    OWN_LIMIT = "own_limit"  # the wisher has as many meetings as a person may have
    THEIR_LIMIT = "their_limit"
    THEIR_SLOTS = "their_slots"  # the other meets somebody else in every common slot
    OWN_SLOTS = "own_slots"
    BOTH_SLOTS = "both_slots"  # one or the other meets somebody else in every common slot
    NO_PLACE = "no_place"  # both are free, and every table is taken
    NOT_REACHED = "not_reached"  # the search ended before it was placed


@dataclass(frozen=True, slots=True)
class Slot:
    """One time for meetings; slots are listed in order of time."""

    id: int
    # It follows the one before it in the list directly: a slot left free between two meetings is then a gap.
    follows: bool = False
    # The tables or rooms; none named: meetings have no place (by video), and only `capacity` limits them.
    places: tuple[int, ...] = ()
    # None is without limit, beyond that of the places.
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part: the ids of slots at which they are free, and those of them they would rather not."""

    id: int
    free: frozenset[int]
    rather_not: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wish:
    """`by` wishes to meet `about`. When both wish for it there are two, and one meeting meets both."""

    by: int
    about: int
    strength: int = STRENGTH

    @property
    def pair(self) -> Pair:
        """Both, the smaller id first."""
        return (self.by, self.about) if self.by < self.about else (self.about, self.by)


@dataclass(frozen=True, slots=True)
class FixedMeeting:
    """A meeting that stays as it is; two people or more, who may be others than those of the problem."""

    slot: int
    people: tuple[int, ...]
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a timetable is made from."""

    slots: tuple[Slot, ...]
    people: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    blocked: frozenset[Pair] = frozenset()
    fixed: tuple[FixedMeeting, ...] = ()
    # Of one person, the fixed ones counted in; None is without limit.
    most: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what no timetable can be made from."""
        for what in (self.slots, self.people):
            if len({one.id for one in what}) < len(what):
                raise ValueError("a slot or a person is there twice")
        if len({(wish.by, wish.about) for wish in self.wishes}) < len(self.wishes):
            raise ValueError("a wish is there twice")
        if any(wish.by == wish.about or wish.strength < 1 for wish in self.wishes):
            raise ValueError("a wish is about somebody else and has a strength of at least one")
        if {meeting.slot for meeting in self.fixed} - {slot.id for slot in self.slots}:
            raise ValueError("a fixed meeting is in no slot")
        if _twice((meeting.slot, one) for meeting in self.fixed for one in meeting.people):
            raise ValueError("somebody has two fixed meetings at once")
        if _twice((meeting.slot, meeting.place) for meeting in self.fixed if meeting.place is not None):
            raise ValueError("a place has two fixed meetings at once")


def _twice(what: Iterable[object]) -> bool:
    listed = list(what)
    return len(set(listed)) < len(listed)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people in a slot, the smaller id first; the place is None where the slot names none."""

    slot: int
    people: Pair
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that is not met, and why."""

    by: int
    about: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Without:
    """Somebody who wished and has no meeting at all; why is what came nearest to a meeting."""

    person: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Timetable:
    """The new meetings, by slot and people, and how good they are. Fixed meetings are not among them."""

    meetings: tuple[Meeting, ...]
    # Wishes that these meetings meet, and their strength; wishes met by fixed meetings are `met_before`.
    met: int
    met_before: int
    strength: int
    # What no timetable that serves as many people can be above; without a solver nothing is proven, and it is all
    # that could be wished for, so that the share of a greedy timetable looks smaller than it is.
    bound: int
    # How many have a meeting, of those whom some meeting could be given, or who have a fixed one.
    served: int
    servable: int
    optimal: bool
    solver: str
    unmet: tuple[Unmet, ...]
    without: tuple[Without, ...]
    # Idle slots between meetings, and meetings in slots somebody would rather not have: before and after closing.
    gaps_before: int
    gaps: int
    rather_not_before: int
    rather_not: int
    # "" where the search came to its own end, else what ended it: "time" or "cancelled".
    stopped: str = ""
    # No part of what two timetables are compared by.
    seconds: float = field(default=0.0, compare=False)

    @property
    def share(self) -> float:
        """The strength as a share of its bound."""
        return self.strength / self.bound if self.bound else 1.0
