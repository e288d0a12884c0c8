"""What people type: made harmless, and its links found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.chat.plain import Part, cleaned, one_line, parts_of

ANYTHING = st.text(st.characters(), max_size=300)


@given(ANYTHING, st.integers(1, 200))
def test_whatever_is_typed_can_be_stored_and_is_not_too_long(text: str, most: int) -> None:
    kept = cleaned(text, most)
    kept.encode()
    assert len(kept) <= most + 1
    assert not set(kept) & set("\0\u202e\u2066\u200f\x1b")
    if len(kept) <= most:
        assert cleaned(kept, most) == kept


@given(ANYTHING)
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(part.text for part in parts_of(text)) == text
    assert all(part.href.casefold().startswith(("http://", "https://")) for part in parts_of(text) if part.href)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.org/a?b=1#c.", ["https://example.org/a?b=1#c"]),
        ("(https://example.org/x_(y))", ["https://example.org/x_(y)"]),
        ("https://a.example, HTTP://B.example!", ["https://a.example", "HTTP://B.example"]),
        ("javascript:alert(1) data:text/html,x //evil.example", []),
        ("https://", []),
        ('https://example.org/"onmouseover="x', ["https://example.org/"]),
        ("<a href=https://example.org>x</a>", ["https://example.org"]),
    ],
)
def test_only_web_addresses_become_links(text: str, links: list[str]) -> None:
    assert [part.href for part in parts_of(text) if part.href] == links


def test_a_text_that_is_too_long_can_be_told() -> None:
    assert len(cleaned("x" * 1_000_000, 10)) == 11


@pytest.mark.parametrize("nothing", [None, 1, [], {}, "", " \n\t ", "\0\u202e", "\u200b\u200d", "\u3164", "\u0301"])
def test_no_text_is_empty(nothing: object) -> None:
    assert cleaned(nothing, 10) == ""


def test_what_is_not_seen_parts_no_words_and_joined_signs_stay() -> None:
    assert cleaned("A\u200bI", 10) == "AI"
    assert cleaned("a\u2060\u0301", 10) == "\u00e1"
    for joined in ("\U0001f3f3\ufe0f\u200d\U0001f308", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"):
        assert cleaned(joined, 20) == joined


def test_towers_of_accents_and_empty_lines_are_taken_down() -> None:
    assert len(cleaned("a" + "\u0301" * 100, 200)) <= 6
    assert cleaned("a\n\n\n\n\nb", 100) == "a\n\nb"
    assert one_line("a\n b", 10) == "a b"
    assert parts_of("plain") == [Part("plain")]
