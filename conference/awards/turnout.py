"""Turnout by kind of organisation, without pointing at anyone: parts with fewer than five ballots are merged."""

from collections.abc import Sequence
from dataclasses import dataclass

from conference.awards.rules import LEAST_PART


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the roll: of which kinds of organisation, how many are on the roll and how many of them voted."""

    kinds: tuple[str, ...]
    roll: int
    ballots: int


def shown_parts(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that may be shown, largest first and the merged one last; none where nothing can be told apart.

    What is left over could be told from the whole, so that the smallest of the others join it until it has enough.
    """
    present = sorted(parts, key=lambda part: (-part.ballots, part.kinds))
    large = [part for part in present if part.ballots >= LEAST_PART]
    small = [part for part in present if part.ballots < LEAST_PART]
    while small and large and sum(part.ballots for part in small) < LEAST_PART:
        small.insert(0, large.pop())
    shown = large + ([_merged(small)] if small else [])
    return shown if len(shown) > 1 else []


def _merged(parts: Sequence[Part]) -> Part:
    kinds = tuple(kind for part in parts for kind in part.kinds)
    return Part(kinds, sum(part.roll for part in parts), sum(part.ballots for part in parts))
