"""Which changes of a participant's status are allowed, by whom, and where a registration leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.conferences.rules import RegistrationMode
from conference.people.rules import ParticipantStatus as Status
from conference.permissions import Role


class By(StrEnum):
    """Who changes a status: the person, an organiser, or the system (a place came free, the command line)."""

    PERSON = "person"
    ORGANISER = "organiser"
    SYSTEM = "system"


Changes = Mapping[Status | None, frozenset[Status]]

_ENTERED = frozenset({Status.CONFIRMED, Status.WAITING_LIST})
ALLOWED: Mapping[By, Changes] = {
    By.PERSON: {
        None: _ENTERED | {Status.WAITING_FOR_APPROVAL},
        Status.INVITED: _ENTERED | {Status.DECLINED},
        Status.WAITING_FOR_APPROVAL: frozenset({Status.CANCELLED}),
        Status.CONFIRMED: frozenset({Status.CANCELLED}),
        Status.WAITING_LIST: frozenset({Status.CANCELLED}),
        Status.DECLINED: _ENTERED | {Status.WAITING_FOR_APPROVAL},
        Status.CANCELLED: _ENTERED | {Status.WAITING_FOR_APPROVAL},
    },
    By.ORGANISER: {
        None: _ENTERED | {Status.INVITED},
        Status.INVITED: _ENTERED | {Status.CANCELLED},
        Status.WAITING_FOR_APPROVAL: _ENTERED | {Status.DECLINED, Status.CANCELLED},
        Status.CONFIRMED: frozenset({Status.CANCELLED}),
        Status.WAITING_LIST: frozenset({Status.CONFIRMED, Status.DECLINED, Status.CANCELLED}),
        Status.DECLINED: _ENTERED | {Status.INVITED},
        Status.CANCELLED: _ENTERED | {Status.INVITED},
    },
    By.SYSTEM: {
        None: frozenset({Status.INVITED, Status.CONFIRMED}),
        **{status: frozenset({Status.CONFIRMED}) for status in Status if status is not Status.CONFIRMED},
    },
}

ACTIVE = frozenset({Status.CONFIRMED, Status.WAITING_FOR_APPROVAL, Status.WAITING_LIST})
ENDED = frozenset({Status.DECLINED, Status.CANCELLED})


def is_allowed(before: Status | None, after: Status, by: By) -> bool:
    """Tell whether that change makes sense; to stay as one is is no change."""
    return after in ALLOWED[by].get(before, frozenset())


def takes_place(roles: Iterable[Role]) -> bool:
    """Tell whether somebody with these roles counts against the capacity: those who attend do."""
    return Role.ATTENDEE in roles


@dataclass(frozen=True, slots=True)
class Past:
    """What was between a person and a conference before they register.

    `ended_by_organiser`: declined or cancelled by somebody else. `admitted`: they had been invited or let in before
    they themselves declined or cancelled.
    """

    status: Status | None = None
    ended_by_organiser: bool = False
    admitted: bool = False


class Answer(StrEnum):
    """What somebody who wants to register is told."""

    PLACE = "place"  # comes in, or onto the waiting list when all places are taken
    APPROVAL = "approval"  # an organiser decides
    ALREADY = "already"
    CLOSED = "closed"
    ONLY_INVITED = "only_invited"
    ENDED = "ended"  # an organiser ended it: only an organiser can begin it again


WELCOMING = frozenset({Answer.PLACE, Answer.APPROVAL})


def answer_registration(mode: RegistrationMode, past: Past, *, archived: bool = False) -> Answer:
    """Return what a person with that past is told by a conference with that kind of registration.

    An invitation opens the door in every mode; whoever cancelled a registration that had been let in may undo it
    while registration is not closed.
    """
    if past.status in ACTIVE:
        return Answer.ALREADY
    if archived:
        return Answer.CLOSED
    if past.status is Status.INVITED:
        return Answer.PLACE
    if past.ended_by_organiser:
        return Answer.ENDED
    if past.admitted and mode is not RegistrationMode.CLOSED:
        return Answer.PLACE
    return {
        RegistrationMode.OPEN: Answer.PLACE,
        RegistrationMode.APPROVAL: Answer.APPROVAL,
        RegistrationMode.INVITATION: Answer.ONLY_INVITED,
        RegistrationMode.CLOSED: Answer.CLOSED,
    }[mode]
