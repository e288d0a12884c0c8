"""What a moderator of the conference decided in a chat, where somebody else keeps order too: the host of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from conference import clock
from conference.chat.actions import mute_of, room_for
from conference.chat.models import ChatMessage, ChatRoom
from conference.chat.moderate_actions import hide_message, mute_author, set_open, set_slow, unmute
from conference.errors import Forbidden
from conference.extensions import db
from conference.permissions import Actor
from tests import factories as make
from tests.cafe.making import seated_hall
from tests.chat.making import say

Act = Callable[[], object]
pytestmark = pytest.mark.usefixtures("session", "at_noon")


@dataclass(frozen=True)
class Corner:
    """The chat of a table, its host and the facilitator as actors, and a message of somebody who sits there."""

    room: int
    host: Actor
    facilitator: Actor
    author: int
    message: int

    @property
    def is_hidden(self) -> bool:
        return db.session.get_one(ChatMessage, self.message).hidden_at is not None

    @property
    def muted_until(self) -> datetime | None:
        mute = mute_of(self.room, self.author)
        return mute.until if mute else None


def _corner() -> Corner:
    made = seated_hall()
    host, author = made.at[0][:2]
    room = room_for(made.house.id, "cafe_table", made.cafe.tables[0].id).id
    message = say(author, room, "Buy my things")
    return Corner(room, make.actor(host), make.actor(made.facilitator), author.id, message)


def test_a_host_does_not_show_again_what_a_facilitator_hid() -> None:
    at = _corner()
    hide_message(at.facilitator, at.message, hide=True)
    with pytest.raises(Forbidden):
        hide_message(at.host, at.message, hide=False)
    assert at.is_hidden
    # To hide it once more is no act, and makes it nobody else's.
    hide_message(at.host, at.message, hide=True)
    with pytest.raises(Forbidden):
        hide_message(at.host, at.message, hide=False)
    hide_message(at.facilitator, at.message, hide=False)
    assert not at.is_hidden


def test_what_a_host_hid_is_shown_again_by_a_host_and_by_a_facilitator() -> None:
    at = _corner()
    for who in (at.host, at.facilitator):
        hide_message(at.host, at.message, hide=True)
        hide_message(who, at.message, hide=False)
        assert not at.is_hidden


def test_a_host_neither_ends_nor_shortens_what_a_facilitator_muted(at_noon: datetime) -> None:
    at = _corner()
    mute_author(at.facilitator, at.message, 60, "Spam")
    acts: list[Act] = [
        lambda: unmute(at.host, at.room, at.author),
        lambda: mute_author(at.host, at.message, 5, ""),
        lambda: mute_author(at.host, at.message, 24 * 60, ""),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
        assert at.muted_until == at_noon + timedelta(minutes=60)
    # It is over by itself, and from then on a host mutes and lets write as they like.
    with clock.stopped_at(at_noon + timedelta(minutes=61)):
        mute_author(at.host, at.message, 5, "")
        unmute(at.host, at.room, at.author)
        assert at.muted_until is None


def test_a_facilitator_ends_what_a_host_muted_and_a_host_what_a_host_did() -> None:
    at = _corner()
    for who in (at.host, at.facilitator):
        mute_author(at.host, at.message, 5, "")
        unmute(who, at.room, at.author)
        assert at.muted_until is None


def test_a_host_opens_no_chat_that_a_facilitator_closed_and_ends_none_of_their_slow_mode() -> None:
    at = _corner()
    set_open(at.facilitator, at.room, is_open=False)
    set_slow(at.facilitator, at.room, 30)
    acts: list[Act] = [
        lambda: set_open(at.host, at.room, is_open=True),
        lambda: set_slow(at.host, at.room, 5),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    room = db.session.get_one(ChatRoom, at.room)
    assert (room.is_open, room.slow_seconds) == (False, 30)
    set_open(at.facilitator, at.room, is_open=True)
    set_slow(at.facilitator, at.room, 0)
    set_open(at.host, at.room, is_open=False)
    set_open(at.host, at.room, is_open=True)
    set_slow(at.host, at.room, 5)
    set_slow(at.host, at.room, 0)
    assert db.session.get_one(ChatRoom, at.room).is_open
