"""What makes a conference's address, acronym, colours and days sound."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
ACRONYM = re.compile(r"[a-z0-9_]{4,40}")
COLOUR = re.compile(r"#[0-9a-f]{6}")
# First parts of addresses that are pages of the whole site, now or in the rooms still to be built.
RESERVED_SLUGS = frozenset(
    {"account", "admin", "api", "assets", "conferences", "demo", "favicon.ico", "files", "health", "invitation", "j"}
    | {"metrics", "new", "robots.txt", "sign-in", "sign-out", "socket.io", "static"}
)


class ConferenceStatus(StrEnum):
    """Who sees a conference: its organisers; everyone; everyone, with nothing to be joined any more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class RegistrationMode(StrEnum):
    """How one becomes a participant."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"
    CLOSED = "closed"


def is_slug(text: str) -> bool:
    """Tell whether the text can stand first in an address and is not a page's own name."""
    return bool(SLUG.fullmatch(text)) and text not in RESERVED_SLUGS


def is_acronym(text: str) -> bool:
    """Tell whether the text is an acronym as the schedule format wants it."""
    return bool(ACRONYM.fullmatch(text))


def is_timezone(name: str) -> bool:
    """Tell whether the tz database knows the zone."""
    return name in available_timezones()


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a conference: it runs from `starts_at` to the next day's, in UTC, and is known by its `date`.

    What happens after midnight and before `change_hour` belongs to the evening before.
    """

    date: date
    index: int
    starts_at: datetime
    ends_at: datetime


def days_of(first: date, last: date, zone: ZoneInfo, change_hour: int = 4) -> list[Day]:
    """Return the conference's days, 1-based; a day of clock change is 23 or 25 hours long."""
    count = (last - first).days + 1
    dates = [first + timedelta(days=offset) for offset in range(count)]
    return [
        Day(day, index, _change(day, zone, change_hour), _change(day + timedelta(days=1), zone, change_hour))
        for index, day in enumerate(dates, start=1)
    ]


def day_date(moment: datetime, zone: ZoneInfo, change_hour: int = 4) -> date:
    """Return the date of the conference day that a moment belongs to."""
    local = moment.astimezone(zone)
    return local.date() - timedelta(days=1) if local.hour < change_hour else local.date()


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a wall-clock time; in the hour that clocks repeat, the first of the two."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _change(day: date, zone: ZoneInfo, hour: int) -> datetime:
    return local_moment(day, time(hour), zone)


def on_colour(background: str) -> str:
    """Return `#000000` or `#ffffff`, whichever is easier to read on the background (WCAG 2.2 contrast)."""
    light = _luminance(background)
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
