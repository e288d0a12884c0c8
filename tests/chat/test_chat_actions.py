"""Writing in a chat: who may, how often, and what becomes of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from conference import clock
from conference.agenda.rules import Visibility
from conference.chat.actions import older_messages, room_for, room_state
from conference.chat.held_data import chat_data, erase_from_chats
from conference.chat.models import ChatEvent, ChatMessage
from conference.chat.moderate_actions import hide_message, mute_author, set_open, set_slow, unmute
from conference.chat.rules import ChatAct
from conference.chat.session_actions import session_room
from conference.chat.write_actions import delete_message, has_written, own_part
from conference.errors import Forbidden, NotFound, Refused, TooMany
from conference.extensions import db
from tests import factories as make
from tests.chat.making import guest, hall, new_key, room, say

pytestmark = pytest.mark.usefixtures("session", "at_noon")


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(ChatMessage)) or 0


def test_a_session_has_one_chat_however_often_it_is_asked_for() -> None:
    there = hall()
    first = room(there)
    assert room(there).id == first.id
    assert room_for(there.house.id, "session", there.item_id).id == first.id


def test_what_is_written_is_shown_with_its_author() -> None:
    there = hall()
    here = room(there).id
    say(there.anna, here, "Hello <b>all</b>, see https://example.org.")
    (message,) = room_state(here)["messages"]
    assert message["parts"] == [
        ["Hello <b>all</b>, see ", ""],
        ["https://example.org", "https://example.org"],
        [".", ""],
    ]
    author = room_state(here)["people"][str(message["by"])]
    assert (author["name"], author["organisation"], author["guest"]) == ("Anna Wagner", "Cluster Wien", False)


def test_the_same_message_sent_again_is_one_message() -> None:
    there = hall()
    here = room(there).id
    key = new_key()
    assert say(there.anna, here, "Once", key) == say(there.anna, here, "Once", key)
    assert _count() == 1
    say(there.bruno, here, "Another person's key may be the same", key)
    assert _count() == 2


@pytest.mark.parametrize("text", ["", "  \n ", "\0\u202e", "x" * 1001, None, ["x"]])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    there = hall()
    here = room(there).id
    with pytest.raises(Refused):
        say(there.anna, here, text)
    assert _count() == 0


def test_a_flood_is_stopped_with_the_seconds_to_wait(at_noon: datetime) -> None:
    there = hall()
    here = room(there).id
    for number in range(4):
        say(there.anna, here, str(number))
    with pytest.raises(TooMany, match="in 5 seconds"):
        say(there.anna, here, "five")
    say(there.bruno, here, "Others may")
    with clock.stopped_at(at_noon + timedelta(seconds=5)):
        say(there.anna, here, "five")


def test_slow_mode_slows_all_but_moderators() -> None:
    there = hall()
    here = room(there).id
    set_slow(make.actor(there.moderator), here, 30)
    say(there.anna, here, "one")
    with pytest.raises(TooMany, match="Slow mode"):
        say(there.anna, here, "two")
    say(there.moderator, here, "one")
    say(there.moderator, here, "two")
    with pytest.raises(Refused):
        set_slow(make.actor(there.moderator), here, 7)


def test_in_a_closed_chat_only_moderators_write() -> None:
    there = hall()
    here = room(there).id
    set_open(make.actor(there.moderator), here, is_open=False)
    set_open(make.actor(there.moderator), here, is_open=False)
    with pytest.raises(Refused, match="closed"):
        say(there.anna, here, "Hello?")
    say(there.moderator, here, "We are done here.")
    set_open(make.actor(there.moderator), here, is_open=True)
    say(there.anna, here, "Hello!")
    acts = db.session.scalars(select(ChatEvent.act).order_by(ChatEvent.id)).all()
    assert acts == [ChatAct.CLOSE, ChatAct.OPEN]


def test_a_muted_person_is_told_why_and_how_long_until_it_is_over(at_noon: datetime) -> None:
    there = hall()
    here = room(there).id
    message = say(there.anna, here, "Buy my things!")
    mute_author(make.actor(there.moderator), message, 15, "No advertising")
    with pytest.raises(Refused, match=r"another 15 minutes.*No advertising"):
        say(there.anna, here, "Buy!")
    assert [mute["name"] for mute in room_state(here, for_moderators=True)["mutes"]] == ["Anna Wagner"]
    with clock.stopped_at(at_noon + timedelta(minutes=15)):
        say(there.anna, here, "Sorry.")
        assert room_state(here, for_moderators=True)["mutes"] == []


def test_who_is_muted_learns_it_alone_and_others_only_that_something_was_decided(at_noon: datetime) -> None:
    there = hall()
    here = room(there).id
    anna, bruno = make.actor(there.anna), make.actor(there.bruno)
    message = say(there.anna, here, "Buy my things!")
    assert [has_written(one, here) for one in (anna, bruno)] == [True, False]
    nothing = {"muted": "", "seconds": 0}
    assert [own_part(one, here) for one in (anna, bruno)] == [nothing, nothing]
    before = room_state(here)
    mute_author(make.actor(there.moderator), message, 15, "No advertising")
    after = room_state(here)
    assert after.pop("decided") != before.pop("decided")
    assert after == before
    own = own_part(anna, here)
    assert own["seconds"] == 15 * 60
    assert "No advertising" in str(own["muted"])
    assert own_part(bruno, here) == nothing
    with clock.stopped_at(at_noon + timedelta(minutes=15)):
        assert own_part(anna, here) == nothing


def test_a_mute_is_taken_back() -> None:
    there = hall()
    here = room(there).id
    moderator = make.actor(there.moderator)
    mute_author(moderator, say(there.anna, here, "x"), 60, "")
    unmute(moderator, here, there.anna.id)
    unmute(moderator, here, there.anna.id)
    say(there.anna, here, "Thank you.")
    with pytest.raises(Refused):
        mute_author(moderator, say(there.moderator, here, "x"), 60, "")


def test_hidden_and_deleted_texts_are_seen_by_moderators_only() -> None:
    there = hall()
    here = room(there).id
    hidden, deleted = say(there.anna, here, "rude"), say(there.anna, here, "typo")
    hide_message(make.actor(there.moderator), hidden, hide=True)
    delete_message(make.actor(there.anna), deleted)
    shown = room_state(here)["messages"]
    assert [(row["gone"], row["parts"]) for row in shown] == [("hidden", []), ("deleted", [])]
    desk = room_state(here, for_moderators=True)["messages"]
    assert [row["parts"] for row in desk] == [[["rude", ""]], [["typo", ""]]]
    hide_message(make.actor(there.moderator), hidden, hide=False)
    assert room_state(here)["messages"][0]["parts"] == [["rude", ""]]


def test_only_the_author_deletes_and_only_moderators_keep_order() -> None:
    there = hall()
    here = room(there).id
    message = say(there.anna, here, "mine")
    bruno = make.actor(there.bruno)
    with pytest.raises(Forbidden):
        delete_message(bruno, message)
    for attempt in (
        lambda: hide_message(bruno, message, hide=True),
        lambda: mute_author(bruno, message, 5, ""),
        lambda: unmute(bruno, here, there.anna.id),
        lambda: set_open(bruno, here, is_open=False),
        lambda: set_slow(bruno, here, 5),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_guests_read_and_do_not_write() -> None:
    there = hall()
    here = room(there).id
    message = say(there.anna, here, "Welcome")
    visitor = guest(there)
    assert older_messages(visitor, here, message + 1)["messages"]
    with pytest.raises(Exception, match="sign in"):
        delete_message(visitor, message)


def test_nobody_reads_the_chat_of_a_session_that_they_may_not_know_of() -> None:
    there = hall(Visibility.INVITED, invite=True)
    here = room(there).id
    message = say(there.anna, here, "Among us")
    for stranger in (make.actor(there.bruno), guest(there), make.actor(make.participant(make.conference()))):
        with pytest.raises(NotFound):
            older_messages(stranger, here, message + 1)
        with pytest.raises(NotFound):
            session_room(stranger, there.item_id)
    with pytest.raises(NotFound):
        say(there.bruno, here, "Let me in")
    with pytest.raises(NotFound):
        delete_message(make.actor(there.bruno), message)


def test_long_chats_are_read_in_pages() -> None:
    there = hall()
    here = room(there).id
    ids = []
    for number in range(60):
        with clock.stopped_at(clock.now() + timedelta(minutes=number)):
            ids.append(say(there.anna, here, str(number)))
    state = room_state(here)
    assert [row["id"] for row in state["messages"]] == ids[10:]
    assert state["more"]
    older = older_messages(make.actor(there.bruno), here, ids[10])
    assert [row["id"] for row in older["messages"]] == ids[:10]
    assert not older["more"]


def test_whoever_is_erased_leaves_no_text_and_no_name() -> None:
    there = hall()
    here = room(there).id
    mute_author(make.actor(there.moderator), say(there.anna, here, "My phone: 123"), 60, "Phone numbers")
    assert chat_data(there.anna)["chat_messages"]
    assert chat_data(there.moderator)["chat_moderation"]
    erase_from_chats(there.anna)
    there.anna.name = ""
    db.session.commit()
    desk = room_state(here, for_moderators=True)
    assert "123" not in str(desk)
    assert "Phone numbers" not in str(desk)
    assert [row["gone"] for row in desk["messages"]] == ["deleted"]
