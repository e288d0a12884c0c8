"""What an organiser can do to an item, as values: placing, taking off, cancelling, rewriting, and all of it undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from conference.agenda.content import FIELD_NAMES, ItemContent
from conference.agenda.rules import ItemStatus
from conference.conferences.rules import day_date, local_moment

MOST_MINUTES = 24 * 60
INVITEES = "invitees"
STATE_FIELDS = (*FIELD_NAMES, INVITEES)


@dataclass(frozen=True, slots=True)
class ItemState:
    """All of an item that one step can change: its content, and who is invited to it."""

    content: ItemContent
    invitees: frozenset[int] = frozenset()

    def value(self, name: str) -> object:
        """Return one field of the state, by a name from `STATE_FIELDS`."""
        return self.invitees if name == INVITEES else getattr(self.content, name)

    def with_values(self, values: Mapping[str, Any]) -> "ItemState":
        """Return the state with some fields, by name, changed."""
        rest = {name: value for name, value in values.items() if name != INVITEES}
        return ItemState(replace(self.content, **rest), values.get(INVITEES, self.invitees))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**self.content.to_json(), INVITEES: sorted(self.invitees)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "ItemState":
        """Return the state that `to_json` wrote."""
        rest = {name: value for name, value in plain.items() if name != INVITEES}
        return cls(ItemContent.from_json(rest), frozenset(plain.get(INVITEES, ())))


def changed_names(before: ItemState, after: ItemState) -> tuple[str, ...]:
    """Return the names of the fields in which two states differ, in the order of the form."""
    return tuple(name for name in STATE_FIELDS if before.value(name) != after.value(name))


@dataclass(frozen=True, slots=True)
class Place:
    """Put an item at a moment (UTC) in a room; `minutes` None keeps its length."""

    starts_at: datetime
    room_id: int
    minutes: int | None = None

    def apply(self, state: ItemState) -> ItemState:
        """Return the state so placed."""
        values: dict[str, Any] = {"starts_at": self.starts_at, "room_id": self.room_id}
        if self.minutes is not None:
            values["minutes"] = self.minutes
        return state.with_values(values)


@dataclass(frozen=True, slots=True)
class Unplace:
    """Take an item off the grid, back into the list of what is not placed."""

    def apply(self, state: ItemState) -> ItemState:
        """Return the state without time and room."""
        return state.with_values({"starts_at": None, "room_id": None})


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Cancel an item, or have it take place again."""

    status: ItemStatus

    def apply(self, state: ItemState) -> ItemState:
        """Return the state with the status."""
        return state.with_values({"status": self.status})


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Set any fields at once, by name: what the full form does."""

    values: Mapping[str, Any]

    def apply(self, state: ItemState) -> ItemState:
        """Return the state with those fields."""
        return state.with_values(self.values)


@dataclass(frozen=True, slots=True)
class Delete:
    """Take an item away altogether."""


Step = Place | Unplace | SetStatus | Rewrite | Delete


class StepKind(StrEnum):
    """What a whole change was, for its name in the undo menu."""

    MOVE = "move"
    LENGTH = "length"
    PLACE = "place"
    UNPLACE = "unplace"
    CREATE = "create"
    DELETE = "delete"
    CANCEL = "cancel"
    RESTORE = "restore"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One item's part in a recorded change; before None: created by it, after None: deleted by it."""

    item_id: int
    before: ItemState | None
    after: ItemState | None

    def to_json(self) -> dict[str, Any]:
        """Return the entry of `AgendaChange.items`."""
        return {
            "id": self.item_id,
            "before": None if self.before is None else self.before.to_json(),
            "after": None if self.after is None else self.after.to_json(),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Recorded":
        """Return what `to_json` wrote."""
        before, after = plain["before"], plain["after"]
        return cls(
            plain["id"],
            None if before is None else ItemState.from_json(before),
            None if after is None else ItemState.from_json(after),
        )

    def reversed(self) -> "Recorded":
        """Return the same the other way round."""
        return Recorded(self.item_id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A recorded change cannot be replayed: in these fields the item is no longer what it was then.

    No `current`: the item is gone. No names: it exists although it should not yet.
    """

    names: tuple[str, ...]
    current: ItemState | None


def replayed(step: Recorded, current: ItemState | None) -> ItemState | Blocked | None:
    """Return what an item becomes when a change happens again (an undo is its reversal), None for its deletion.

    Only the fields that the change touched matter, so what others changed elsewhere in the item stays theirs.
    """
    if step.before is None:
        return Blocked((), current) if current is not None else step.after
    # SQLite gives a deleted row's id to the next one; the guid tells them apart.
    if current is None or current.content.guid != step.before.content.guid:
        return Blocked((), None)
    after = step.after
    touched = changed_names(step.before, after) if after is not None else STATE_FIELDS
    moved_on = tuple(name for name in touched if current.value(name) != step.before.value(name))
    if moved_on:
        return Blocked(moved_on, current)
    return None if after is None else current.with_values({name: after.value(name) for name in touched})


def kind_of(before: ItemState | None, after: ItemState | None) -> StepKind:  # noqa: PLR0911 - one line a kind
    """Return what happened to one item."""
    if before is None:
        return StepKind.CREATE
    if after is None:
        return StepKind.DELETE
    names = set(changed_names(before, after))
    if names == {"status"}:
        return StepKind.CANCEL if after.content.status is ItemStatus.CANCELLED else StepKind.RESTORE
    if not names <= {"starts_at", "room_id", "minutes"}:
        return StepKind.EDIT
    if before.content.is_placed and not after.content.is_placed:
        return StepKind.UNPLACE
    if not before.content.is_placed and after.content.is_placed:
        return StepKind.PLACE
    return StepKind.LENGTH if names == {"minutes"} else StepKind.MOVE


@dataclass(frozen=True, slots=True)
class Shift:
    """Everything that starts at or after a moment on one conference day, in some rooms, by minutes (may be < 0)."""

    day: date
    after: datetime
    room_ids: frozenset[int]
    minutes: int


def shifted(items: Iterable[ItemContent], shift: Shift, zone: ZoneInfo, change_hour: int) -> dict[int, Place]:
    """Return the step for each item that the shift moves, by id. Cancelled ones move too, beside their neighbours."""
    by = timedelta(minutes=shift.minutes)
    return {
        item.id: Place(item.starts_at + by, item.room_id)
        for item in items
        if item.starts_at is not None
        and item.room_id is not None
        and item.room_id in shift.room_ids
        and item.starts_at >= shift.after
        and day_date(item.starts_at, zone, change_hour) == shift.day
    }


def moment_on(day: date, at: time, zone: ZoneInfo, change_hour: int) -> datetime:
    """Return the moment that a clock on the wall shows `at` on a conference day.

    Hours before the day's change belong to the night after the date. In the hour that clocks leave out, the moment
    is the one an hour later on the wall; in the hour that they repeat, the first.
    """
    return local_moment(day + timedelta(days=1) if at.hour < change_hour else day, at, zone)


def wall_clock(moment: datetime, zone: ZoneInfo, change_hour: int) -> tuple[date, time]:
    """Return the conference day and the time on the wall of a moment: the reverse of `moment_on`."""
    return day_date(moment, zone, change_hour), moment.astimezone(zone).time()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change did. `notes` say what was done otherwise than asked, and why."""

    label: str
    item_ids: tuple[int, ...]
    notes: tuple[str, ...] = ()


# A state must know every field of the content, or an undo would lose one.
assert {part.name for part in fields(ItemContent)} == {"id", "guid", *FIELD_NAMES}  # noqa: S101
