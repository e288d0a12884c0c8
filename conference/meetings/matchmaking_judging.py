"""Whether a meeting of a timetable can be: every hard rule, asked of a draft, a hand's change and at publishing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Pair = tuple[int, int]


class Trouble(StrEnum):
    """Why a meeting cannot be."""

    OVER = "over"  # the slot has begun, or is none of this matchmaking any more
    GONE = "gone"  # one of them does not take part any more
    BLOCKED = "blocked"
    KNOWN = "known"  # the two have a meeting already, or cancelled the one that was published
    BUSY = "busy"  # one has something else then
    MEETING = "meeting"  # one has another booked meeting then
    DRAFTED = "drafted"  # one has another meeting of the draft then
    FULL = "full"  # one has as many meetings as one may have
    NO_PLACE = "no_place"
    NO_ROOM = "no_room"  # as many meetings as there may be at once


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting of a timetable: two people, a slot, and a place where meetings have one."""

    people: Pair
    slot: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What stands against a meeting, and for whom of the two, where it is one."""

    trouble: Trouble
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the hard rules ask about. `places` None: meetings have none, and `room` is the limit of a slot."""

    # Of each slot that can still be used: the places that no booked meeting has, and how many meetings fit in.
    places: Mapping[int, Sequence[int]] | None
    room: Mapping[int, int | None]
    here: Collection[int]
    # By person: slots with something hard against them, and slots with a booked meeting.
    busy: Mapping[int, Collection[int]]
    held: Mapping[int, Collection[int]]
    blocked: Collection[Pair]
    known: Collection[Pair]
    # How many more meetings each may have; who is not named has no limit.
    left: Mapping[int, int] = field(default_factory=dict)


class Table:
    """A timetable that is filled meeting by meeting; nothing comes in that breaks a hard rule."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._slots_of: dict[int, set[int]] = {}
        self._places: dict[int, set[int]] = {}
        self._count: Counter[int] = Counter()
        self._pairs: set[Pair] = set()

    def trouble(self, sitting: Sitting) -> Found | None:
        """Return what stands against a meeting, given those that are in; None: it can be."""
        facts, slot = self.facts, sitting.slot
        if slot not in facts.room:
            return Found(Trouble.OVER)
        for person in sitting.people:
            if person not in facts.here:
                return Found(Trouble.GONE, person)
        if sitting.people in facts.blocked:
            return Found(Trouble.BLOCKED)
        if sitting.people in facts.known or sitting.people in self._pairs:
            return Found(Trouble.KNOWN)
        return self._person_trouble(sitting) or self._room_trouble(sitting)

    def _person_trouble(self, sitting: Sitting) -> Found | None:
        facts, slot = self.facts, sitting.slot
        for person in sitting.people:
            mine = self._slots_of.get(person, set())
            if slot in facts.held.get(person, ()):
                return Found(Trouble.MEETING, person)
            if slot in facts.busy.get(person, ()):
                return Found(Trouble.BUSY, person)
            if slot in mine:
                return Found(Trouble.DRAFTED, person)
            if len(mine) >= facts.left.get(person, len(mine) + 1):
                return Found(Trouble.FULL, person)
        return None

    def _room_trouble(self, sitting: Sitting) -> Found | None:
        room = self.facts.room[sitting.slot]
        if room is not None and self._count[sitting.slot] >= room:
            return Found(Trouble.NO_ROOM if self.facts.places is None else Trouble.NO_PLACE)
        return None

    def place_for(self, sitting: Sitting) -> int | None:
        """Return its own place if that is free then, else the first that is; None where meetings have none."""
        if self.facts.places is None:
            return None
        taken = self._places.get(sitting.slot, set())
        free = [place for place in self.facts.places.get(sitting.slot, ()) if place not in taken]
        if sitting.place in free:
            return sitting.place
        return free[0] if free else None

    def put(self, sitting: Sitting) -> Sitting:
        """Take a meeting in that nothing stands against, and return it with its place."""
        placed = Sitting(sitting.people, sitting.slot, self.place_for(sitting))
        for person in placed.people:
            self._slots_of.setdefault(person, set()).add(placed.slot)
        if placed.place is not None:
            self._places.setdefault(placed.slot, set()).add(placed.place)
        self._count[placed.slot] += 1
        self._pairs.add(placed.people)
        return placed
