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
    # Came by a code, in one browser, without an account.
    GUEST = "guest"
    # The screen of a hall: it came by a link that a moderator made, and only shows.
    DISPLAY = "display"


class Permission(StrEnum):
    """What can be done at a conference; the prefix is the capability."""

    CONFERENCE_EDIT = "conference.edit"
    PEOPLE_MANAGE = "people.manage"
    PEOPLE_DIRECTORY = "people.directory"
    PEOPLE_PROFILE = "people.profile"
    AGENDA_EDIT = "agenda.edit"
    AGENDA_RELEASE = "agenda.release"
    AGENDA_STAR = "agenda.star"
    CHAT_READ = "chat.read"
    CHAT_WRITE = "chat.write"
    CHAT_MODERATE = "chat.moderate"
    CHAT_OVERRULE = "chat.overrule"
    CALLS_JOIN = "calls.join"
    CALLS_MODERATE = "calls.moderate"
    CALLS_MANAGE = "calls.manage"
    POLLS_ANSWER = "polls.answer"
    POLLS_MANAGE = "polls.manage"
    QUIZ_PLAY = "quiz.play"
    QUIZ_MANAGE = "quiz.manage"
    QUESTIONS_ASK = "questions.ask"
    QUESTIONS_MODERATE = "questions.moderate"
    AWARDS_NOMINATE = "awards.nominate"
    AWARDS_VOTE = "awards.vote"
    AWARDS_JUDGE = "awards.judge"
    AWARDS_OBSERVE = "awards.observe"
    AWARDS_RUN = "awards.run"
    AWARDS_MANAGE = "awards.manage"
    CAFE_JOIN = "cafe.join"
    CAFE_FACILITATE = "cafe.facilitate"
    CAFE_MANAGE = "cafe.manage"
    MEETINGS_MEET = "meetings.meet"
    MEETINGS_MANAGE = "meetings.manage"
    EXHIBITION_VISIT = "exhibition.visit"
    EXHIBITION_EXHIBIT = "exhibition.exhibit"
    EXHIBITION_MANAGE = "exhibition.manage"
    PITCHES_INTEREST = "pitches.interest"
    PITCHES_PRESENT = "pitches.present"
    PITCHES_RUN = "pitches.run"
    PITCHES_MANAGE = "pitches.manage"
    STAGE_ATTEND = "stage.attend"
    STAGE_MODERATE = "stage.moderate"
    STAGE_PROJECT = "stage.project"
    STAGE_WATCH = "stage.watch"


ORGANISERS = frozenset({Role.ORGANISER})
MODERATORS = frozenset({Role.ORGANISER, Role.MODERATOR})
EVERY_ROLE = frozenset(Role) - {Role.GUEST, Role.DISPLAY}
# In the hall, with whatever ticket: guests too. What a guest may see of it, each capability decides.
EVERYONE_THERE = frozenset(Role) - {Role.DISPLAY}

GRANTS: Mapping[Permission, frozenset[Role]] = {
    Permission.CONFERENCE_EDIT: ORGANISERS,
    Permission.PEOPLE_MANAGE: ORGANISERS,
    Permission.PEOPLE_DIRECTORY: EVERY_ROLE,
    Permission.PEOPLE_PROFILE: EVERY_ROLE,
    Permission.AGENDA_EDIT: ORGANISERS,
    Permission.AGENDA_RELEASE: ORGANISERS,
    Permission.AGENDA_STAR: EVERY_ROLE,
    Permission.CHAT_READ: EVERYONE_THERE,
    Permission.CHAT_WRITE: EVERY_ROLE,
    # Where the thing that the chat hangs from says so too: a session moderators, a table its host.
    Permission.CHAT_MODERATE: EVERY_ROLE,
    # What the conference's moderators decided stands, until one of them takes it back.
    Permission.CHAT_OVERRULE: MODERATORS,
    Permission.CALLS_JOIN: EVERYONE_THERE,
    # Where the thing that the call hangs from says so too: the host of a table.
    Permission.CALLS_MODERATE: EVERY_ROLE,
    # What carries the conference's calls.
    Permission.CALLS_MANAGE: ORGANISERS,
    Permission.POLLS_ANSWER: EVERYONE_THERE,
    Permission.POLLS_MANAGE: MODERATORS,
    Permission.QUIZ_PLAY: EVERYONE_THERE,
    Permission.QUIZ_MANAGE: MODERATORS,
    Permission.QUESTIONS_ASK: EVERYONE_THERE,
    Permission.QUESTIONS_MODERATE: MODERATORS,
    Permission.AWARDS_NOMINATE: EVERY_ROLE,
    Permission.AWARDS_VOTE: EVERY_ROLE,
    # With a duty at the award too, which its rows say.
    Permission.AWARDS_JUDGE: frozenset({Role.JUROR}),
    Permission.AWARDS_OBSERVE: EVERY_ROLE,
    Permission.AWARDS_RUN: MODERATORS,
    Permission.AWARDS_MANAGE: ORGANISERS,
    # By name, as whoever sits at a table is known there: no guests.
    Permission.CAFE_JOIN: EVERY_ROLE,
    Permission.CAFE_FACILITATE: MODERATORS,
    Permission.CAFE_MANAGE: ORGANISERS,
    # By name, and with an address to write to: no guests.
    Permission.MEETINGS_MEET: EVERY_ROLE,
    Permission.MEETINGS_MANAGE: ORGANISERS,
    # By name: who asks, talks or leaves a card is somebody. The hall itself may be open to all.
    Permission.EXHIBITION_VISIT: EVERY_ROLE,
    # As one of a booth's team too, which its rows say; and whoever applies for one.
    Permission.EXHIBITION_EXHIBIT: EVERY_ROLE,
    Permission.EXHIBITION_MANAGE: ORGANISERS,
    Permission.PITCHES_INTEREST: EVERY_ROLE,
    # As one who pitches too, which the agenda says.
    Permission.PITCHES_PRESENT: EVERY_ROLE,
    Permission.PITCHES_RUN: MODERATORS,
    Permission.PITCHES_MANAGE: ORGANISERS,
    Permission.STAGE_ATTEND: EVERYONE_THERE,
    Permission.STAGE_MODERATE: MODERATORS,
    Permission.STAGE_PROJECT: MODERATORS | {Role.DISPLAY},
    # What is shown to the hall: whoever may take part may look, and the hall's screen looks without taking part.
    Permission.STAGE_WATCH: frozenset(Role),
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

    @property
    def is_guest(self) -> bool:
        """Tell whether it came by a code or a link and has no account: a guest, or a hall's screen."""
        return not self.roles.isdisjoint({Role.GUEST, Role.DISPLAY})

    @property
    def is_display(self) -> bool:
        """Tell whether this is the screen of a hall."""
        return Role.DISPLAY in self.roles


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
