"""Inviting into a team by address, and joining it by the mailed link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from conference import clock, mail
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused
from conference.exhibition.edit_actions import EDITABLE, edited_booth, locked_booth
from conference.exhibition.models import Booth, BoothInvitation
from conference.exhibition.team_actions import MOST_MEMBERS, add_member
from conference.extensions import db
from conference.links import external_url
from conference.locking import locked
from conference.people.importing import is_email
from conference.people.models import Account, Participant
from conference.people.rules import ParticipantStatus, normal_email
from conference.people.sight_actions import is_apart
from conference.people.sign_in import new_token, token_hash
from conference.permissions import Actor, Permission, require

DAYS = 14
# So soon no second mail goes to the same address.
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Welcome:
    """An invitation that can be taken up: into which team, and by whom it was sent ("" where they are gone)."""

    booth: Booth
    booth_name: str
    by: str


def invite(actor: Actor, booth_id: int, address: str) -> bool:
    """Invite an address; a participant who has it is of the team at once. Return whether they are.

    Both are told by mail. Raises `Refused` beside the address.
    """
    email = normal_email(address)
    if not is_email(email):
        raise Refused(_("This is not an e-mail address."), field="address")
    booth = locked_booth(actor, booth_id, lead=True)
    person = _participant_with(actor, email)
    # Those whom a block keeps apart are not there for each other: no word tells that they take part.
    if person is not None and not is_apart(actor.participant_id, person.id):
        _add(actor, booth, person, email)
        db.session.commit()
        return True
    known = select(BoothInvitation).where(BoothInvitation.booth_id == booth_id, BoothInvitation.email == email)
    found = db.session.scalar(known)
    if found is not None and found.used_at is None:
        raise Refused(_("This address is invited already. Send it the invitation again below."), field="address")
    _refuse_too_many(booth)
    invitation = found or BoothInvitation(booth_id=booth.id, email=email)
    db.session.add(invitation)
    _send(actor, booth, invitation, is_silent=person is not None)
    db.session.commit()
    return False


def booth_invited_to(actor: Actor, invitation_id: int) -> Booth:
    """Return the booth of an invitation that the actor may send again or withdraw. Raises as `edited_booth` does."""
    invitation = db.session.get(BoothInvitation, invitation_id)
    if invitation is None:
        raise NotFound(_("This invitation is there no more."))
    return edited_booth(actor, invitation.booth_id, lead=True)


def resend(actor: Actor, invitation_id: int) -> None:
    """Send an invitation again, with another link and for another `DAYS`; the old link works no more."""
    booth, invitation = _invitation(actor, invitation_id)
    if clock.now() - invitation.invited_at < PAUSE:
        raise Refused(_("This invitation was sent a moment ago. Please wait ten minutes before you send it again."))
    person = _participant_with(actor, invitation.email)
    _send(actor, booth, invitation, is_silent=person is not None and is_apart(actor.participant_id, person.id))
    db.session.commit()


def withdraw_invitation(actor: Actor, invitation_id: int) -> None:
    """Take an invitation back: its link works no more."""
    _booth, invitation = _invitation(actor, invitation_id)
    db.session.delete(invitation)
    db.session.commit()


def welcome_by(actor: Actor, token: str) -> Welcome:
    """Return what a mailed link invites to.

    Raises `NotFound` for one that was used, withdrawn, or is too old, and to whom a block keeps apart from its sender.
    """
    return _welcome(actor, _by_token(token))


def join(actor: Actor, token: str) -> Booth:
    """Take up an invitation by its link, once: whoever holds it may. Raises `NotFound` as `welcome_by` does."""
    return _join(actor, _by_token(token))


def invitations_to(actor: Actor) -> Sequence[tuple[BoothInvitation, Welcome]]:
    """Return the invitations to the actor's own address, which need no link: signing in has proven it theirs."""
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is None:
        return []
    rows = db.session.scalars(
        select(BoothInvitation)
        .join(Booth, Booth.id == BoothInvitation.booth_id)
        .where(
            Booth.conference_id == actor.conference_id,
            Booth.state.in_(EDITABLE),
            BoothInvitation.email == account.email,
            BoothInvitation.used_at.is_(None),
            BoothInvitation.expires_at > clock.now(),
        )
        .order_by(BoothInvitation.id)
    ).all()
    return [(row, _welcome(actor, row)) for row in rows if not is_apart(actor.participant_id, row.invited_by_id)]


def join_by_address(actor: Actor, invitation_id: int) -> Booth:
    """Take up an invitation to the actor's own address. Raises `NotFound` for any other."""
    for invitation, _welcome_there in invitations_to(actor):
        if invitation.id == invitation_id:
            return _join(actor, invitation)
    raise _gone()


def _join(actor: Actor, invitation: BoothInvitation | None) -> Booth:
    require(actor, Permission.EXHIBITION_EXHIBIT)
    booth = _welcome(actor, invitation).booth
    assert invitation is not None  # noqa: S101 - `_welcome` has asked
    invitation_id = invitation.id
    locked(Booth, booth.id)
    moment = clock.now()
    used = db.session.execute(
        update(BoothInvitation)
        .where(
            BoothInvitation.id == invitation_id,
            BoothInvitation.used_at.is_(None),
            BoothInvitation.expires_at > moment,
        )
        .values(used_at=moment)
        .returning(BoothInvitation.id)
        .execution_options(synchronize_session=False)
    ).first()
    if used is None or booth.state not in EDITABLE:
        db.session.rollback()
        raise _gone()
    add_member(booth, db.session.get_one(Participant, actor.participant_id))
    db.session.commit()
    return booth


def _add(actor: Actor, booth: Booth, person: Participant, email: str) -> None:
    if not add_member(booth, person):
        raise Refused(_("%(name)s is of the team already.", name=person.name), field="address")
    used = update(BoothInvitation).where(BoothInvitation.booth_id == booth.id, BoothInvitation.email == email)
    db.session.execute(used.where(BoothInvitation.used_at.is_(None)).values(used_at=clock.now()))
    _mail(actor, booth, email, "exhibition_team_added", external_url("exhibition.own", slug=_slug(booth)))


def _send(actor: Actor, booth: Booth, invitation: BoothInvitation, *, is_silent: bool) -> None:
    token, now = new_token(), clock.now()
    invitation.token_hash, invitation.invited_by_id = token_hash(token), actor.participant_id
    invitation.invited_at, invitation.expires_at, invitation.used_at = now, now + timedelta(days=DAYS), None
    db.session.flush()
    if not is_silent:
        address = external_url("exhibition.invitation", slug=_slug(booth), token=token)
        _mail(actor, booth, invitation.email, "exhibition_team_invited", address)


def _mail(actor: Actor, booth: Booth, email: str, template: str, address: str) -> None:
    house = db.session.get_one(Conference, booth.conference_id)
    by = db.session.get(Participant, actor.participant_id) if actor.participant_id else None
    mail.send(
        email,
        template,
        language=house.language,
        conference=house,
        booth_name=booth.name,
        by=by.name if by else "",
        address=address,
        days=DAYS,
    )


def _slug(booth: Booth) -> str:
    return db.session.get_one(Conference, booth.conference_id).slug


def _participant_with(actor: Actor, email: str) -> Participant | None:
    return db.session.scalar(
        select(Participant)
        .join(Account, Account.id == Participant.account_id)
        .where(
            Participant.conference_id == actor.conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Account.email == email,
        )
        .options(joinedload(Participant.account))
    )


def _invitation(actor: Actor, invitation_id: int) -> tuple[Booth, BoothInvitation]:
    booth = locked_booth(actor, booth_invited_to(actor, invitation_id).id, lead=True)
    invitation = db.session.get(BoothInvitation, invitation_id)
    if invitation is None or invitation.used_at is not None:
        raise NotFound(_("This invitation is there no more."))
    return booth, invitation


def _by_token(token: str) -> BoothInvitation | None:
    return db.session.scalar(select(BoothInvitation).where(BoothInvitation.token_hash == token_hash(token)))


def _welcome(actor: Actor, invitation: BoothInvitation | None) -> Welcome:
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= clock.now():
        raise _gone()
    booth = db.session.get(Booth, invitation.booth_id)
    if booth is None or booth.conference_id != actor.conference_id or booth.state not in EDITABLE:
        raise _gone()
    if is_apart(actor.participant_id, invitation.invited_by_id):
        raise _gone()
    by = db.session.get(Participant, invitation.invited_by_id) if invitation.invited_by_id else None
    return Welcome(booth, booth.name, by.name if by else "")


def _gone() -> NotFound:
    return NotFound(_("This invitation is not valid any more. Please ask the people of the booth for a new one."))


def _refuse_too_many(booth: Booth) -> None:
    waiting = select(BoothInvitation.id).where(BoothInvitation.booth_id == booth.id, BoothInvitation.used_at.is_(None))
    if len(booth.members) + len(db.session.scalars(waiting).all()) >= MOST_MEMBERS:
        message = _("A team has at most %(limit)s people, those who are invited among them.", limit=MOST_MEMBERS)
        raise Refused(message, field="address")
