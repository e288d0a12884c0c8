"""A booth's team, as its leads keep it: who is of it, who leads, who goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference import clock, mail, realtime
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused
from conference.exhibition.actions import tell
from conference.exhibition.edit_actions import edited_booth, locked_booth
from conference.exhibition.models import Booth, BoothInvitation, BoothMember
from conference.extensions import db
from conference.links import external_url
from conference.locking import insert_once
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role

MOST_MEMBERS = 30


@dataclass(frozen=True, slots=True)
class Team:
    """Who is of a booth's team, and the addresses that are invited and have not come."""

    members: Sequence[BoothMember]
    invitations: Sequence[BoothInvitation]


def team_to_edit(actor: Actor, booth_id: int) -> tuple[Booth, Team]:
    """Return a booth with its team, for one of it or an organiser; raises as `edited_booth` does."""
    booth = edited_booth(actor, booth_id)
    open_ones = select(BoothInvitation).where(BoothInvitation.booth_id == booth_id, BoothInvitation.used_at.is_(None))
    return booth, Team(members_of(booth_id), db.session.scalars(open_ones.order_by(BoothInvitation.email)).all())


def members_of(booth_id: int) -> Sequence[BoothMember]:
    """Return who is of a team, those who lead it first."""
    return db.session.scalars(
        select(BoothMember)
        .join(BoothMember.participant)
        .where(BoothMember.booth_id == booth_id, Participant.erased_at.is_(None))
        .options(joinedload(BoothMember.participant))
        .order_by(BoothMember.is_lead.desc(), BoothMember.joined_at, BoothMember.participant_id)
    ).all()


def set_lead(actor: Actor, booth_id: int, participant_id: int, *, leads: bool) -> None:
    """Let somebody of the team lead it too, or no more. Raises `Refused` where nobody would lead it then."""
    booth = locked_booth(actor, booth_id, lead=True)
    member = _member(booth, participant_id)
    member.is_lead = leads
    _refuse_without_lead(booth)
    _changed(booth, participant_id)
    db.session.commit()


def remove_member(actor: Actor, booth_id: int, participant_id: int) -> None:
    """Let somebody be of the team no more: a lead anybody, everybody themselves.

    Whom somebody else takes off it is told by mail.

    What they did at the booth stays with it, and so does the role of an exhibitor with them: whether organisers gave
    it by hand cannot be told. Raises `Refused` for the last who leads, and `Forbidden`.
    """
    booth = locked_booth(actor, booth_id, lead=participant_id != actor.participant_id)
    booth.members.remove(_member(booth, participant_id))
    _refuse_without_lead(booth)
    _changed(booth, participant_id)
    if participant_id != actor.participant_id:
        _mail_removed(booth, participant_id)
    db.session.commit()


def add_member(booth: Booth, person: Participant) -> bool:
    """Make a participant one of the team, and an exhibitor; a step of an action that holds the booth's lock.

    Returns whether they are new. Raises `Refused` where the team is full.
    """
    if db.session.get(BoothMember, (booth.id, person.id)) is not None:
        return False
    if len(booth.members) >= MOST_MEMBERS:
        raise Refused(_("A team has at most %(limit)s people.", limit=MOST_MEMBERS), field="address")
    booth.members.append(BoothMember(participant_id=person.id, joined_at=clock.now()))
    insert_once(ParticipantRole, participant_id=person.id, role=Role.EXHIBITOR)
    db.session.flush()
    db.session.expire(person, ["role_rows"])
    _changed(booth, person.id)
    return True


def _member(booth: Booth, participant_id: int) -> BoothMember:
    for member in booth.members:
        if member.participant_id == participant_id:
            return member
    raise NotFound(_("This person is not of the team any more."))


def _refuse_without_lead(booth: Booth) -> None:
    """Raise `Refused` unless somebody leads who takes part: a lead who left the conference could publish nothing."""
    for member in booth.members:
        person = db.session.get_one(Participant, member.participant_id)
        if member.is_lead and person.status is ParticipantStatus.CONFIRMED and person.erased_at is None:
            return
    db.session.rollback()
    raise Refused(_("Somebody must lead the booth. Let another one lead it first."))


def _mail_removed(booth: Booth, participant_id: int) -> None:
    person = db.session.get_one(Participant, participant_id)
    if person.account is None:
        return
    house = db.session.get_one(Conference, booth.conference_id)
    mail.send(
        person.account.email,
        "exhibition_team_removed",
        language=house.language,
        conference=house,
        booth_name=booth.name,
        address=external_url("exhibition.own", slug=house.slug),
    )


def _changed(booth: Booth, participant_id: int) -> None:
    tell(booth)
    # Whoever is of it no more sees nothing of its desk from now on.
    realtime.recheck_participant(participant_id)
