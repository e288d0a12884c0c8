"""Notes that several people write at once: what two changed in different lines of one text is put together."""

import unicodedata
from dataclasses import dataclass

# Marks that turn the direction of what follows.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines from `begin` to `end` of a text, and what stands in their place."""

    begin: int
    end: int
    lines: tuple[str, ...]


def tidied(text: str) -> str:
    """Return a text as it is kept: spaces and empty lines as they were typed, without what cannot be seen."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        letter
        for letter in plain
        if letter in "\n\t" or (letter not in _TURNING and unicodedata.category(letter) not in {"Cc", "Cs"})
    )


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with both changes of `base`, or None where both changed the same lines.

    What both added at one place stands one below the other, theirs first.
    """
    if mine in {theirs, base}:
        return theirs
    if theirs == base:
        return mine
    before = _lines(base)
    one, other = _change(before, _lines(theirs)), _change(before, _lines(mine))
    if other.end <= one.begin and not (one.begin == one.end == other.begin):
        one, other = other, one
    if one.end > other.begin:
        return None
    return "\n".join(
        (*before[: one.begin], *one.lines, *before[one.end : other.begin], *other.lines, *before[other.end :])
    )


def _lines(text: str) -> list[str]:
    """Return the lines of a text; nothing has none, so that what is written into it is an addition."""
    return text.split("\n") if text else []


def _change(before: list[str], after: list[str]) -> _Change:
    """Return the one stretch of lines in which two texts differ."""
    shorter = min(len(before), len(after))
    begin = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    same = next((at for at in range(shorter - begin) if before[-1 - at] != after[-1 - at]), shorter - begin)
    return _Change(begin, len(before) - same, tuple(after[begin : len(after) - same]))
