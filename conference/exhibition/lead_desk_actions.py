"""A team's leads: whom it knows, what it noted of them, and the table of those who left their card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference import clock, realtime
from conference.chat.plain import cleaned, one_line
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.exhibition.actions import DESK, mate_named, team_booth
from conference.exhibition.contact_models import BoothLead, BoothTalk
from conference.exhibition.lead_actions import is_shared
from conference.exhibition.rules import RATINGS, TalkState, talk_state
from conference.extensions import db
from conference.locking import locked
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from, may_see_person
from conference.permissions import Actor, Permission, require

LONGEST_NOTE, LONGEST_FOLLOW_UP = 3000, 300


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody shares of themselves with a team: everything here is empty where they share nothing."""

    email: str = ""
    card: PersonCard | None = None
    about: str = ""
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as a team may see it: the name always, and of the rest what is shared."""

    row: BoothLead
    name: str
    is_card: bool
    shared: Profile
    is_due: bool


@dataclass(frozen=True, slots=True)
class Talked:
    """That somebody wanted to talk at the booth: when, what became of it, and who of the team took it."""

    asked_at: datetime
    state: TalkState
    by: Participant | None


@dataclass(frozen=True, slots=True)
class Noted:
    """What a team writes about a lead."""

    rating: int | None = None
    note: str = ""
    follow_up: str = ""
    follow_up_on: date | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads are shown: with at least a rating, with a follow-up that is due, with a card."""

    rating: int | None = None
    due: bool = False
    card: bool = False

    def fits(self, lead: Lead) -> bool:
        """Tell whether a lead is among them."""
        rated = self.rating is None or (lead.row.rating or 0) >= self.rating
        return rated and (lead.is_due or not self.due) and (lead.is_card or not self.card)


def leads_of(actor: Actor, booth_id: int, wanted: Wanted | None = None, most: int | None = None) -> list[Lead]:
    """Return the leads of the actor's team, newest first; nobody whom a block keeps apart from the actor."""
    team_booth(actor, booth_id)
    query = (
        select(BoothLead)
        .where(BoothLead.booth_id == booth_id, BoothLead.participant_id.not_in(apart_from(actor.participant_id)))
        .options(joinedload(BoothLead.participant).joinedload(Participant.account))
        .order_by(BoothLead.created_at.desc(), BoothLead.id.desc())
        .limit(most)
    )
    today = today_at(actor.conference_id)
    found = [_lead(actor, row, today) for row in db.session.scalars(query) if row.participant.erased_at is None]
    return found if wanted is None else [lead for lead in found if wanted.fits(lead)]


def lead_of(actor: Actor, lead_id: int) -> Lead:
    """Return a lead of a booth whose team the actor is of. Raises `NotFound` or `Forbidden`."""
    require(actor, Permission.EXHIBITION_EXHIBIT)
    row = db.session.get(BoothLead, lead_id)
    if row is None:
        raise NotFound(_("There is no such lead."))
    team_booth(actor, row.booth_id)
    if row.participant_id in apart_from(actor.participant_id):
        raise NotFound(_("There is no such lead."))
    return _lead(actor, row, today_at(actor.conference_id))


def talks_with(actor: Actor, lead: Lead) -> list[Talked]:
    """Return when the person of a lead wanted to talk at the booth, the newest first."""
    wanted = select(BoothTalk).where(
        BoothTalk.booth_id == lead.row.booth_id, BoothTalk.participant_id == lead.row.participant_id
    )
    return [
        Talked(one.asked_at, talk_state(one.state, one.asked_at, clock.now()), mate_named(actor, one.taken_by_id))
        for one in db.session.scalars(wanted.order_by(BoothTalk.asked_at.desc(), BoothTalk.id.desc()))
    ]


def note_lead(actor: Actor, lead_id: int, version: int, noted: Noted) -> BoothLead:
    """Keep what the team notes of a lead, as it stood in a version, and commit. Raises `Refused` or `Stale`."""
    kept = _fitting(noted)
    lead_of(actor, lead_id)
    if locked(BoothLead, lead_id) is None:
        db.session.rollback()
        raise NotFound(_("There is no such lead."))
    row = lead_of(actor, lead_id).row
    if row.version != version:
        refusal = _overtaken(actor, row, kept)
        db.session.rollback()
        raise refusal
    row.rating, row.note, row.follow_up, row.follow_up_on = kept.rating, kept.note, kept.follow_up, kept.follow_up_on
    row.done_at = (row.done_at or clock.now()) if kept.is_done else None
    row.noted_by_id = actor.participant_id
    realtime.changed(DESK, row.booth_id)
    db.session.commit()
    return row


def cards_for_export(actor: Actor, booth_id: int) -> Sequence[Lead]:
    """Return the leads that may leave the house: those with consent that was not taken back, and no other."""
    return [lead for lead in leads_of(actor, booth_id) if lead.is_card]


def today_at(conference_id: int) -> date:
    """Return the day that it is at the conference."""
    return clock.now().astimezone(zone_of(conference_id)).date()


def zone_of(conference_id: int) -> ZoneInfo:
    """Return the conference's own zone."""
    return db.session.get_one(Conference, conference_id).zone


def since_midnight(conference_id: int) -> datetime:
    """Return the moment at which the conference's present day began."""
    zone = zone_of(conference_id)
    return clock.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _lead(actor: Actor, row: BoothLead, today: date) -> Lead:
    person, is_card = row.participant, is_shared(row)
    is_due = row.done_at is None and row.follow_up_on is not None and row.follow_up_on <= today
    shared = Profile(
        email=person.account.email if is_card and row.shares_email and person.account is not None else "",
        card=person.card if is_card and row.shares_profile else None,
        about=person.about if is_card and row.shares_profile else "",
        is_listed=is_card and row.shares_profile and may_see_person(actor, person),
    )
    return Lead(row, person.name, is_card, shared, is_due)


def _fitting(noted: Noted) -> Noted:
    if noted.rating is not None and noted.rating not in RATINGS:
        raise Refused(_("Choose a rating from one to five."), field="rating")
    note, step = cleaned(noted.note, LONGEST_NOTE), one_line(noted.follow_up, LONGEST_FOLLOW_UP)
    for field, text, longest in (("note", note, LONGEST_NOTE), ("follow_up", step, LONGEST_FOLLOW_UP)):
        if len(text) > longest:
            raise Refused(_("That is longer than %(limit)s characters.", limit=longest), field=field)
    return Noted(noted.rating, note, step, noted.follow_up_on, noted.is_done)


def _overtaken(actor: Actor, row: BoothLead, mine: Noted) -> Stale:
    by = mate_named(actor, row.noted_by_id)
    said = _("%(name)s changed this lead meanwhile.", name=by.name) if by else _("This lead was changed meanwhile.")
    texts = {
        _("Rating"): (str(mine.rating or ""), str(row.rating or "")),
        _("Note"): (mine.note, row.note),
        _("Next step"): (mine.follow_up, row.follow_up),
        _("Due on"): (str(mine.follow_up_on or ""), str(row.follow_up_on or "")),
    }
    return Stale(said, {label: both for label, both in texts.items() if both[0] != both[1]})
