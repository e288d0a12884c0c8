"""A meeting as calendars are asked to keep it (RFC 5546, sent as RFC 6047 says): values in, a message's text out.

It is written for one person at a time. That person's own address stands in it, and nobody else's: the others are named,
with an address in `.invalid`, where no mail can ever arrive (RFC 2606). See docs/meetings.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from conference.agenda.plain import plain_line, plain_text
from conference.agenda.vtimezone import told_times, vtimezone
from conference.meetings.rules import Answer

PRODUCT = "-//Conference//Meetings//EN"
# A part of every UID. It must never change, so it does not follow the server's address.
UID_DOMAIN = "meetings.conference"
NOWHERE = "guests.invalid"
# What RFC 6068 lets stand in an address, beyond letters and digits; all else is written in percents.
_PLAIN_IN_ADDRESS = "@!$'*+-._~"


class Method(StrEnum):
    """What a calendar is asked to do with the meeting (RFC 5546, 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


# What somebody said to it, in iCalendar's words (PARTSTAT).
_SAID = {
    Answer.WAITING: "NEEDS-ACTION",
    Answer.ACCEPTED: "ACCEPTED",
    Answer.DECLINED: "DECLINED",
    Answer.LEFT: "DECLINED",
}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in the meeting. The address is read for the one whom the message is for, and for nobody else."""

    id: int
    name: str
    address: str = ""
    answer: Answer = Answer.ACCEPTED


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting at one moment of its life, told to one of its guests.

    `uid` stays for ever; `sequence` rises with every change of time, place or people, and with the end of it. Words
    are in the reader's language. `page` is where the meeting is read, changed and entered; `place` may be empty.
    `stamp` is when this was written: of two with one sequence the later counts.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    title: str
    description: str
    place: str
    page: str
    organiser: str
    organiser_address: str
    guests: tuple[Guest, ...]


def uid_of(guid: object) -> str:
    """Return the UID of a meeting by its own unique name, in mails and feeds the same."""
    return f"{guid}@{UID_DOMAIN}"


def request_to(guest_id: int, meeting: Invitation) -> str:
    """Return the message that puts the meeting into a guest's calendar, or in the place of an older one."""
    event = _event(meeting)
    event.add("status", "CONFIRMED")
    _add_people(event, meeting, guest_id, meeting.guests)
    return _message(Method.REQUEST, event, meeting)


def cancellation_to(guest_id: int, meeting: Invitation, *, goes_on: bool = False) -> str:
    """Return the message that takes the meeting out of a guest's calendar.

    Where it `goes_on` without that guest, the message speaks of nobody else and does not call the meeting cancelled
    (RFC 5546, 3.2.5).
    """
    event = _event(meeting)
    if not goes_on:
        event.add("status", "CANCELLED")
    left = (guest for guest in meeting.guests if guest.id == guest_id) if goes_on else meeting.guests
    _add_people(event, meeting, guest_id, tuple(left))
    return _message(Method.CANCEL, event, meeting)


def published_event(meeting: Invitation) -> Event:
    """Return the meeting for its owner's own feed: what is published names no guests (RFC 5545, 3.8.4.1)."""
    event = _event(meeting)
    event.add("status", "CONFIRMED")
    return event


def _message(method: Method, event: Event, meeting: Invitation) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    first, last = (moment.astimezone(meeting.zone).date() for moment in (meeting.starts_at, meeting.ends_at))
    calendar.add_component(vtimezone(meeting.zone, first, last))
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _event(meeting: Invitation) -> Event:
    """Return what mails and feeds have in common. There is no alarm: we remind people ourselves, as they asked."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamp.astimezone(UTC).replace(microsecond=0))
    start, end = told_times(meeting.starts_at, meeting.ends_at, meeting.zone)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("transp", "OPAQUE")
    event.add("summary", plain_line(meeting.title))
    event.add("description", "\n\n".join(part for part in (plain_text(meeting.description), meeting.page) if part))
    # Without a place it happens on the page, and calendars make an address here one to press.
    event.add("location", plain_line(meeting.place) or meeting.page)
    event.add("url", vUri(meeting.page))
    return event


def _add_people(event: Event, meeting: Invitation, guest_id: int, guests: tuple[Guest, ...]) -> None:
    event.add("organizer", _organiser(meeting))
    for attendee in _attendees(guests, guest_id):
        event.add("attendee", attendee)


def _organiser(meeting: Invitation) -> vCalAddress:
    organiser = vCalAddress(_mail_to(meeting.organiser_address))
    organiser.params["CN"] = _parameter(meeting.organiser)
    return organiser


def _attendees(guests: tuple[Guest, ...], reader_id: int) -> Iterator[vCalAddress]:
    for guest in guests:
        is_reader = guest.id == reader_id
        attendee = vCalAddress(_mail_to(guest.address if is_reader else f"guest-{guest.id}@{NOWHERE}"))
        attendee.params["CN"] = _parameter(guest.name)
        attendee.params["CUTYPE"] = "INDIVIDUAL"
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = _SAID[guest.answer]
        # Nobody reads answers that come by mail; the links in it and the page do that.
        attendee.params["RSVP"] = "FALSE"
        yield attendee


def _parameter(text: str) -> vText:
    """Return a text as a parameter's value, which cannot hold a double quote, escaped or not."""
    return vText(plain_line(text).replace('"', "'"))


def _mail_to(address: str) -> str:
    """Return a mail address as the URI that calendars know people by (RFC 6068)."""
    local, _at, domain = plain_line(address).rpartition("@")
    # A name that this older form of international domains cannot say stays as it is, in percents.
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = quote(domain)
    return f"mailto:{quote(local, safe=_PLAIN_IN_ADDRESS)}@{domain}"
