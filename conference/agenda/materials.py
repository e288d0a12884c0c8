"""When a session's material is seen, and what it must consist of: pure decisions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from conference.agenda.rules import MaterialKind


class Publication(StrEnum):
    """When a material is seen by those who may see its session."""

    NOW = "now"
    AFTER_SESSION = "after_session"
    HIDDEN = "hidden"


def publication_of(published_at: datetime | None, after_session: bool) -> Publication:
    """Return what was decided for a material."""
    if published_at is not None:
        return Publication.NOW
    return Publication.AFTER_SESSION if after_session else Publication.HIDDEN


def is_published(published_at: datetime | None, after_session: bool, ends_at: datetime | None, now: datetime) -> bool:
    """Tell whether a material is seen at a moment; the end of the session decides by the clock, without a job."""
    if published_at is not None and published_at <= now:
        return True
    return after_session and ends_at is not None and ends_at <= now


def stored_publication(
    publication: Publication, published_at: datetime | None, now: datetime
) -> tuple[datetime | None, bool]:
    """Return what to store (`published_at`, `after_session`); what was published keeps its moment."""
    if publication is Publication.NOW:
        return published_at or now, False
    return None, publication is Publication.AFTER_SESSION


class Lack(StrEnum):
    """What a material lacks to be one."""

    ADDRESS = "address"
    FILE = "file"
    EITHER = "either"
    ONE_ONLY = "one only"
    SOUND_ADDRESS = "sound address"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a material is: an address, or a file (already kept, or sent now)."""

    url: str = ""
    has_file: bool = False


def lack_of(kind: MaterialKind, source: Source) -> Lack | None:
    """Return what is missing or too much, or None. Slides and recordings may be either; never both."""
    if source.url and not is_web_address(source.url):
        return Lack.SOUND_ADDRESS
    if kind is MaterialKind.LINK:
        return None if source.url and not source.has_file else Lack.ADDRESS
    if kind is MaterialKind.FILE:
        return None if source.has_file and not source.url else Lack.FILE
    if source.url and source.has_file:
        return Lack.ONE_ONLY
    return None if source.url or source.has_file else Lack.EITHER


def is_web_address(text: str) -> bool:
    """Tell whether a text is an absolute http(s) address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, text))
    except ValueError:
        return False


def reordered(ids: list[int], moving: int, step: int) -> list[int]:
    """Return ids with one moved by some places, up (negative) or down; it stops at either end."""
    rest = [key for key in ids if key != moving]
    place = min(max(ids.index(moving) + step, 0), len(rest))
    return [*rest[:place], moving, *rest[place:]]
