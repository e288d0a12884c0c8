"""Rooms: adding, changing, ordering and taking them away."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from conference import realtime
from conference.agenda.draft_actions import rooms_of
from conference.agenda.models import AgendaItem, Room
from conference.agenda.write_actions import TOPIC
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, require

FIELDS = ("name", "kind", "capacity", "parallel", "stream_url", "description")


def room_of(actor: Actor, room_id: int) -> Room:
    """Return a room of the actor's conference. Raises `NotFound`."""
    require(actor, Permission.AGENDA_EDIT)
    row = db.session.get(Room, room_id)
    if row is None or row.conference_id != actor.conference_id:
        raise NotFound(_("There is no such room."))
    return row


def save_room(actor: Actor, room_id: int | None, values: Mapping[str, Any]) -> Room:
    """Change a room, or add one at the end (`room_id` None). Raises `Refused` for a name that another room has."""
    require(actor, Permission.AGENDA_EDIT)
    rooms = rooms_of(actor.conference_id)
    if any(room.id != room_id and room.name.casefold() == values["name"].casefold() for room in rooms):
        raise Refused(_("There is already a room of this name."), field="name")
    row = Room(conference_id=actor.conference_id, order=len(rooms)) if room_id is None else room_of(actor, room_id)
    for name in FIELDS:
        setattr(row, name, values[name])
    db.session.add(row)
    try:
        _commit(actor)
    except IntegrityError as error:
        # Another room took the name between our look and our write.
        db.session.rollback()
        raise Refused(_("There is already a room of this name."), field="name") from error
    return row


def move_room(actor: Actor, room_id: int, by: int) -> None:
    """Move a room one place earlier (-1) or later (+1) among the columns."""
    row = room_of(actor, room_id)
    rooms = list(rooms_of(actor.conference_id))
    at = rooms.index(row)
    rooms.insert(max(0, at + by), rooms.pop(at))
    for order, room in enumerate(rooms):
        room.order = order
    _commit(actor)


def sessions_in(actor: Actor, room_id: int) -> int:
    """Return how many sessions lose their room when it is deleted."""
    room_of(actor, room_id)
    return db.session.scalar(select(func.count()).select_from(AgendaItem).where(AgendaItem.room_id == room_id)) or 0


def delete_room(actor: Actor, room_id: int) -> None:
    """Delete a room; its sessions go back to the list of what is not placed."""
    row = room_of(actor, room_id)
    # By hand and not by the database, so that each session's version rises and nobody saves over it unawares.
    for item in db.session.scalars(select(AgendaItem).where(AgendaItem.room_id == room_id)):
        item.room_id = None
    db.session.flush()
    db.session.delete(row)
    _commit(actor)


def _commit(actor: Actor) -> None:
    realtime.changed(TOPIC, actor.conference_id)
    db.session.commit()
