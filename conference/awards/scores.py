"""What a jury's points come to, in exact fractions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction


def sheet_score(points: Mapping[int, int], weights: Mapping[int, int]) -> Fraction:
    """Return the weighted mean of a sheet's points (0 to 10), both by criterion; 0 where nothing weighs anything."""
    whole = sum(weights.values())
    return Fraction(sum(weights[one] * points.get(one, 0) for one in weights), whole) if whole else Fraction()


def mean(scores: Sequence[Fraction]) -> Fraction | None:
    """Return what a nominee's sheets come to; None where there is none."""
    return sum(scores, Fraction()) / len(scores) if scores else None
