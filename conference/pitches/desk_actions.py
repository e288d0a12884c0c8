"""What presenters and organisers read of interests: the state of a desk, a table of who shares, and the counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from conference.extensions import db
from conference.people.models import ParticipantBlock
from conference.people.spreadsheet import Cell
from conference.permissions import Actor, Permission, require
from conference.pitches.interest_actions import interests
from conference.pitches.models import PitchInterest
from conference.pitches.sheet_actions import contributions_of


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people are interested in a pitch, and what became of it; a contact whom one meets is both."""

    interested: int = 0
    contacts: int = 0
    meetings: int = 0


def desk_state(pitch_id: int) -> Mapping[str, object]:
    """Return a stamp of the interests in a pitch; the page asks for the rest, as who is blocked differs by reader."""
    rows = db.session.scalars(
        select(PitchInterest).where(PitchInterest.pitch_id == pitch_id).order_by(PitchInterest.participant_id)
    )
    said = [
        (row.participant_id, row.word, row.shares_email, bool(row.contact_at), bool(row.meeting_at)) for row in rows
    ]
    people = [person for person, *_rest in said]
    by, of = ParticipantBlock.participant_id, ParticipantBlock.blocked_id
    # Whom a block keeps apart goes from pages that are open.
    blocks = db.session.execute(select(by, of).where(or_(by.in_(people), of.in_(people))).order_by(by, of))
    apart = [(row[0], row[1]) for row in blocks]
    return {"stamp": sha256(repr([said, apart]).encode()).hexdigest()[:16]}


def shared_rows(actor: Actor, pitch_id: int) -> list[list[Cell]]:
    """Return a table of who shares an address with the pitcher, with the pitch's presenters as its only readers."""
    head: list[Cell] = [_("Name"), _("Organisation"), _("Country"), _("E-mail"), _("What they wrote")]
    shared = [one for one in interests(actor, pitch_id) if one.email]
    return [head] + [
        [one.person.name, one.person.affiliation, one.person.country, one.email, one.interest.word] for one in shared
    ]


def figures_of(pitch_ids: Sequence[int]) -> dict[int, Figures]:
    """Return the counts of some pitches; 0 each where nobody is interested."""
    # What has no moment is not counted.
    counts = (func.count(), func.count(PitchInterest.contact_at), func.count(PitchInterest.meeting_at))
    counted = (
        select(PitchInterest.pitch_id, *counts)
        .where(PitchInterest.pitch_id.in_(pitch_ids))
        .group_by(PitchInterest.pitch_id)
    )
    found = {row[0]: Figures(*row[1:]) for row in db.session.execute(counted)}
    return {one: found.get(one, Figures()) for one in pitch_ids}


def figure_rows(actor: Actor, item_id: int) -> list[list[Cell]]:
    """Return the counts of a session's pitches as a table, in the agenda's order. Raises as `contributions_of`."""
    require(actor, Permission.PITCHES_MANAGE)
    pitches = [pitch for _guid, _title, pitch in contributions_of(actor, item_id)[1] if pitch is not None]
    titles = {pitch.id: title for _guid, title, pitch in contributions_of(actor, item_id)[1] if pitch is not None}
    counts = figures_of([pitch.id for pitch in pitches])
    head: list[Cell] = [
        _("Pitch"), _("Organisation"), _("Country"), _("Interested"), _("Contacts"), _("Meetings asked for"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [head]
    for pitch in pitches:
        of = counts[pitch.id]
        rows.append([titles[pitch.id], pitch.organisation, pitch.country, of.interested, of.contacts, of.meetings])
    return rows
