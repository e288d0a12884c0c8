"""Nicknames: what may be one, and that a suggestion says nothing about anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.errors import Refused
from conference.quiz.nicknames import ANIMALS, COLOURS, LONGEST, checked, cleaned, key_of, suggestion


@given(st.text(max_size=80))
def test_a_cleaned_nickname_stays_as_it_is(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert all(letter == " " or letter.isprintable() for letter in once)


@given(st.text(max_size=80))
def test_a_checked_nickname_fits(text: str) -> None:
    try:
        nickname = checked(text, "short", "long")
    except Refused:
        return
    assert 2 <= len(nickname) <= LONGEST


@pytest.mark.parametrize(
    ("one", "other"), [("Blue Heron", "blueheron"), ("HERON", "heron"), ("Heron", "\uff28eron"), ("A b", "a\u200b B")]
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize("text", ["", " ", "a", "\u200b\u200b", "--", "x" * 25])
def test_what_cannot_be_read_out_is_no_nickname(text: str) -> None:
    with pytest.raises(Refused):
        checked(text, "short", "long")


def test_suggestions_come_from_colours_and_animals_by_chance() -> None:
    colour, animal = suggestion().split()
    assert (colour in COLOURS, animal in ANIMALS) == (True, True)
    assert suggestion(numbered=True).split()[2].isdigit()
