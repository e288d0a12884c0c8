"""Whom to meet: how many of the first ten are right, how fairly people are shown, and how long it takes.

The crowd is made by a fixed seed (`tests/meetings/crowd.py`): who should meet whom is known, because what each has and
needs is known; what they ticked and wrote says it with gaps and mistakes.

    make bench ARGS=matching
"""

import time
from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from conference.meetings.matching import Matches
from conference.meetings.matching_deal import TOP
from conference.meetings.matching_types import Person
from tests.meetings.crowd import Crowd, crowd

SIZES = (200, 1_000, 3_000)
FIRST = 10
COLUMNS = ("one way", "mutual", "shown at most", "shown nowhere", "everybody", "one more")


def main() -> None:
    """Make the crowds, match, print."""
    print(f"precision: the right ones among the first {FIRST}; lists of {TOP}; one process; seconds")
    print(f"{'people':>8} {'by':<14}" + "".join(f"{name:>14}" for name in COLUMNS))
    for size in SIZES:
        made = crowd(size)
        for name, people in (
            ("tags", made.without_texts()),
            ("text", made.without_tags()),
            ("both", made.people),
        ):
            print(_row(size, name, made, people))
        print(_row(size, "both, no cap", made, made.people, most=size))


def _row(size: int, name: str, made: Crowd, people: Sequence[Person], most: int | None = None) -> str:
    before = time.perf_counter()
    matches = Matches(people, frozenset()) if most is None else Matches(people, frozenset(), most=most)
    seconds = time.perf_counter() - before
    lists = {person.id: [one for one in matches.suggestions(person.id)[:TOP] if one.chosen] for person in people}
    before = time.perf_counter()
    matches.suggestions(1)
    again = time.perf_counter() - before
    shown = Counter(one.id for some in lists.values() for one in some)
    nowhere = sum(person.id not in shown for person in people)
    found = {reader: [one.id for one in some] for reader, some in lists.items()}
    fits = fmean(_precision(made.fits(reader), some) for reader, some in found.items())
    mutual = fmean(_precision(made.right(reader), some) for reader, some in found.items())
    figures = (f"{fits:.3f}", f"{mutual:.3f}", max(shown.values()), nowhere, f"{seconds:.3f}", f"{again:.4f}")
    return f"{size:>8} {name:<14}" + "".join(f"{figure:>14}" for figure in figures)


def _precision(right: frozenset[int], found: Sequence[int]) -> float:
    """Return how many of the first ten are right; of fewer than ten right ones, all are all that there is."""
    possible = min(FIRST, len(right))
    return sum(one in right for one in found[:FIRST]) / possible if possible else 1.0


if __name__ == "__main__":
    main()
