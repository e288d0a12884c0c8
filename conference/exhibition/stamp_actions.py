"""The stamp card: a stamp for each booth that somebody came to, where the organisers hand one out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, func, select

from conference import clock
from conference.errors import NotFound, Refused
from conference.exhibition.actions import settings_of, visited_booth
from conference.exhibition.contact_models import BoothStamp
from conference.exhibition.models import Booth, BoothVisit
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.locking import insert_once
from conference.permissions import Actor, Permission, can, require


@dataclass(frozen=True, slots=True)
class StampCard:
    """How many stamps somebody has of how many that make a card full, and whether this booth's is among them."""

    count: int
    needed: int
    has_this: bool = False

    @property
    def is_full(self) -> bool:
        """Tell whether the card is full: then it takes part in the draw."""
        return self.count >= self.needed


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp on somebody's card. The booth may have left the hall since; the stamp counts."""

    booth_id: int
    name: str
    at: datetime
    is_in_hall: bool


def collect(actor: Actor, booth_id: int) -> StampCard:
    """Put the booth's stamp on the actor's card, once.

    Raises `NotFound` where there are none, `Forbidden`, and `Refused` for a booth that they never came to.
    """
    visited_booth(actor, booth_id)
    if not settings_of(actor.conference_id).has_stamps:
        raise NotFound(_("There are no stamps to collect."))
    came = exists().where(BoothVisit.booth_id == booth_id, BoothVisit.participant_id == actor.participant_id)
    if not db.session.scalar(select(came)):
        raise Refused(_("Look at the booth first: its stamp is for those who come to it."))
    insert_once(BoothStamp, booth_id=booth_id, participant_id=actor.participant_id, at=clock.now())
    db.session.commit()
    return _card(actor, booth_id)


def card_at(actor: Actor, booth_id: int) -> StampCard | None:
    """Return the actor's card as it stands at a booth; None where none is handed out, or not to them."""
    if not settings_of(actor.conference_id).has_stamps or not can(actor, Permission.EXHIBITION_VISIT):
        return None
    return _card(actor, booth_id)


def stamps_of(actor: Actor) -> tuple[StampCard, Sequence[Stamp]]:
    """Return the actor's card and its stamps, newest first. Raises `NotFound` where there are no stamps."""
    require(actor, Permission.EXHIBITION_VISIT)
    if not settings_of(actor.conference_id).has_stamps:
        raise NotFound(_("There are no stamps to collect."))
    rows = db.session.execute(
        select(Booth.id, Booth.name, BoothStamp.at, Booth.state)
        .join(BoothStamp, BoothStamp.booth_id == Booth.id)
        .where(BoothStamp.participant_id == actor.participant_id)
        .order_by(BoothStamp.at.desc(), Booth.id)
    )
    stamps = [Stamp(booth_id, name, at, state is BoothState.PUBLISHED) for booth_id, name, at, state in rows]
    return StampCard(len(stamps), settings_of(actor.conference_id).stamps_needed), stamps


def _card(actor: Actor, booth_id: int) -> StampCard:
    mine = BoothStamp.participant_id == actor.participant_id
    counted = select(func.count(BoothStamp.booth_id)).where(mine).scalar_subquery()
    this = exists().where(mine, BoothStamp.booth_id == booth_id)
    count, has_this = db.session.execute(select(counted, this)).one()
    return StampCard(count, settings_of(actor.conference_id).stamps_needed, bool(has_this))
