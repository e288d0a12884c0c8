"""What schedule.xml and schedule.json both say (https://c3voc.de/wiki/schedule): days, rooms and events, made sound.

Cancelled items have no place in the format and are left out; what happens after midnight and before the change hour
belongs to the day before and carries its true date.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slugify import slugify

from conference.agenda.content import AgendaContent, ItemContent, RoomContent, TrackContent
from conference.agenda.plain import plain_line, plain_text
from conference.agenda.rules import ItemStatus, RoleInItem, RoomKind
from conference.conferences.rules import Day, day_date, days_of
from conference.people.rules import PersonCard

GENERATOR = "conference"
TIMESLOT = "00:05"
LONGEST_MINUTES = 99 * 60 + 59
# JSON wants a zone of this shape and may go without one.
_ZONE = re.compile(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")


@dataclass(frozen=True)
class ScheduleFrame:
    """What a schedule says beside its items; addresses are whole. `page` and `speaker_page` take ids."""

    acronym: str
    title: str
    description: str
    zone: ZoneInfo
    starts_on: date
    ends_on: date
    change_hour: int
    colour: str
    address: str
    home: str
    base: str
    host: str
    generator_version: str
    page: Callable[[int], str]
    speaker_page: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class SchedulePerson:
    """Somebody in an event, once, with the first of their roles in it."""

    id: int
    name: str
    role: RoleInItem
    address: str


@dataclass(frozen=True, slots=True)
class ScheduleEvent:
    """An event with every text as both formats can carry it; `starts_at` and `ends_at` are on the zone's clock."""

    id: int
    guid: str
    slug: str
    title: str
    subtitle: str
    kind: str
    track: str
    language: str
    abstract: str
    description: str
    starts_at: datetime
    ends_at: datetime
    duration: str
    address: str
    persons: tuple[SchedulePerson, ...]


@dataclass(frozen=True, slots=True)
class ScheduleRoom:
    """A room; no two have the same name, and none has an empty one."""

    guid: str
    name: str
    description: str
    capacity: int | None
    is_virtual: bool


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """A day, 1-based, with the events of each room in which anything happens."""

    index: int
    date: date
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[ScheduleRoom, tuple[ScheduleEvent, ...]], ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The whole of it; only rooms and tracks in which there is something to be seen."""

    version: str
    acronym: str
    title: str
    days: tuple[ScheduleDay, ...]
    rooms: tuple[ScheduleRoom, ...]
    tracks: tuple[TrackContent, ...]
    frame: ScheduleFrame

    @property
    def zone_name(self) -> str:
        """The zone's name where both formats take it, else nothing."""
        return self.frame.zone.key if _ZONE.search(self.frame.zone.key) else ""


def schedule_of(agenda: AgendaContent, cards: Mapping[int, PersonCard], frame: ScheduleFrame) -> Schedule:
    """Return the agenda's placed, active items as a schedule."""
    shown = [item for item in agenda.items if item.is_placed and item.status is ItemStatus.ACTIVE]
    acronym = sound_acronym(frame.acronym)
    used_rooms, used_tracks = {item.room_id for item in shown}, {item.track_id for item in shown}
    rooms = dict(_rooms(room for room in agenda.rooms if room.id in used_rooms))
    tracks = {track.id: track for track in agenda.tracks if track.id in used_tracks}
    by_day: dict[date, dict[int, list[ScheduleEvent]]] = {}
    for item in shown:
        if item.starts_at is None or item.room_id not in rooms:
            continue
        day = day_date(item.starts_at, frame.zone, frame.change_hour)
        track = tracks.get(item.track_id or 0)
        event = _event(item, item.starts_at, track, acronym, (cards, frame))
        by_day.setdefault(day, {}).setdefault(item.room_id, []).append(event)
    days = _days(frame, by_day)
    return Schedule(
        version=plain_line(agenda.label) or "v0",
        acronym=acronym,
        title=plain_line(frame.title),
        days=tuple(_day(index, day, by_day.get(day.date, {}), rooms, frame) for index, day in enumerate(days, start=1)),
        rooms=tuple(rooms.values()),
        tracks=tuple(tracks.values()),
        frame=frame,
    )


def sound_acronym(acronym: str) -> str:
    """Return an acronym as both formats want it: at least four of a-z, 0-9 and underscores."""
    return re.sub(r"[^a-z0-9_]", "_", acronym.lower()).ljust(4, "_")


def duration_text(minutes: int) -> str:
    """Return `HH:MM`; the format knows nothing longer than 99:59."""
    capped = min(minutes, LONGEST_MINUTES)
    return f"{capped // 60:02}:{capped % 60:02}"


def event_slug(acronym: str, item_id: int, title: str) -> str:
    """Return acronym-id-title: unique by the id, and never ending in anything but a letter or a digit."""
    words = slugify(title, max_length=60, word_boundary=True)
    return f"{acronym}-{item_id}-{words if len(words) > 1 else f'{words}-session'.strip('-')}"


def _days(frame: ScheduleFrame, dates: Iterable[date]) -> list[Day]:
    """Return the conference's days and those outside it on which anything happens."""
    own = days_of(frame.starts_on, frame.ends_on, frame.zone, frame.change_hour)
    others = set(dates) - {day.date for day in own}
    more = [day for each in others for day in days_of(each, each, frame.zone, frame.change_hour)]
    return sorted([*own, *more], key=lambda day: day.date)


def _day(
    index: int,
    day: Day,
    events: Mapping[int, list[ScheduleEvent]],
    rooms: Mapping[int, ScheduleRoom],
    frame: ScheduleFrame,
) -> ScheduleDay:
    return ScheduleDay(
        index=index,
        date=day.date,
        starts_at=day.starts_at.astimezone(frame.zone),
        ends_at=day.ends_at.astimezone(frame.zone),
        rooms=tuple((room, tuple(events[room_id])) for room_id, room in rooms.items() if room_id in events),
    )


def _rooms(rooms: Iterable[RoomContent]) -> Iterator[tuple[int, ScheduleRoom]]:
    taken: set[str] = set()
    for room in rooms:
        name = plain_line(room.name)
        if not name or name in taken:
            name = f"{name} {room.id}".strip()
        taken.add(name)
        is_virtual = room.kind is RoomKind.VIRTUAL
        yield room.id, ScheduleRoom(room.guid, name, plain_text(room.description), room.capacity, is_virtual)


def _event(
    item: ItemContent,
    starts_at: datetime,
    track: TrackContent | None,
    acronym: str,
    named: tuple[Mapping[int, PersonCard], ScheduleFrame],
) -> ScheduleEvent:
    cards, frame = named
    title = plain_line(item.title)
    return ScheduleEvent(
        id=item.id,
        guid=item.guid,
        slug=event_slug(acronym, item.id, title),
        title=title,
        subtitle=plain_line(item.subtitle),
        kind=item.kind.value,
        track=plain_line(track.name) if track else "",
        language=plain_line(item.language),
        abstract=plain_text(item.abstract),
        description="\n\n".join(_description(item)),
        starts_at=starts_at.astimezone(frame.zone),
        ends_at=(starts_at + timedelta(minutes=item.minutes)).astimezone(frame.zone),
        duration=duration_text(item.minutes),
        address=frame.page(item.id),
        persons=tuple(_persons(item, cards, frame)),
    )


def _description(item: ItemContent) -> Iterator[str]:
    if text := plain_text(item.description):
        yield text
    for part in item.contributions:
        yield "\n".join(text for text in (plain_line(part.title), plain_text(part.abstract)) if text)


def _persons(item: ItemContent, cards: Mapping[int, PersonCard], frame: ScheduleFrame) -> Iterator[SchedulePerson]:
    roles = {person.participant_id: person.role for person in reversed(item.everyone)}
    for participant_id in dict.fromkeys(person.participant_id for person in item.everyone):
        card = cards.get(participant_id)
        if card and (name := plain_line(card.name)):
            yield SchedulePerson(card.id, name, roles[participant_id], frame.speaker_page(card.id))
