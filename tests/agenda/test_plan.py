"""My agenda: what clashes with what and for how long, and what is free between."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given

from conference.agenda.appointments import Appointment, appointment_entry
from conference.agenda.content import ItemContent
from conference.agenda.display import Viewing
from conference.agenda.plan import clashes_of, overlap_minutes, plan_days, plan_of
from conference.agenda.rules import ItemKind, ItemStatus
from tests.agenda.showing import BRUSSELS, MORNING, entries, item, some_items


@given(some_items())
def test_clashes_are_all_overlapping_pairs_seen_from_both_sides(items: list[ItemContent]) -> None:
    shown = entries(*items)
    expected = {
        (one.anchor, other.anchor, overlap_minutes(one, other))
        for pair in combinations(shown, 2)
        for one, other in (pair, pair[::-1])
        if overlap_minutes(one, other)
    }
    found = {(key, clash.other.anchor, clash.minutes) for key, listed in clashes_of(shown).items() for clash in listed}
    assert found == expected


@given(some_items())
def test_free_time_and_sessions_never_add_up_to_more_than_the_day(items: list[ItemContent]) -> None:
    rows = plan_of(entries(*items))
    active = [row.entry for row in rows if not row.entry.is_cancelled]
    if not active:
        return
    whole = max(entry.ends_at for entry in active) - min(entry.starts_at for entry in active)
    free = sum(row.free_before or 0 for row in rows)
    longest = max(entry.ends_at - entry.starts_at for entry in active)
    assert free + longest.total_seconds() / 60 <= whole.total_seconds() / 60


def test_a_clash_says_with_which_session_and_for_how_many_minutes() -> None:
    rows = plan_of(entries(item(1, 0, 60), item(2, 45, 60), item(3, 105, 30)))
    told = [[(clash.other.anchor, clash.minutes) for clash in row.clashes] for row in rows]
    assert told == [[("item-2", 15)], [("item-1", 15)], []]


def test_pauses_and_cancelled_sessions_clash_with_nothing() -> None:
    rows = plan_of(entries(item(1), item(2, kind=ItemKind.BREAK), item(3, status=ItemStatus.CANCELLED)))
    assert all(not row.clashes for row in rows)


def test_free_time_is_counted_from_the_end_of_what_lasts_longest() -> None:
    rows = plan_of(entries(item(1, 0, 120), item(2, 30, 30), item(3, 150)))
    assert [row.free_before for row in rows] == [None, None, 30]


def test_what_is_no_session_clashes_fills_the_time_and_stands_on_its_conference_day() -> None:
    viewing = Viewing(MORNING, BRUSSELS, BRUSSELS)
    late = Appointment(
        "meeting-7", MORNING + timedelta(hours=18), MORNING + timedelta(hours=19), "Ada", "Meeting", "x", "/"
    )
    early = replace(late, key="meeting-8", starts_at=MORNING, ends_at=MORNING + timedelta(minutes=30))
    others = [appointment_entry(one, viewing) for one in (late, early)]
    (day,) = plan_days([*entries(item(1), item(2, 90)), *others], viewing)
    # After midnight it is still the same conference day; of what begins at once a session comes first.
    assert [row.entry.anchor for row in day.rows] == ["item-1", "meeting-8", "item-2", "meeting-7"]
    assert [[(clash.other.anchor, clash.minutes) for clash in row.clashes] for row in day.rows] == [
        [("meeting-8", 30)], [("item-1", 30)], [], [],
    ]  # fmt: skip
    assert [row.free_before for row in day.rows] == [None, None, 30, 930]
    assert (day.is_today, others[0].start_text, others[0].start_shift, others[1].is_now) == (True, "03:00", 1, True)
