"""Exchanging contact details in a meeting: each consents, and sees those of the others who did."""

from dataclasses import dataclass

from flask_babel import gettext as _

from conference import clock
from conference.errors import Refused
from conference.extensions import db
from conference.meetings.actions import tell
from conference.meetings.models import Meeting
from conference.meetings.room_actions import coming, meeting_with_room, people_of, room_to_change, times_of
from conference.people.models import Account
from conference.permissions import Actor


@dataclass(frozen=True, slots=True)
class Contact:
    """What one of the people gives to the others."""

    participant_id: int
    name: str
    organisation: str
    address: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """How the exchange stands for one of the people: `offering` are the others who consented."""

    mine: bool
    offering: tuple[int, ...]
    contacts: tuple[Contact, ...]

    @property
    def is_done(self) -> bool:
        """Tell whether something was exchanged: it cannot be taken back from then on."""
        return self.mine and bool(self.offering)


def exchange_of(actor: Actor, meeting_id: int) -> Exchange:
    """Return how the exchange stands for the actor: details of others only where both sides consented."""
    meeting = meeting_with_room(actor, meeting_id)
    mine, others = _consents(meeting, actor)
    return Exchange(mine, others, _contacts(others) if mine else ())


def share_contact(actor: Actor, meeting_id: int, *, shares: bool) -> None:
    """Consent to exchange contact details, or take it back before another one did; and commit."""
    meeting, person = room_to_change(actor, meeting_id)
    if not times_of(meeting).has_opened(clock.now()):
        db.session.rollback()
        raise Refused(_("Contact details can be exchanged as soon as the room opens."))
    mine, others = _consents(meeting, actor)
    if mine and not shares and others:
        db.session.rollback()
        raise Refused(_("The details are exchanged by now: the others have seen yours."))
    person.shares_contact = shares
    tell(meeting)
    db.session.commit()


def _consents(meeting: Meeting, actor: Actor) -> tuple[bool, tuple[int, ...]]:
    sharing = [person.participant_id for person in coming(meeting) if person.shares_contact]
    return actor.participant_id in sharing, tuple(one for one in sharing if one != actor.participant_id)


def _contacts(participant_ids: tuple[int, ...]) -> tuple[Contact, ...]:
    people = people_of(participant_ids).values()
    accounts = [(person, db.session.get(Account, person.account_id)) for person in people if person.account_id]
    return tuple(
        Contact(person.id, person.name, person.organisation, account.email)
        for person, account in accounts
        if account is not None
    )
