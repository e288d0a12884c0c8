"""The floor plan: which stand of which hall a booth has, and how the halls stand beside each other."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

# Stands are built back to back, three and three; people walk around such an island.
ISLAND = 6
# So many islands stand side by side in the widest hall.
ACROSS = 3


@dataclass(frozen=True, slots=True)
class Stand:
    """A place on the plan: what stands there (None: nothing at the moment), and the number that it is found by."""

    booth_id: int | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A booth that has a place, whether or not it is in the hall now."""

    booth_id: int
    hall_id: int | None
    number: int | None


@dataclass(frozen=True, slots=True)
class HallPlan:
    """A hall (None: for booths of no hall) with its islands, and how many of them are as wide as it is.

    `beside` tells whether it stands to the right of the one before.
    """

    hall_id: int | None
    islands: tuple[tuple[Stand, ...], ...]
    width: int
    beside: bool = False


def floor_plan(halls: Sequence[int], booths: Iterable[Placed], shown: Collection[int]) -> list[HallPlan]:
    """Return the halls of a floor, in their order, with every stand; those of no hall come last.

    Stands follow the numbers, booths without one come behind them. A place depends on nothing but the hall and the
    numbers: who leaves the hall leaves an empty stand, so that nobody else moves; whoever is added last moves nobody.
    """
    by_hall: dict[int | None, list[Placed]] = {hall_id: [] for hall_id in (*halls, None)}
    for booth in booths:
        by_hall[booth.hall_id if booth.hall_id in by_hall else None].append(booth)
    built = [(hall_id, _islands(there, shown)) for hall_id, there in by_hall.items()]
    return _side_by_side([(hall_id, islands) for hall_id, islands in built if islands])


def _islands(booths: Iterable[Placed], shown: Collection[int]) -> tuple[tuple[Stand, ...], ...]:
    in_order = sorted(booths, key=lambda one: (one.number is None, one.number or 0, one.booth_id))
    stands = [Stand(one.booth_id if one.booth_id in shown else None, one.number) for one in in_order]
    # What is behind the last booth is not built.
    while stands and stands[-1].booth_id is None:
        stands.pop()
    return tuple(tuple(stands[start : start + ISLAND]) for start in range(0, len(stands), ISLAND))


def _side_by_side(
    halls: Iterable[tuple[int | None, tuple[tuple[Stand, ...], ...]]],
) -> list[HallPlan]:
    """Put halls side by side as long as they fit; the last of a row is widened to the wall."""
    rows: list[list[HallPlan]] = []
    for hall_id, islands in halls:
        width = min(ACROSS, len(islands))
        fits = bool(rows) and sum(one.width for one in rows[-1]) + width <= ACROSS
        if not fits:
            rows.append([])
        rows[-1].append(HallPlan(hall_id, islands, width, beside=fits))
    return [hall for row in rows for hall in _widened(row)]


def _widened(row: Sequence[HallPlan]) -> list[HallPlan]:
    *before, last = row
    width = ACROSS - sum(one.width for one in before)
    return [*before, HallPlan(last.hall_id, last.islands, width, last.beside)]
