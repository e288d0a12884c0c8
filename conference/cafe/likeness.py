"""Which cards say much the same, whatever their language: shared beginnings of words and shared letters.

It only suggests. A text is compared by its words (cut to stems, rare ones counting more) and by the run of its letters,
which finds what was mistyped. “More money” and “less money” are alike to it: whoever groups them reads them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from conference.likeness import folded, rarity, stems, unit_rows

# From here on two cards are worth suggesting together. Measured by hand on answers in English, French, German, Spanish
# and Polish: above it nearly all pairs say the same, below it many only share a subject.
LEAST = 0.5
# One rare word in common is a subject, and not yet the same answer.
LEAST_SHARED = 2
# Letters alone must agree much more: short sentences of one language share many.
LEAST_LETTERS = 0.82


def likeness(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return how alike each two of some texts are, from 0 to 1, symmetric; below what is worth saying it is 0."""
    plain = [folded(text) for text in texts]
    if not any(plain):
        return np.zeros((len(texts), len(texts)))
    by_words = _by_words([stems(text) for text in plain])
    least = LEAST_LETTERS * 100
    ratios = process.cdist(plain, plain, scorer=fuzz.token_sort_ratio, score_cutoff=least, dtype=np.float64)
    letters = np.asarray(ratios) / 100
    scores = np.where(by_words >= LEAST, by_words, 0.0)
    scores = np.maximum(scores, letters)
    empty = np.array([not text for text in plain])
    scores[empty, :] = scores[:, empty] = 0.0
    return np.minimum(np.maximum(scores, scores.T), 1.0)


def _by_words(found: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Return the cosine of each two texts' stems, each weighted by how rare it is."""
    weights = rarity(found)
    unit = unit_rows(found, weights, sorted(weights))
    stands = (unit > 0).astype(np.float64)
    return np.asarray(np.where(stands @ stands.T >= LEAST_SHARED, unit @ unit.T, 0.0), dtype=np.float64)


def alike_groups(texts: Mapping[int, str]) -> list[list[int]]:
    """Return groups of ids whose texts say much the same, the most alike first; each id is in one at most.

    In a group each two are alike, so that no chain of small steps joins what has nothing to do with each other.
    The order in which the texts come does not matter.
    """
    ids = sorted(texts)
    scores = likeness([texts[one] for one in ids]).round(9)
    alike = scores > 0
    np.fill_diagonal(alike, val=True)
    rows, columns = np.nonzero(np.triu(scores, 1))
    best_first = np.lexsort((columns, rows, -scores[rows, columns]))
    group_of = {at: [at] for at in range(len(ids))}
    # What every member of a group is alike to, under the group's first.
    alike_to_all = dict(enumerate(alike))
    for one, other in zip(rows[best_first].tolist(), columns[best_first].tolist(), strict=True):
        mine, theirs = group_of[one], group_of[other]
        if mine is not theirs and bool(alike_to_all[mine[0]][theirs].all()):
            alike_to_all[mine[0]] = alike_to_all[mine[0]] & alike_to_all[theirs[0]]
            mine += theirs
            group_of.update(dict.fromkeys(theirs, mine))
    groups = {group[0]: sorted(group) for group in group_of.values() if len(group) > 1}
    ranked = sorted(groups.values(), key=lambda group: (-_closeness(group, scores), group))
    return [[ids[at] for at in group] for group in ranked]


def _closeness(group: Sequence[int], scores: NDArray[np.float64]) -> float:
    """Return how alike the two of a group are that are least so."""
    return float(scores[np.ix_(group, group)][np.triu_indices(len(group), 1)].min())
