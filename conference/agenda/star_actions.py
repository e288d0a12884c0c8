"""Stars: what a participant means to attend."""

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from conference.agenda.actions import released_agenda, visible_items
from conference.agenda.models import AgendaItem, Star
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, can, require


def star_item(actor: Actor, item_id: int) -> None:
    """Star a session; doing so twice is fine.

    Raises `NotFound` for a session that the actor may not know of, and for one that is no longer planned.
    """
    require(actor, Permission.AGENDA_STAR)
    _require_visible(actor, item_id)
    planned = select(AgendaItem.id).where(AgendaItem.id == item_id, AgendaItem.conference_id == actor.conference_id)
    if db.session.scalar(planned) is None:
        raise NotFound(_("This session is no longer planned."))
    if db.session.get(Star, (actor.participant_id, item_id)) is not None:
        return
    db.session.add(Star(participant_id=actor.participant_id, item_id=item_id))
    try:
        db.session.commit()
    except IntegrityError:
        # Two presses at once: the other one has written the star, or has just deleted the session.
        db.session.rollback()


def unstar_item(actor: Actor, item_id: int) -> None:
    """Take a star back; doing so twice is fine, and so is a session that has since been hidden from the actor.

    Raises `NotFound` for a session that they have not starred and may not know of.
    """
    require(actor, Permission.AGENDA_STAR)
    mine = (Star.participant_id == actor.participant_id, Star.item_id == item_id)
    if db.session.scalar(select(Star.item_id).where(*mine)) is None:
        _require_visible(actor, item_id)
        return
    db.session.execute(delete(Star).where(*mine))
    db.session.commit()


def starred_item_ids(actor: Actor) -> frozenset[int]:
    """Return the ids of what the actor has starred at this conference; empty for who cannot star."""
    if not can(actor, Permission.AGENDA_STAR):
        return frozenset()
    return frozenset(db.session.scalars(select(Star.item_id).where(Star.participant_id == actor.participant_id)))


def _require_visible(actor: Actor, item_id: int) -> None:
    agenda = released_agenda(actor.conference_id)
    if agenda is None or item_id not in visible_items(agenda, actor).item_by_id:
        raise NotFound(_("There is no such session."))
