"""How well each two people suit each other, as one symmetric table: tags first, their texts as the tie-break."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from conference.likeness import folded, rarity, stems, unit_rows
from conference.meetings.matching_types import Person

Table = NDArray[np.float32]
# Who ticks more tags on one side than this spreads them thin: all of them together count as much as so many.
FOCUS = 5
# A meeting is for two: where each offers what the other looks for, the weaker of the two ways counts so much more.
MUTUAL = 2.0
# What both look for says less than what one has and the other needs.
BOTH_SEEK = 0.25
# Two texts say at most this much: less than the commonest tag (log 2), so that they only decide between equals.
TEXT = 0.5
# Below this, texts share no more than the words that everybody uses.
LEAST_TEXT = 0.06
# What stands in more than so much of the texts is nobody's subject.
COMMON = 0.2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Scores:
    """`together` of each two; `needs[one, other]` above 0: the other offers what the one looks for, by tags."""

    together: Table
    needs: NDArray[np.bool_]
    weight_of: dict[str, float]
    stem_weights: dict[str, float]

    def mutual(self, one: int, other: int) -> bool:
        """Tell whether each of the two offers what the other looks for."""
        return bool(self.needs[one, other] and self.needs[other, one])

    def shared_words(self, reader: Person, other: Person) -> list[str]:
        """Return what the other wrote, word for word, that meets the reader's text, rarest first."""
        sought, offered = _sides(reader)
        their_sought, their_offered = _sides(other)
        shared = (sought & their_offered) | (offered & their_sought)
        words: dict[str, str] = {}
        for word in _WORD.findall(f"{other.offers_text} {other.seeks_text} {other.about}"):
            for stem in stems(folded(word)) & shared:
                words.setdefault(stem, word)
        ranked = sorted(words, key=lambda stem: (-self.stem_weights.get(stem, 0.0), stem))
        return [words[stem] for stem in ranked if stem in self.stem_weights]


@lru_cache(maxsize=2)
def score_people(people: tuple[Person, ...]) -> Scores:
    """Return how well each two suit each other; symmetric, 0 where nothing speaks for it."""
    weights = tag_weights(people)
    columns = {tag: at for at, tag in enumerate(sorted(weights))}
    root = np.sqrt(np.array([weights[tag] for tag in columns], dtype=np.float32))
    sought = _tag_rows([person.seeks for person in people], columns) * root
    offered = _tag_rows([person.offers for person in people], columns) * root
    needs = sought @ offered.T
    texts, stem_weights = _text_scores(people)
    both_ways = needs + needs.T + MUTUAL * np.minimum(needs, needs.T)
    together = both_ways + BOTH_SEEK * (sought @ sought.T) + TEXT * texts
    return Scores(together.astype(np.float32), needs > 0, weights, stem_weights)


def tag_weights(people: Sequence[Person]) -> dict[str, float]:
    """Return how much each tag counts: the more, the fewer people chose it."""
    counts = Counter(tag for person in people for tag in person.offers | person.seeks)
    return {tag: log(1 + len(people) / count) for tag, count in counts.items()}


def _tag_rows(chosen: Sequence[frozenset[str]], columns: dict[str, int]) -> Table:
    rows = np.zeros((len(chosen), len(columns)), dtype=np.float32)
    for row, tags in enumerate(chosen):
        for tag in tags:
            rows[row, columns[tag]] = min(1.0, FOCUS / len(tags))
    return rows


@lru_cache(maxsize=8_192)
def _sides(person: Person) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems of what somebody looks for, and of what they offer and are; their tags are words too."""
    sought = folded(" ".join((person.seeks_text, *sorted(person.seeks))))
    offered = folded(" ".join((person.offers_text, person.about, *sorted(person.offers))))
    return stems(sought), stems(offered)


def _text_scores(people: Sequence[Person]) -> tuple[Table, dict[str, float]]:
    """Return how near each two people's texts are, need against offer in both directions, from 0 to 1."""
    sides = [_sides(person) for person in people]
    sought, offered = [side[0] for side in sides], [side[1] for side in sides]
    documents = [one | other for one, other in sides]
    counts = Counter(stem for one in documents for stem in one)
    most = max(2, COMMON * len(people))
    weights = {stem: weight for stem, weight in rarity(documents).items() if counts[stem] <= most}
    # Only a word that stands on both sides can bring two together.
    meeting = set().union(*sought) & set().union(*offered)
    columns = sorted(meeting & weights.keys())
    theirs = unit_rows(offered, weights, columns).astype(np.float32)
    half = unit_rows(sought, weights, columns).astype(np.float32) @ theirs.T
    half[half < LEAST_TEXT] = 0
    near = (half + half.T) / 4 + np.minimum(half, half.T) / 2
    return near.astype(np.float32), weights
