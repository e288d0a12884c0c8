"""How good a seating is, counted from the seats themselves, beside what no seating could avoid."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from conference.cafe.seating_bounds import Hall, bounds_of
from conference.cafe.seating_types import Figure, Pairs, Quality, Sitter, TableSpec, clashes, counted, neighbours

NOWHERE: Mapping[int, int] = MappingProxyType({})


def quality_of(
    sitters: Collection[Sitter],
    tables: Collection[TableSpec],
    seats: Mapping[int, Collection[int]],
    met: Pairs,
    blocked: Pairs = (),
    *,
    previous: Mapping[int, int] = NOWHERE,
) -> Quality:
    """Return the figures of a seating (a table's id to sitters' ids), whoever made it.

    The bounds are those of tables of just these sizes, with the hosts and the fixed who are in their place.
    """
    by_id = {one.id: one for one in sitters}
    used = sorted((table for table in tables if seats.get(table.id)), key=lambda table: table.id)
    groups = [[by_id[one] for one in sorted(seats[table.id])] for table in used]
    held = {
        one.id: at
        for at, (table, group) in enumerate(zip(used, groups, strict=True))
        for one in group
        if one.id == table.host or one.id in table.fixed
    }
    sizes = [len(group) for group in groups]
    hall = Hall([one for group in groups for one in group], used, sizes, sizes, held)
    bounds = bounds_of(hall, neighbours(met), neighbours(blocked), previous)
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    seated = [(one, table) for table, group in zip(used, groups, strict=True) for one in group]
    stayed = sum(previous.get(one.id) == table.id and one.id not in held for one, table in seated)
    return Quality(
        repeats=Figure(_named(pairs, met), bounds.repeats),
        language_clashes=Figure(sum(clashes(one, table) for one, table in seated), bounds.language_clashes),
        same_organisation=Figure(_same(pairs, lambda one: one.organisation), bounds.same_organisation),
        same_country=Figure(_same(pairs, lambda one: one.country), bounds.same_country),
        same_kind=Figure(_same(pairs, lambda one: one.kind), bounds.same_kind),
        stayed=Figure(stayed, bounds.stayed),
        sizes=dict(sorted(Counter(sizes).items())),
        thin=sum(size < table.fewest for size, table in zip(sizes, used, strict=True)),
        overfull=sum(size > table.most for size, table in zip(sizes, used, strict=True)),
        blocked=_named(pairs, blocked),
    )


def _named(pairs: Sequence[tuple[Sitter, Sitter]], named: Pairs) -> int:
    known = counted(named)
    return sum((one.id, other.id) in known for one, other in pairs)


def _same(pairs: Sequence[tuple[Sitter, Sitter]], trait: Callable[[Sitter], str]) -> int:
    return sum(bool(trait(one)) and trait(one) == trait(other) for one, other in pairs)
