"""Looking after an account: where it takes part, ending its sessions, deleting it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import contains_eager

from conference import realtime
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import Refused
from conference.extensions import db
from conference.mail import Mail
from conference.people.held_data import erase_participant, participants_of
from conference.people.models import Account, Participant, ParticipantRole, SignInLink
from conference.people.place_actions import lock_conference, move_up
from conference.people.rules import ParticipantStatus, normal_email
from conference.permissions import Role


def my_conferences(account_id: int) -> Sequence[Participant]:
    """Return who the account is at each conference it may know of, the latest conference first."""
    mine = (
        select(Participant)
        .join(Participant.conference)
        .options(contains_eager(Participant.conference))
        .where(Participant.account_id == account_id)
        .order_by(Conference.starts_on.desc(), Conference.id.desc())
    )
    return [person for person in db.session.scalars(mine) if _is_known(person)]


def _is_known(person: Participant) -> bool:
    return person.conference.status is not ConferenceStatus.DRAFT or Role.ORGANISER in person.roles_in_force


def end_all_sessions(account_id: int) -> Account:
    """Sign the account out in every browser; the caller may renew its own session."""
    account = db.session.get_one(Account, account_id)
    account.session_epoch += 1
    realtime.recheck(account.id)
    db.session.commit()
    return account


def sole_organiser_of(account_id: int) -> list[str]:
    """Return the titles of the conferences that would be left without an organiser."""
    organisers = (
        select(Participant.conference_id, Participant.account_id)
        .join(ParticipantRole)
        .where(
            ParticipantRole.role == Role.ORGANISER,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.account_id.is_not(None),
        )
        .subquery()
    )
    mine = select(organisers.c.conference_id).where(organisers.c.account_id == account_id)
    others = select(organisers.c.conference_id).where(organisers.c.account_id != account_id)
    alone = select(Conference.title).where(Conference.id.in_(mine), Conference.id.not_in(others))
    return list(db.session.scalars(alone.order_by(Conference.title)))


def delete_account(account_id: int, typed_email: str) -> None:
    """Delete an account and what is personal about the participants it is; their rows stay, nameless.

    A place that comes free goes to whoever waits longest.
    Raises `Refused` when the typed address is another, or when a conference would lose its last organiser.
    """
    account = db.session.get_one(Account, account_id)
    if normal_email(typed_email) != account.email:
        raise Refused(_("This is not the address of this account."), field="email")
    # No other organiser may leave, and nobody take a place, while this one does; always in the same order.
    conferences = [lock_conference(key) for key in sorted({row.conference_id for row in participants_of(account)})]
    alone = sole_organiser_of(account_id)
    if alone:
        titles = ", ".join(alone)
        raise Refused(
            _("You are the only organiser of %(titles)s. Make somebody else an organiser there first.", titles=titles)
        )
    for person in participants_of(account):
        erase_participant(person)
    for conference in conferences:
        move_up(conference)
    db.session.execute(delete(SignInLink).where(SignInLink.email == account.email))
    db.session.execute(delete(Mail).where(Mail.recipient == account.email))
    db.session.delete(account)
    db.session.commit()
