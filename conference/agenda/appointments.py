"""What else is in somebody's day beside sessions: higher rooms add to the list at import, my agenda shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from conference.agenda.display import Viewing
from conference.conferences.rules import day_date
from conference.permissions import Actor


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something with a time that a person goes to: what it is called, where it is, and the page it leads to.

    `key` names it on the page, `kind` is what it is, with the icon for that. `room` is the page of where it takes
    place, if that has one; `join` is the same once it is open.
    """

    key: str
    starts_at: datetime
    ends_at: datetime
    title: str
    kind: str
    icon: str
    address: str
    place: str = ""
    room: str = ""
    join: str = ""


# Asked for the actor's own, in one query at most.
Source = Callable[[Actor], Iterable[Appointment]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register, at import, what a room has in people's days."""
    _sources.append(function)
    return function


def appointments_of(actor: Actor) -> list[Appointment]:
    """Return what all rooms have in the actor's days."""
    return [one for ask in _sources for one in ask(actor)]


@dataclass(frozen=True, slots=True)
class AppointmentEntry:
    """An appointment ready to be shown among sessions, on the clock that they are on."""

    item: Appointment
    day: date
    starts_at: datetime
    ends_at: datetime
    start_text: str
    end_text: str
    start_shift: int
    end_shift: int
    is_now: bool
    is_past: bool

    # It clashes with sessions, and takes place: what was cancelled is in nobody's day.
    is_break = False
    is_cancelled = False
    is_session = False

    @property
    def anchor(self) -> str:
        """What names it on a page."""
        return self.item.key


def appointment_entry(item: Appointment, viewing: Viewing) -> AppointmentEntry:
    """Return an appointment as the reader looks at it."""
    day = day_date(item.starts_at, viewing.conference_zone, viewing.change_hour)
    start, end = item.starts_at.astimezone(viewing.zone), item.ends_at.astimezone(viewing.zone)
    return AppointmentEntry(
        item=item,
        day=day,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        start_text=f"{start:%H:%M}",
        end_text=f"{end:%H:%M}",
        start_shift=(start.date() - day).days,
        end_shift=(end.date() - day).days,
        is_now=item.starts_at <= viewing.now < item.ends_at,
        is_past=item.ends_at <= viewing.now,
    )
