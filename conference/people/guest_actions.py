"""Coming by a code, without an account: a guest is a participant like others, but in no list and with no place."""

from flask_babel import gettext as _

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Role


def join_as_guest(conference_id: int) -> Participant:
    """Make a guest of a published conference, and commit. Whether guests are welcome, the caller has asked."""
    conference = db.session.get(Conference, conference_id)
    if conference is None or conference.status is ConferenceStatus.DRAFT:
        raise NotFound(_("There is no such conference."))
    if conference.status is ConferenceStatus.ARCHIVED:
        raise Refused(_("%(title)s is over: nobody can join any more.", title=conference.title))
    guest = Participant(conference_id=conference.id, status=ParticipantStatus.CONFIRMED)
    guest.role_rows = [ParticipantRole(role=Role.GUEST)]
    db.session.add(guest)
    db.session.commit()
    return guest
