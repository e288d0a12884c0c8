"""An agenda as a reader looks at it: entries on the clock of a zone, by day and by slot, what is on now and next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from conference.agenda.content import AgendaContent, ItemContent, PersonInItem, RoomContent, TrackContent
from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem
from conference.conferences.rules import day_date
from conference.people.rules import PersonCard


@dataclass(frozen=True, slots=True)
class Viewing:
    """Who looks, when, and on which clock. `starred` and `invited` are item ids, `participant_id` the reader's own."""

    now: datetime
    zone: ZoneInfo
    conference_zone: ZoneInfo
    change_hour: int = 4
    participant_id: int | None = None
    starred: Collection[int] = frozenset()
    invited: Collection[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """A person in a session and what they do there."""

    card: PersonCard
    role: RoleInItem


@dataclass(frozen=True, slots=True)
class Entry:
    """One item ready to be shown. Texts are on the chosen clock; the shifts are days away from the conference day.

    `day` is the conference day, which a session after midnight shares with the evening before it.
    """

    item: ItemContent
    room: RoomContent | None
    track: TrackContent | None
    people: tuple[Named, ...]
    day: date
    starts_at: datetime
    ends_at: datetime
    start_text: str
    end_text: str
    start_shift: int
    end_shift: int
    is_now: bool
    is_past: bool
    is_starred: bool
    is_mine: bool
    is_invited: bool
    is_updated: bool

    @property
    def id(self) -> int:
        """The item's id."""
        return self.item.id

    @property
    def is_session(self) -> bool:
        """Tell it from what else stands in somebody's day (`appointments.py`)."""
        return True

    @property
    def anchor(self) -> str:
        """What names it on a page."""
        return f"item-{self.id}"

    @property
    def is_break(self) -> bool:
        """Tell whether it is a pause."""
        return self.item.kind is ItemKind.BREAK

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""
        return self.item.status is ItemStatus.CANCELLED

    @property
    def in_my_agenda(self) -> bool:
        """Tell whether the reader means to be there: by a star, by a role in it, or by an invitation."""
        return self.is_starred or self.is_mine or self.is_invited


@dataclass(frozen=True, slots=True)
class Slot:
    """What starts at one moment. `after_now` marks the first slot still to come on a day that has begun."""

    starts_at: datetime
    text: str
    shift: int
    entries: tuple[Entry, ...]
    after_now: bool = False


@dataclass(frozen=True, slots=True)
class DayView:
    """One conference day with its entries by slot. `index` is 0 for a day outside the conference's own."""

    date: date
    index: int
    is_today: bool
    entries: tuple[Entry, ...]
    slots: tuple[Slot, ...] = field(default=())


def entries_of(agenda: AgendaContent, cards: Mapping[int, PersonCard], viewing: Viewing) -> list[Entry]:
    """Return the entries of all items that have a time, in the agenda's order."""
    return [_entry(item, item.starts_at, agenda, cards, viewing) for item in agenda.items if item.starts_at is not None]


def _entry(
    item: ItemContent, starts_at: datetime, agenda: AgendaContent, cards: Mapping[int, PersonCard], viewing: Viewing
) -> Entry:
    ends_at = starts_at + timedelta(minutes=item.minutes)
    day = day_date(starts_at, viewing.conference_zone, viewing.change_hour)
    start, end = starts_at.astimezone(viewing.zone), ends_at.astimezone(viewing.zone)
    is_cancelled = item.status is ItemStatus.CANCELLED
    everyone = item.everyone
    return Entry(
        item=item,
        room=agenda.room_by_id.get(item.room_id or 0),
        track=agenda.track_by_id.get(item.track_id or 0),
        people=named(everyone, cards),
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        start_text=f"{start:%H:%M}",
        end_text=f"{end:%H:%M}",
        start_shift=(start.date() - day).days,
        end_shift=(end.date() - day).days,
        is_now=not is_cancelled and starts_at <= viewing.now < ends_at,
        is_past=ends_at <= viewing.now,
        is_starred=item.id in viewing.starred,
        is_mine=any(person.participant_id == viewing.participant_id for person in everyone),
        is_invited=item.id in viewing.invited,
        is_updated=agenda.number > 1 and agenda.changes.get(item.id) == agenda.released_at is not None,
    )


def named(people: Iterable[PersonInItem], cards: Mapping[int, PersonCard]) -> tuple[Named, ...]:
    """Return people with their cards, in order; who has asked to be forgotten is left out."""
    return tuple(
        Named(cards[person.participant_id], person.role) for person in people if person.participant_id in cards
    )


def by_day(entries: Iterable[Entry], dates: Collection[date], viewing: Viewing) -> list[DayView]:
    """Return the conference's days and any other that has entries, in order; today is the day that `now` falls on."""
    today = day_date(viewing.now, viewing.conference_zone, viewing.change_hour)
    of_day: dict[date, list[Entry]] = {day: [] for day in dates}
    for entry in entries:
        of_day.setdefault(entry.day, []).append(entry)
    index = {day: number for number, day in enumerate(sorted(dates), start=1)}
    return [
        DayView(day, index.get(day, 0), day == today, tuple(of_day[day]), slots_of(of_day[day], viewing.now))
        for day in sorted(of_day)
    ]


def slots_of(entries: Iterable[Entry], now: datetime) -> tuple[Slot, ...]:
    """Return entries by the moment they start at, earliest first, with the place of the line that says now."""
    ordered = sorted(entries, key=lambda entry: entry.starts_at)
    slots: list[Slot] = []
    for starts_at, together in groupby(ordered, key=lambda entry: entry.starts_at):
        group = tuple(together)
        begun = bool(slots) and slots[-1].starts_at <= now
        slots.append(Slot(starts_at, group[0].start_text, group[0].start_shift, group, begun and starts_at > now))
    return tuple(slots)


def day_to_show(days: Collection[DayView], wanted: str) -> DayView | None:
    """Return the day that is asked for, else today, else the first with entries; None for `all`."""
    if wanted == "all":
        return None
    for day in days:
        if day.date.isoformat() == wanted:
            return day
    today = next((day for day in days if day.is_today), None)
    return today or next((day for day in days if day.entries), None) or next(iter(days), None)


@dataclass(frozen=True, slots=True)
class NowAndNext:
    """What is on, and what begins next: everything that begins at that same moment."""

    now: tuple[Entry, ...] = ()
    next: tuple[Entry, ...] = ()


def now_and_next(entries: Iterable[Entry], now: datetime) -> NowAndNext:
    """Return what is on at a moment and what comes next; cancelled sessions are neither."""
    active = [entry for entry in entries if not entry.is_cancelled]
    coming = [entry for entry in active if entry.starts_at > now]
    soonest = min((entry.starts_at for entry in coming), default=None)
    return NowAndNext(
        now=tuple(entry for entry in active if entry.starts_at <= now < entry.ends_at),
        next=tuple(entry for entry in coming if entry.starts_at == soonest),
    )


class Timed(Protocol):
    """Whatever begins and ends, if it takes place."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""


def next_change(entries: Iterable[Timed], now: datetime) -> datetime | None:
    """Return when something next begins or ends, which is when a page that says now is no longer right."""
    moments = (moment for entry in entries for moment in (entry.starts_at, entry.ends_at) if not entry.is_cancelled)
    return min((moment for moment in moments if moment > now), default=None)


def offset_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return how far a zone's clock is from UTC at a moment: `UTC`, `UTC+1`, `UTC-3:30`, with a true minus sign."""
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    minutes = round(abs(offset) / timedelta(minutes=1))
    if minutes == 0:
        return "UTC"
    sign = "+" if offset > timedelta() else "\N{MINUS SIGN}"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the names of all time zones; read from the disk once."""
    return frozenset(available_timezones())


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """Return a zone, or None for a name that is none."""
    return ZoneInfo(name) if name in known_zones() else None


def zone_city(name: str) -> str:
    """Return the place that a zone is called after: `Buenos Aires` for `America/Argentina/Buenos_Aires`."""
    return name.rpartition("/")[2].replace("_", " ")


def same_clock(one: ZoneInfo, other: ZoneInfo, moments: Iterable[datetime]) -> bool:
    """Tell whether two zones show the same time at all of these moments."""
    return all(
        moment.astimezone(one).replace(tzinfo=UTC) == moment.astimezone(other).replace(tzinfo=UTC) for moment in moments
    )
