"""How a jury ranks nominees: scores, their spread, places, and what a shortlist would be by them alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import pstdev

# Of a submitted sheet: whose nominee, and its score (0 to 10).
Scored = tuple[int, Fraction]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A nominee as the jury ranks it; `score` (0 to 10), `spread` (deviation) and `place` are None without a sheet."""

    nominee_id: int
    sheets: int = 0
    score: Fraction | None = None
    spread: float | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    place: int | None = None


def ranking(nominee_ids: Sequence[int], sheets: Collection[Scored]) -> list[Ranked]:
    """Return the nominees, best first; equal scores share a place, and who has no sheet comes last."""
    found = [_scored(one, [score for nominee, score in sheets if nominee == one]) for one in nominee_ids]
    scores = [one.score for one in found if one.score is not None]
    placed = [
        one
        if one.score is None
        else Ranked(
            one.nominee_id, one.sheets, one.score, one.spread, one.least, one.most,
            1 + sum(other > one.score for other in scores),
        )
        for one in found
    ]  # fmt: skip
    return sorted(placed, key=lambda one: (one.place is None, one.place or 0))


def _scored(nominee_id: int, scores: Sequence[Fraction]) -> Ranked:
    if not scores:
        return Ranked(nominee_id)
    mean = sum(scores, Fraction()) / len(scores)
    return Ranked(nominee_id, len(scores), mean, pstdev(map(float, scores)), min(scores), max(scores))


def proposed(ranked: Sequence[Ranked], wanted: int) -> frozenset[int]:
    """Return whom the ranking alone would shortlist: the best `wanted`, and all who share the last of those places."""
    return frozenset(one.nominee_id for one in ranked if one.place is not None and one.place <= wanted)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a juror is: nominees with a submitted sheet, with a declared conflict, and all there are."""

    submitted: int
    conflicts: int
    nominees: int

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to score."""
        return self.submitted + self.conflicts >= self.nominees


def progress(nominee_ids: Collection[int], submitted: Collection[int], conflicts: Collection[int]) -> Progress:
    """Return how far a juror is, by the ids of nominees; what is not among them (merged, declined) does not count."""
    there = frozenset(nominee_ids)
    declared = there.intersection(conflicts)
    return Progress(len(there.intersection(submitted) - declared), len(declared), len(there))


def weights_in_percent(weights: Mapping[int, int]) -> dict[int, int]:
    """Return what each criterion weighs of the whole, in rounded per cent."""
    whole = sum(weights.values()) or 1
    return {one: round(100 * weight / whole) for one, weight in weights.items()}
