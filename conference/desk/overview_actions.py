"""The organisers' overview: what needs somebody now, how many there are, what is still to do at the beginning."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from conference import clock
from conference.agenda.actions import draft_agenda, released_agenda
from conference.agenda.conflicts import Severity
from conference.agenda.draft_actions import draft_conflicts
from conference.agenda.release import changes_between, next_release
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.exhibition.place_actions import waiting_applications
from conference.extensions import db
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant, ParticipantRole, Tag
from conference.people.place_actions import confirmed_attendees
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role, require


@dataclass(frozen=True)
class Overview:
    """The numbers of one conference. `steps` say, by name, which steps of the beginning are done."""

    statuses: Counter[ParticipantStatus]
    roles: Counter[Role]
    countries: Counter[str]
    attendees: int
    sessions: int
    unplaced: int
    changes: int
    conflicts: int
    released: int
    applications: int
    steps: dict[str, bool]

    @property
    def waiting(self) -> int:
        """How many registrations wait for a decision."""
        return self.statuses[ParticipantStatus.WAITING_FOR_APPROVAL]


def overview(actor: Actor) -> Overview:
    """Return the overview; a fixed number of queries."""
    require(actor, Permission.CONFERENCE_EDIT)
    conference = db.session.get_one(Conference, actor.conference_id)
    draft = draft_agenda(conference.id)
    released = released_agenda(conference.id)
    changes = changes_between(released, next_release(draft, released, clock.now()))
    statuses = _statuses(conference.id)
    conflicts = sum(line.conflict.severity is Severity.ERROR for line in draft_conflicts(conference.id))
    tags = db.session.scalar(select(func.count(Tag.id)).where(Tag.conference_id == conference.id)) or 0
    others = sum(statuses.values()) > 1
    return Overview(
        statuses=statuses,
        roles=_roles(conference.id),
        countries=_countries(conference.id),
        attendees=confirmed_attendees(conference.id),
        sessions=len(draft.items),
        unplaced=sum(not item.is_placed for item in draft.items),
        changes=len(changes),
        conflicts=conflicts,
        released=released.number if released else 0,
        applications=waiting_applications(conference.id),
        steps={
            "describe": bool(conference.description and conference.contact_email),
            "rooms": bool(draft.rooms),
            "sessions": any(item.is_placed for item in draft.items),
            "tags": tags > 0,
            "people": others or conference.registration is not RegistrationMode.INVITATION,
            "release": released is not None,
            "publish": conference.status is not ConferenceStatus.DRAFT,
        },
    )


def _statuses(conference_id: int) -> Counter[ParticipantStatus]:
    rows = db.session.execute(
        select(Participant.status, func.count())
        .where(Participant.conference_id == conference_id, Participant.erased_at.is_(None), not_a_guest())
        .group_by(Participant.status)
    )
    return Counter({status: count for status, count in rows})  # noqa: C416 - a Row is no pair to mypy


def _roles(conference_id: int) -> Counter[Role]:
    rows = db.session.execute(
        select(ParticipantRole.role, func.count())
        .join(Participant)
        .where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
            ParticipantRole.role.not_in((Role.GUEST, Role.DISPLAY)),
        )
        .group_by(ParticipantRole.role)
    )
    return Counter({role: count for role, count in rows})  # noqa: C416


def _countries(conference_id: int) -> Counter[str]:
    rows = db.session.execute(
        select(Participant.country, func.count())
        .where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
            Participant.country != "",
        )
        .group_by(Participant.country)
    )
    return Counter({country: count for country, count in rows})  # noqa: C416
