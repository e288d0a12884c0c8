"""What somebody still hears of a table after the café has gone on to its harvest, to a draft, or away from them."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.agenda.models import AgendaItem, ItemInvitee
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.agenda.write_actions import write_invitees
from conference.cafe.models import Cafe, CafeQuestion
from conference.cafe.setup_actions import change_cafe, content_of
from conference.calls.actions import room_for as call_for
from conference.calls.models import CallMember
from conference.chat.actions import room_for as chat_for
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.held_data import erase_participant
from conference.people.models import Participant
from tests import factories as make
from tests.cafe.watching import House, heard, opened
from tests.conftest import SignIn


def _rooms(app: Flask, house: House) -> tuple[int, int]:
    with app.test_request_context():
        table = house.tables[0]
        return chat_for(house.house, "cafe_table", table).id, call_for(house.house, "cafe_table", table).id


def _watched(house: House, line: Any, chat: int, call: int) -> dict[str, int]:
    table = house.tables[0]
    topics = {"cafe_table": table, "cafe_here": table, "chat": chat, "call": call, "call_line": call}
    joined = house.send(line, "calls.join", room=call)
    assert "ok" in joined, joined
    for topic, key in topics.items():
        assert "state" in house.watch(line, topic, key), topic
    return topics


@pytest.mark.parametrize("to", ["harvest", "draft"])
def test_who_sat_at_a_table_hears_nothing_of_it_from_the_harvest_on(app: Flask, sign_in: SignIn, to: str) -> None:
    with opened(app, sign_in, seated=True) as house:
        chat, call = _rooms(app, house)
        line = house.line(house.at[0][1])
        topics = _watched(house, line, chat, call)
        assert "ok" in house.run("cafe.state", to=to)
        house.tick()
        told = line.get_received() if line.is_connected() else []
        snapshots = {one["args"][0]["topic"] for one in told if one["name"] == "snapshot"}
        dismissed = {one["args"][0]["topic"] for one in told if one["name"] == "dismissed"}
        assert not snapshots & set(topics)
        assert dismissed >= set(topics)
        said = house.run("chat.send", room=chat, text="Between us facilitators")
        assert "ok" in said, said
        house.tick()
        assert not [one for one in heard(line) if one["topic"] in topics]
        with app.app_context():
            assert db.session.query(CallMember).count() == 0


def test_who_is_moved_is_not_told_any_more_who_is_at_the_old_table(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, seated=True) as house:
        mover, old, new = house.at[0][1], house.tables[0], house.tables[1]
        line = house.line(mover)
        assert "state" in house.watch(line, "cafe_here", old)
        assert "ok" in house.run("cafe.move", participant=mover, table=new)
        house.tick()
        assert {"topic": "cafe_here", "key": old} in heard(line, "dismissed")


def test_who_is_erased_is_no_name_at_their_table_from_then_on(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, seated=True) as house:
        gone, other = house.at[0][1], house.at[0][2]
        line, table, desk = house.line(other), house.tables[0], house.line(house.facilitator)
        house.watch(line, "cafe_table", table)
        house.watch(desk, "cafe_desk")
        assert "ok" in house.send(house.line(gone), "cafe.write", table=table, question=_question(app), text="Mine")
        house.tick()
        heard(line), heard(desk)
        with app.test_request_context():
            erase_participant(db.session.get_one(Participant, gone))
            db.session.commit()
        house.tick()
        (told,) = [one["state"] for one in heard(line) if one["topic"] == "cafe_table"]
        assert next(one["name"] for one in told["people"] if one["id"] == gone) == ""
        assert [(card["text"], card["by"], card["name"]) for card in told["cards"]] == [("Mine", None, "")]
        assert [one for one in heard(desk) if one["topic"] == "cafe_desk"]


def _question(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(CafeQuestion.id)).all()[0]


def _invited(app: Flask, house: House, *people: int) -> int:
    """Have the café belong to a session that only these people are invited to, and return that session."""
    with app.test_request_context():
        conference = db.session.get_one(Conference, house.house)
        item = make.item(conference, visibility=Visibility.INVITED, room_id=make.room(conference).id)
        db.session.add_all(ItemInvitee(item_id=item.id, participant_id=person) for person in people)
        db.session.commit()
        release_agenda(make.actor(db.session.get_one(Participant, house.organiser)), notify=False)
        db.session.get_one(Cafe, house.cafe).item_id = item.id
        db.session.commit()
        return item.id


@pytest.mark.parametrize("how", ["invitation", "session"])
def test_who_may_not_know_of_the_session_any_more_is_cut_off_from_its_tables(
    app: Flask, sign_in: SignIn, how: str
) -> None:
    with opened(app, sign_in, seated=True) as house:
        sitter = house.at[0][1]
        item = _invited(app, house, sitter)
        chat, call = _rooms(app, house)
        line = house.line(sitter)
        topics = _watched(house, line, chat, call)
        with app.test_request_context():
            if how == "invitation":
                write_invitees(db.session.get_one(AgendaItem, item), frozenset())
                db.session.commit()
            else:
                cafe, organiser = db.session.get_one(Cafe, house.cafe), db.session.get_one(Participant, house.organiser)
                other = make.item(db.session.get_one(Conference, house.house))
                change_cafe(make.actor(organiser), cafe.id, replace(content_of(cafe), item_id=other.id), cafe.version)
        house.tick()
        assert not line.is_connected()
        with app.app_context():
            # The seat is taken back and not only passed over, so that a video server puts them out too.
            assert db.session.query(CallMember).count() == 0
        again = house.line(sitter)
        assert [name for name, key in topics.items() if "state" in house.watch(again, name, key)] == []


def test_a_call_that_a_host_ended_for_all_is_open_again_for_those_of_the_next_round(
    app: Flask, sign_in: SignIn
) -> None:
    with opened(app, sign_in, seated=True) as house:
        _chat, call = _rooms(app, house)
        host, newcomers = house.line(house.at[0][0]), house.people
        assert "ok" in house.send(host, "calls.close", room=call)
        refused = house.send(house.line(house.at[0][1]), "calls.join", room=call)
        assert refused["status"] == 422, refused
        house.arrive(newcomers)
        host.get_received()
        assert "state" in house.watch(host, "call", call)
        assert "ok" in house.run("cafe.open", number=2)
        house.tick()
        seats = house.seats()
        there = [person for person, table in seats.items() if table == house.tables[0]]
        states = [house.watch(house.line(person), "call", call)["state"]["is_closed"] for person in there]
        assert states == [False] * len(there)
        joined = house.send(house.line(there[-1]), "calls.join", room=call)
        assert "ok" in joined, joined
