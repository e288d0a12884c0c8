"""A seeded crowd of whom it is known who has what whom needs: what the matching is measured on.

Nobody real: each has needs and offers in mind, ticks most of them as tags (and now and then a wrong one, or none at
all), and writes about them in words of the subject among words that everybody uses.
"""

import random
from dataclasses import dataclass, replace

from conference.meetings.matching_types import Person

# Subjects share words: of a common stock, each has some that others have too.
SUBJECTS, WORDS, WORDS_EACH, FILLERS = 40, 500, 24, 120
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "zu", "kra", "sti")
# How often what is in mind is ticked, a wrong tag is ticked too, and no tag is ticked at all.
TICKED, WRONG, UNTAGGED = 0.8, 0.15, 0.05


@dataclass(frozen=True, slots=True)
class Crowd:
    """People as they filled in their profiles, and what each has in mind."""

    people: tuple[Person, ...]
    offers: dict[int, frozenset[int]]
    seeks: dict[int, frozenset[int]]

    def fits(self, reader: int) -> frozenset[int]:
        """Return who has what somebody needs, or needs what they have; colleagues are not among them."""
        return frozenset(
            other
            for other in self._others(reader)
            if self.seeks[reader] & self.offers[other] or self.offers[reader] & self.seeks[other]
        )

    def right(self, reader: int) -> frozenset[int]:
        """Return whom somebody should meet first: each of the two has what the other needs."""
        return frozenset(
            other
            for other in self._others(reader)
            if self.seeks[reader] & self.offers[other] and self.offers[reader] & self.seeks[other]
        )

    def _others(self, reader: int) -> list[int]:
        own = self.people[reader - 1].organisation
        return [person.id for person in self.people if person.id != reader and person.organisation != own]

    def without_tags(self) -> tuple[Person, ...]:
        """Return the people with their texts alone."""
        return tuple(replace(person, offers=frozenset(), seeks=frozenset()) for person in self.people)

    def without_texts(self) -> tuple[Person, ...]:
        """Return the people with their tags alone."""
        return tuple(replace(person, offers_text="", seeks_text="", about="") for person in self.people)


def crowd(size: int, seed: int = 1) -> Crowd:
    """Return so many people; subjects are wanted and offered by a long tail."""
    chance = random.Random(seed)  # noqa: S311 - a crowd, no secret
    stock = _words(chance, WORDS)
    vocabulary = [chance.sample(stock, WORDS_EACH) for _ in range(SUBJECTS)]
    fillers = _words(chance, FILLERS)
    weights = [1 / (4 + rank) for rank in range(SUBJECTS)]
    offers, seeks, people = {}, {}, []
    for number in range(1, size + 1):
        have = frozenset(chance.choices(range(SUBJECTS), weights, k=chance.randint(1, 4)))
        need = frozenset(chance.choices(range(SUBJECTS), weights[::-1], k=chance.randint(1, 4)))
        offers[number], seeks[number] = have, need
        silent = chance.random() < UNTAGGED
        people.append(
            Person(
                number,
                organisation=f"Organisation {chance.randrange(max(2, size // 3))}",
                offers=frozenset() if silent else _ticked(chance, have),
                seeks=frozenset() if silent else _ticked(chance, need),
                offers_text=_text(chance, have, vocabulary, fillers),
                seeks_text=_text(chance, need, vocabulary, fillers),
                about=" ".join(chance.choices(fillers, k=20)),
            )
        )
    return Crowd(tuple(people), offers, seeks)


def _words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=4)) for _ in range(count)]


def _ticked(chance: random.Random, meant: frozenset[int]) -> frozenset[str]:
    ticked = {f"tag {subject}" for subject in sorted(meant) if chance.random() < TICKED}
    return frozenset(ticked | ({f"tag {chance.randrange(SUBJECTS)}"} if chance.random() < WRONG else set()))


def _text(chance: random.Random, meant: frozenset[int], vocabulary: list[list[str]], fillers: list[str]) -> str:
    words = [word for subject in sorted(meant) for word in chance.choices(vocabulary[subject], k=3)]
    words += chance.choices(fillers, k=12)
    chance.shuffle(words)
    return " ".join(words)
