"""The words of seating: who is to sit, at which tables, which mixing is wished for, and what came of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

# Pairs of sitters' ids, in either order; a mapping says how often (how many times two have met).
Pairs = Collection[tuple[int, int]] | Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Sitter:
    """One person to be seated; what is unknown ("") is never the same as anything."""

    id: int
    organisation: str = ""
    country: str = ""
    kind: str = ""
    # Those understood. None named: any, so never a clash.
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of the round; host and fixed are sitters' ids, and those who are not present are passed over."""

    id: int
    # Spoken there; "" is any.
    language: str = ""
    # Stays at this table.
    host: int | None = None
    # Who are to sit here whatever happens, also above `most`; in order of precedence where two of them are blocked.
    fixed: tuple[int, ...] = ()
    fewest: int = 4
    most: int = 6

    @property
    def limits(self) -> tuple[int, int]:
        """Tables with the same are alike."""
        return self.fewest, self.most


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which mixing is wanted. That nobody meets the same person twice always is."""

    organisation: bool = True
    country: bool = True
    kind: bool = True
    language: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there are of what is not wished for, and how many no seating at tables of these sizes could avoid."""

    found: int
    bound: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a seating is: pairs at one table who met before or are alike, and people who do not understand."""

    repeats: Figure
    language_clashes: Figure
    same_organisation: Figure
    same_country: Figure
    same_kind: Figure
    # People back at the table of their last round, though they are not to stay there.
    stayed: Figure
    # How many tables have so many people: {4: 102, 5: 2}.
    sizes: Mapping[int, int]
    # Tables with fewer than their fewest, and with more than their most.
    thin: int
    overfull: int
    # Blocked pairs at one table: never from `seat`, but a facilitator's hand may make one.
    blocked: int
    # How long the search took; no part of what two seatings are compared by.
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Seating:
    """Where everybody sits: a table's id to its sitters' ids, sorted; empty tables are left out."""

    tables: Mapping[int, tuple[int, ...]]
    quality: Quality
    # Those for whom every table is full (one above its most) or has somebody they must not meet.
    unseated: tuple[int, ...]


def counted(pairs: Pairs) -> dict[tuple[int, int], int]:
    """Return how often each pair is named, the smaller id first; nobody is a pair with themselves."""
    times = pairs if isinstance(pairs, Mapping) else dict.fromkeys(pairs, 1)
    found: dict[tuple[int, int], int] = {}
    for (one, other), often in times.items():
        if one != other and often > 0:
            key = (one, other) if one < other else (other, one)
            found[key] = max(often, found.get(key, 0))
    return found


def neighbours(pairs: Pairs) -> dict[int, set[int]]:
    """Return for each id the ids it is paired with."""
    found: dict[int, set[int]] = {}
    for one, other in counted(pairs):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def clashes(sitter: Sitter, table: TableSpec) -> bool:
    """Say whether a sitter does not understand what is spoken at a table."""
    return bool(table.language and sitter.languages) and table.language not in sitter.languages
