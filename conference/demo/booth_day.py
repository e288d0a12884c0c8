"""How the demo's visitors spread over booths and hours: as unevenly as on a real day, and the same each time."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, count

# So many visits the paper counts. They are of the last eight hours, with a rush at each break.
VISITS = 1090
BY_HOUR = (2, 6, 13, 7, 5, 14, 9, 4)
MINUTES = 60 * len(BY_HOUR)
LONGEST_VISIT = 9
# Nobody has been to the last few yet: organisers have something to do.
UNVISITED = 3
# Nobody is at two booths at once, and whoever comes back sooner is on the same visit.
_NEXT, _BACK = LONGEST_VISIT + 1, LONGEST_VISIT + 31


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody at a booth (both by their place in the lists), from a minute of the day on, for some minutes."""

    booth: int
    person: int
    minute: int
    length: int


def walks(booths: int, people: int, own: int, known: Collection[Walk] = ()) -> list[Walk]:
    """Return all visits in the order of time; `known` ones are among them.

    Some booths draw far more people than others, `own` more than most, and the last `UNVISITED` nobody; some people
    walk far more than others.
    """
    by_lot = sorted(range(booths), key=lambda one: _lot("booth", one))
    ranks = [own, *(one for one in by_lot if one != own)]
    ranks[0], ranks[7] = ranks[7], ranks[0]
    popularity = [0.0] * booths
    for rank, one in enumerate(ranks):
        popularity[one] = 0.0 if one >= booths - UNVISITED else 1 / (rank + 4)
    keenness = [0.3 + 2 * _lot("person", one) ** 2 for one in range(people)]
    found = list(known)
    for turn in count():
        if len(found) >= VISITS:
            break
        booth, person = _pick(popularity, _lot("to", turn)), _pick(keenness, _lot("who", turn))
        hour = _pick(BY_HOUR, _lot("hour", turn))
        minute = min(60 * hour + int(60 * _lot("minute", turn)), MINUTES - LONGEST_VISIT - 1)
        walk = Walk(booth, person, minute, 1 + int(LONGEST_VISIT * _lot("length", turn)))
        if all(_apart(walk, other) for other in found):
            found.append(walk)
    return sorted(found, key=lambda walk: (walk.minute, walk.person))


def _apart(one: Walk, other: Walk) -> bool:
    if one.person != other.person:
        return True
    return abs(one.minute - other.minute) >= (_BACK if one.booth == other.booth else _NEXT)


def _lot(name: str, number: int) -> float:
    """Return a number from 0 to 1 that is the same each time."""
    return int.from_bytes(sha256(f"{name} {number}".encode()).digest()[:6]) / 2**48


def _pick(weights: Sequence[float], lot: float) -> int:
    sums = list(accumulate(weights))
    return min(bisect_right(sums, lot * sums[-1]), len(weights) - 1)
