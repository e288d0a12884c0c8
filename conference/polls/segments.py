"""Splitting a result by segment without pointing at anyone: parts under five answers are merged."""

from collections.abc import Mapping
from dataclasses import dataclass

from conference.polls.contributions import BALLOTS, Counts, summed

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a result: one segment, or several merged ones, with the sum of their counts."""

    segments: tuple[str, ...]
    counts: Counts


def split(by_segment: Mapping[str, Mapping[str, int]], fewest: int = FEWEST) -> list[Part]:
    """Return the parts of a result that may be shown, largest first and the merged one last.

    Segments with fewer answers than `fewest` are merged into one part, and the smallest of the others join it until it
    has enough, for what is left over could be told from the whole. Empty where that leaves nothing to tell apart.
    """
    present = sorted(
        (Part((name,), dict(counts)) for name, counts in by_segment.items() if counts.get(BALLOTS)),
        key=lambda part: (-part.counts[BALLOTS], part.segments),
    )
    large = [part for part in present if part.counts[BALLOTS] >= fewest]
    small = [part for part in present if part.counts[BALLOTS] < fewest]
    while small and large and sum(part.counts[BALLOTS] for part in small) < fewest:
        small.insert(0, large.pop())
    merged = [Part(tuple(name for part in small for name in part.segments), summed(part.counts for part in small))]
    parts = large + (merged if small else [])
    return parts if len(parts) > 1 else []
