"""A time zone as iCalendar tells it (RFC 5545, 3.6.5), over the years that matter.

`icalendar` can make one from a zone too, but dates each observance by the clock after the change, where the RFC asks
for the clock before it: readers would be wrong for the hour after the clocks go forward.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Observance:
    """A stretch of time with one offset from UTC. `onset` is its first moment, in UTC."""

    onset: datetime
    offset_before: timedelta
    offset: timedelta
    name: str
    is_daylight: bool

    @property
    def local_onset(self) -> datetime:
        """The onset on the clock that was right until then, without a zone."""
        return (self.onset + self.offset_before).replace(tzinfo=None)


def observances(zone: ZoneInfo, first: date, last: date) -> Sequence[Observance]:
    """Return the observances from the start of the first date's year to the end of the last date's, at least one."""
    return _observances(zone, first.year, last.year)


@lru_cache(maxsize=64)
def _observances(zone: ZoneInfo, first: int, last: int) -> tuple[Observance, ...]:
    """Reckon them once for all the mails of a day."""
    # A year begins up to fourteen hours earlier on the zone's clock than in UTC, and ends up to twelve later.
    begin = datetime(first, 1, 1, tzinfo=UTC) - _STEP
    end = datetime(last + 1, 1, 1, tzinfo=UTC) + _STEP
    offset, dst = _offset(begin, zone), begin.astimezone(zone).dst() or timedelta()
    found = [Observance(begin, offset, offset, _name(begin, zone), dst > timedelta())]
    for onset in _changes(zone, begin, end):
        before, after = found[-1].offset, _offset(onset, zone)
        # Forward is daylight time, whatever the zone's own law calls it (Ireland and Morocco count the other way).
        found.append(Observance(onset, before, after, _name(onset, zone), after > before))
    return tuple(found)


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments at which the offset changes, to the second; no zone changes twice in a day."""
    moment = begin
    while moment < end:
        if _offset(moment + _STEP, zone) != _offset(moment, zone):
            yield _change_within(zone, moment, moment + _STEP)
        moment += _STEP


def _change_within(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(before, zone)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _name(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).tzname() or zone.key


def vtimezone(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """Return the VTIMEZONE component of a zone, right from the first date's year to the last date's."""
    component = Timezone()
    component.add("tzid", zone.key)
    for each in observances(zone, first, last):
        part = TimezoneDaylight() if each.is_daylight else TimezoneStandard()
        part.add("dtstart", each.local_onset)
        part.add("tzoffsetfrom", each.offset_before)
        part.add("tzoffsetto", each.offset)
        part.add("tzname", each.name)
        component.add_component(part)
    return component


def told_times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end on the zone's clock; in UTC where that clock shows one of them twice.

    A time with a TZID means the first of two (RFC 5545, 3.3.5), but not every calendar reads it so.
    """
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return (
        (starts_at.astimezone(UTC), ends_at.astimezone(UTC)) if _is_double(start) or _is_double(end) else (start, end)
    )


def _is_double(local: datetime) -> bool:
    """Tell whether the clock shows this time for the first and for the second time."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
