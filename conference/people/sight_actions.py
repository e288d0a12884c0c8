"""Who may see whom: the predicates that the directory, a person's page and photos ask."""

from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role, can

# Who stands on the stage is named on public pages, and shown there.
ON_STAGE = frozenset({Role.SPEAKER, Role.MODERATOR})


def is_listed(person: Participant) -> bool:
    """Tell whether the directory has the person: they agreed, and they take part."""
    return person.in_directory and person.erased_at is None and person.status is ParticipantStatus.CONFIRMED


def may_see_person(actor: Actor, person: Participant) -> bool:
    """Tell whether the actor may open the person's page: organisers, the person, and who may see the directory.

    A guest has no page.
    """
    if person.conference_id != actor.conference_id or person.erased_at is not None or person.is_guest:
        return False
    if can(actor, Permission.PEOPLE_MANAGE) or person.id == actor.participant_id:
        return True
    return can(actor, Permission.PEOPLE_DIRECTORY) and is_listed(person)


def may_see_photo(actor: Actor, person: Participant) -> bool:
    """Tell whether the actor may see the person's photo: as their page, and everyone for who stands on the stage."""
    on_stage = not person.roles_in_force.isdisjoint(ON_STAGE)
    public = on_stage and person.conference_id == actor.conference_id and person.erased_at is None
    return public or may_see_person(actor, person)
