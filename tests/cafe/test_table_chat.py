"""Who keeps order in a table's chat: its host, as long as they host it, and facilitators."""

from collections.abc import Iterator

import pytest
from flask import Flask

from conference.chat.actions import room_for
from conference.chat.models import ChatMessage
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from tests.cafe.watching import House, heard, opened
from tests.conftest import SignIn


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in, seated=True) as made:
        yield made


def _chat(house: House) -> int:
    """Return the chat of the first table."""
    with house.app.test_request_context():
        return room_for(house.house, "cafe_table", house.tables[0]).id


def _hide(house: House, person: int, message: int) -> int:
    with house.app.app_context():
        who = db.session.get_one(Participant, person)
        account, slug = who.account_id, db.session.get_one(Conference, who.conference_id).slug
    address = f"/{slug}/chat/messages/{message}/hide"
    return house.sign_in(account).post(address, headers={"Accept": "application/json"}).status_code


def test_the_host_hides_a_message_at_their_table_and_whoever_else_sits_there_does_not(house: House) -> None:
    chat = _chat(house)
    host, writer, mate = house.at[0][:3]
    message = house.send(house.line(writer), "chat.send", room=chat, text="Buy my things")["id"]
    assert [_hide(house, one, message) for one in (mate, house.at[1][0])] == [403, 404]
    assert _hide(house, host, message) == 200
    with house.app.app_context():
        assert db.session.get_one(ChatMessage, message).hidden_at is not None


def test_who_hosts_no_more_stops_seeing_what_was_hidden_at_once(house: House) -> None:
    chat, line = _chat(house), house.line(house.at[0][0])
    assert "state" in house.watch(line, "chat_desk", chat)
    house.run("cafe.host", table=house.tables[0], participant=house.at[0][1])
    house.tick()
    heard(line)
    house.send(house.line(house.at[0][2]), "chat.send", room=chat, text="Not for them")
    house.tick()
    assert [told for told in heard(line) if told["topic"] == "chat_desk"] == []
    assert house.watch(line, "chat_desk", chat)["status"] == 404
    assert "state" in house.watch(line, "chat", chat)
    assert "state" in house.watch(house.line(house.at[0][1]), "chat_desk", chat)


def test_a_host_who_is_moved_away_keeps_no_order_at_the_old_table(house: House) -> None:
    chat, host = _chat(house), house.at[0][0]
    line = house.line(host)
    assert "state" in house.watch(line, "chat_desk", chat)
    house.run("cafe.move", participant=host, table=house.tables[1])
    house.tick()
    heard(line)
    house.send(house.line(house.at[0][1]), "chat.send", room=chat, text="They are gone")
    house.tick()
    assert [told for told in heard(line) if told["topic"] == "chat_desk"] == []
    assert house.watch(line, "chat_desk", chat)["status"] == 404
