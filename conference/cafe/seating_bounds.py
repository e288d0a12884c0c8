"""What no seating can avoid: lower bounds of every figure, from the sizes of groups and tables alone."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from conference.cafe.seating_types import Sitter, TableSpec, clashes


@dataclass(frozen=True, slots=True)
class Hall:
    """Who sits, how many at each table, and at which table (by position) somebody is held.

    `seats` may be above `sizes` where alike tables trade their odd one out.
    """

    people: Sequence[Sitter]
    tables: Sequence[TableSpec]
    sizes: Sequence[int]
    seats: Sequence[int]
    held: Mapping[int, int]

    def free(self) -> list[int]:
        """Return the seats of each table that nobody is held at."""
        taken = Counter(self.held.values())
        return [seats - taken[at] for at, seats in enumerate(self.seats)]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least there can be of each, in any seating of a hall."""

    repeats: int
    language_clashes: int
    same_organisation: int
    same_country: int
    same_kind: int
    stayed: int


def bounds_of(
    hall: Hall,
    met: Mapping[int, AbstractSet[int]],
    blocked: Mapping[int, AbstractSet[int]],
    previous: Mapping[int, int],
) -> Bounds:
    """Return what no seating in a hall can avoid."""
    loose = [one.id for one in hall.people if one.id not in hall.held]
    return Bounds(
        repeats=fewest_repeats(hall, met, blocked),
        language_clashes=fewest_clashes(hall),
        same_organisation=fewest_same(hall, lambda one: one.organisation),
        same_country=fewest_same(hall, lambda one: one.country),
        same_kind=fewest_same(hall, lambda one: one.kind),
        stayed=sum(previous.get(one) == hall.tables[0].id for one in loose) if len(hall.tables) == 1 else 0,
    )


def fewest_alike(hall: Hall, groups: Iterable[Iterable[Sitter]]) -> int:
    """Return the pairs within these groups that no seating avoids: each spread as evenly as the tables allow."""
    free = hall.free()
    return sum(_spread(hall, free, list(group)) for group in groups)


def _spread(hall: Hall, free: Sequence[int], group: Sequence[Sitter]) -> int:
    count = Counter(hall.held[one.id] for one in group if one.id in hall.held)
    pairs = sum(here * (here - 1) // 2 for here in count.values())
    loose = len(group) - count.total()
    # The next one goes where fewest of the group are: adding to the smallest is best as pairs grow convexly.
    smallest = [(count[at], room, at) for at, room in enumerate(free) if room > 0]
    heapq.heapify(smallest)
    for _ in range(loose):
        if not smallest:
            break
        here, room, at = heapq.heappop(smallest)
        pairs += here
        if room > 1:
            heapq.heappush(smallest, (here + 1, room - 1, at))
    return pairs


def fewest_same(hall: Hall, trait: Callable[[Sitter], str]) -> int:
    """Return the pairs with the same trait that no seating avoids: by groups over tables, or by tables over groups."""
    groups: dict[str, list[Sitter]] = {}
    for one in hall.people:
        groups.setdefault(trait(one), []).append(one)
    unknown = groups.pop("", [])
    by_groups = fewest_alike(hall, (group for group in groups.values() if len(group) > 1))
    if unknown or not groups:
        return by_groups
    # A table of s people of k kinds has two of one kind as soon as s is above k.
    split = [divmod(size, len(groups)) for size in hall.sizes]
    by_tables = sum(rest * here + len(groups) * (here * (here - 1) // 2) for here, rest in split)
    return max(by_groups, by_tables)


def fewest_repeats(hall: Hall, met: Mapping[int, AbstractSet[int]], blocked: Mapping[int, AbstractSet[int]]) -> int:
    """Return the pairs who must meet again: too few strangers, or more old acquaintances than tables."""
    present = {one.id: one for one in hall.people}
    smallest = min(hall.sizes, default=1)
    missing = 0
    for one in present:
        barred = (met.get(one, set()) | blocked.get(one, set())) & present.keys()
        missing += max(0, smallest - 1 - (len(present) - 1 - len(barred)))
    circles = [[present[one] for one in circle] for circle in _circles(sorted(present), met)]
    return max(-(-missing // 2), fewest_alike(hall, circles))


def _circles(people: Sequence[int], met: Mapping[int, AbstractSet[int]]) -> list[list[int]]:
    """Part people into circles in which all have met, greedily: in the main the tables of an earlier round."""
    left = dict.fromkeys(people)
    circles = []
    while left:
        circle = [next(iter(left))]
        common = met.get(circle[0], set()) & left.keys()
        while common:
            nearest = max(sorted(common), key=lambda one: len(met[one] & common))
            circle.append(nearest)
            common &= met[nearest]
        for one in circle:
            del left[one]
        circles.append(circle)
    return [circle for circle in circles if len(circle) > 1]


def fewest_clashes(hall: Hall) -> int:
    """Return the people who must sit where they do not understand: held there, or beyond the seats they understand."""
    by_id = {one.id: one for one in hall.people}
    held = sum(clashes(by_id[one], hall.tables[at]) for one, at in hall.held.items())
    people = Counter(one.languages for one in hall.people if one.id not in hall.held)
    seats: Counter[str] = Counter()
    for table, free in zip(hall.tables, hall.free(), strict=True):
        seats[table.language] += max(0, free)
    return held + max(0, min(people.total(), seats.total()) - _most_served(people, seats))


def _most_served(people: Counter[frozenset[str]], seats: Counter[str]) -> int:
    """Return how many can sit where they understand: the largest flow from groups of people to seats by language."""
    room = Counter(seats)
    flow: Counter[tuple[frozenset[str], str]] = Counter()

    def seat_one(group: frozenset[str], seen: set[str]) -> bool:
        """Seat one more of a group, if need be where another leaves for another language."""
        for language in [one for one in seats if not (one and group) or one in group]:
            if language in seen:
                continue
            seen.add(language)
            if room[language] > 0:
                room[language] -= 1
            else:
                there = (other for other in people if flow[other, language] > 0 and seat_one(other, seen))
                leaver = next(there, None)
                if leaver is None:
                    continue
                flow[leaver, language] -= 1
            flow[group, language] += 1
            return True
        return False

    return sum(seat_one(group, set()) for group, count in people.items() for _ in range(count))
