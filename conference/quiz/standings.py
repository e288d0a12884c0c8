"""Leaderboards as values: points by player, places that ties share, and sums of parts."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a leaderboard; ties share it, and the places after it are left out."""

    number: int
    shared: bool

    def __str__(self) -> str:
        """Return the place as it is written: “2”, or “2=” where several have it."""
        return f"{self.number}=" if self.shared else str(self.number)


@dataclass(frozen=True, slots=True)
class Standings:
    """Who has how many points. Whoever answered is in it, with nothing right too."""

    points: Mapping[int, int]
    _descending: Sequence[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the scores in order, so that a place is found without counting."""
        object.__setattr__(self, "_descending", sorted(-points for points in self.points.values()))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.points)

    def place_of(self, player_id: int) -> Place | None:
        """Return a player's place, None for who did not answer."""
        points = self.points.get(player_id)
        if points is None:
            return None
        before = bisect_left(self._descending, -points)
        beside = before + 1 < len(self._descending) and self._descending[before + 1] == -points
        return Place(before + 1, beside)

    def best(self, most: int) -> list[int]:
        """Return the players of the first `most` places, best first; those of one place in the order they came.

        Whoever shares the last of these places is there too, as long as that does not double the list.
        """
        ordered = sorted(self.points, key=lambda player: (-self.points[player], player))
        if len(ordered) <= most or not most:
            return ordered[:most]
        last = self.points[ordered[most - 1]]
        return [player for player in ordered[: 2 * most] if self.points[player] >= last]


def sum_of(parts: Iterable[Standings]) -> Standings:
    """Return the standings over several parts."""
    total: dict[int, int] = {}
    for part in parts:
        for player, points in part.points.items():
            total[player] = total.get(player, 0) + points
    return Standings(total)
