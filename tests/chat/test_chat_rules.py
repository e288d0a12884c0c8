"""How long somebody waits before they write again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conference.chat.rules import LIMITS, seconds_to_wait

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def _ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=number) for number in seconds]


def test_a_few_messages_are_never_too_many() -> None:
    assert seconds_to_wait([], NOW) == 0
    assert seconds_to_wait(_ago(0, 1, 2), NOW) == 0


def test_slow_mode_counts_from_the_last_message() -> None:
    assert seconds_to_wait(_ago(10), NOW, 30) == 20
    assert seconds_to_wait(_ago(30), NOW, 30) == 0
    assert seconds_to_wait([], NOW, 30) == 0


@given(st.lists(st.floats(0, 120), max_size=30), st.sampled_from([0, 5, 30]))
def test_whoever_waits_as_long_as_told_may_write(ago: list[float], slow: int) -> None:
    sent = _ago(*ago)
    wait = seconds_to_wait(sent, NOW, slow)
    assert 0 <= wait <= max(slow, *(seconds for _most, seconds in LIMITS))
    assert seconds_to_wait(sent, NOW + timedelta(seconds=wait), slow) == 0
