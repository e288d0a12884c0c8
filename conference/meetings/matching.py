"""Who should meet whom: what one looks for against what the other offers, in both directions, each with its reasons.

Shared tags come first, rare ones counting more; what people wrote decides between those whose tags say as much. Who
suits is reckoned for everybody at once, so that a few whom everybody wants do not fill everybody's first page
(`matching_deal.py`). The same people give the same suggestions in whatever order they come.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from conference.likeness import folded
from conference.meetings.matching_deal import MOST, TOP, broken_ties, deal
from conference.meetings.matching_scores import Scores, score_people
from conference.meetings.matching_types import Person

# So many of the words that two texts share are named as a reason.
WORDS = 3
Pairs = frozenset[tuple[int, int]]


class Direction(StrEnum):
    """Which way a reason goes, as the reader sees it."""

    THEY_OFFER = "they_offer"  # what the reader looks for
    THEY_SEEK = "they_seek"  # what the reader offers
    BOTH_SEEK = "both_seek"
    WORDS = "words"  # no tag, but what the two wrote


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two should meet: a tag and the way it goes, or a word that both wrote."""

    direction: Direction
    tag: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody whom a reader should meet. `chosen`: on the reader's first list, dealt out fairly among all readers."""

    id: int
    chosen: bool
    mutual: bool


class Matches:
    """All suggestions among some people."""

    def __init__(self, people: Iterable[Person], apart: Pairs, top: int = TOP, most: int = MOST) -> None:
        """Reckon who suits whom. `apart` are pairs (reader, other) that are not suggested."""
        self._people = tuple(sorted(people, key=lambda person: person.id))
        self._at = {person.id: at for at, person in enumerate(self._people)}
        self._scores: Scores = score_people(self._people)
        self._ids = np.array([person.id for person in self._people], dtype=np.int64)
        self._open = broken_ties(self._ids, self._open_scores(apart))
        self._colleagues = _colleagues(self._people)
        self._chosen = deal(np.where(self._colleagues, np.float32(0), self._open), top, most)

    def _open_scores(self, apart: Pairs) -> NDArray[np.float32]:
        scores = self._scores.together.copy()
        np.fill_diagonal(scores, 0)
        scores[:, [person.hidden for person in self._people]] = 0
        pairs = [(self._at[one], self._at[other]) for one, other in apart if one in self._at and other in self._at]
        if pairs:
            rows, columns = zip(*pairs, strict=True)
            scores[list(rows), list(columns)] = 0
        return scores

    def suggestions(self, reader_id: int) -> list[Suggestion]:
        """Return whom a reader should meet, the best first: their own list, then everybody else, then colleagues."""
        at = self._at.get(reader_id)
        if at is None:
            return []
        row, chosen = self._open[at], set(self._chosen[at])
        found = np.flatnonzero(row > 0)
        first = np.array([there not in chosen for there in found.tolist()], dtype=bool)
        order = np.lexsort((-row[found], first, self._colleagues[at][found]))
        return [
            Suggestion(int(self._ids[there]), there in chosen, self._scores.mutual(at, there))
            for there in found[order].tolist()
        ]

    def reasons(self, reader_id: int, other_id: int) -> tuple[Reason, ...]:
        """Return why a reader should meet somebody: tags, rarest first; where there are none, words of both texts."""
        if reader_id not in self._at or other_id not in self._at:
            return ()
        reader, other = (self._people[self._at[one]] for one in (reader_id, other_id))
        named = [
            *_reasons(Direction.THEY_OFFER, self._rarest(reader.seeks & other.offers)),
            *_reasons(Direction.THEY_SEEK, self._rarest(reader.offers & other.seeks)),
        ] or list(_reasons(Direction.BOTH_SEEK, self._rarest(reader.seeks & other.seeks)))
        return tuple(named or _reasons(Direction.WORDS, self._scores.shared_words(reader, other)[:WORDS]))

    def _rarest(self, tags: Collection[str]) -> list[str]:
        return sorted(tags, key=lambda tag: (-self._scores.weight_of[tag], tag))


def _reasons(direction: Direction, names: Collection[str]) -> list[Reason]:
    return [Reason(direction, name) for name in names]


def _colleagues(people: Sequence[Person]) -> NDArray[np.bool_]:
    """Return who comes from the same organisation as whom; who names none is nobody's colleague."""
    names = [folded(person.organisation) for person in people]
    number = {name: at for at, name in enumerate(sorted(set(names) - {""}))}
    numbers = np.array([number.get(name, -1 - at) for at, name in enumerate(names)], dtype=np.int64)
    return np.asarray(numbers[:, None] == numbers[None, :], dtype=bool)


@lru_cache(maxsize=4)
def match(people: frozenset[Person], apart: Pairs, top: int = TOP, most: int = MOST) -> Matches:
    """Return all suggestions among some people; those of the last few questions are kept."""
    return Matches(people, apart, top, most)
