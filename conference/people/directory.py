"""Searching and filtering the directory; each filter's choices say how many people they would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from conference.people.countries import folded
from conference.people.rules import PersonCard


@dataclass(frozen=True, slots=True)
class Entry:
    """A person in the directory; `words` is all their text, folded."""

    card: PersonCard
    kind: str = ""
    roles: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    seeks: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What is looked for; empty means anything."""

    text: str = ""
    country: str = ""
    kind: str = ""
    role: str = ""
    language: str = ""
    offers: str = ""
    seeks: str = ""

    @property
    def asked(self) -> Mapping[str, str]:
        """What is looked for, as it stands in an address."""
        return {part.name: value for part in fields(self) if (value := getattr(self, part.name))}


_VALUES: Mapping[str, Callable[[Entry], Iterable[str]]] = {
    "country": lambda entry: (entry.card.country,),
    "kind": lambda entry: (entry.kind,),
    "role": lambda entry: entry.roles,
    "language": lambda entry: entry.languages,
    "offers": lambda entry: entry.offers,
    "seeks": lambda entry: entry.seeks,
}


def matching(entries: Iterable[Entry], wanted: DirectoryFilter) -> list[Entry]:
    """Return who fits all that is looked for, in their order; every word of the text must occur somewhere."""
    words = folded(wanted.text).split()
    asked = {name: value for name in _VALUES if (value := getattr(wanted, name))}
    return [
        entry
        for entry in entries
        if all(word in entry.words for word in words)
        and all(value in _VALUES[name](entry) for name, value in asked.items())
    ]


def choices(entries: Iterable[Entry], wanted: DirectoryFilter, name: str) -> Counter[str]:
    """Return, for each value of one filter, how many would be left with it and all the other filters."""
    others = matching(entries, replace(wanted, **{name: ""}))
    return Counter(value for entry in others for value in set(_VALUES[name](entry)) if value)
