"""Which nominees are likely the same: names that are written alike, whatever their order, case and accents."""

import re
from collections import defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import combinations

from conference.people.countries import folded

# How much alike two names are, from 0 to 1, to be shown to organisers; they decide.
LEAST = 0.84
_WORD = re.compile(r"\w+")
# Names are compared only with those that have a word that begins alike.
_BEGINNING = 3


def name_key(name: str) -> str:
    """Return what is the same for two names that are written the same but for case, accents, signs and order."""
    return " ".join(sorted(_WORD.findall(folded(name))))


def likely_same(names: Mapping[int, str]) -> list[tuple[int, int]]:
    """Return pairs of ids whose names are alike, the most alike first."""
    keys = {id_: name_key(name) for id_, name in names.items()}
    by_beginning: defaultdict[str, set[int]] = defaultdict(set)
    for id_, key in keys.items():
        for word in key.split():
            by_beginning[word[:_BEGINNING]].add(id_)
    pairs = {pair for ids in by_beginning.values() for pair in combinations(sorted(ids), 2)}
    scored = [(alike(keys[one], keys[other]), one, other) for one, other in pairs]
    return [(one, other) for score, one, other in sorted(scored, key=lambda row: (-row[0], row[1:])) if score >= LEAST]


def alike(one: str, other: str) -> float:
    """Return how much alike two keys of names are, from 0 to 1; one that stands whole in the other is very much so."""
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if len(shorter) > 1 and set(shorter) <= set(longer):
        return 0.95 if one != other else 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LEAST and matcher.quick_ratio() >= LEAST else 0.0
