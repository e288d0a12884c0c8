"""Figures of visits: how many, when, and from where, so that nobody is found out who did not agree to be seen."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# So many people who are not seen must have something in common before it is named.
FEWEST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit as figures are made of it: by whom, when it began, and what is known of them."""

    participant_id: int
    started_at: datetime
    country: str = ""
    kind: str = ""
    is_seen: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many different people, and how many visits of theirs."""

    people: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Hour:
    """The visits that began within an hour; `begins_at` is on the clock of the conference."""

    begins_at: datetime
    count: Count


@dataclass(frozen=True, slots=True)
class Group:
    """The visits of people who have something in common: a country, a kind of organisation. "": they did not say.

    None are all others together: too few of each to be named.
    """

    value: str | None
    count: Count


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """All figures of the visits to one booth, or to several."""

    count: Count
    hours: Sequence[Hour]
    countries: Sequence[Group]
    kinds: Sequence[Group]


def figures_of(comings: Sequence[Coming], zone: ZoneInfo) -> VisitFigures:
    """Return the figures of some visits."""
    hours: defaultdict[datetime, list[Coming]] = defaultdict(list)
    for coming in comings:
        hours[_hour(coming.started_at, zone)].append(coming)
    return VisitFigures(
        count=count_of(comings),
        hours=[Hour(hour.astimezone(zone), count_of(hours[hour])) for hour in sorted(hours)],
        countries=groups_of(comings, lambda coming: coming.country),
        kinds=groups_of(comings, lambda coming: coming.kind),
    )


def count_of(comings: Iterable[Coming]) -> Count:
    """Return how many people and visits some visits are."""
    people = [coming.participant_id for coming in comings]
    return Count(len(set(people)), len(people))


def groups_of(comings: Sequence[Coming], by: Callable[[Coming], str]) -> Sequence[Group]:
    """Return visits by what people have in common, the most visits first, then who did not say, then all others.

    One of fewer than `FEWEST_TOGETHER` people who did not agree to be seen is named only where all of it agreed:
    else whoever knows those who did would know of the rest.
    """
    together: defaultdict[str | None, list[Coming]] = defaultdict(list)
    for coming in comings:
        together[by(coming)].append(coming)
    small = [value for value, group in together.items() if value and not _may_be_named(group)]
    others = [coming for value in small for coming in together.pop(value)]
    if others:
        together[None] = others
    found = [Group(value, count_of(group)) for value, group in together.items()]
    return sorted(found, key=_place)


def _place(group: Group) -> tuple[bool, bool, int, int, str]:
    return group.value is None, group.value == "", -group.count.visits, -group.count.people, group.value or ""


def _may_be_named(group: Iterable[Coming]) -> bool:
    unseen = {coming.participant_id for coming in group if not coming.is_seen}
    return not unseen or len(unseen) >= FEWEST_TOGETHER


def _hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return when the hour of a moment began on the clock of a zone; in UTC, as that hour may come twice."""
    return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
