"""A time zone as iCalendar tells it (RFC 5545, 3.6.5), over the years that matter.

`icalendar` can make one from a zone too, but dates each observance by the clock after the change, where the RFC asks
for the clock before it: readers would be wrong for the hour after the clocks go forward.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
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


def observances(zone: ZoneInfo, first: date, last: date) -> list[Observance]:
    """Return the observances from the start of the first date's year to the end of the last date's, at least one."""
    begin = datetime(first.year, 1, 1, tzinfo=UTC)
    end = datetime(last.year + 1, 1, 1, tzinfo=UTC)
    offset, dst = _offset(begin, zone), begin.astimezone(zone).dst() or timedelta()
    found = [Observance(begin, offset, offset, _name(begin, zone), dst > timedelta())]
    for onset in _changes(zone, begin, end):
        before, after = found[-1].offset, _offset(onset, zone)
        # Forward is daylight time, whatever the zone's own law calls it (Ireland and Morocco count the other way).
        found.append(Observance(onset, before, after, _name(onset, zone), after > before))
    return found


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
