"""What organisers do with participants: decide, give roles, look back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference import realtime
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant, ParticipantRole, StatusChange
from conference.people.organiser_actions import refuse_without_organiser
from conference.people.place_actions import (
    change_status,
    lock_conference,
    move_up,
    places_left,
    refuse_archived,
    status_with_place,
    tell,
    write_status,
)
from conference.people.rules import ParticipantStatus
from conference.people.status import By, is_allowed, takes_place
from conference.permissions import Actor, Permission, Role, require

MOST_AT_ONCE = 500


class Decision(StrEnum):
    """What an organiser decides about participants."""

    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"


@dataclass
class Outcome:
    """What became of several people at once; `refused` are finished sentences."""

    changed: int = 0
    waiting: int = 0
    refused: list[str] = field(default_factory=list)


def participant_to_manage(actor: Actor, participant_id: int) -> Participant:
    """Return one of the conference's participants, for an organiser. Raises `NotFound` for another conference's."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = db.session.scalar(
        select(Participant)
        .where(Participant.conference_id == actor.conference_id, Participant.id == participant_id, not_a_guest())
        .options(selectinload(Participant.account))
    )
    if person is None or person.erased_at is not None:
        raise NotFound(_("There is no such participant."))
    return person


def history_of(actor: Actor, participant_id: int) -> list[tuple[StatusChange, str]]:
    """Return the changes of somebody's status, newest first, each with the name of who made it; empty: nobody."""
    require(actor, Permission.PEOPLE_MANAGE)
    rows = db.session.execute(
        select(StatusChange, Participant.name)
        .outerjoin(Participant, Participant.id == StatusChange.by_id)
        .where(StatusChange.participant_id == participant_id)
        .order_by(StatusChange.id.desc())
    )
    return [(change, name or "") for change, name in rows]


def decide(actor: Actor, participant_ids: Iterable[int], decision: Decision) -> Outcome:
    """Approve, decline or cancel several people in one transaction, those who have waited longest first.

    Whom the decision does not fit is named in the outcome and left as they are; the rest is done. Approved people
    for whom no place is free go onto the waiting list. Raises `NotFound` for people of another conference.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    conference = lock_conference(actor.conference_id)
    refuse_archived(conference)
    outcome = Outcome()
    for person in _chosen(actor, participant_ids):
        _decide_one(conference, person, decision, actor.participant_id, outcome)
    refuse_without_organiser(conference.id)
    if decision is not Decision.APPROVE:
        move_up(conference)
    db.session.commit()
    return outcome


def _decide_one(
    conference: Conference, person: Participant, decision: Decision, by_id: int | None, outcome: Outcome
) -> None:
    before = person.status
    after = {
        Decision.DECLINE: ParticipantStatus.DECLINED,
        Decision.CANCEL: ParticipantStatus.CANCELLED,
    }.get(decision) or status_with_place(conference, person)
    if before is after is ParticipantStatus.WAITING_LIST:
        outcome.refused.append(_("%(name)s stays on the waiting list: no place is free.", name=person.name))
        return
    if not is_allowed(before, after, By.ORGANISER):
        outcome.refused.append(_refusal(person, decision))
        return
    change_status(person, after, By.ORGANISER, by_id)
    if not (before is ParticipantStatus.INVITED and decision is Decision.CANCEL):
        # Somebody who has not answered an invitation yet has no registration that a mail could be about.
        tell(person, conference, _news(before, after))
    outcome.changed += 1
    outcome.waiting += after is ParticipantStatus.WAITING_LIST


def _news(before: ParticipantStatus, after: ParticipantStatus) -> str:
    if before is ParticipantStatus.WAITING_FOR_APPROVAL and after is ParticipantStatus.CONFIRMED:
        return "approved"
    if after is ParticipantStatus.WAITING_LIST:
        return "approved_waiting_list"
    return "cancelled_by_organiser" if after is ParticipantStatus.CANCELLED else after.value


def _refusal(person: Participant, decision: Decision) -> str:
    name = person.name or (person.account.email if person.account else _("Somebody without a name"))
    sentence: str = {
        Decision.APPROVE: _("%(name)s is confirmed already.", name=name),
        Decision.DECLINE: _("%(name)s has no registration that could be declined; cancel it instead.", name=name),
        Decision.CANCEL: _("%(name)s has no registration that could be cancelled.", name=name),
    }[decision]
    return sentence


def set_roles(actor: Actor, participant_id: int, roles: Iterable[Role]) -> None:
    """Give a person exactly these roles.

    Raises `Refused` for none at all, for an attendee without a place, and when nobody could organise any more.
    """
    wanted = frozenset(roles)
    require(actor, Permission.PEOPLE_MANAGE)
    conference = lock_conference(actor.conference_id)
    person = participant_to_manage(actor, participant_id)
    _give(conference, person, wanted)
    refuse_without_organiser(conference.id)
    move_up(conference)
    db.session.commit()


def change_role(actor: Actor, participant_ids: Iterable[int], role: Role, *, give: bool) -> Outcome:
    """Give one role to several people, or take it from them, in one transaction; all or nothing."""
    require(actor, Permission.PEOPLE_MANAGE)
    conference = lock_conference(actor.conference_id)
    outcome = Outcome()
    for person in _chosen(actor, participant_ids):
        wanted = person.roles | {role} if give else person.roles - {role}
        if wanted != person.roles:
            _give(conference, person, wanted)
            outcome.changed += 1
    refuse_without_organiser(conference.id)
    move_up(conference)
    db.session.commit()
    return outcome


def add_role(actor: Actor, participant_id: int, role: Role) -> Participant:
    """Give a person one more role and return them; a step of a higher room's action, which commits.

    Raises as `set_roles` does. It locks the conference: first of all in that action.
    """
    conference = lock_conference(actor.conference_id)
    person = participant_to_manage(actor, participant_id)
    if role not in person.roles:
        _give(conference, person, person.roles | {role})
    return person


def _give(conference: Conference, person: Participant, wanted: frozenset[Role]) -> None:
    if not wanted:
        raise Refused(_("%(name)s needs at least one role.", name=person.name), field="roles")
    newly_attends = takes_place(wanted) and not takes_place(person.roles)
    if newly_attends and person.status is ParticipantStatus.CONFIRMED and places_left(conference) == 0:
        message = _("No place is free for %(name)s as an attendee. Raise the capacity first.", name=person.name)
        raise Refused(message, field="roles")
    kept = [row for row in person.role_rows if row.role in wanted]
    person.role_rows = [*kept, *(ParticipantRole(role=role) for role in sorted(wanted - person.roles))]
    db.session.flush()
    realtime.recheck_participant(person.id)


def _chosen(actor: Actor, participant_ids: Iterable[int]) -> Sequence[Participant]:
    wanted = frozenset(participant_ids)
    if not wanted:
        raise Refused(_("Choose at least one person."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Choose at most %(limit)s people at once.", limit=MOST_AT_ONCE))
    people = db.session.scalars(
        select(Participant)
        .where(
            Participant.conference_id == actor.conference_id,
            Participant.id.in_(wanted),
            Participant.erased_at.is_(None),
            not_a_guest(),
        )
        .order_by(Participant.status_since, Participant.id)
        .options(selectinload(Participant.account))
    ).all()
    if len(people) != len(wanted):
        raise NotFound(_("Somebody of those you chose is not a participant any more. Nothing was changed."))
    return people


def add_person(actor: Actor, *, name: str, organisation: str, position: str, roles: Iterable[Role]) -> int:
    """Add a confirmed participant without an account, such as a speaker, and return their id."""
    wanted = frozenset(roles)
    require(actor, Permission.PEOPLE_MANAGE)
    conference = lock_conference(actor.conference_id)
    refuse_archived(conference)
    person = Participant(
        conference_id=conference.id,
        status=ParticipantStatus.CONFIRMED,
        name=name,
        organisation=organisation,
        position=position,
    )
    if not wanted:
        raise Refused(_("%(name)s needs at least one role.", name=name), field="roles")
    if takes_place(wanted) and places_left(conference) == 0:
        raise Refused(_("No place is free for another attendee. Raise the capacity first."), field="roles")
    person.role_rows = [ParticipantRole(role=role) for role in sorted(wanted)]
    write_status(person, None, ParticipantStatus.CONFIRMED, actor.participant_id)
    db.session.commit()
    return person.id
