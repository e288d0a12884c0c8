"""Dealing out suggestions fairly: the best pairs first, and nobody onto more than so many people's first lists."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# So many suggestions make a reader's first list, and onto so many first lists one person comes at most.
TOP = 12
MOST = 24
# So many of each reader's best are looked at first; who is left with a short list looks further.
_REACH = 5
# Scores that agree to so many digits are equal.
_DIGITS = 3
Numbers = NDArray[np.int64]
Table = NDArray[np.float32]


def broken_ties(ids: Numbers, scores: Table) -> Table:
    """Return scores among which no two of a reader are equal: so little is added that only equals change places.

    What is added comes from the two ids alone, the same on any machine: of equals the lower id is not always first.
    """
    mixed = ids.astype(np.uint32)[:, None] * np.uint32(0x9E3779B1) + ids.astype(np.uint32)[None, :]
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    share = (mixed ^ (mixed >> np.uint32(16))).astype(np.float32) / np.float32(2**32)
    step = np.float32(10.0**-_DIGITS)
    return np.asarray(np.where(scores > 0, np.round(scores, _DIGITS) + share * step / 2, 0), dtype=np.float32)


def deal(scores: Table, top: int, most: int) -> list[list[int]]:
    """Return, for each reader, the positions of those on their first list.

    `scores[reader, other]` is 0 where the other is not to be suggested. Pairs are taken from the best to the worst
    over all readers; a pair counts while the reader's list has room and the other is on fewer than `most` lists. Then
    whoever suits somebody and came onto no list takes the last place on the list that suits them best.
    """
    count = len(scores)
    made = _Deal(scores, top, most, [[] for _ in range(count)], [0] * count)
    if count:
        reach = min(count, _REACH * top)
        best = np.argpartition(-scores, reach - 1, axis=1)[:, :reach]
        made.take(np.repeat(np.arange(count), reach), best.ravel())
        made.look_further()
        made.let_in_the_left_out()
    return made.lists


@dataclass(frozen=True, slots=True)
class _Deal:
    """First lists as they fill, and how often each person is on one."""

    scores: Table
    top: int
    most: int
    lists: list[list[int]]
    shown: list[int]

    def take(self, readers: Numbers, others: Numbers) -> None:
        """Put pairs onto lists, the best first, as long as there is room."""
        worth = self.scores[readers, others]
        kept = worth > 0
        order = np.argsort(-worth[kept], kind="stable")
        for reader, other in zip(readers[kept][order].tolist(), others[kept][order].tolist(), strict=True):
            if len(self.lists[reader]) < self.top and self.shown[other] < self.most:
                self.lists[reader].append(other)
                self.shown[other] += 1

    def look_further(self) -> None:
        """Fill the lists of those whose best are all shown often enough."""
        suiting = (self.scores > 0).sum(axis=1).tolist()
        for reader, mine in enumerate(self.lists):
            if len(mine) < min(self.top, suiting[reader]):
                others = np.flatnonzero(self.scores[reader] > 0)
                left = others[~np.isin(others, mine)]
                self.take(np.full(len(left), reader), left)

    def let_in_the_left_out(self) -> None:
        """Give those on no list a place on one, in place of somebody who is on others too; one newcomer to a list."""
        taken: set[int] = set()
        for other in [at for at, times in enumerate(self.shown) if not times]:
            for reader in np.argsort(-self.scores[:, other], kind="stable").tolist():
                if self.scores[reader, other] <= 0:
                    break
                if reader not in taken and self._make_room(reader):
                    taken.add(reader)
                    self.lists[reader].append(other)
                    self.shown[other] += 1
                    break

    def _make_room(self, reader: int) -> bool:
        """Take the last who is on another list too off a list, and tell whether there is room now."""
        mine = self.lists[reader]
        if len(mine) < self.top:
            return True
        for at in range(len(mine) - 1, -1, -1):
            if self.shown[mine[at]] > 1:
                self.shown[mine.pop(at)] -= 1
                return True
        return False
