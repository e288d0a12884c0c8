"""Who is at a booth now: whoever watches it, and of its team also whoever has its desk open."""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from conference import presence
from conference.derived_keys import derived_key
from conference.exhibition.actions import BOOTH, DESK


@dataclass(frozen=True, slots=True)
class Here:
    """The ids of the participants at a booth."""

    team: tuple[int, ...]
    visitors: tuple[int, ...]


def here(booth_id: int, team: Collection[int]) -> Here:
    """Return who is at a booth, apart for its team and everybody else; whoever is gone is out within five seconds."""
    at_booth, at_desk = presence.participants((BOOTH, booth_id)), presence.participants((DESK, booth_id))
    there = tuple(sorted(set(team) & {*at_booth, *at_desk}))
    return Here(there, tuple(person for person in at_booth if person not in set(team)))


def occupied(booth_ids: Iterable[int]) -> list[int]:
    """Return at which of some booths, or their desks, anybody is at all: nothing needs to be read for the others."""
    return [one for one in booth_ids if presence.participants((BOOTH, one)) or presence.participants((DESK, one))]


def here_by_booth(teams: Mapping[int, Collection[int]]) -> Mapping[int, Here]:
    """Return who is at each of some booths; `teams` is who stands at them."""
    return {booth_id: here(booth_id, team) for booth_id, team in teams.items()}


def drawn_mark(booth_id: int, participant_id: int | None) -> str:
    """Return the mark by which a page says that a booth was drawn for somebody ahead of their looking at it."""
    said = f"{booth_id}:{participant_id or 0}".encode()
    return hmac.new(derived_key("booths drawn ahead"), said, hashlib.sha256).hexdigest()[:32]


def mark_of(booth_id: int, participant_id: int) -> str:
    """Return the mark of somebody who stands at a booth, in what everybody there is sent.

    It tells whom it stands for to those pages alone that were drawn with it: whoever is kept apart from that person by
    a block, or may not know them, learns nothing by it.
    """
    said = f"{booth_id}:{participant_id}".encode()
    return hmac.new(derived_key("marks of booths"), said, hashlib.sha256).hexdigest()[:16]


def marks_of(booth_id: int, there: Here) -> list[str]:
    """Return the marks of all of a booth's team who are there."""
    return sorted(mark_of(booth_id, person) for person in there.team)
