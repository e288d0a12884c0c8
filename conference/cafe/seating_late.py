"""Where one more person fits best, or the people of a thin table, while a round is on."""

from collections.abc import Iterable, Mapping, Sequence

from conference.cafe.seating_types import Pairs, Sitter, TableSpec, Wishes, clashes, counted

# A table and who sits there now.
TableNow = tuple[TableSpec, Sequence[Sitter]]


def best_table(
    sitter: Sitter, tables_now: Iterable[TableNow], met: Pairs, blocked: Pairs, wishes: Wishes
) -> int | None:
    """Return the id of the table that a latecomer fits best; None where each is full or has somebody blocked.

    A table with company and room comes first, then one that gets one too many, then an empty one: nobody is left
    alone where it can be otherwise.
    """
    return best_table_for([sitter], tables_now, met, blocked, wishes)


def best_table_for(
    group: Sequence[Sitter], tables_now: Iterable[TableNow], met: Pairs, blocked: Pairs, wishes: Wishes
) -> int | None:
    """Return the table to merge a group with: as for a latecomer, for people who stay together."""
    return best_known(group, tables_now, counted(met), counted(blocked), wishes)


def best_known(
    group: Sequence[Sitter],
    tables_now: Iterable[TableNow],
    times: Mapping[tuple[int, int], int],
    barred: Mapping[tuple[int, int], int],
    wishes: Wishes,
) -> int | None:
    """Return the same, of pairs as `counted` has them: who seats many one after the other counts them once."""
    fitting = [
        (_price(group, table, there, times, wishes), table.id)
        for table, there in tables_now
        if len(there) + len(group) <= table.most + 1 and not _pairs(group, there) & barred.keys()
    ]
    return min(fitting)[1] if fitting else None


def _pairs(group: Sequence[Sitter], there: Sequence[Sitter]) -> set[tuple[int, int]]:
    return {(min(one.id, other.id), max(one.id, other.id)) for one in group for other in there}


def _price(
    group: Sequence[Sitter],
    table: TableSpec,
    there: Sequence[Sitter],
    times: Mapping[tuple[int, int], int],
    wishes: Wishes,
) -> tuple[int, ...]:
    """Return what it costs, the weightier first, in the order of goals of `seat`."""
    together = [(one, other) for one in group for other in there]
    inconvenience = 2 if not there else int(len(there) + len(group) > table.most)
    return (
        inconvenience,
        sum(times.get(pair, 0) for pair in _pairs(group, there)),
        wishes.language * sum(clashes(one, table) for one in group),
        wishes.organisation * sum(bool(a.organisation) and a.organisation == b.organisation for a, b in together),
        wishes.country * sum(bool(a.country) and a.country == b.country for a, b in together),
        wishes.kind * sum(bool(a.kind) and a.kind == b.kind for a, b in together),
        len(there),
    )
