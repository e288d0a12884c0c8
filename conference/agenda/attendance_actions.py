"""Who is in a session now: whoever has its live page open, or alone something of it that one takes part in."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from conference import realtime
from conference.extensions import db
from conference.people.models import ParticipantRole
from conference.permissions import Role

# Returns the topics, with their keys, by which somebody takes part in a session.
Places = Callable[[int], Iterable[tuple[str, int]]]
_places: list[Places] = []


def takes_part(places: Places) -> Places:
    """Register, at import, what people of a session may have open alone."""
    _places.append(places)
    return places


def people_in_session(item_id: int, *, with_guests: bool = True) -> frozenset[int]:
    """Return the ids of the participants who are in a session now, each once."""
    parts = {person for places in _places for topic in places(item_id) for person in realtime.watching(*topic)}
    # A screen, and who projects, look at the parts without taking part in them. The stage stands above: by name.
    here = frozenset(
        parts.difference(realtime.watching("projector", item_id)).union(realtime.watching("stage", item_id))
    )
    if with_guests or not here:
        return here
    guests = select(ParticipantRole.participant_id).where(
        ParticipantRole.role == Role.GUEST, ParticipantRole.participant_id.in_(here)
    )
    return here.difference(db.session.scalars(guests))
