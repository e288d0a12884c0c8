"""What stands around a session: the one before and the one after in its track, and what runs beside it."""

from collections.abc import Iterable

from conference.agenda.display import Entry


def in_track(entry: Entry, entries: Iterable[Entry]) -> tuple[Entry | None, Entry | None]:
    """Return the sessions before and after one in its track; without a track, among those without."""
    track = entry.track.id if entry.track else None
    same = [other for other in entries if (other.track.id if other.track else None) == track and _counts(other, entry)]
    same.sort(key=lambda other: (other.starts_at, other.id))
    place = [other.id for other in same].index(entry.id)
    before = same[place - 1] if place else None
    return before, next(iter(same[place + 1 :]), None)


def beside(entry: Entry, entries: Iterable[Entry]) -> list[Entry]:
    """Return what takes place while a session does, without pauses."""
    return [
        other
        for other in entries
        if other.id != entry.id
        and not other.is_cancelled
        and not other.is_break
        and other.starts_at < entry.ends_at
        and entry.starts_at < other.ends_at
    ]


def _counts(other: Entry, entry: Entry) -> bool:
    return other.id == entry.id or not (other.is_break or other.is_cancelled)
