"""Cards that visitors leave at booths, and take back; and whom a team came to know in another way."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, realtime
from conference.chat.plain import cleaned
from conference.errors import InvalidFields, NotFound, Refused
from conference.exhibition.actions import DESK, MINE, visited_booth
from conference.exhibition.contact_models import BoothLead
from conference.exhibition.rules import LeadSource
from conference.extensions import db
from conference.locking import insert_once, locked
from conference.permissions import Actor, Permission, require

LONGEST_MESSAGE = 1000


def is_shared(lead: BoothLead) -> bool:
    """Tell whether a lead is a card: left with consent, and not taken back."""
    return lead.consented_at is not None and lead.withdrawn_at is None


def note_contact(booth_id: int, participant_id: int, source: LeadSource) -> None:
    """Note that a team knows somebody now, who has consented to nothing. Once is enough; does not commit."""
    insert_once(
        BoothLead, booth_id=booth_id, participant_id=participant_id, source=source, created_at=clock.now(), version=1
    )


def own_card(actor: Actor, booth_id: int) -> BoothLead | None:
    """Return the card that the actor left at a booth; None where they left none, or took it back."""
    lead = _lead_of(booth_id, actor.participant_id)
    return lead if lead is not None and is_shared(lead) else None


def leave_card(actor: Actor, booth_id: int, message: object, *, shares_email: bool, shares_profile: bool) -> BoothLead:
    """Leave a card at a booth, or change it, and commit: its team sees what is shared, and the message.

    Raises `Refused` where nothing is shared.
    """
    booth = visited_booth(actor, booth_id)
    words = cleaned(message, LONGEST_MESSAGE)
    if len(words) > LONGEST_MESSAGE:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_MESSAGE), field="message")
    if not (shares_email or shares_profile):
        nothing = _("Choose what you share with the team: your address, your profile, or both.")
        raise InvalidFields(nothing, {"shares_email": nothing})
    me = actor.participant_id or 0
    note_contact(booth.id, me, LeadSource.CARD)
    lead = _locked(booth.id, me)
    lead.message = words
    lead.shares_email, lead.shares_profile = shares_email, shares_profile
    if not is_shared(lead):
        lead.consented_at, lead.withdrawn_at = clock.now(), None
    _tell(lead)
    db.session.commit()
    return lead


def take_back_card(actor: Actor, booth_id: int) -> None:
    """Take a card back, and commit: what it shared is gone from the team's pages and exports; once is enough.

    It needs no open booth: whoever consented can always take that back.
    """
    require(actor, Permission.EXHIBITION_VISIT)
    lead = _lead_of(booth_id, actor.participant_id)
    if lead is None or lead.consented_at is None:
        raise NotFound(_("You have left no card at this booth."))
    lead = _locked(booth_id, lead.participant_id)
    if is_shared(lead):
        lead.withdrawn_at, lead.message = clock.now(), ""
        lead.shares_email = lead.shares_profile = False
        _tell(lead)
    db.session.commit()


def _lead_of(booth_id: int, participant_id: int | None) -> BoothLead | None:
    wanted = select(BoothLead).where(BoothLead.booth_id == booth_id, BoothLead.participant_id == participant_id)
    return db.session.scalar(wanted)


def _locked(booth_id: int, participant_id: int) -> BoothLead:
    found = _lead_of(booth_id, participant_id)
    lead = locked(BoothLead, found.id) if found is not None else None
    if lead is None:
        db.session.rollback()
        raise NotFound(_("You have left no card at this booth."))
    return lead


def _tell(lead: BoothLead) -> None:
    realtime.changed(DESK, lead.booth_id)
    realtime.changed(MINE, lead.participant_id)
