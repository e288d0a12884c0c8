"""Inviting by e-mail, and answering an invitation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference import jobs
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.importing import is_email
from conference.people.mailing_actions import Invitation, send_invitation
from conference.people.models import Account, Participant, ParticipantRole, StatusChange
from conference.people.place_actions import (
    change_status,
    lock_conference,
    refuse_archived,
    status_with_place,
    tell,
    write_status,
)
from conference.people.rules import ParticipantStatus, normal_email
from conference.people.sign_in_actions import account_for
from conference.people.status import By, is_allowed
from conference.permissions import Actor, Permission, Role, require

MOST_AT_ONCE = 200


@dataclass
class Invited:
    """What became of a list of addresses."""

    invited: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)


def split_addresses(text: str) -> tuple[list[str], list[str]]:
    """Return the addresses in a text, each once, and the parts that are none."""
    parts = dict.fromkeys(normal_email(part) for part in re.split(r"[\s,;<>]+", text) if part.strip())
    good = [part for part in parts if is_email(part)]
    # In `Name <address>` the name's words are no mistakes.
    return good, [part for part in parts if part not in good and ("@" in part or not good)]


def invite(actor: Actor, text: str, roles: Iterable[Role]) -> Invited:
    """Invite the addresses in a text with these roles; whoever takes part or is invited already is left alone.

    Raises `Refused` when something in the text is no address; nobody is invited then.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    given = frozenset(roles) or frozenset({Role.ATTENDEE})
    addresses, wrong = split_addresses(text)
    if wrong:
        raise Refused(_("Not an e-mail address: %(text)s", text=", ".join(wrong[:5])), field="addresses")
    if not addresses:
        raise Refused(_("Please enter at least one e-mail address."), field="addresses")
    if len(addresses) > MOST_AT_ONCE:
        message = _("At most %(limit)s at once. For more people, import a list.", limit=MOST_AT_ONCE)
        raise Refused(message, field="addresses")
    conference = lock_conference(actor.conference_id)
    refuse_archived(conference)
    outcome = Invited()
    for address in addresses:
        _invite_one(conference, address, given, actor.participant_id, outcome)
    db.session.commit()
    jobs.enqueue("send_invitations", conference.id)
    return outcome


def _invite_one(
    conference: Conference, address: str, roles: frozenset[Role], by_id: int | None, outcome: Invited
) -> None:
    account = account_for(address)
    person = db.session.scalar(
        select(Participant).where(Participant.conference_id == conference.id, Participant.account_id == account.id)
    )
    if person is None:
        person = Participant(conference_id=conference.id, account=account, status=ParticipantStatus.INVITED)
        person.role_rows = [ParticipantRole(role=role) for role in sorted(roles)]
        write_status(person, None, ParticipantStatus.INVITED, by_id)
    elif is_allowed(person.status, ParticipantStatus.INVITED, By.ORGANISER):
        change_status(person, ParticipantStatus.INVITED, By.ORGANISER, by_id)
        person.role_rows = [*person.role_rows, *(ParticipantRole(role=role) for role in sorted(roles - person.roles))]
    else:
        outcome.already.append(address)
        return
    outcome.invited.append(address)


def resend(actor: Actor, participant_ids: Iterable[int]) -> int:
    """Mail the invitation again to those who have not answered it, and return how many they are."""
    require(actor, Permission.PEOPLE_MANAGE)
    conference = db.session.get_one(Conference, actor.conference_id)
    refuse_archived(conference)
    people = db.session.scalars(
        select(Participant)
        .where(
            Participant.conference_id == actor.conference_id,
            Participant.id.in_(frozenset(participant_ids)),
            Participant.status == ParticipantStatus.INVITED,
            Participant.account_id.is_not(None),
        )
        .options(selectinload(Participant.account))
    ).all()
    for person in people:
        send_invitation(conference, person, last_change(person.id), again=True)
    db.session.commit()
    return len(people)


def invite_again(actor: Actor, participant_id: int) -> None:
    """Invite somebody who declined or was cancelled, with the roles they had."""
    require(actor, Permission.PEOPLE_MANAGE)
    conference = lock_conference(actor.conference_id)
    refuse_archived(conference)
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != conference.id or person.account_id is None:
        raise NotFound(_("There is no such participant."))
    change_status(person, ParticipantStatus.INVITED, By.ORGANISER, actor.participant_id)
    db.session.commit()
    jobs.enqueue("send_invitations", conference.id)


def give_address(actor: Actor, participant_id: int, address: str) -> None:
    """Let somebody without an account (a speaker) sign in with an address, and mail them their invitation.

    Their status stays as it is: who is confirmed stays confirmed.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    email = normal_email(address)
    if not is_email(email):
        raise Refused(_("This is not an e-mail address."), field="address")
    conference = lock_conference(actor.conference_id)
    refuse_archived(conference)
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != conference.id or person.erased_at is not None:
        raise NotFound(_("There is no such participant."))
    if person.account_id is not None:
        raise Refused(_("%(name)s has an address already.", name=person.name), field="address")
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is not None and db.session.scalar(
        select(Participant.id).where(Participant.conference_id == conference.id, Participant.account_id == account.id)
    ):
        raise Refused(_("Somebody else takes part with this address."), field="address")
    person.account = account or account_for(email)
    db.session.commit()


def invitation_of(invitation: Invitation | None, conference_id: int) -> Participant:
    """Return whom a valid invitation is for, in whatever status.

    Raises `NotFound` when it was not ours, is too old, was withdrawn, or was followed by another.
    """
    gone = NotFound(_("This invitation is not valid any more. Please ask the organisers for a new one."))
    if invitation is None:
        raise gone
    person = db.session.get(Participant, invitation.participant_id)
    if person is None or person.conference_id != conference_id or person.erased_at is not None:
        raise gone
    newest = db.session.scalars(
        select(StatusChange.id)
        .where(
            StatusChange.participant_id == person.id,
            StatusChange.after.in_((ParticipantStatus.INVITED, ParticipantStatus.CANCELLED)),
        )
        .order_by(StatusChange.id.desc())
        .limit(1)
    ).first()
    if newest != invitation.change_id or person.status is ParticipantStatus.CANCELLED:
        raise gone
    return person


def answer_invitation(
    invitation: Invitation | None, conference_id: int, *, accept: bool, name: str = ""
) -> Participant:
    """Accept or decline an invitation; whoever holds its address may, and nobody is signed in by it.

    Accepting confirms, or puts onto the waiting list when an attendee's place is not free.
    """
    conference = lock_conference(conference_id)
    refuse_archived(conference)
    person = invitation_of(invitation, conference.id)
    if person.status not in {ParticipantStatus.INVITED, ParticipantStatus.DECLINED}:
        return person
    if not accept:
        if person.status is ParticipantStatus.INVITED:
            change_status(person, ParticipantStatus.DECLINED, By.PERSON, person.id)
            db.session.commit()
        return person
    if not person.name and not name:
        raise Refused(_("Please enter your name."), field="name")
    person.name = person.name or name
    after = status_with_place(conference, person)
    change_status(person, after, By.PERSON, person.id)
    tell(person, conference, after.value)
    db.session.commit()
    return person


def last_change(participant_id: int) -> int:
    """Return the id of the newest change of somebody's status; 0 where none was written down."""
    newest = select(StatusChange.id).where(StatusChange.participant_id == participant_id)
    return db.session.scalars(newest.order_by(StatusChange.id.desc()).limit(1)).first() or 0
