"""What does not fit in an agenda: who is in two places at once, which room is used twice, what is out of bounds."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from heapq import heappop, heappush

from conference.agenda.content import ItemContent, RoomContent
from conference.agenda.rules import ItemStatus, Visibility
from conference.conferences.rules import Day


class Severity(StrEnum):
    """How much a conflict matters: it cannot happen so; somebody should look; good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class ConflictKind(StrEnum):
    """What is wrong."""

    PERSON_TWICE = "person_twice"
    ROOM_TWICE = "room_twice"
    OUTSIDE_DAYS = "outside_days"
    UNAVAILABLE = "unavailable"
    ROOM_TOO_SMALL = "room_too_small"
    NOBODY_INVITED = "nobody_invited"
    MORE_STARS_THAN_PLACES = "more_stars_than_places"


SEVERITIES: Mapping[ConflictKind, Severity] = {
    ConflictKind.PERSON_TWICE: Severity.ERROR,
    ConflictKind.ROOM_TWICE: Severity.ERROR,
    ConflictKind.OUTSIDE_DAYS: Severity.ERROR,
    ConflictKind.UNAVAILABLE: Severity.WARNING,
    ConflictKind.ROOM_TOO_SMALL: Severity.WARNING,
    ConflictKind.NOBODY_INVITED: Severity.WARNING,
    ConflictKind.MORE_STARS_THAN_PLACES: Severity.NOTICE,
}
_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_KIND_RANK = {kind: rank for rank, kind in enumerate(ConflictKind)}


@dataclass(frozen=True, slots=True)
class Absence:
    """A time at which a person cannot appear."""

    participant_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that does not fit. `item_ids` are one or two, lower id first."""

    kind: ConflictKind
    item_ids: tuple[int, ...]
    participant_id: int | None = None
    room_id: int | None = None

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return SEVERITIES[self.kind]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else must be known to judge an agenda. `invited` are the ids of items to which anybody is invited."""

    rooms: Sequence[RoomContent] = ()
    days: Sequence[Day] = ()
    absences: Sequence[Absence] = ()
    stars: Mapping[int, int] = field(default_factory=dict)
    invited: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Slot:
    starts_at: datetime
    ends_at: datetime
    item_id: int


def find_conflicts(items: Iterable[ItemContent], known: Circumstances) -> list[Conflict]:
    """Return every conflict once, the worst first. Only items that take place and have time and room can clash."""
    placed = [item for item in items if item.status is ItemStatus.ACTIVE and item.is_placed]
    found = [
        *_people_twice(placed),
        *_rooms_twice(placed, known.rooms),
        *_outside(placed, known.days),
        *_unavailable(placed, known.absences),
        *_capacity(placed, known),
        *_nobody_invited(placed, known.invited),
    ]
    return sorted(
        found,
        key=lambda one: (
            _RANK[one.severity], _KIND_RANK[one.kind], one.item_ids, one.participant_id or 0, one.room_id or 0,
        ),
    )  # fmt: skip


def _slot(item: ItemContent) -> _Slot:
    assert item.starts_at is not None  # noqa: S101 - only placed items come here
    assert item.ends_at is not None  # noqa: S101
    return _Slot(item.starts_at, item.ends_at, item.id)


def _by(items: Iterable[ItemContent], keys: Callable[[ItemContent], Iterable[Hashable]]) -> dict[Hashable, list[_Slot]]:
    slots: dict[Hashable, list[_Slot]] = {}
    for item in items:
        for key in keys(item):
            slots.setdefault(key, []).append(_slot(item))
    return slots


def _overlapping(slots: Iterable[_Slot]) -> Iterator[tuple[int, int]]:
    """Yield each pair of items that share a moment, once; n log n and as long as the answer. Touching ends do not."""
    going: list[tuple[datetime, int]] = []
    for slot in sorted(slots, key=lambda one: (one.starts_at, one.item_id)):
        while going and going[0][0] <= slot.starts_at:
            heappop(going)
        for _end, other in going:
            yield min(other, slot.item_id), max(other, slot.item_id)
        heappush(going, (slot.ends_at, slot.item_id))


def _people_twice(items: Sequence[ItemContent]) -> Iterator[Conflict]:
    for person, slots in _by(items, lambda item: item.participant_ids).items():
        for pair in _overlapping(slots):
            yield Conflict(ConflictKind.PERSON_TWICE, pair, participant_id=_id(person))


def _rooms_twice(items: Sequence[ItemContent], rooms: Iterable[RoomContent]) -> Iterator[Conflict]:
    parallel = {room.id for room in rooms if room.parallel}
    for room, slots in _by(items, lambda item: (item.room_id,)).items():
        if room in parallel:
            continue
        for pair in _overlapping(slots):
            yield Conflict(ConflictKind.ROOM_TWICE, pair, room_id=_id(room))


def _outside(items: Iterable[ItemContent], days: Sequence[Day]) -> Iterator[Conflict]:
    for item in items:
        slot = _slot(item)
        if not any(day.starts_at <= slot.starts_at and slot.ends_at <= day.ends_at for day in days):
            yield Conflict(ConflictKind.OUTSIDE_DAYS, (item.id,))


def _unavailable(items: Sequence[ItemContent], absences: Iterable[Absence]) -> Iterator[Conflict]:
    by_person = _by(items, lambda item: item.participant_ids)
    found = {
        (slot.item_id, absence.participant_id)
        for absence in absences
        for slot in by_person.get(absence.participant_id, ())
        if slot.starts_at < absence.ends_at and absence.starts_at < slot.ends_at
    }
    for item_id, person in found:
        yield Conflict(ConflictKind.UNAVAILABLE, (item_id,), participant_id=person)


def _capacity(items: Iterable[ItemContent], known: Circumstances) -> Iterator[Conflict]:
    room_by_id = {room.id: room for room in known.rooms}
    for item in items:
        room = room_by_id.get(item.room_id or 0)
        holds = room.capacity if room else None
        if item.capacity is not None and holds is not None and item.capacity > holds:
            yield Conflict(ConflictKind.ROOM_TOO_SMALL, (item.id,), room_id=item.room_id)
        places = min((limit for limit in (item.capacity, holds) if limit is not None), default=None)
        if places is not None and known.stars.get(item.id, 0) > places:
            yield Conflict(ConflictKind.MORE_STARS_THAN_PLACES, (item.id,), room_id=item.room_id)


def _nobody_invited(items: Iterable[ItemContent], invited: frozenset[int]) -> Iterator[Conflict]:
    for item in items:
        if item.visibility is Visibility.INVITED and item.id not in invited:
            yield Conflict(ConflictKind.NOBODY_INVITED, (item.id,))


def _id(key: Hashable) -> int:
    assert isinstance(key, int)  # noqa: S101 - every key here is an id
    return key
