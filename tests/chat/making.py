"""Rooms of chat for tests: a released session with its people, and what they write."""

from dataclasses import dataclass
from itertools import count

from conference.agenda.models import ItemInvitee
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.chat.models import ChatRoom
from conference.chat.session_actions import session_room
from conference.chat.write_actions import send_message
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.guest_actions import join_as_guest
from conference.people.identity import actor_for
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make

_keys = count(1)


@dataclass(frozen=True)
class Hall:
    """A released session, and who is in the hall."""

    house: Conference
    item_id: int
    organiser: Participant
    moderator: Participant
    anna: Participant
    bruno: Participant


def hall(visibility: Visibility = Visibility.PUBLIC, *, invite: bool = False) -> Hall:
    """Make a conference with one released session; `invite`: Anna is invited to it."""
    house = make.conference()
    organiser = make.participant(house, Role.ORGANISER)
    item = make.item(house, room_id=make.room(house).id, visibility=visibility)
    anna = make.participant(house, name="Anna Wagner", organisation="Cluster Wien")
    if invite:
        make.kept(ItemInvitee(item_id=item.id, participant_id=anna.id))
    release_agenda(make.actor(organiser), notify=False)
    return Hall(
        house,
        item.id,
        organiser,
        make.participant(house, Role.MODERATOR),
        anna,
        make.participant(house, name="Bruno Rossi"),
    )


def guest(of: Hall) -> Actor:
    """Return somebody who came by a code."""
    return actor_for(of.house, None, join_as_guest(of.house.id))


def room(of: Hall) -> ChatRoom:
    """Return the chat of the session."""
    return session_room(make.actor(of.organiser), of.item_id)


def say(who: Participant, room_id: int, text: str, key: str | None = None) -> int:
    """Write, with a key of its own unless one is given."""
    return send_message(make.actor(db.session.get_one(Participant, who.id)), room_id, text, key or new_key())


def new_key() -> str:
    """Return a key that no other message has."""
    return f"key-{next(_keys):08}"
