"""An agenda as an iCalendar file (RFC 5545, 7986): what goes in decides every byte; the clock is not asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from conference.agenda.content import AgendaContent, ItemContent, PersonInItem
from conference.agenda.plain import plain_line, plain_text
from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem
from conference.agenda.vtimezone import told_times, vtimezone
from conference.people.rules import PersonCard

PRODUCT = "-//Conference//Agenda//EN"
# A part of every UID. It must never change, so it does not follow the server's address.
UID_DOMAIN = "agenda.conference"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarFrame:
    """What a calendar says beside its items. `page` gives an item's address; `address` is the feed's own.

    The words are in the reader's language: those for roles and kinds, and what stands before a cancelled title.
    """

    name: str
    description: str
    zone: ZoneInfo
    starts_on: date
    ends_on: date
    address: str
    page: Callable[[int], str]
    cancelled: str
    roles: Mapping[RoleInItem, str]
    kinds: Mapping[ItemKind, str]
    organiser: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class _Source:
    agenda: AgendaContent
    cards: Mapping[int, PersonCard]
    frame: CalendarFrame


def calendar_file(
    agenda: AgendaContent, cards: Mapping[int, PersonCard], frame: CalendarFrame, more: Sequence[Event] = ()
) -> bytes:
    """Return the agenda's placed items as a calendar, with `more` events of its zone; without any it is valid too."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(plain_line(frame.name)))
    if frame.description:
        for name in ("description", "x-wr-caldesc"):
            calendar.add(name, vText(plain_text(frame.description)))
    calendar.add("x-wr-timezone", frame.zone.key)
    calendar.add("url", vUri(frame.address))
    calendar.add("source", vUri(frame.address), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(vtimezone(frame.zone, *_span(agenda, frame, more)))
    source = _Source(agenda, cards, frame)
    for item in agenda.items:
        if item.starts_at is not None:
            calendar.add_component(_event(item, item.starts_at, source))
    for event in more:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _span(agenda: AgendaContent, frame: CalendarFrame, more: Sequence[Event]) -> tuple[date, date]:
    """Return the first and the last date that the zone must be right for."""
    moments = [moment for item in agenda.items for moment in (item.starts_at, item.ends_at) if moment is not None]
    moments += [event.decoded(name) for event in more for name in ("dtstart", "dtend")]
    dates = [frame.starts_on, frame.ends_on, *(moment.astimezone(frame.zone).date() for moment in moments)]
    return min(dates), max(dates)


def _event(item: ItemContent, starts_at: datetime, source: _Source) -> Event:
    agenda, frame = source.agenda, source.frame
    is_cancelled = item.status is ItemStatus.CANCELLED
    event = Event()
    event.add("uid", f"{item.guid}@{UID_DOMAIN}")
    changed_at = agenda.changes.get(item.id) or agenda.released_at or starts_at
    event.add("dtstamp", changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", agenda.sequence(item.id))
    start, end = told_times(starts_at, starts_at + timedelta(minutes=item.minutes), frame.zone)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled or item.kind is ItemKind.BREAK else "OPAQUE")
    title = plain_line(item.title)
    event.add("summary", f"{frame.cancelled}: {title}" if is_cancelled else title)
    _add_words(event, item, source)
    return event


def _add_words(event: Event, item: ItemContent, source: _Source) -> None:
    agenda, frame = source.agenda, source.frame
    room = agenda.room_by_id.get(item.room_id or 0)
    track = agenda.track_by_id.get(item.track_id or 0)
    address = frame.page(item.id)
    event.add("description", "\n\n".join([*_paragraphs(item, source), address]))
    if room:
        event.add("location", plain_line(room.name))
    event.add("url", vUri(address))
    categories = [plain_line(track.name)] if track else []
    event.add("categories", [*categories, frame.kinds[item.kind]])
    if frame.contact_email:
        organiser = vCalAddress(f"mailto:{frame.contact_email}")
        # A parameter cannot hold a double quote, escaped or not.
        organiser.params["CN"] = vText(plain_line(frame.organiser).replace('"', "'"))
        event.add("organizer", organiser)


def _paragraphs(item: ItemContent, source: _Source) -> Iterator[str]:
    for text in (item.subtitle, item.abstract or item.description):
        if plain_text(text):
            yield plain_text(text)
    if cast := "\n".join(_cast(item.people, source)):
        yield cast
    for part in item.contributions:
        yield "\n".join([f"\N{EN DASH} {plain_line(part.title)}", *_cast(part.people, source)])


def _cast(people: Iterable[PersonInItem], source: _Source) -> Iterator[str]:
    """Yield "Role: name, position, organisation" for those who have not asked to be forgotten."""
    for person in people:
        card = source.cards.get(person.participant_id)
        if card is not None:
            words = ", ".join(part for part in (plain_line(card.name), plain_line(card.affiliation)) if part)
            yield f"{source.frame.roles[person.role]}: {words}"
