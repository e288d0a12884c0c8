"""What facilitators say to some tables: named by their numbers, and told to nobody else."""

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from conference.cafe.rules import numbers_in
from tests.cafe.watching import House, opened
from tests.conftest import SignIn


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in, seated=True) as made:
        yield made


def _told(house: House, table: int) -> list[str]:
    """Return what a table was told, newest first."""
    state = house.watch(house.line(house.facilitator), "cafe_table", house.tables[table - 1])["state"]
    return [one["text"] for one in state["messages"]]


def test_a_message_to_some_tables_is_read_there_alone(house: House) -> None:
    assert house.run("cafe.message", text="Come to an end", only="1, 3")["ok"]
    assert [_told(house, number) for number in (1, 2, 3)] == [["Come to an end"], [], ["Come to an end"]]
    assert house.run("cafe.message", text="To all", only="")["ok"]
    assert [_told(house, number)[0] for number in (1, 2, 3)] == ["To all"] * 3


@pytest.mark.parametrize("only", ["1, 9", "x", "3-1", "-2", 7, None, ["1"], "1" * 200])
def test_what_names_no_tables_is_refused_and_told_to_nobody(house: House, only: object) -> None:
    assert house.run("cafe.message", text="Nobody reads this", only=only)["status"] == 422
    assert [_told(house, number) for number in (1, 2, 3)] == [[], [], []]


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 20))), st.sampled_from([", ", ",", " "]))
def test_numbers_and_ranges_are_read_as_they_are_written(spans: list[tuple[int, int]], between: str) -> None:
    text = between.join(f"{first}-{first + more}" if more else str(first) for first, more in spans)
    assert numbers_in(text) == frozenset(number for first, more in spans for number in range(first, first + more + 1))


@given(st.text(max_size=30))
def test_whatever_is_typed_names_numbers_or_is_refused(text: str) -> None:
    found = numbers_in(text)
    assert found is None or all(0 <= one <= 9999 for one in found)
