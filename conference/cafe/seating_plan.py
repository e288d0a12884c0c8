"""Which tables of a café are opened for those present, how many sit at each, and who has a place already."""

import heapq
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from conference.cafe.seating_types import Sitter, TableSpec, Wishes

# A table of four talks best; five is well; more only where tables are few.
COMFORTABLE = 4


@dataclass(frozen=True, slots=True)
class Round:
    """What a seating is made from: people and tables by id, who is held where, and what is known of pairs."""

    people: Sequence[Sitter]
    tables: Sequence[TableSpec]
    # The table's id of each who is held there.
    places: Mapping[int, int]
    # How often two have met, and who must not, the smaller id first.
    met: Mapping[tuple[int, int], int]
    blocked: Mapping[tuple[int, int], int]
    wishes: Wishes
    # The table's id of each in the last round.
    previous: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The opened tables by id, the people at each, and the position of the table of each who is held there."""

    tables: Sequence[TableSpec]
    sizes: Sequence[int]
    # At most so many, where alike tables trade their odd one out: any of them may be the larger.
    seats: Sequence[int]
    held: Mapping[int, int]


def held_places(
    present: Collection[int], tables: Sequence[TableSpec], blocked: Mapping[int, AbstractSet[int]]
) -> dict[int, int]:
    """Return the table's id of each who stays or was put there: hosts first, then in the order given.

    A block is stronger than a place: who would sit beside somebody they are blocked with is seated elsewhere.
    Raise ValueError where one person is named at two tables.
    """
    places: dict[int, int] = {}
    at_table: dict[int, set[int]] = {table.id: set() for table in tables}
    named = [(table.host, table.id) for table in tables if table.host is not None]
    named += [(one, table.id) for table in tables for one in dict.fromkeys(table.fixed) if one != table.host]
    if len({one for one, _ in named}) < len(named):
        raise ValueError("one person is named at two tables")
    for one, table in named:
        if one in present and not blocked.get(one, set()) & at_table[table]:
            places[one] = table
            at_table[table].add(one)
    return places


def plan_round(asked: Round, more: int = 0) -> Plan:
    """Open as many tables as have a comfortable number each, and `more` where blocks ask for it.

    Where that comes out uneven, a thin table is better than one that is too full: seven are four and three. Tables
    that somebody is held at are open in any case; the others in the order of the languages that are needed.
    """
    people = len(asked.people)
    used = set(asked.places.values())
    chosen = [table for table in asked.tables if table.id in used]
    waiting = _by_need(asked.people, chosen, [table for table in asked.tables if table.id not in used])
    comfortable = sum(map(_comfort, chosen))
    room = sum(table.most for table in chosen)
    for table in waiting:
        if comfortable + _comfort(table) > people and room >= people:
            if not more:
                continue
            more -= 1
        chosen.append(table)
        comfortable += _comfort(table)
        room += table.most
    chosen.sort(key=lambda table: table.id)
    position = {table.id: at for at, table in enumerate(chosen)}
    held = {one: position[table] for one, table in asked.places.items()}
    sizes = _sizes(chosen, held, people)
    return Plan(chosen, sizes, _seats(chosen, held, sizes), held)


def _comfort(table: TableSpec) -> int:
    return min(max(COMFORTABLE, table.fewest), table.most)


def _by_need(sitters: Sequence[Sitter], chosen: Sequence[TableSpec], waiting: list[TableSpec]) -> list[TableSpec]:
    """Order tables so that the first of them serve as many as can be in a language that they understand."""
    if not any(table.language for table in waiting):
        return waiting
    # Who understands least is served first: others can go elsewhere.
    left = Counter(sitter.languages for sitter in sorted(sitters, key=lambda one: len(one.languages) or 99))
    for table in chosen:
        _serve(left, table)
    kinds: dict[tuple[str, int], list[TableSpec]] = {}
    for table in reversed(waiting):
        kinds.setdefault((table.language, _comfort(table)), []).append(table)
    ordered: list[TableSpec] = []
    while kinds:
        key = max(kinds, key=lambda key: (min(_served(left, key[0]), key[1]), -kinds[key][-1].id))
        ordered.append(kinds[key].pop())
        _serve(left, ordered[-1])
        if not kinds[key]:
            del kinds[key]
    return ordered


def _understand(languages: frozenset[str], language: str) -> bool:
    return not language or not languages or language in languages


def _served(left: Counter[frozenset[str]], language: str) -> int:
    return sum(count for languages, count in left.items() if _understand(languages, language))


def _serve(left: Counter[frozenset[str]], table: TableSpec) -> None:
    seats = _comfort(table)
    for languages in left:
        if _understand(languages, table.language):
            taken = min(seats, left[languages])
            left[languages] -= taken
            seats -= taken


def _sizes(tables: Sequence[TableSpec], held: Mapping[int, int], people: int) -> list[int]:
    """Fill every table to its fewest, then evenly to its most, then to one above, as far as there are people."""
    sizes = [0] * len(tables)
    for at in held.values():
        sizes[at] += 1
    left = people - len(held)
    for limits in (
        [table.fewest for table in tables],
        [table.most for table in tables],
        [table.most + 1 for table in tables],
    ):
        smallest = [(size, at) for at, size in enumerate(sizes) if size < limits[at]]
        heapq.heapify(smallest)
        while left and smallest:
            size, at = heapq.heappop(smallest)
            sizes[at] += 1
            left -= 1
            if size + 1 < limits[at]:
                heapq.heappush(smallest, (size + 1, at))
    return sizes


def _seats(tables: Sequence[TableSpec], held: Mapping[int, int], sizes: Sequence[int]) -> list[int]:
    """Return the sizes, with one more where a table may take the odd one of another with the same limits."""
    count = Counter(held.values())
    largest: Counter[tuple[int, int]] = Counter()
    for at, (table, size) in enumerate(zip(tables, sizes, strict=True)):
        if size > count[at]:
            largest[table.limits] = max(largest[table.limits], size)
    return [size + (size == largest[table.limits] - 1) for table, size in zip(tables, sizes, strict=True)]
