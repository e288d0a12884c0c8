"""Who may do what: two enums, one map. Actions call `require`; templates ask `can` only to hide."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from conference.errors import Forbidden, SignInNeeded


class Role(StrEnum):
    """What a participant is at one conference; a participant may be several."""

    ORGANISER = "organiser"
    MODERATOR = "moderator"
    SPEAKER = "speaker"
    JUROR = "juror"
    EXHIBITOR = "exhibitor"
    ATTENDEE = "attendee"


class Permission(StrEnum):
    """What can be done at a conference; the prefix is the capability."""

    CONFERENCE_EDIT = "conference.edit"
    PEOPLE_MANAGE = "people.manage"
    PEOPLE_DIRECTORY = "people.directory"
    PEOPLE_PROFILE = "people.profile"
    AGENDA_EDIT = "agenda.edit"
    AGENDA_RELEASE = "agenda.release"
    AGENDA_STAR = "agenda.star"


ORGANISERS = frozenset({Role.ORGANISER})
EVERY_ROLE = frozenset(Role)

GRANTS: Mapping[Permission, frozenset[Role]] = {
    Permission.CONFERENCE_EDIT: ORGANISERS,
    Permission.PEOPLE_MANAGE: ORGANISERS,
    Permission.PEOPLE_DIRECTORY: EVERY_ROLE,
    Permission.PEOPLE_PROFILE: EVERY_ROLE,
    Permission.AGENDA_EDIT: ORGANISERS,
    Permission.AGENDA_RELEASE: ORGANISERS,
    Permission.AGENDA_STAR: EVERY_ROLE,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting at one conference, read from the database for this request or message.

    `roles` are those in force: empty unless the participant is confirmed. Nobody signed in: both ids are None.
    """

    conference_id: int
    account_id: int | None = None
    participant_id: int | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the person takes part, in whatever role."""
        return bool(self.roles)


def can(actor: Actor, permission: Permission) -> bool:
    """Tell whether one of the actor's roles carries the permission."""
    return not actor.roles.isdisjoint(GRANTS[permission])


def require(actor: Actor, permission: Permission) -> None:
    """Raise `SignInNeeded` or `Forbidden` unless the actor has the permission."""
    if can(actor, permission):
        return
    if actor.account_id is None:
        raise SignInNeeded(_("Please sign in first."))
    raise Forbidden(_("This is not open to you at this conference."))
