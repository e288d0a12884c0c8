"""What people type to be shown to others: made harmless, kept short, and its links found."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Marks that turn the direction of what follows them, and with it the meaning of what stands beside them.
_TURNING = frozenset("\u200e\u200f\u061c" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))))
# Spaces without width: two words that look the same would be two.
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")
# Letters that are drawn as nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_MOST_MARKS = 4
_LINK = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_NOT_THE_END = ".,;:!?…)]»”\u2019*_"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; with an `href` it is a link."""

    text: str
    href: str = ""


def cleaned(text: object, most: int) -> str:
    """Return what may be kept of a text from outside, at most one letter longer than `most`; empty for no text.

    Gone are control characters, lone surrogates, marks that turn the direction or are not seen, towers of accents, and
    what is more than one empty line; a text in which nothing is to be seen is none. One letter too many is left, so
    that the caller can tell a text that is too long.
    """
    if not isinstance(text, str):
        return ""
    kept = "".join(
        _kept(unicodedata.normalize("NFC", text[: most * 4 + 100].replace("\r\n", "\n").replace("\r", "\n")))
    )
    if not any(map(_is_seen, kept)):
        return ""
    # What stood between a letter and its accent is gone by now.
    kept = unicodedata.normalize("NFC", kept)
    return re.sub(r"\n\s*\n\s*(\n\s*)+", "\n\n", kept).strip()[: most + 1]


def one_line(text: object, most: int) -> str:
    """Return a cleaned text whose lines are joined by spaces."""
    return " ".join(cleaned(text, most).split())


def _kept(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if letter in _TURNING or letter in _UNSEEN or category == "Cs" or marks > _MOST_MARKS:
            continue
        if category == "Cc" and letter not in "\n\t":
            continue
        yield letter


def _is_seen(letter: str) -> bool:
    return letter not in _BLANK and unicodedata.category(letter)[0] not in "CZM"


def parts_of(text: str) -> list[Part]:
    """Return a text as plain pieces and links; joined, the pieces are the text."""
    parts, at = [], 0
    for found in _LINK.finditer(text):
        address = _without_tail(found.group())
        if address.casefold() in {"http://", "https://"}:
            continue
        if found.start() > at:
            parts.append(Part(text[at : found.start()]))
        parts.append(Part(address, address))
        at = found.start() + len(address)
    if at < len(text):
        parts.append(Part(text[at:]))
    return parts


def _without_tail(address: str) -> str:
    """Leave a sentence's own full stop and brackets out of the link; a bracket that was opened inside stays."""
    while address and address[-1] in _NOT_THE_END:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
