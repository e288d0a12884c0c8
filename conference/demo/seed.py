"""Reads a programme from a TOML seed into plain values, and finds when and where on earth it is now afternoon."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

# One place without clock changes for each whole hour from UTC that can be needed (tz database names).
PLACES = {
    -9: "Pacific/Gambier",
    -8: "Pacific/Pitcairn",
    -7: "America/Phoenix",
    -6: "America/Guatemala",
    -5: "America/Bogota",
    -4: "America/Caracas",
    -3: "America/Montevideo",
    -2: "America/Noronha",
    -1: "Atlantic/Cape_Verde",
    0: "Africa/Abidjan",
    1: "Africa/Lagos",
    2: "Africa/Maputo",
    3: "Africa/Nairobi",
    4: "Asia/Dubai",
    5: "Asia/Karachi",
    6: "Asia/Dhaka",
    7: "Asia/Bangkok",
    8: "Asia/Singapore",
    9: "Asia/Tokyo",
    10: "Australia/Brisbane",
    11: "Pacific/Noumea",
    12: "Pacific/Tarawa",
    13: "Pacific/Tongatapu",
    14: "Pacific/Kiritimati",
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where and when a programme takes place: the date of its first day, and the zone of its clock."""

    first_day: date
    zone: str

    def moment(self, programme_first_day: date, day: date, at: str) -> datetime:
        """Return the UTC moment of a programme's day and wall-clock time ("HH:MM") under this anchor."""
        moved = self.first_day + (day - programme_first_day)
        return datetime.combine(moved, time.fromisoformat(at), tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Seed:
    """A programme as its file has it; keys are the file's own."""

    conference: Mapping[str, Any]
    rooms: list[Mapping[str, Any]]
    tracks: list[Mapping[str, Any]]
    people: list[Mapping[str, Any]]
    items: list[Mapping[str, Any]]

    @property
    def true_anchor(self) -> Anchor:
        """When and where it really was."""
        return Anchor(self.conference["starts_on"], self.conference["timezone"])

    @property
    def length(self) -> timedelta:
        """From the first day to the last."""
        first, last = self.conference["starts_on"], self.conference["ends_on"]
        return timedelta(days=(last - first).days)


def read_seed(path: Path) -> Seed:
    """Return the programme in a seed file."""
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = {name: plain.get(name, []) for name in ("rooms", "tracks", "people", "items")}
    return Seed(conference=plain["conference"], **parts)


def afternoon_now(now: datetime, home: str) -> Anchor:
    """Return the anchor under which it is now between 14:00 and 15:00 on the first day.

    The wall-clock times of the programme stay the true ones; what moves is the date and, unless it is the early
    afternoon at `home` anyway, the place: one on whose clock it is.
    """
    if now.astimezone(ZoneInfo(home)).hour == 14:
        return Anchor(now.astimezone(ZoneInfo(home)).date(), home)
    zone = PLACES[14 - now.astimezone(UTC).hour]
    return Anchor(now.astimezone(ZoneInfo(zone)).date(), zone)


def minutes_between(start: str, end: str) -> int:
    """Return the minutes from one wall-clock time to a later one; an end before the start is on the next day."""
    first, last = time.fromisoformat(start), time.fromisoformat(end)
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    return minutes if minutes > 0 else minutes + 24 * 60
