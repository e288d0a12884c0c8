"""What texts are compared by, whatever their language: the beginnings of their words, rare ones counting more."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

_STEM = 6
_WORD = re.compile(r"\w+")
# Scripts that are written without spaces: pairs of letters stand for words.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")


def folded(text: str) -> str:
    """Return a text without case, accents and punctuation."""
    plain = text.casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain))


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of a folded text's words; words of one or two letters say too little, unless all do."""
    found: set[str] = set()
    for word in text.split():
        if _UNSPACED.search(word):
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) > 2 or word.isdigit():
            found.add(word[:_STEM])
    return frozenset(found) or frozenset(text.split())


def rarity(found: Sequence[Collection[str]]) -> dict[str, float]:
    """Return how much each stem of some texts says: the more, the fewer of them have it."""
    counts = Counter(stem for one in found for stem in one)
    return {stem: log(1 + len(found) / count) for stem, count in counts.items()}


def unit_rows(
    found: Sequence[Collection[str]], weights: Mapping[str, float], columns: Sequence[str]
) -> NDArray[np.float64]:
    """Return texts' stems as rows, weighted, each of length 1 over all its stems; of these the wanted columns.

    A text of which no stem has a weight is all noughts.
    """
    column = {stem: at for at, stem in enumerate(columns)}
    rows = np.zeros((len(found), len(columns)))
    for row, one in enumerate(found):
        length = sqrt(sum(weights.get(stem, 0.0) ** 2 for stem in sorted(one)))
        for stem in one:
            if length and (at := column.get(stem)) is not None:
                rows[row, at] = weights[stem] / length
    return rows
