"""Searching and filtering the hall; each filter's choices say how many booths they would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from conference.exhibition.order import NO_TAGS, Reason, Tags
from conference.likeness import folded


@dataclass(frozen=True, slots=True)
class HallBooth:
    """A booth as the hall shows it: a card. `words` is all its text, folded, where there is something to look for."""

    id: int
    name: str
    tagline: str = ""
    country: str = ""
    hall_id: int | None = None
    number: int | None = None
    logo: str | None = None
    tags: Tags = NO_TAGS
    words: str = ""
    reasons: tuple[Reason, ...] = ()
    is_here: bool = False
    is_visited: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class HallFilter:
    """What is looked for; empty means anything. `hall` is a hall's id; `here` and `new` are "1" or empty."""

    text: str = ""
    hall: str = ""
    country: str = ""
    offers: str = ""
    seeks: str = ""
    here: str = ""
    new: str = ""

    @property
    def asked(self) -> Mapping[str, str]:
        """What is looked for, as it stands in an address."""
        return {part.name: value for part in fields(self) if (value := getattr(self, part.name))}

    def without(self, name: str) -> Mapping[str, str]:
        """Return the address of the same search without one of its parts."""
        return replace(self, **{name: ""}).asked


_VALUES: Mapping[str, Callable[[HallBooth], Iterable[str]]] = {
    "hall": lambda booth: (str(booth.hall_id),) if booth.hall_id else (),
    "country": lambda booth: (booth.country,),
    "offers": lambda booth: booth.tags.offers,
    "seeks": lambda booth: booth.tags.seeks,
    "here": lambda booth: ("1",) if booth.is_here else (),
    # Nobody visits their own booth.
    "new": lambda booth: () if booth.is_visited or booth.is_own else ("1",),
}


def matching(booths: Iterable[HallBooth], wanted: HallFilter) -> list[HallBooth]:
    """Return the booths that fit all that is looked for, in their order; those whose name has all the words first."""
    words = folded(wanted.text).split()
    asked = {name: value for name in _VALUES if (value := getattr(wanted, name))}
    found = [
        booth
        for booth in booths
        if all(word in booth.words for word in words)
        and all(value in _VALUES[name](booth) for name, value in asked.items())
    ]
    return sorted(found, key=lambda booth: not _has(folded(booth.name), words)) if words else found


def choices(booths: Sequence[HallBooth], wanted: HallFilter, name: str) -> Counter[str]:
    """Return, for each value of one filter, how many booths would be left with it and all the other filters."""
    others = matching(booths, replace(wanted, **{name: ""}))
    return Counter(value for booth in others for value in _VALUES[name](booth) if value)


def _has(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)
