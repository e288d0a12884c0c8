"""What higher rooms know of two people: whether they have to do with each other, and what a block must end.

A room that brings people together declares a `Bond`, at import. People know nothing of what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from conference.permissions import Actor


def _nothing(_by: int, _other: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Bond:
    """One kind of thing between two people, by the ids of the participants.

    `knows`: whether the actor has to do with somebody, and may therefore block or report them, whether or not the
    directory has them. `end`: end what is between the two, because the first is about to block the second. It is
    called before the block is written and in the same transaction, so that it can take its locks first; it commits
    nothing, and tells nobody why.
    """

    knows: Callable[[Actor, int], bool]
    end: Callable[[int, int], None] = _nothing


_bonds: list[Bond] = []


def declare(bond: Bond) -> Bond:
    """Make a bond known."""
    _bonds.append(bond)
    return bond


def bonds() -> tuple[Bond, ...]:
    """Return all that were declared."""
    return tuple(_bonds)
