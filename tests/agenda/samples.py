"""Agendas as values for the tests of feeds: plain ones, and any that Hypothesis can think of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from conference.agenda.content import (
    AgendaContent,
    Contribution,
    ItemContent,
    PersonInItem,
    RoomContent,
    TrackContent,
    in_order,
)
from conference.agenda.ical import CalendarFrame
from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem
from conference.agenda.schedule_format import ScheduleFrame
from conference.people.rules import PersonCard

RELEASED = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
HALL = RoomContent(1, str(UUID(int=1)), "Hall")
RESILIENCE = TrackContent(1, "Resilience", "resilience", "#0b4f9e")
NASTY = "Caf\u00e9 \U0001f680;,\\\"<&>'\x00\x0b\x1f\x85\u2028\ufffe\nEND:VEVENT"


def item(number: int = 1, **overrides: object) -> ItemContent:
    """Make an item of an hour in the hall on 10 March 2026 at 09:00 UTC."""
    values: dict[str, object] = {
        "kind": ItemKind.PANEL,
        "title": f"Session {number}",
        "room_id": 1,
        "starts_at": datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
        **overrides,
    }
    return ItemContent(id=number, guid=str(UUID(int=number)), **values)  # type: ignore[arg-type]


def release(*items: ItemContent, **overrides: object) -> AgendaContent:
    """Make a first release of these items, in the hall."""
    values: dict[str, object] = {
        "rooms": (HALL,),
        "tracks": (RESILIENCE,),
        "number": 1,
        "label": "v1",
        "released_at": RELEASED,
        "changes": {each.id: RELEASED for each in items},
        **overrides,
    }
    agenda = AgendaContent(items=(), **values)  # type: ignore[arg-type]
    return replace(agenda, items=in_order(items, agenda.rooms))


def frame(zone: str = "Europe/Brussels", **overrides: object) -> CalendarFrame:
    """Make a calendar's frame for a conference on 10 and 11 March 2026."""
    values: dict[str, object] = {
        "name": "Conference",
        "description": "",
        "zone": ZoneInfo(zone),
        "starts_on": date(2026, 3, 10),
        "ends_on": date(2026, 3, 11),
        "address": "https://conference.test/c/agenda/calendar.ics",
        "page": lambda item_id: f"https://conference.test/c/agenda/{item_id}",
        "cancelled": "Cancelled",
        "roles": {role: role.value.title() for role in RoleInItem},
        "kinds": {kind: kind.value.title() for kind in ItemKind},
        **overrides,
    }
    return CalendarFrame(**values)  # type: ignore[arg-type]


# Everything that a database may hold; PostgreSQL keeps no NUL, and nothing keeps half a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
zones = st.sampled_from(
    [
        "Europe/Brussels", "Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC",
        "Asia/Kathmandu", "America/Argentina/Buenos_Aires", "Pacific/Auckland", "America/St_Johns",
    ]
)  # fmt: skip
moments = st.integers(0, 2 * 365 * 24 * 4).map(
    lambda quarter: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter)
)
people = st.lists(st.builds(PersonInItem, st.integers(1, 4), st.sampled_from(RoleInItem)), max_size=3).map(tuple)
contributions = st.lists(st.builds(Contribution, texts, texts, people=people), max_size=2).map(tuple)
cards: Mapping[int, PersonCard] = {
    1: PersonCard(1, "Ada Lovelace", "Mathematician", "Analytical Society", "GB"),
    2: PersonCard(2, NASTY, NASTY, NASTY),
    3: PersonCard(3, ""),
}


def items(number: int) -> st.SearchStrategy[ItemContent]:
    """Make any placed item with this id."""
    return st.builds(
        item,
        st.just(number),
        kind=st.sampled_from(ItemKind),
        title=texts,
        subtitle=texts,
        abstract=texts,
        description=texts,
        language=st.sampled_from(["", "en", "pt-BR"]),
        status=st.sampled_from(ItemStatus),
        track_id=st.sampled_from([None, 1, 2]),
        room_id=st.sampled_from([1, 2]),
        starts_at=moments,
        minutes=st.one_of(st.integers(1, 24 * 60), st.just(6000)),
        people=people,
        contributions=contributions,
    )


rooms = st.tuples(texts, texts).map(
    lambda names: tuple(RoomContent(number, str(UUID(int=number)), name) for number, name in enumerate(names, start=1))
)
tracks = st.tuples(texts, texts).map(
    lambda names: tuple(TrackContent(key, name, f"t{key}", "#0b4f9e") for key, name in enumerate(names, start=1))
)
agendas = st.builds(
    lambda some, rooms, tracks: release(*some, rooms=rooms, tracks=tracks),
    st.integers(0, 4).flatmap(lambda count: st.tuples(*(items(number) for number in range(1, count + 1)))),
    rooms,
    tracks,
)


def schedule_frame(zone: str = "Europe/Brussels", **overrides: object) -> ScheduleFrame:
    """Make a schedule's frame for a conference on 10 and 11 March 2026."""
    values: dict[str, object] = {
        "acronym": "conf1",
        "title": "Conference",
        "description": "",
        "zone": ZoneInfo(zone),
        "starts_on": date(2026, 3, 10),
        "ends_on": date(2026, 3, 11),
        "change_hour": 4,
        "colour": "#0b4f9e",
        "address": "https://conference.test/c/agenda/schedule.xml",
        "home": "https://conference.test/c/",
        "base": "https://conference.test/",
        "host": "conference.test",
        "generator_version": "0.1.0",
        "page": lambda item_id: f"https://conference.test/c/agenda/{item_id}",
        "speaker_page": lambda person_id: f"https://conference.test/c/agenda/speakers/{person_id}",
        **overrides,
    }
    return ScheduleFrame(**values)  # type: ignore[arg-type]
