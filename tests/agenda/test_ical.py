"""Calendars read back by a second library say what the agenda says, whatever is in it."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from conference.agenda.content import AgendaContent, Contribution, PersonInItem
from conference.agenda.ical import calendar_file
from conference.agenda.plain import plain_line, plain_text
from conference.agenda.rules import ItemStatus, RoleInItem
from conference.agenda.vtimezone import vtimezone
from tests.agenda.samples import NASTY, RELEASED, agendas, cards, frame, item, release, zones


def events(data: bytes) -> list[vobject.base.Component]:
    # The library keeps the first zone of each name for ever; ours are told for the years of their calendar.
    known = vars(vobject.icalendar)["__tzidMap"]
    for name in set(known) - {"UTC"}:
        del known[name]
    calendar = vobject.readOne(data.decode())
    return list(calendar.contents.get("vevent", []))


@given(agendas, zones)
def test_any_agenda_is_read_back_by_another_library(agenda: AgendaContent, zone: str) -> None:
    data = calendar_file(agenda, cards, frame(zone))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data)
    read = {event.uid.value: event for event in events(data)}
    assert len(read) == len(agenda.items)
    for each in agenda.items:
        event = read[f"{each.guid}@agenda.conference"]
        assert each.ends_at is not None
        assert event.dtstart.value.astimezone(UTC) == each.starts_at
        assert event.dtend.value.astimezone(UTC) == each.ends_at
        is_cancelled = each.status is ItemStatus.CANCELLED
        assert event.status.value == ("CANCELLED" if is_cancelled else "CONFIRMED")
        assert plain_line(event.summary.value) == plain_line(
            f"Cancelled: {plain_line(each.title)}" if is_cancelled else each.title
        )
        assert event.dtstamp.value == event.last_modified.value == RELEASED
        if words := plain_text(each.abstract):
            assert words in event.description.value


@given(zones, st.integers(2024, 2030), st.integers(-24 * 2, 367 * 24 * 2))
@example("Australia/Lord_Howe", 2027, -22)
def test_the_zone_is_right_at_every_half_hour_of_its_years(zone: str, year: int, half_hours: int) -> None:
    first = date(year, 6, 1)
    text = vtimezone(ZoneInfo(zone), first, first).to_ical().decode()
    told = tzical(StringIO(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n")).get()
    moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * half_hours)
    local = moment.astimezone(ZoneInfo(zone))
    # A clock that shows a time for the second time cannot be told apart by a reader of the zone.
    if local.year != year or local.fold:
        return
    assert told is not None
    assert local.replace(tzinfo=told).utcoffset() == local.utcoffset()


@pytest.mark.parametrize(
    ("zone", "onset"),
    [("Europe/Brussels", "20260329T020000"), ("Australia/Sydney", "20261004T020000")],
    ids=["north", "south"],
)
def test_the_clocks_go_forward_at_two_by_the_old_clock(zone: str, onset: str) -> None:
    day = date(2026, 6, 1)
    text = vtimezone(ZoneInfo(zone), day, day).to_ical().decode()
    daylight = [part for part in text.split("BEGIN:DAYLIGHT")[1:] if onset in part]
    assert len(daylight) == 1


@pytest.mark.parametrize("hour", [0, 1], ids=["the first", "the second"])
def test_a_session_in_the_repeated_hour_is_told_in_utc(hour: int) -> None:
    data = calendar_file(release(item(starts_at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))), {}, frame())
    assert f"DTSTART:20261025T0{hour}3000Z\r\nDTEND:20261025T0{hour + 1}3000Z".encode() in data


def test_an_event_says_where_who_and_what() -> None:
    cast = (PersonInItem(1, RoleInItem.MODERATOR), PersonInItem(99, RoleInItem.SPEAKER))
    part = Contribution("A part", people=(PersonInItem(1, RoleInItem.SPEAKER),))
    each = item(abstract="What it is about", track_id=1, people=cast, contributions=(part,))
    agenda = release(each, sequences={1: 3})
    (event,) = events(calendar_file(agenda, cards, frame(contact_email="desk@example.org", organiser='The "Desk"')))
    assert event.location.value == "Hall"
    assert event.categories.value == ["Resilience", "Panel"]
    assert event.sequence.value == "3"
    assert event.url.value == "https://conference.test/c/agenda/1"
    assert event.description.value.splitlines() == [
        "What it is about",
        "",
        "Moderator: Ada Lovelace, Mathematician, Analytical Society",
        "",
        "\N{EN DASH} A part",
        "Speaker: Ada Lovelace, Mathematician, Analytical Society",
        "",
        "https://conference.test/c/agenda/1",
    ]
    assert event.organizer.value == "mailto:desk@example.org"
    assert event.organizer.params["CN"] == ["The 'Desk'"]


def test_an_empty_calendar_is_a_calendar() -> None:
    data = calendar_file(release(), {}, frame(name=NASTY, description=NASTY))
    calendar = vobject.readOne(data.decode())
    assert events(data) == []
    assert calendar.vtimezone.tzid.value == "Europe/Brussels"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in data
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in data


def test_the_same_agenda_makes_the_same_bytes() -> None:
    agenda = release(item(1), item(2, title=NASTY))
    assert calendar_file(agenda, cards, frame()) == calendar_file(agenda, cards, frame())


@given(st.text())
def test_plain_text_is_plain_once_and_for_all(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", once)
