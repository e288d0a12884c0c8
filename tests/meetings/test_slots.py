"""Windows into slots, and how a slot stands for somebody."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.busy import Busy, BusyKind
from conference.meetings.rules import Weight
from conference.meetings.slots import Span, overlapping, slots_of
from conference.meetings.times import standing_of

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTES = st.integers(0, 600)


def span(first: int, last: int) -> Span:
    return Span(NOON + timedelta(minutes=first), NOON + timedelta(minutes=last))


SPANS = st.tuples(MINUTES, st.integers(1, 300)).map(lambda pair: span(pair[0], pair[0] + pair[1]))


@given(SPANS, st.integers(5, 120), st.integers(0, 60))
def test_slots_lie_in_their_window_one_after_the_other_with_the_pause_between(
    window: Span, minutes: int, pause: int
) -> None:
    slots = slots_of(window, minutes, pause)
    assert all(window.starts_at <= one.starts_at and one.ends_at <= window.ends_at for one in slots)
    assert all(one.ends_at - one.starts_at == timedelta(minutes=minutes) for one in slots)
    for one, following in itertools.pairwise(slots):
        assert following.starts_at - one.ends_at == timedelta(minutes=pause)
    # Not one more would fit.
    last = slots[-1].ends_at + timedelta(minutes=pause) if slots else window.starts_at
    assert last + timedelta(minutes=minutes) > window.ends_at


@given(st.lists(SPANS, max_size=6))
def test_overlapping_finds_a_pair_exactly_when_two_share_a_moment(windows: list[Span]) -> None:
    shared = any(one.overlaps(other) for at, one in enumerate(windows) for other in windows[at + 1 :])
    found = overlapping(windows)
    assert (found is not None) == shared
    if found:
        assert found[0].overlaps(found[1])


WEIGHTS = st.sampled_from(Weight)


@given(st.lists(st.tuples(SPANS, st.sampled_from(BusyKind)), max_size=5), WEIGHTS, WEIGHTS)
def test_a_slot_is_as_free_as_the_heaviest_thing_that_it_overlaps(
    things: list[tuple[Span, BusyKind]], starred: Weight, speaking: Weight
) -> None:
    slot = span(100, 120)
    busy = [Busy(1, one.starts_at, one.ends_at, kind, kind.value) for one, kind in things]
    means = {BusyKind.STARRED: starred, BusyKind.SPEAKING: speaking}
    weights = {means.get(kind, Weight.HARD) for one, kind in things if one.overlaps(slot)}
    expected = next((weight for weight in (Weight.HARD, Weight.SOFT) if weight in weights), Weight.NONE)
    standing = standing_of(slot, busy, starred=starred, speaking=speaking)
    assert standing.weight is expected
    assert (standing.because is not None) == (expected is not Weight.NONE)
    assert standing_of(slot, busy, starred=starred, speaking=speaking, held=7).meeting_id == 7
