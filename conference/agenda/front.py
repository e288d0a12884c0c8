"""The front page's order: which conferences are on, which come, which are over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conference.conferences.rules import ConferenceStatus, Day


class Standing(StrEnum):
    """Where a conference stands in time."""

    RUNNING = "running"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Listing:
    """What the front page shows of a conference. `is_mine`: the reader takes part, is invited, or waits."""

    slug: str
    title: str
    tagline: str
    status: ConferenceStatus
    standing: Standing
    days: tuple[Day, ...]
    colour: str
    cover: str
    place: str
    is_mine: bool = False


def standing_of(days: Iterable[Day], status: ConferenceStatus, now: datetime) -> Standing:
    """Return where a conference stands; an archived one is over whatever its dates say."""
    listed = list(days)
    if status is ConferenceStatus.ARCHIVED or now >= listed[-1].ends_at:
        return Standing.OVER
    return Standing.RUNNING if now >= listed[0].starts_at else Standing.COMING


def arranged(listings: Iterable[Listing]) -> list[tuple[Standing, list[Listing]]]:
    """Return the listings by standing: what is on first, then what comes, soonest first, then the past, latest first.

    Within one standing the reader's own come first. Standings without a conference are left out.
    """
    by_standing: dict[Standing, list[Listing]] = {standing: [] for standing in Standing}
    for listing in listings:
        by_standing[listing.standing].append(listing)
    for standing, group in by_standing.items():
        group.sort(key=lambda listing: (listing.days[0].starts_at, listing.title), reverse=standing is Standing.OVER)
        group.sort(key=lambda listing: not listing.is_mine)
    return [(standing, group) for standing, group in by_standing.items() if group]
