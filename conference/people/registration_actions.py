"""Registering for a conference, cancelling it, and doing so again."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused, SignInNeeded
from conference.extensions import db
from conference.people.details import Details
from conference.people.models import Participant, ParticipantRole, StatusChange
from conference.people.organiser_actions import refuse_without_organiser
from conference.people.place_actions import (
    change_status,
    lock_conference,
    move_up,
    refuse_archived,
    status_with_place,
    tell,
    write_status,
)
from conference.people.rules import ParticipantStatus
from conference.people.status import ACTIVE, ENDED, WELCOMING, Answer, By, Past, answer_registration
from conference.permissions import Actor, Role


def registration_answer(actor: Actor) -> Answer:
    """Return what the actor would be told now if they registered; nothing is locked or written."""
    conference = db.session.get_one(Conference, actor.conference_id)
    past = past_of(own_participant(actor))
    return answer_registration(conference.registration, past, archived=conference.status is ConferenceStatus.ARCHIVED)


def register(actor: Actor, details: Details) -> ParticipantStatus:
    """Register the signed-in person and return their status: confirmed, on the waiting list, or to be approved.

    Raises `SignInNeeded`, or `Refused` when registration is not open to them.
    """
    if actor.account_id is None:
        raise SignInNeeded(_("Please sign in first."))
    conference = lock_conference(actor.conference_id)
    person = own_participant(actor)
    answer = answer_registration(
        conference.registration, past_of(person), archived=conference.status is ConferenceStatus.ARCHIVED
    )
    if answer not in WELCOMING:
        raise Refused(refusal_of(answer))
    before = person.status if person else None
    if person is None:
        person = Participant(conference_id=conference.id, account_id=actor.account_id)
    _take_details(person, details)
    if not person.role_rows:
        person.role_rows = [ParticipantRole(role=Role.ATTENDEE)]
    after = (
        ParticipantStatus.WAITING_FOR_APPROVAL if answer is Answer.APPROVAL else status_with_place(conference, person)
    )
    if before is None:
        person.status = after
        db.session.add(person)
        db.session.flush()
        write_status(person, None, after, person.id)
    else:
        change_status(person, after, By.PERSON, person.id)
    tell(person, conference, after.value)
    db.session.commit()
    return after


def cancel_registration(actor: Actor) -> None:
    """End the actor's own registration; whoever waits longest gets the place."""
    conference = lock_conference(actor.conference_id)
    person = own_participant(actor)
    if person is None or person.status not in ACTIVE:
        raise Refused(_("You are not registered, so there is nothing to cancel."))
    refuse_archived(conference)
    change_status(person, ParticipantStatus.CANCELLED, By.PERSON, person.id)
    refuse_without_organiser(conference.id)
    tell(person, conference, "cancelled_by_person")
    move_up(conference)
    db.session.commit()


def own_participant(actor: Actor) -> Participant | None:
    """Return the signed-in account's participant, read from the database now."""
    if actor.account_id is None:
        return None
    return db.session.scalar(
        select(Participant).where(
            Participant.conference_id == actor.conference_id, Participant.account_id == actor.account_id
        )
    )


def participant_of(actor: Actor) -> Participant:
    """Return the actor's participant. Raises `NotFound` when they have none."""
    person = own_participant(actor)
    if person is None:
        raise NotFound(_("You are not registered for this conference."))
    return person


def past_of(person: Participant | None) -> Past:
    """Return what was between a person and the conference, from the history of their status."""
    if person is None:
        return Past()
    if person.status not in ENDED:
        return Past(person.status)
    last = db.session.scalars(
        select(StatusChange).where(StatusChange.participant_id == person.id).order_by(StatusChange.id.desc()).limit(1)
    ).first()
    by_themselves = last is not None and last.by_id == person.id
    admitted = last is not None and last.before in {
        ParticipantStatus.INVITED,
        ParticipantStatus.CONFIRMED,
        ParticipantStatus.WAITING_LIST,
    }
    return Past(person.status, ended_by_organiser=not by_themselves, admitted=by_themselves and admitted)


def refusal_of(answer: Answer) -> str:
    """Return the sentence for somebody who cannot register."""
    sentences: dict[Answer, str] = {
        Answer.ALREADY: _("You are registered already."),
        Answer.CLOSED: _("Registration is closed."),
        Answer.ONLY_INVITED: _("This conference is by invitation. Ask its organisers for one."),
        Answer.ENDED: _("An organiser ended your registration. Please write to the organisers if that is a mistake."),
    }
    return sentences[answer]


def _take_details(person: Participant, details: Details) -> None:
    person.name = details.name
    person.organisation = details.organisation
    person.position = details.position
    person.country = details.country
    person.organisation_kind = details.organisation_kind
    person.languages = list(details.languages)
    person.in_directory = details.in_directory
