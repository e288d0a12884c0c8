"""Tracks: adding, renaming, recolouring, ordering and taking them away."""

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import func, select

from conference import realtime
from conference.agenda.draft_actions import tracks_of
from conference.agenda.models import AgendaItem, Track
from conference.agenda.write_actions import TOPIC
from conference.conferences.rules import COLOUR
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, require


def track_of(actor: Actor, track_id: int) -> Track:
    """Return a track of the actor's conference. Raises `NotFound`."""
    require(actor, Permission.AGENDA_EDIT)
    row = db.session.get(Track, track_id)
    if row is None or row.conference_id != actor.conference_id:
        raise NotFound(_("There is no such track."))
    return row


def save_track(actor: Actor, track_id: int | None, name: str, colour: str) -> Track:
    """Change a track, or add one at the end (`track_id` None). A renamed track keeps its part of the address."""
    require(actor, Permission.AGENDA_EDIT)
    if not COLOUR.fullmatch(colour.lower()):
        raise Refused(_("Please give the colour as #rrggbb."), field="colour")
    tracks = tracks_of(actor.conference_id)
    if any(track.id != track_id and track.name.casefold() == name.casefold() for track in tracks):
        raise Refused(_("There is already a track of this name."), field="name")
    if track_id is None:
        slug = _free_slug(name, {track.slug for track in tracks})
        row = Track(conference_id=actor.conference_id, order=len(tracks), slug=slug)
    else:
        row = track_of(actor, track_id)
    row.name, row.colour = name, colour.lower()
    db.session.add(row)
    _commit(actor)
    return row


def move_track(actor: Actor, track_id: int, by: int) -> None:
    """Move a track one place earlier (-1) or later (+1)."""
    row = track_of(actor, track_id)
    tracks = list(tracks_of(actor.conference_id))
    at = tracks.index(row)
    tracks.insert(max(0, at + by), tracks.pop(at))
    for order, track in enumerate(tracks):
        track.order = order
    _commit(actor)


def sessions_on(actor: Actor, track_id: int) -> int:
    """Return how many sessions lose their track when it is deleted."""
    track_of(actor, track_id)
    return db.session.scalar(select(func.count()).select_from(AgendaItem).where(AgendaItem.track_id == track_id)) or 0


def delete_track(actor: Actor, track_id: int) -> None:
    """Delete a track; its sessions stay, without one."""
    row = track_of(actor, track_id)
    for item in db.session.scalars(select(AgendaItem).where(AgendaItem.track_id == track_id)):
        item.track_id = None
    db.session.flush()
    db.session.delete(row)
    _commit(actor)


def _free_slug(name: str, taken: set[str]) -> str:
    base = slugify(name, max_length=100) or "track"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _commit(actor: Actor) -> None:
    realtime.changed(TOPIC, actor.conference_id)
    db.session.commit()
