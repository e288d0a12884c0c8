"""My agenda: what clashes with what and for how long, and what is free between."""

from itertools import combinations

from hypothesis import given

from conference.agenda.content import ItemContent
from conference.agenda.plan import clashes_of, overlap_minutes, plan_of
from conference.agenda.rules import ItemKind, ItemStatus
from tests.agenda.showing import entries, item, some_items


@given(some_items())
def test_clashes_are_all_overlapping_pairs_seen_from_both_sides(items: list[ItemContent]) -> None:
    shown = entries(*items)
    expected = {
        (one.id, other.id, overlap_minutes(one, other))
        for pair in combinations(shown, 2)
        for one, other in (pair, pair[::-1])
        if overlap_minutes(one, other)
    }
    found = {(key, clash.other.id, clash.minutes) for key, listed in clashes_of(shown).items() for clash in listed}
    assert found == expected


@given(some_items())
def test_free_time_and_sessions_never_add_up_to_more_than_the_day(items: list[ItemContent]) -> None:
    rows = plan_of(entries(*items))
    active = [row.entry for row in rows if not row.entry.is_cancelled]
    if not active:
        return
    whole = max(entry.ends_at for entry in active) - min(entry.starts_at for entry in active)
    free = sum(row.free_before or 0 for row in rows)
    assert free + max(entry.item.minutes for entry in active) <= whole.total_seconds() / 60


def test_a_clash_says_with_which_session_and_for_how_many_minutes() -> None:
    rows = plan_of(entries(item(1, 0, 60), item(2, 45, 60), item(3, 105, 30)))
    assert [[(clash.other.id, clash.minutes) for clash in row.clashes] for row in rows] == [[(2, 15)], [(1, 15)], []]


def test_pauses_and_cancelled_sessions_clash_with_nothing() -> None:
    rows = plan_of(entries(item(1), item(2, kind=ItemKind.BREAK), item(3, status=ItemStatus.CANCELLED)))
    assert all(not row.clashes for row in rows)


def test_free_time_is_counted_from_the_end_of_what_lasts_longest() -> None:
    rows = plan_of(entries(item(1, 0, 120), item(2, 30, 30), item(3, 150)))
    assert [row.free_before for row in rows] == [None, None, 30]
