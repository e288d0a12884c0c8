"""What a browser carries to say who it is; whether that still holds is asked of the database each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Papers:
    """The account and the epoch of its sessions, and the guests that the browser is ((conference, participant) ids)."""

    account_id: int | None = None
    epoch: int | None = None
    guests: tuple[tuple[int, int], ...] = ()

    def guest_at(self, conference_id: int) -> int | None:
        """Return the participant id of the guest that the browser is at a conference, or None."""
        return next((person for conference, person in self.guests if conference == conference_id), None)


def read_papers(kept: Mapping[str, Any]) -> Papers:
    """Return the papers in a session's content; what is strange in it counts for nothing."""
    account, epoch, guests = kept.get("account"), kept.get("epoch"), kept.get("guests")
    return Papers(
        account if isinstance(account, int) else None,
        epoch if isinstance(epoch, int) else None,
        tuple(
            (int(conference), person)
            for conference, person in (guests.items() if isinstance(guests, Mapping) else ())
            if isinstance(conference, str) and conference.isdecimal() and isinstance(person, int)
        ),
    )
