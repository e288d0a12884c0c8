"""Seating a world café: time, repeats and balance against their bounds, in three rounds from which people leave.

The cafés of 2020 had up to 104 tables at once, and 51 countries took part. How many came from each country, and from
each kind of organisation, is not published: the shares here are a long tail and a guess, drawn by a fixed seed. The
harder rows have hosts who stay, three languages, and people who blocked each other.

    make bench ARGS="cafe"
"""

import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from conference.cafe.seating import Figure, Quality, Seating, Sitter, TableSpec, Wishes, seat
from conference.people.rules import OrganisationKind

SEATS, ROUNDS, STARTS = 4, 3, 5
LEAVING, COMING = 0.12, 0.03
COUNTRIES = tuple(f"country {number}" for number in range(51))
COUNTRY_WEIGHTS = tuple(1 / (3 + number) for number in range(len(COUNTRIES)))
KINDS = tuple(OrganisationKind)
KIND_WEIGHTS = tuple(1 / (1 + number) for number in range(len(KINDS)))
LANGUAGES = ("en", "fr", "de")
COLUMNS = ("repeats", "language_clashes", "same_organisation", "same_country", "same_kind", "stayed")


@dataclass
class Crowd:
    """Those present, those they met and where they sat; people come and go between rounds."""

    tables: int
    hard: bool
    chance: random.Random
    people: list[Sitter] = field(default_factory=list)
    met: set[tuple[int, int]] = field(default_factory=set)
    previous: dict[int, int] = field(default_factory=dict)
    come: int = 0

    def enter(self, count: int) -> None:
        """Let so many new people in."""
        for number in range(self.come, self.come + count):
            languages = frozenset({"en", self.chance.choice(LANGUAGES)}) if self.chance.random() < 0.8 else {"fr"}
            self.people.append(
                Sitter(
                    number,
                    organisation=f"organisation {self.chance.randrange(self.tables * SEATS * 2 // 3)}",
                    country=self.chance.choices(COUNTRIES, COUNTRY_WEIGHTS)[0],
                    kind=self.chance.choices(KINDS, KIND_WEIGHTS)[0],
                    languages=frozenset(languages) if self.hard else frozenset(),
                )
            )
        self.come += count

    def leave(self) -> None:
        """Let twelve of a hundred go, and some come."""
        leaving = set(self.chance.sample(range(len(self.people)), round(len(self.people) * LEAVING)))
        self.people = [one for number, one in enumerate(self.people) if number not in leaving]
        self.enter(round(self.tables * SEATS * COMING))

    def rooms(self) -> list[TableSpec]:
        """The tables; the harder ones have a language each, and a host who stays."""
        rooms = [TableSpec(number) for number in range(self.tables)]
        if not self.hard:
            return rooms
        staying: dict[int | None, int] = {}
        for one in self.people:
            staying.setdefault(self.previous.get(one.id), one.id)
        return [replace(room, language="fr" if room.id % 5 == 0 else "en", host=staying.get(room.id)) for room in rooms]

    def sit(self) -> Seating:
        """Seat those present, and remember whom they met."""
        blocked = {(number, number + 1) for number in range(0, self.come, 20)} if self.hard else set()
        seating = seat(self.people, self.rooms(), self.met, blocked, Wishes(), self.come, self.previous)
        self.previous = {one: table for table, group in seating.tables.items() for one in group}
        self.met |= {pair for group in seating.tables.values() for pair in itertools.combinations(group, 2)}
        return seating


def measure(tables: int, *, hard: bool) -> Iterator[tuple[int, list[float], list[Quality]]]:
    """Yield for each round how many sat, the processor's milliseconds, and what came of it for each of some crowds."""
    crowds = [Crowd(tables, hard, random.Random(start)) for start in range(STARTS)]  # noqa: S311 - repeatable
    for number in range(ROUNDS):
        for crowd in crowds:
            if number:
                crowd.leave()
            else:
                crowd.enter(tables * SEATS)
        times, found = [], []
        for crowd in crowds:
            before = time.process_time()
            found.append(crowd.sit().quality)
            times.append(1000 * (time.process_time() - before))
        yield len(crowds[0].people), times, found


def main() -> None:
    """Print a line for each café and round; of several crowds the median time and the sums."""
    print(f"{STARTS} crowds each: milliseconds (median, most, the processor's), and sums as found/least possible")
    print(
        f"{'':24}{'people':>7}{'tables':>7}{'ms':>6}{'most':>6}{'cpu':>6}" + "".join(f"{name:>18}" for name in COLUMNS)
    )
    for tables, hard in ((26, False), (104, False), (250, False), (26, True), (104, True), (250, True)):
        for number, (people, cpu, found) in enumerate(measure(tables, hard=hard), 1):
            times = [1000 * quality.seconds for quality in found]
            name = f"{tables}x{SEATS}{' harder' if hard else ''}, round {number}"
            opened = sum(found[0].sizes.values())
            line = f"{name:24}{people:7}{opened:7}{median(times):6.0f}{max(times):6.0f}{median(cpu):6.0f}"
            print(line + "".join(f"{_sum(found, column):>18}" for column in COLUMNS))


def _sum(qualities: list[Quality], column: str) -> str:
    figures: list[Figure] = [getattr(quality, column) for quality in qualities]
    return f"{sum(one.found for one in figures)}/{sum(one.bound for one in figures)}"


if __name__ == "__main__":
    main()
