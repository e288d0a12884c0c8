"""Who may see whom: the predicates that the directory, a person's page and photos ask.

Two of whom either blocked the other are not there for each other, whoever of the two did it. Organisers still see
everybody where they manage, and who stands on the stage is shown to everybody as such.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from conference.extensions import db
from conference.people.models import Participant, ParticipantBlock
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role, can
from conference.read_once import once

# Who stands on the stage is named on public pages, and shown there.
ON_STAGE = frozenset({Role.SPEAKER, Role.MODERATOR})


def is_listed(person: Participant) -> bool:
    """Tell whether the directory has the person: they agreed, and they take part."""
    return person.in_directory and person.erased_at is None and person.status is ParticipantStatus.CONFIRMED


def is_apart(one_id: int | None, other_id: int | None) -> bool:
    """Tell whether either of two people has blocked the other."""
    pairs = ((one_id, other_id), (other_id, one_id))
    wanted = or_(
        *(and_(ParticipantBlock.participant_id == by, ParticipantBlock.blocked_id == about) for by, about in pairs)
    )
    return bool(db.session.scalar(select(exists().where(wanted))))


def apart_from(participant_id: int | None) -> frozenset[int]:
    """Return whom somebody blocked and who blocked them, in one query, however often it is asked."""
    return once(("apart from", participant_id), lambda: _apart_from(participant_id))


def _apart_from(participant_id: int | None) -> frozenset[int]:
    rows = db.session.execute(
        select(ParticipantBlock.participant_id, ParticipantBlock.blocked_id).where(
            or_(ParticipantBlock.participant_id == participant_id, ParticipantBlock.blocked_id == participant_id)
        )
    )
    return frozenset(one for pair in rows for one in pair if one != participant_id)


def not_apart_from(participant_id: int | None) -> ColumnElement[bool]:
    """Return the condition that leaves whom somebody blocked, and who blocked them, out of a query for participants."""
    mine = select(ParticipantBlock.blocked_id).where(ParticipantBlock.participant_id == participant_id)
    theirs = select(ParticipantBlock.participant_id).where(ParticipantBlock.blocked_id == participant_id)
    return Participant.id.not_in(mine.union(theirs))


def may_see_person(actor: Actor, person: Participant) -> bool:
    """Tell whether the actor may open the person's page: organisers, the person, and who may see the directory.

    A guest has no page. Where either has blocked the other, it is not there.
    """
    if person.conference_id != actor.conference_id or person.erased_at is not None or person.is_guest:
        return False
    if can(actor, Permission.PEOPLE_MANAGE) or person.id == actor.participant_id:
        return True
    listed = can(actor, Permission.PEOPLE_DIRECTORY) and is_listed(person)
    return listed and person.id not in apart_from(actor.participant_id)


def may_see_photo(actor: Actor, person: Participant) -> bool:
    """Tell whether the actor may see the person's photo: as their page, and everyone for who stands on the stage."""
    on_stage = not person.roles_in_force.isdisjoint(ON_STAGE)
    public = on_stage and person.conference_id == actor.conference_id and person.erased_at is None
    return public or may_see_person(actor, person)
