"""When speakers cannot appear."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import realtime
from conference.agenda.models import Unavailability
from conference.agenda.write_actions import TOPIC
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require


def person_of(actor: Actor, participant_id: int) -> Participant:
    """Return a participant of the actor's conference. Raises `NotFound`."""
    require(actor, Permission.AGENDA_EDIT)
    row = db.session.get(Participant, participant_id)
    if row is None or row.conference_id != actor.conference_id or row.erased_at is not None:
        raise NotFound(_("There is no such person here."))
    return row


def absences_of(actor: Actor, participant_id: int) -> Sequence[Unavailability]:
    """Return when a person cannot appear, first to last."""
    person_of(actor, participant_id)
    return db.session.scalars(
        select(Unavailability)
        .where(Unavailability.participant_id == participant_id)
        .order_by(Unavailability.starts_at, Unavailability.id)
    ).all()


def count_absences(actor: Actor) -> dict[int, int]:
    """Return how many absences each person of the conference has, by participant id; nobody with none."""
    require(actor, Permission.AGENDA_EDIT)
    rows = db.session.execute(
        select(Unavailability.participant_id, func.count())
        .join(Participant, Participant.id == Unavailability.participant_id)
        .where(Participant.conference_id == actor.conference_id)
        .group_by(Unavailability.participant_id)
    )
    return {row[0]: row[1] for row in rows}


def add_absence(actor: Actor, participant_id: int, starts_at: datetime, ends_at: datetime, reason: str) -> None:
    """Say that a person cannot appear from one moment to another."""
    person_of(actor, participant_id)
    if ends_at <= starts_at:
        raise Refused(_("The end has to come after the start."), field="until")
    db.session.add(Unavailability(participant_id=participant_id, starts_at=starts_at, ends_at=ends_at, reason=reason))
    _commit(actor)


def remove_absence(actor: Actor, participant_id: int, absence_id: int) -> None:
    """Take an absence away."""
    person_of(actor, participant_id)
    row = db.session.get(Unavailability, absence_id)
    if row is None or row.participant_id != participant_id:
        raise NotFound(_("There is no such absence."))
    db.session.delete(row)
    _commit(actor)


def _commit(actor: Actor) -> None:
    realtime.changed(TOPIC, actor.conference_id)
    db.session.commit()
