"""An agenda on a reader's clock: days, slots, now and next, and distances from UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.content import ItemContent
from conference.agenda.display import (
    Viewing,
    by_day,
    day_to_show,
    next_change,
    now_and_next,
    offset_text,
    slots_of,
    zone_city,
    zone_named,
)
from conference.agenda.rules import ItemStatus
from tests.agenda.showing import BRUSSELS, MORNING, entries, item, some_items

TENTH, ELEVENTH = date(2026, 3, 10), date(2026, 3, 11)
VIEWING = Viewing(MORNING, BRUSSELS, BRUSSELS)


def test_a_session_after_midnight_belongs_to_the_evening_before() -> None:
    (late,) = entries(item(1, 16 * 60, 90))
    assert (late.day, late.start_text, late.start_shift, late.end_text, late.end_shift) == (
        TENTH,
        "01:00",
        1,
        "02:30",
        1,
    )


def test_another_zone_shows_its_own_clock_and_says_that_the_date_differs() -> None:
    (seen,) = entries(item(1, 9 * 60), zone=ZoneInfo("Asia/Tokyo"))
    assert (seen.day, seen.start_text, seen.start_shift) == (TENTH, "02:00", 1)
    (earlier,) = entries(item(1, 0), zone=ZoneInfo("America/Los_Angeles"))
    assert (earlier.start_text, earlier.start_shift) == ("01:00", 0)
    (before,) = entries(item(1, -120), zone=ZoneInfo("America/Los_Angeles"))
    assert (before.start_text, before.start_shift) == ("23:00", -1)


def test_a_session_is_on_from_its_start_until_just_before_its_end() -> None:
    states = [
        (entry.is_now, entry.is_past)
        for minutes in (-1, 0, 59, 60)
        for entry in entries(item(1), now=MORNING + timedelta(minutes=minutes))
    ]
    assert states == [(False, False), (True, False), (True, False), (False, True)]


def test_a_cancelled_session_is_neither_now_nor_next() -> None:
    found = entries(item(1, status=ItemStatus.CANCELLED), item(2, 60, status=ItemStatus.CANCELLED), item(3, 90))
    assert not found[0].is_now
    assert [entry.id for entry in now_and_next(found, MORNING).next] == [3]


@given(some_items())
def test_every_item_with_a_time_is_in_exactly_one_slot_of_one_day(items: list[ItemContent]) -> None:
    days = by_day(entries(*items), [TENTH, ELEVENTH], VIEWING)
    shown = [entry.id for day in days for slot in day.slots for entry in slot.entries]
    assert sorted(shown) == [one.id for one in items]
    assert [day.date for day in days] == sorted({TENTH, ELEVENTH, *(entry.day for entry in entries(*items))})


@given(some_items(), st.integers(-700, 2500))
def test_at_most_one_line_says_now_and_it_parts_begun_from_coming(items: list[ItemContent], minutes: int) -> None:
    now = MORNING + timedelta(minutes=minutes)
    slots = slots_of(entries(*items, now=now), now)
    places = [index for index, slot in enumerate(slots) if slot.after_now]
    assert len(places) <= 1
    for place in places:
        assert all(slot.starts_at <= now for slot in slots[:place])
        assert all(slot.starts_at > now for slot in slots[place:])


@given(some_items(), st.integers(-700, 2500))
def test_now_and_next_never_share_a_session(items: list[ItemContent], minutes: int) -> None:
    now = MORNING + timedelta(minutes=minutes)
    live = now_and_next(entries(*items, now=now), now)
    assert not {entry.id for entry in live.now} & {entry.id for entry in live.next}
    assert len({entry.starts_at for entry in live.next}) <= 1


@given(some_items(), st.integers(-700, 2500))
def test_nothing_begins_or_ends_before_the_next_change(items: list[ItemContent], minutes: int) -> None:
    now = MORNING + timedelta(minutes=minutes)
    moment = next_change(entries(*items, now=now), now)
    at = [(entry.is_now, entry.is_past and not entry.is_cancelled) for entry in entries(*items, now=now)]
    before = (moment or now + timedelta(days=9)) - timedelta(seconds=1)
    assert at == [
        (entry.is_now, entry.is_past and not entry.is_cancelled) for entry in entries(*items, now=max(now, before))
    ]


def test_today_is_chosen_while_the_conference_runs_and_else_the_first_day_with_sessions() -> None:
    found = entries(item(1, 24 * 60))
    days = by_day(found, [TENTH, ELEVENTH], VIEWING)
    today, first = day_to_show(days, ""), day_to_show(by_day(found, [ELEVENTH], VIEWING), "nonsense")
    assert today is not None
    assert today.date == TENTH
    assert first is not None
    assert first.date == ELEVENTH
    assert day_to_show(days, "all") is None


def test_offsets_are_said_as_people_write_them() -> None:
    winter = datetime(2026, 1, 1, tzinfo=UTC)
    said = {name: offset_text(winter, ZoneInfo(name)) for name in ("UTC", "Europe/Brussels", "Asia/Kolkata")}
    assert said == {"UTC": "UTC", "Europe/Brussels": "UTC+1", "Asia/Kolkata": "UTC+5:30"}
    assert offset_text(winter, ZoneInfo("America/St_Johns")) == "UTC\N{MINUS SIGN}3:30"
    assert offset_text(datetime(2026, 7, 1, tzinfo=UTC), BRUSSELS) == "UTC+2"


@given(st.text(max_size=40))
def test_no_name_of_a_zone_is_worse_than_unknown(name: str) -> None:
    assert zone_named(name) is None or zone_named(name) == ZoneInfo(name)


def test_paths_are_no_zones() -> None:
    assert [zone_named(name) for name in ("Europe", "../etc/passwd", "/UTC", "")] == [None] * 4
    assert zone_city("America/Argentina/Buenos_Aires") == "Buenos Aires"
