"""The agenda as values: one form for the draft, a release, an undo and a comparison, and its way to JSON and back.

An item's content names people by participant id, never by name: a release kept for ever must not keep the name of
somebody who has asked to be forgotten.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem, RoomKind, Visibility

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonInItem:
    """A participant and what they do there."""

    participant_id: int
    role: RoleInItem


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a session that has its own title and people; `minutes` only where it is known.

    `guid` is its identity, "" where it has none yet (new, or from a release older than these); it is no content.
    """

    title: str
    abstract: str = ""
    minutes: int | None = None
    people: tuple[PersonInItem, ...] = ()
    guid: str = field(default="", compare=False)


def with_identities(
    parts: Sequence[Contribution], there: Sequence[Contribution], elsewhere: Collection[str] = ()
) -> list[Contribution]:
    """Return parts with an identity each, or none (""), which is a new one: never one of `elsewhere`, never one twice.

    One that says none takes that of the first there with the same title which no other says.
    """
    taken = set(elsewhere)
    said = []
    for part in parts:
        said.append("" if part.guid in taken else part.guid)
        taken.add(part.guid)
    found = []
    for part, guid in zip(parts, said, strict=True):
        same = (one.guid for one in there if one.title == part.title and one.guid not in taken)
        found.append(replace(part, guid=guid or next(same, "")))
        taken.add(found[-1].guid)
    return found


@dataclass(frozen=True, slots=True)
class ItemContent:
    """All that an organiser decides about one agenda item. `starts_at` is UTC; None: not placed yet."""

    id: int
    guid: str
    kind: ItemKind
    title: str
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    language: str = ""
    visibility: Visibility = Visibility.PUBLIC
    status: ItemStatus = ItemStatus.ACTIVE
    track_id: int | None = None
    room_id: int | None = None
    starts_at: datetime | None = None
    minutes: int = 60
    capacity: int | None = None
    people: tuple[PersonInItem, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    @property
    def is_placed(self) -> bool:
        """Tell whether the item has its time and its room."""
        return self.starts_at is not None and self.room_id is not None

    @property
    def ends_at(self) -> datetime | None:
        """The end in UTC, or None while there is no start."""
        return None if self.starts_at is None else self.starts_at + timedelta(minutes=self.minutes)

    @property
    def everyone(self) -> tuple[PersonInItem, ...]:
        """The people of the item and of its contributions, each (person, role) once, in order."""
        inside = (person for part in self.contributions for person in part.people)
        return tuple(dict.fromkeys((*self.people, *inside)))

    @property
    def participant_ids(self) -> frozenset[int]:
        """Who appears in it, in any role."""
        return frozenset(person.participant_id for person in self.everyone)

    def to_json(self) -> Json:
        """Return the content as plain JSON values."""
        plain = asdict(self)
        plain["starts_at"] = None if self.starts_at is None else self.starts_at.astimezone(UTC).isoformat()
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Return the content that `to_json` wrote; fields it does not know are an error."""
        values = dict(plain)
        values["kind"] = ItemKind(values["kind"])
        values["visibility"] = Visibility(values["visibility"])
        values["status"] = ItemStatus(values["status"])
        values["starts_at"] = None if values["starts_at"] is None else datetime.fromisoformat(values["starts_at"])
        values["people"] = _people(values["people"])
        values["contributions"] = tuple(
            Contribution(**{**part, "people": _people(part["people"])}) for part in values["contributions"]
        )
        return cls(**values)


@dataclass(frozen=True, slots=True)
class RoomContent:
    """A room. In a `parallel` room several things may happen at once."""

    id: int
    guid: str
    name: str
    kind: RoomKind = RoomKind.VIRTUAL
    capacity: int | None = None
    parallel: bool = False
    stream_url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class TrackContent:
    """A track and its colour (`#rrggbb`)."""

    id: int
    name: str
    slug: str
    colour: str


@dataclass(frozen=True)
class AgendaContent:
    """A whole agenda: the draft, or one release of it (`number` > 0, with `released_at`).

    Rooms and tracks stand in the organiser's order; items by start, then room, then id, unplaced ones last.
    `sequences` and `changes` are by item id: the first rises whenever time, room or status changes from one release
    to the next (RFC 5545 SEQUENCE); the second is the moment of the last release that changed anything in the item.
    """

    rooms: tuple[RoomContent, ...]
    tracks: tuple[TrackContent, ...]
    items: tuple[ItemContent, ...]
    number: int = 0
    label: str = ""
    released_at: datetime | None = None
    sequences: Mapping[int, int] = field(default_factory=dict)
    changes: Mapping[int, datetime] = field(default_factory=dict)

    @cached_property
    def item_by_id(self) -> Mapping[int, ItemContent]:
        """Items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def room_by_id(self) -> Mapping[int, RoomContent]:
        """Rooms by id."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def track_by_id(self) -> Mapping[int, TrackContent]:
        """Tracks by id."""
        return {track.id: track for track in self.tracks}

    @cached_property
    def participant_ids(self) -> frozenset[int]:
        """Everybody who appears anywhere in it."""
        return frozenset().union(*(item.participant_ids for item in self.items)) if self.items else frozenset()

    def sequence(self, item_id: int) -> int:
        """Return an item's SEQUENCE; 0 in a draft."""
        return self.sequences.get(item_id, 0)

    def only(self, items: Iterable[ItemContent]) -> "AgendaContent":
        """Return the same agenda with only these of its items, in the agenda's order."""
        kept = {item.id for item in items}
        return replace(self, items=tuple(item for item in self.items if item.id in kept))

    def to_json(self) -> Json:
        """Return the agenda as plain JSON values; number, label and moment are the release row's own."""
        return {
            "rooms": [asdict(room) for room in self.rooms],
            "tracks": [asdict(track) for track in self.tracks],
            "items": [item.to_json() for item in self.items],
            "sequences": {str(key): value for key, value in self.sequences.items()},
            "changes": {str(key): value.astimezone(UTC).isoformat() for key, value in self.changes.items()},
        }

    @classmethod
    def from_json(
        cls,
        plain: Mapping[str, Any],
        *,
        number: int = 0,
        label: str = "",
        released_at: datetime | None = None,
    ) -> Self:
        """Return the agenda that `to_json` wrote."""
        rooms = tuple(RoomContent(**{**room, "kind": RoomKind(room["kind"])}) for room in plain["rooms"])
        return cls(
            rooms=rooms,
            tracks=tuple(TrackContent(**track) for track in plain["tracks"]),
            items=tuple(ItemContent.from_json(item) for item in plain["items"]),
            number=number,
            label=label,
            released_at=released_at,
            sequences={int(key): value for key, value in plain["sequences"].items()},
            changes={int(key): datetime.fromisoformat(value) for key, value in plain["changes"].items()},
        )


FIELD_NAMES: tuple[str, ...] = tuple(part.name for part in fields(ItemContent) if part.name not in {"id", "guid"})
# What a calendar must be told about with a higher SEQUENCE.
PLACEMENT_FIELDS = frozenset({"starts_at", "minutes", "room_id", "status"})


def changed_fields(before: ItemContent, after: ItemContent) -> tuple[str, ...]:
    """Return the names of the fields in which two contents of one item differ, in the order of the form."""
    return tuple(name for name in FIELD_NAMES if getattr(before, name) != getattr(after, name))


def in_order(items: Iterable[ItemContent], rooms: Iterable[RoomContent]) -> tuple[ItemContent, ...]:
    """Return items by start, then the room's place, then id; those without a start last."""
    place = {room.id: index for index, room in enumerate(rooms)}
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            items,
            key=lambda item: (item.starts_at or last, place.get(item.room_id or 0, len(place)), item.id),
        )
    )


def _people(plain: Iterable[Mapping[str, Any]]) -> tuple[PersonInItem, ...]:
    return tuple(PersonInItem(person["participant_id"], RoleInItem(person["role"])) for person in plain)
