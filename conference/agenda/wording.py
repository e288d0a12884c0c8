"""The builder's sentences: conflicts, steps that can be undone, fields and their values, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_datetime, gettext
from flask_babel import ngettext as babel_ngettext

from conference.agenda.change import ItemState, StepKind, changed_names
from conference.agenda.conflicts import Conflict, ConflictKind
from conference.agenda.content import Contribution, ItemContent, PersonInItem, RoomContent, TrackContent
from conference.agenda.rules import ItemKind, ItemStatus, Visibility
from conference.agenda.words import kind_name, role_name, status_name, visibility_name


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a sentence for a number, always as text."""
    return str(babel_ngettext(one, many, number))


@dataclass(frozen=True)
class Names:
    """What ids are called, for sentences about them."""

    zone: ZoneInfo
    rooms: Mapping[int, RoomContent] = field(default_factory=dict)
    tracks: Mapping[int, TrackContent] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)

    def room(self, room_id: int | None) -> str:
        """Return a room's name; for none, what to say instead."""
        room = self.rooms.get(room_id or 0)
        return room.name if room else _("no room")

    def person(self, participant_id: int | None) -> str:
        """Return a person's name; for erased people, what to say instead."""
        return self.people.get(participant_id or 0) or _("Somebody")


def moment_text(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment on the conference's clock."""
    if moment is None:
        return _("not placed")
    return str(format_datetime(moment.astimezone(zone), "EEE d MMM, HH:mm", rebase=False))


def conflict_text(  # noqa: PLR0911 - one sentence a kind
    conflict: Conflict, items: Mapping[int, ItemContent], names: Names, stars: Mapping[int, int]
) -> str:
    """Return a conflict as a sentence."""
    involved = [items[item_id] for item_id in conflict.item_ids]
    first, last = involved[0], involved[-1]
    words = {
        "first": first.title, "second": last.title, "room": names.room(conflict.room_id),
        "person": names.person(conflict.participant_id), "stars": stars.get(first.id, 0),
        "places": first.capacity or 0, "holds": _holds(names, first),
    }  # fmt: skip
    match conflict.kind:
        case ConflictKind.PERSON_TWICE:
            return _("%(person)s is in “%(first)s” and in “%(second)s” at the same time.", **words)
        case ConflictKind.ROOM_TWICE:
            return _("%(room)s is used by “%(first)s” and by “%(second)s” at the same time.", **words)
        case ConflictKind.OUTSIDE_DAYS:
            return _("“%(first)s” lies outside the days of the conference.", **words)
        case ConflictKind.UNAVAILABLE:
            return _("%(person)s is not available during “%(first)s”.", **words)
        case ConflictKind.ROOM_TOO_SMALL:
            return _("“%(first)s” is planned for %(places)s people; %(room)s holds %(holds)s.", **words)
        case ConflictKind.NOBODY_INVITED:
            return _("“%(first)s” is for invited people, and nobody is invited yet.", **words)
        case ConflictKind.MORE_STARS_THAN_PLACES:
            words["places"] = min(limit for limit in (first.capacity, _holds(names, first)) if limit)
            return _("“%(first)s” is starred by more people (%(stars)s) than it holds (%(places)s).", **words)


def _holds(names: Names, item: ItemContent) -> int:
    room = names.rooms.get(item.room_id or 0)
    return (room.capacity if room else None) or 0


def change_label(kinds: Iterable[StepKind], titles: Sequence[str]) -> str:  # noqa: PLR0911 - one line a kind
    """Return what a change did, as the undo menu says it: “Moved “Opening””, “Moved 3 sessions”."""
    kind = next(iter(found)) if len(found := set(kinds)) == 1 else StepKind.EDIT
    if len(titles) == 1:
        return _label_of_one(kind, _cut(titles[0]))
    number = len(titles)
    match kind:
        case StepKind.MOVE:
            return ngettext("Moved %(num)s session", "Moved %(num)s sessions", number)
        case StepKind.LENGTH:
            return ngettext("Changed the length of %(num)s session", "Changed the length of %(num)s sessions", number)
        case StepKind.PLACE:
            return ngettext("Placed %(num)s session", "Placed %(num)s sessions", number)
        case StepKind.UNPLACE:
            return ngettext("Took %(num)s session off the grid", "Took %(num)s sessions off the grid", number)
        case StepKind.DELETE:
            return ngettext("Deleted %(num)s session", "Deleted %(num)s sessions", number)
        case StepKind.CANCEL:
            return ngettext("Cancelled %(num)s session", "Cancelled %(num)s sessions", number)
        case _:
            return ngettext("Changed %(num)s session", "Changed %(num)s sessions", number)


def _label_of_one(kind: StepKind, title: str) -> str:
    return {
        StepKind.MOVE: _("Moved “%(title)s”", title=title),
        StepKind.LENGTH: _("Changed the length of “%(title)s”", title=title),
        StepKind.PLACE: _("Placed “%(title)s”", title=title),
        StepKind.UNPLACE: _("Took “%(title)s” off the grid", title=title),
        StepKind.CREATE: _("Created “%(title)s”", title=title),
        StepKind.DELETE: _("Deleted “%(title)s”", title=title),
        StepKind.CANCEL: _("Cancelled “%(title)s”", title=title),
        StepKind.RESTORE: _("Restored “%(title)s”", title=title),
        StepKind.EDIT: _("Edited “%(title)s”", title=title),
    }[kind]


def _cut(title: str, longest: int = 80) -> str:
    return title if len(title) <= longest else title[: longest - 1].rstrip() + "…"


def field_name(name: str) -> str:
    """Return what a field of an item is called on the form."""
    return {
        "kind": _("Kind"), "title": _("Title"), "subtitle": _("Subtitle"), "abstract": _("Abstract"),
        "description": _("Description"), "language": _("Language"), "visibility": _("Who may see it"),
        "status": _("Status"), "track_id": _("Track"), "room_id": _("Room"), "starts_at": _("Start"),
        "minutes": _("Minutes"), "capacity": _("Places"), "people": _("People"),
        "contributions": _("Contributions"), "invitees": _("Invited people"),
    }[name]  # fmt: skip


def differences(mine: ItemState, theirs: ItemState, names: Names) -> dict[str, tuple[str, str]]:
    """Return, by the field's name in words, (what was sent, what is stored) for every field that differs."""
    return {
        field_name(name): (value_text(name, mine.value(name), names), value_text(name, theirs.value(name), names))
        for name in changed_names(mine, theirs)
    }


def value_text(name: str, value: object, names: Names) -> str:  # noqa: PLR0911 - one line a field
    """Return a field's value as a person would read it; an em dash for nothing."""
    match name, value:
        case "starts_at", datetime() | None:
            return moment_text(value, names.zone)
        case "room_id", int() | None:
            return names.room(value)
        case "track_id", int():
            track = names.tracks.get(value)
            return track.name if track else "—"
        case "people", tuple():
            return _people(value, names) or "—"
        case "contributions", tuple():
            return "; ".join(_contribution(part, names) for part in value) or "—"
        case "invitees", frozenset():
            return ", ".join(sorted(names.person(person) for person in value)) or "—"
        case _, ItemKind():
            return kind_name(value)
        case _, Visibility():
            return visibility_name(value)
        case _, ItemStatus():
            return status_name(value)
        case _:
            return "—" if value in (None, "") else str(value)


def _people(people: Iterable[PersonInItem], names: Names) -> str:
    return ", ".join(f"{names.person(one.participant_id)} ({role_name(one.role)})" for one in people)


def _contribution(part: Contribution, names: Names) -> str:
    people = _people(part.people, names)
    return f"{part.title}: {people}" if people else part.title
