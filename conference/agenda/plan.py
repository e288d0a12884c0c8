"""My agenda: what overlaps with what and for how long, and the pauses between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conference.agenda.display import Entry


@dataclass(frozen=True, slots=True)
class Clash:
    """Another entry that takes place at the same time, for `minutes` of it."""

    other: Entry
    minutes: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An entry of my agenda, what it clashes with, and how many minutes are free before it (None: none, or first)."""

    entry: Entry
    clashes: tuple[Clash, ...]
    free_before: int | None


def overlap_minutes(first: Entry, second: Entry) -> int:
    """Return how long two entries take place at once; 0 when one does not take place or is a pause."""
    if first.is_cancelled or second.is_cancelled or first.is_break or second.is_break:
        return 0
    shared = min(first.ends_at, second.ends_at) - max(first.starts_at, second.starts_at)
    return max(0, int(shared.total_seconds()) // 60)


def clashes_of(entries: Sequence[Entry]) -> dict[int, tuple[Clash, ...]]:
    """Return, for each entry that clashes, the others it clashes with, earliest first."""
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.id))
    found: dict[int, list[Clash]] = {}
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if second.starts_at >= first.ends_at:
                break
            if minutes := overlap_minutes(first, second):
                found.setdefault(first.id, []).append(Clash(second, minutes))
                found.setdefault(second.id, []).append(Clash(first, minutes))
    return {
        key: tuple(sorted(clashes, key=lambda clash: (clash.other.starts_at, clash.other.id)))
        for key, clashes in found.items()
    }


def plan_of(entries: Iterable[Entry]) -> list[PlanRow]:
    """Return one day of my agenda, earliest first."""
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.id))
    clashes = clashes_of(ordered)
    rows: list[PlanRow] = []
    last: Entry | None = None
    for entry in ordered:
        free = None
        if not entry.is_cancelled:
            if last is not None and entry.starts_at > last.ends_at:
                free = int((entry.starts_at - last.ends_at).total_seconds()) // 60
            last = entry if last is None or entry.ends_at > last.ends_at else last
        rows.append(PlanRow(entry, clashes.get(entry.id, ()), free or None))
    return rows
