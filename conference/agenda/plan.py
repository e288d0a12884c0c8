"""My agenda: sessions and appointments by day, what overlaps with what and for how long, and the pauses between."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from conference.agenda.appointments import AppointmentEntry
from conference.agenda.display import Entry, Viewing
from conference.conferences.rules import day_date

# What my agenda is made of.
Planned = Entry | AppointmentEntry


@dataclass(frozen=True, slots=True)
class Clash:
    """Another entry that takes place at the same time, for `minutes` of it."""

    other: Planned
    minutes: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An entry of my agenda, what it clashes with, and how many minutes are free before it (None: none, or first)."""

    entry: Planned
    clashes: tuple[Clash, ...]
    free_before: int | None


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One conference day of my agenda."""

    date: date
    is_today: bool
    rows: tuple[PlanRow, ...]


def overlap_minutes(first: Planned, second: Planned) -> int:
    """Return how long two entries take place at once; 0 when one does not take place or is a pause."""
    if first.is_cancelled or second.is_cancelled or first.is_break or second.is_break:
        return 0
    shared = min(first.ends_at, second.ends_at) - max(first.starts_at, second.starts_at)
    return max(0, int(shared.total_seconds()) // 60)


def _order(entry: Planned) -> tuple[datetime, bool, int, str]:
    """Return what entries are sorted by: sessions that begin at once by their ids, and then the rest."""
    return entry.starts_at, not entry.is_session, entry.id if isinstance(entry, Entry) else 0, entry.anchor


def clashes_of(entries: Sequence[Planned]) -> dict[str, tuple[Clash, ...]]:
    """Return, for each entry that clashes, by its anchor, the others it clashes with, earliest first."""
    ordered = sorted(entries, key=_order)
    found: dict[str, list[Clash]] = {}
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if second.starts_at >= first.ends_at:
                break
            if minutes := overlap_minutes(first, second):
                found.setdefault(first.anchor, []).append(Clash(second, minutes))
                found.setdefault(second.anchor, []).append(Clash(first, minutes))
    return {key: tuple(sorted(clashes, key=lambda clash: _order(clash.other))) for key, clashes in found.items()}


def plan_of(entries: Iterable[Planned]) -> list[PlanRow]:
    """Return one day of my agenda, earliest first."""
    ordered = sorted(entries, key=_order)
    clashes = clashes_of(ordered)
    rows: list[PlanRow] = []
    last: Planned | None = None
    for entry in ordered:
        free = None
        if not entry.is_cancelled:
            if last is not None and entry.starts_at > last.ends_at:
                free = int((entry.starts_at - last.ends_at).total_seconds()) // 60
            last = entry if last is None or entry.ends_at > last.ends_at else last
        rows.append(PlanRow(entry, clashes.get(entry.anchor, ()), free or None))
    return rows


def now_and_next(entries: Iterable[Planned]) -> list[Planned]:
    """Return what of my agenda is on, and what comes next: on another day only if nothing is on."""
    coming = sorted((one for one in entries if not one.is_past and not one.is_cancelled), key=_order)
    on = [one for one in coming if one.is_now]
    later = [one for one in coming if not one.is_now and (not on or one.day == on[0].day)]
    return [*on, *later[:1]]


def plan_days(entries: Iterable[Planned], viewing: Viewing) -> list[PlanDay]:
    """Return my agenda by conference day, first to last."""
    today = day_date(viewing.now, viewing.conference_zone, viewing.change_hour)
    of_day: defaultdict[date, list[Planned]] = defaultdict(list)
    for entry in entries:
        of_day[entry.day].append(entry)
    return [PlanDay(day, day == today, tuple(plan_of(of_day[day]))) for day in sorted(of_day)]
