"""What a release is made of, and what changed between two: pure decisions on agendas as values."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from conference.agenda.content import (
    PLACEMENT_FIELDS,
    AgendaContent,
    ItemContent,
    RoomContent,
    TrackContent,
    changed_fields,
    in_order,
)
from conference.agenda.rules import ItemStatus


class ChangeKind(StrEnum):
    """What became of an item between two agendas; the first that applies."""

    NEW = "new"
    GONE = "gone"
    CANCELLED = "cancelled"
    BACK = "back"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item in two agendas. `before` is None for a new item, `after` for one that the later agenda lacks."""

    kind: ChangeKind
    before: ItemContent | None
    after: ItemContent | None
    fields: tuple[str, ...] = ()

    @property
    def item(self) -> ItemContent:
        """The item as it is known last."""
        item = self.after or self.before
        assert item is not None  # noqa: S101 - one of the two is always there
        return item

    @property
    def other_fields(self) -> tuple[str, ...]:
        """The changed fields that say neither when and where nor whether."""
        return tuple(name for name in self.fields if name not in PLACEMENT_FIELDS)


def next_release(draft: AgendaContent, previous: AgendaContent | None, now: datetime) -> AgendaContent:
    """Return what the public would see if the draft were released now.

    Only placed items are in it. What was released before and is gone or unplaced in the draft stays, cancelled, at
    its last place: a calendar must be told. A cancelled item that nobody was ever shown is left out.
    """
    known = previous.item_by_id if previous else {}
    items = [_released(item, known.get(item.id)) for item in draft.items]
    kept = [item for item in items if item is not None]
    gone = [replace(item, status=ItemStatus.CANCELLED) for item in known.values() if item.id not in draft.item_by_id]
    rooms, tracks = _rooms_and_tracks(draft, previous, [*kept, *gone])
    number = previous.number + 1 if previous else 1
    after = AgendaContent(rooms, tracks, in_order([*kept, *gone], rooms), number, f"v{number}", now)
    return replace(
        after,
        sequences={item.id: _sequence(item, previous) for item in after.items},
        changes={item.id: _changed_at(item, previous, after, now) for item in after.items},
    )


def _released(item: ItemContent, before: ItemContent | None) -> ItemContent | None:
    if item.is_placed:
        return None if before is None and item.status is ItemStatus.CANCELLED else item
    if before is None:
        return None
    return replace(
        item,
        starts_at=before.starts_at,
        minutes=before.minutes,
        room_id=before.room_id,
        status=ItemStatus.CANCELLED,
    )


def _rooms_and_tracks(
    draft: AgendaContent, previous: AgendaContent | None, items: list[ItemContent]
) -> tuple[tuple[RoomContent, ...], tuple[TrackContent, ...]]:
    """Return the draft's rooms and tracks, and after them the deleted ones that a cancelled item still names."""
    if previous is None:
        return draft.rooms, draft.tracks
    rooms_named = {item.room_id for item in items} - set(draft.room_by_id)
    tracks_named = {item.track_id for item in items} - set(draft.track_by_id)
    return (
        (*draft.rooms, *(room for room in previous.rooms if room.id in rooms_named)),
        (*draft.tracks, *(track for track in previous.tracks if track.id in tracks_named)),
    )


def _sequence(item: ItemContent, previous: AgendaContent | None) -> int:
    before = previous.item_by_id.get(item.id) if previous else None
    if previous is None or before is None:
        return 0
    moved = not PLACEMENT_FIELDS.isdisjoint(changed_fields(before, item))
    return previous.sequence(item.id) + (1 if moved else 0)


def _changed_at(item: ItemContent, previous: AgendaContent | None, after: AgendaContent, now: datetime) -> datetime:
    before = previous.item_by_id.get(item.id) if previous else None
    if previous is None or before is None or before != item or _names(item, previous) != _names(item, after):
        return now
    return previous.changes.get(item.id, now)


def _names(item: ItemContent, agenda: AgendaContent) -> tuple[str, str]:
    """Return the names of an item's room and track: a renamed room changes what is read of every item in it."""
    room = agenda.room_by_id.get(item.room_id or 0)
    track = agenda.track_by_id.get(item.track_id or 0)
    return (room.name if room else "", track.name if track else "")


def is_same_agenda(one: AgendaContent | None, other: AgendaContent) -> bool:
    """Tell whether two agendas show the public the same, whatever their numbers and dates."""
    return one is not None and (one.rooms, one.tracks, one.items) == (other.rooms, other.tracks, other.items)


def changes_between(before: AgendaContent | None, after: AgendaContent) -> tuple[ItemChange, ...]:
    """Return every item that differs, in the later agenda's order; items it lacks come last."""
    known = before.item_by_id if before else {}
    changes = [_change(known.get(item.id), item) for item in after.items]
    gone = (ItemChange(ChangeKind.GONE, item, None) for item in known.values() if item.id not in after.item_by_id)
    return (*(change for change in changes if change is not None), *gone)


def _change(before: ItemContent | None, after: ItemContent) -> ItemChange | None:
    if before is None:
        return ItemChange(ChangeKind.NEW, None, after)
    names = changed_fields(before, after)
    if not names:
        return None
    return ItemChange(_kind(after, frozenset(names)), before, after, names)


def _kind(after: ItemContent, names: frozenset[str]) -> ChangeKind:
    if "status" in names:
        return ChangeKind.CANCELLED if after.status is ItemStatus.CANCELLED else ChangeKind.BACK
    return ChangeKind.CHANGED if names.isdisjoint(PLACEMENT_FIELDS) else ChangeKind.MOVED
