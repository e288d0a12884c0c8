"""Being interested in a pitch, and what the pitcher makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, mail
from conference.chat.plain import one_line
from conference.conferences.models import Conference
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.links import external_url
from conference.locking import insert_once, locked, take_turns
from conference.people.models import Account, Participant
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from, is_apart
from conference.permissions import Actor, Permission, require
from conference.pitches.actions import Shown, is_presenter, seen_pitch, tell_desk
from conference.pitches.models import Pitch, PitchInterest

LONGEST_WORD = 500
_TURNS = "pitch_interest"


@dataclass(frozen=True, slots=True)
class Interested:
    """Somebody who is interested, as the pitcher sees them; `email` only where they share it."""

    person: PersonCard
    email: str
    interest: PitchInterest


def be_interested(actor: Actor, pitch_id: int, word: str, *, shares_email: bool) -> None:
    """Note that the actor wants to hear more, or change their word, and commit. Pressed twice it is one.

    Raises `Refused` beside a word that is too long.
    """
    require(actor, Permission.PITCHES_INTEREST)
    said = one_line(word, LONGEST_WORD)
    if len(said) > LONGEST_WORD:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_WORD), field="word")
    shown = seen_pitch(actor, pitch_id)
    me = actor.participant_id
    assert me is not None  # noqa: S101 - whoever has the permission takes part
    if me in shown.presenters:
        raise Refused(_("This is your own pitch."))
    if shown.presenters and all(is_apart(me, one) for one in shown.presenters):
        raise NotFound(_("There is no such pitch."))
    # One's own presses, from two tabs, are one after the other.
    take_turns(_TURNS, [me])
    insert_once(PitchInterest, pitch_id=pitch_id, participant_id=me, word="", shares_email=False, at=clock.now())
    row = db.session.get_one(PitchInterest, (pitch_id, me), populate_existing=True)
    row.word, row.shares_email = said, shares_email
    tell_desk(pitch_id)
    db.session.commit()


def take_back(actor: Actor, pitch_id: int) -> None:
    """Take one's interest back, and commit. Raises `Refused` once the pitcher made something of it."""
    require(actor, Permission.PITCHES_INTEREST)
    seen_pitch(actor, pitch_id)
    take_turns(_TURNS, [actor.participant_id or 0])
    locked(Pitch, pitch_id)
    row = db.session.get(PitchInterest, (pitch_id, actor.participant_id))
    if row is not None and row.is_taken_up:
        db.session.rollback()
        raise Refused(_("The pitcher has taken this up already."))
    if row is not None:
        db.session.delete(row)
    tell_desk(pitch_id)
    db.session.commit()


def presented(actor: Actor, pitch_id: int) -> Shown:
    """Return a pitch that is the actor's own. Raises `Forbidden`, or `NotFound`."""
    require(actor, Permission.PITCHES_PRESENT)
    shown = seen_pitch(actor, pitch_id)
    if not is_presenter(actor, pitch_id):
        raise Forbidden(_("This is for those who pitch it."))
    return shown


def interests(actor: Actor, pitch_id: int) -> Sequence[Interested]:
    """Return who is interested in the actor's own pitch, the first first; nobody whom a block keeps apart."""
    presented(actor, pitch_id)
    rows = db.session.execute(
        select(PitchInterest, Participant, Account.email)
        .join(Participant, Participant.id == PitchInterest.participant_id)
        .outerjoin(Account, Account.id == Participant.account_id)
        .where(PitchInterest.pitch_id == pitch_id, Participant.erased_at.is_(None))
        .order_by(PitchInterest.at, PitchInterest.participant_id)
    )
    apart = apart_from(actor.participant_id or 0)
    return [
        Interested(row[1].card, (row[2] or "") if row[0].shares_email else "", row[0])
        for row in rows
        if row[1].id not in apart
    ]


def interest_to_take_up(actor: Actor, pitch_id: int, participant_id: int) -> tuple[Shown, PitchInterest]:
    """Return somebody's interest in the actor's own pitch, locked. Raises `NotFound` where there is none."""
    shown = presented(actor, pitch_id)
    locked(Pitch, pitch_id)
    row = db.session.get(PitchInterest, (pitch_id, participant_id))
    if row is None or participant_id in apart_from(actor.participant_id or 0):
        db.session.rollback()
        raise NotFound(_("There is nobody who is interested by that name."))
    return shown, row


def interest_for_meeting(actor: Actor, pitch_id: int, participant_id: int) -> tuple[str, bool]:
    """Note, without committing, that a meeting is asked for because of an interest in the actor's own pitch.

    It counts with the meeting, in one transaction, or not at all. Returns the pitch's title, and whether a meeting was
    asked for before, by whoever pitches it. Raises as `interest_to_take_up`.
    """
    shown, row = interest_to_take_up(actor, pitch_id, participant_id)
    was_asked = row.meeting_at is not None
    if not was_asked:
        row.meeting_at = clock.now()
        tell_desk(pitch_id)
    return shown.part.title, was_asked


def make_contact(actor: Actor, pitch_id: int, participant_id: int) -> None:
    """Make a contact of an interest, and commit: the pitcher's address goes to whoever is interested, by mail.

    Whether a meeting was asked for is another matter: that may be declined.
    """
    shown, row = interest_to_take_up(actor, pitch_id, participant_id)
    if row.contact_at is None:
        row.contact_at = clock.now()
        _mail_contact(actor, shown, row)
    tell_desk(pitch_id)
    db.session.commit()


def note_meeting(actor: Actor, pitch_id: int, participant_id: int) -> None:
    """Note that a meeting was asked for because of an interest, and commit."""
    interest_for_meeting(actor, pitch_id, participant_id)
    db.session.commit()


def _mail_contact(actor: Actor, shown: Shown, row: PitchInterest) -> None:
    house = db.session.get_one(Conference, actor.conference_id)
    pitcher = db.session.get_one(Participant, actor.participant_id)
    other = db.session.get_one(Participant, row.participant_id)
    if other.account is None or pitcher.account is None:
        return
    mail.send(
        other.account.email,
        "pitch_contact",
        once_key=f"pitch_contact:{shown.pitch.id}:{other.guid.hex}",
        language=house.language,
        conference=house,
        title=shown.part.title,
        pitcher=pitcher.name,
        organisation=shown.pitch.organisation or pitcher.organisation,
        email=pitcher.account.email,
        address=external_url("agenda.session_page", slug=house.slug, item_id=shown.pitch.item_id),
    )
