"""The order of the hall: what somebody shares with a booth comes first, everything else takes turns."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.likeness import rarity

Weights = Mapping[tuple["Way", str], float]


class Way(StrEnum):
    """Which way a tag goes between a visitor and a booth."""

    THEY_OFFER = "they_offer"
    THEY_SEEK = "they_seek"


@dataclass(frozen=True, slots=True)
class Tags:
    """What somebody, or a booth, offers and looks for."""

    offers: frozenset[str] = frozenset()
    seeks: frozenset[str] = frozenset()


NO_TAGS = Tags()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a booth is recommended: a tag that they offer and the visitor looks for, or the other way round."""

    way: Way
    tag: str


def weights_of(booths: Collection[Tags]) -> Weights:
    """Return how much each tag of a hall says: the more, the fewer booths have it on that side."""
    offered = rarity([booth.offers for booth in booths])
    sought = rarity([booth.seeks for booth in booths])
    return {(Way.THEY_OFFER, tag): weight for tag, weight in offered.items()} | {
        (Way.THEY_SEEK, tag): weight for tag, weight in sought.items()
    }


def reasons_for(visitor: Tags, booth: Tags, weights: Weights) -> tuple[Reason, ...]:
    """Return what a visitor and a booth have for each other, what is rarest first."""
    found = [Reason(Way.THEY_OFFER, tag) for tag in visitor.seeks & booth.offers]
    found += [Reason(Way.THEY_SEEK, tag) for tag in visitor.offers & booth.seeks]
    return tuple(sorted(found, key=lambda one: (-weights.get((one.way, one.tag), 0.0), one.way, one.tag)))


def drawn(seed: str, booth_id: int) -> bytes:
    """Return the lot of a booth; it knows nothing of others, so that one that comes or goes moves none of them."""
    return hashlib.sha256(f"{seed}/{booth_id}".encode()).digest()


def rotation(booth_ids: Iterable[int], seed: str) -> list[int]:
    """Return booths in the order that is drawn from a seed: the same for the same seed, and fair over many."""
    return sorted(booth_ids, key=lambda booth_id: drawn(seed, booth_id))


def hall_order(
    booths: Mapping[int, Tags], visitor: Tags, seed: str
) -> tuple[list[int], Mapping[int, tuple[Reason, ...]]]:
    """Return the booths in a visitor's order, and why those are recommended that are.

    Recommended ones come first, by how much their reasons say; all others, and equals, in the order that is drawn.
    """
    weights = weights_of(booths.values())
    reasons = {booth_id: found for booth_id, tags in booths.items() if (found := reasons_for(visitor, tags, weights))}
    return sorted(booths, key=lambda one: (-_score(reasons.get(one, ()), weights), drawn(seed, one))), reasons


def next_booth(order: Iterable[int], seen: Collection[int]) -> int | None:
    """Return the next booth of a tour: the first in the visitor's order that they have not seen, None where none is."""
    return next((booth_id for booth_id in order if booth_id not in seen), None)


def _score(reasons: Iterable[Reason], weights: Weights) -> float:
    # Rounded, so that equals are equal in whatever order they were added up.
    return round(sum(weights.get((one.way, one.tag), 0.0) for one in reasons), 9)
