"""The promise that a conference always has somebody who can run it."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.errors import Refused
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Role


def refuse_without_organiser(conference_id: int) -> None:
    """Raise `Refused` when what the session is about to commit leaves no confirmed organiser with an account."""
    db.session.flush()
    left = db.session.scalar(
        select(func.count())
        .select_from(Participant)
        .join(ParticipantRole)
        .where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.account_id.is_not(None),
            ParticipantRole.role == Role.ORGANISER,
        )
    )
    if not left:
        # The page that says so must show what is stored, not what was about to be.
        db.session.rollback()
        raise Refused(_("The conference would be left without an organiser. Make somebody else organiser first."))
