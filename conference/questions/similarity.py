"""Which questions ask much the same: shared words, rare ones counting more; whatever the language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

_WORD = re.compile(r"\w{3,}")
# Words of one stem mostly begin alike: “financing” and “financed”.
_STEM = 6
LEAST = 0.4
MOST = 3


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of a text's words, without accents and case."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return frozenset(word[:_STEM] for word in _WORD.findall(plain))


def most_alike(text: str, others: Mapping[int, str]) -> list[int]:
    """Return the ids of the others that ask much the same as a text, the most alike first."""
    wanted = stems(text)
    known = {key: stems(other) for key, other in others.items()}
    weights = _weights([wanted, *known.values()])
    scores = {key: _likeness(wanted, found, weights) for key, found in known.items()}
    alike = [key for key, score in scores.items() if score >= LEAST]
    return sorted(alike, key=lambda key: (-scores[key], key))[:MOST]


def _weights(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(stem for text in texts for stem in text)
    return {stem: log(1 + len(texts) / count) for stem, count in counts.items()}


def _likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return from 0 to 1 how much of the shorter text stands in the other; two shared words are the least."""
    shared = one & other
    if len(shared) < 2:
        return 0.0
    return _sum(shared, weights) / min(_sum(one, weights), _sum(other, weights))


def _sum(stems_: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights[stem] for stem in stems_)
