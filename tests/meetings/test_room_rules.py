"""What a room reckons: notes that two write at once, whether a meeting was held, when a time may be freed."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from conference.meetings.notes import merged, tidied
from conference.meetings.room_rules import Times, is_missed

NINE = datetime(2026, 3, 10, 9, tzinfo=UTC)
TIMES = Times(NINE, NINE + timedelta(minutes=20))
lines = st.lists(st.sampled_from(["", "one", "two", "three", "four"]), max_size=6).map("\n".join)
moments = st.none() | st.integers(0, 50).map(lambda minutes: NINE + timedelta(minutes=minutes))


@given(lines, lines)
def test_what_only_one_changed_is_what_that_one_wrote(base: str, text: str) -> None:
    assert merged(base, text, base) == text
    assert merged(base, base, text) == text
    assert merged(base, text, text) == text


@given(lines, lines, lines)
def test_two_changes_lose_no_line_that_either_added(base: str, mine: str, theirs: str) -> None:
    both = merged(base, mine, theirs)
    if both is None:
        return
    for text in (mine, theirs):
        added = set(text.split("\n")) - set(base.split("\n")) - {""}
        assert added <= set(both.split("\n"))


@given(lines, lines, lines)
@example("one", "", "\none")
def test_whoever_saves_first_both_get_the_same_lines(base: str, one: str, other: str) -> None:
    first, second = merged(base, one, other), merged(base, other, one)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert sorted(filter(None, first.split("\n"))) == sorted(filter(None, second.split("\n")))


def test_changes_at_both_ends_are_put_together() -> None:
    assert merged("a\nb\nc", "A\nb\nc", "a\nb\nC") == "A\nb\nC"
    assert merged("a\nb\nc", "a\nb\nC", "A\nb\nc") == "A\nb\nC"


def test_what_both_added_at_one_place_stands_one_below_the_other() -> None:
    assert merged("a", "a\nmine", "a\ntheirs") == "a\ntheirs\nmine"
    assert merged("", "mine", "theirs") == "theirs\nmine"


def test_the_same_line_changed_by_both_is_nobodys_to_decide() -> None:
    assert merged("a\nb", "a\nmine", "a\ntheirs") is None


@given(st.text())
def test_a_text_is_tidied_once(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once
    assert "\0" not in once
    assert "\r" not in once


def test_spaces_and_empty_lines_are_kept_as_they_were_typed() -> None:
    assert tidied("a\r\n\r\n\r\n  b \n") == "a\n\n\n  b \n"


@given(st.integers(-10, 40), st.integers(0, 4))
def test_a_time_is_freed_only_by_who_waits_alone_and_only_while_it_lasts(minute: int, arrived: int) -> None:
    may = is_missed(TIMES, 5, arrived, NINE + timedelta(minutes=minute))
    assert may == (arrived == 1 and 5 <= minute < 20)
