"""Coming by a code, without an account: a guest is a participant like others, but in no list and with no place."""

from uuid import NAMESPACE_URL, uuid4, uuid5

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from conference import realtime
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.people.held_data import erase_participant
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role

LONGEST_NICKNAME = 40


def join_as_guest(conference_id: int, browser: str | None = None) -> Participant:
    """Return the guest that a browser is at a published conference, made and committed the first time.

    `browser` is a secret that the browser keeps: pressed twice at once, it is still one guest; without it, a new one
    is made. Whether guests are welcome, the caller has asked.
    """
    conference = db.session.get(Conference, conference_id)
    if conference is None or conference.status is ConferenceStatus.DRAFT:
        raise NotFound(_("There is no such conference."))
    if conference.status is ConferenceStatus.ARCHIVED:
        raise Refused(_("%(title)s is over: nobody can join any more.", title=conference.title))
    guid = uuid5(NAMESPACE_URL, f"guest:{conference_id}:{browser}") if browser else uuid4()
    of_this_browser = select(Participant).where(Participant.guid == guid)
    if (known := db.session.scalar(of_this_browser)) is not None:
        return _back_again(known)
    guest = Participant(conference_id=conference_id, status=ParticipantStatus.CONFIRMED, guid=guid)
    guest.role_rows = [ParticipantRole(role=Role.GUEST)]
    db.session.add(guest)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return db.session.scalars(of_this_browser).one()
    return guest


def _back_again(guest: Participant) -> Participant:
    """Let a browser that asked to be forgotten be the same nameless guest again: it answers nothing twice."""
    if guest.erased_at is not None:
        guest.erased_at, guest.status = None, ParticipantStatus.CONFIRMED
        db.session.commit()
    return guest


def name_guest(actor: Actor, name: str) -> None:
    """Give a guest the nickname that others see where names are shown; empty takes it away. Commits."""
    guest = db.session.get(Participant, actor.participant_id) if actor.is_guest else None
    if guest is None:
        raise Forbidden(_("Only guests choose a nickname here; your profile has your name."))
    guest.name = name.strip()[:LONGEST_NICKNAME]
    db.session.commit()


def forget_guest(actor: Actor) -> None:
    """Take a guest's nickname and words away and end their part; what was counted stays counted. Commits."""
    guest = db.session.get(Participant, actor.participant_id) if actor.is_guest else None
    if guest is None:
        raise Forbidden(_("You are not a guest here."))
    erase_participant(guest)
    guest.status = ParticipantStatus.CANCELLED
    realtime.recheck_participant(guest.id)
    db.session.commit()


def not_a_guest() -> ColumnElement[bool]:
    """Return the condition that leaves guests and screens out of a query for participants."""
    without_account = (Role.GUEST, Role.DISPLAY)
    guests = select(ParticipantRole.participant_id).where(ParticipantRole.role.in_(without_account))
    return Participant.id.not_in(guests)
