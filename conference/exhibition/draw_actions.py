"""The draw among those whose stamp card is full."""

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.conferences.models import Conference
from conference.errors import Refused, Stale
from conference.exhibition.actions import settings_of
from conference.exhibition.contact_models import BoothStamp, StampDraw
from conference.exhibition.models import Booth
from conference.extensions import db
from conference.locking import locked
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, require


def full_cards(conference_id: int) -> Sequence[int]:
    """Return the ids of those who take part, have enough stamps, and were not drawn yet."""
    drawn = select(StampDraw.winner_id).where(
        StampDraw.conference_id == conference_id, StampDraw.winner_id.is_not(None)
    )
    wanted = (
        select(BoothStamp.participant_id)
        .join(Booth, Booth.id == BoothStamp.booth_id)
        .join(Participant, Participant.id == BoothStamp.participant_id)
        .where(
            Booth.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
            BoothStamp.participant_id.not_in(drawn),
        )
        .group_by(BoothStamp.participant_id)
        .having(func.count() >= settings_of(conference_id).stamps_needed)
        .order_by(BoothStamp.participant_id)
    )
    return db.session.scalars(wanted).all()


def draw(actor: Actor, seen: int | None = None) -> StampDraw:
    """Draw one of them by chance, nobody twice, and commit. `seen`: how many draws the page showed.

    Raises `Refused` where nobody is left, and `Stale` where somebody drew meanwhile (or the button was pressed twice).
    """
    require(actor, Permission.EXHIBITION_MANAGE)
    locked(Conference, actor.conference_id)
    held = select(func.count()).where(StampDraw.conference_id == actor.conference_id)
    if seen is not None and db.session.scalar(held) != seen:
        db.session.rollback()
        raise Stale(_("Somebody was drawn meanwhile. Please look, and draw again if you want another one."))
    among = full_cards(actor.conference_id)
    if not among:
        raise Refused(_("Nobody is left with a full stamp card."))
    row = StampDraw(
        conference_id=actor.conference_id,
        winner_id=secrets.choice(among),
        among=len(among),
        drawn_by_id=actor.participant_id,
    )
    db.session.add(row)
    db.session.commit()
    return row


def draws(actor: Actor) -> Sequence[tuple[StampDraw, Participant | None]]:
    """Return who was drawn so far, the newest first; None for somebody who was erased since."""
    require(actor, Permission.EXHIBITION_MANAGE)
    rows = db.session.execute(
        select(StampDraw, Participant)
        .outerjoin(Participant, (Participant.id == StampDraw.winner_id) & Participant.erased_at.is_(None))
        .where(StampDraw.conference_id == actor.conference_id)
        .order_by(StampDraw.id.desc())
    )
    return [(row[0], row[1]) for row in rows]
