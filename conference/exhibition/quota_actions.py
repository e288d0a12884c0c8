"""Places in the exhibition: how many the organisers' quota leaves, and the lock under which the last one is given."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.conferences.models import Conference
from conference.errors import Refused
from conference.exhibition.actions import settings_of
from conference.exhibition.models import Booth
from conference.exhibition.rules import HAS_A_PLACE
from conference.extensions import db
from conference.locking import locked


@dataclass(frozen=True, slots=True)
class Places:
    """How many booths have a place, and of how many (None: as many as there are)."""

    taken: int
    quota: int | None

    @property
    def is_full(self) -> bool:
        """Tell whether none is left."""
        return self.quota is not None and self.taken >= self.quota


def lock_places(conference_id: int) -> None:
    """Wait for whoever gives a place at a conference now; before any other lock of an action that gives one."""
    locked(Conference, conference_id)


def places(conference_id: int) -> Places:
    """Return how many places are taken."""
    held = select(func.count()).where(Booth.conference_id == conference_id, Booth.state.in_(HAS_A_PLACE))
    return Places(db.session.scalar(held) or 0, settings_of(conference_id).quota)


def places_left(conference_id: int) -> int | None:
    """Return how many booths can still be taken in; None where there is no quota."""
    found = places(conference_id)
    return None if found.quota is None else max(0, found.quota - found.taken)


def require_place(conference_id: int) -> None:
    """Raise `Refused` where no place is left. Needs the lock."""
    if places(conference_id).is_full:
        raise Refused(_("All places of the exhibition are taken."))
