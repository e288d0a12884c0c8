"""Seats while a round is on: latecomers, moving, merging, hosts; and blocks, which no hand may break."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from conference.cafe.models import CafeTable, HelpCall, Seat
from conference.calls.actions import room_for as call_room_for
from conference.calls.models import CallMember
from conference.chat.actions import room_for
from conference.extensions import db
from conference.people.models import ParticipantBlock
from tests.cafe.watching import House, heard, opened
from tests.conftest import SignIn

APART = "These people cannot share a table."


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    """Twelve people at three tables in their first round."""
    with opened(app, sign_in, seated=True) as made:
        yield made


def block(house: House, one: int, other: int) -> None:
    """Have one person block another."""
    with house.app.app_context():
        db.session.add(ParticipantBlock(participant_id=one, blocked_id=other))
        db.session.commit()


def table(house: House, number: int) -> Any:
    """Return a table as the console shows it."""
    return house.desk()["tables"][number - 1]


def people(house: House, number: int) -> list[int]:
    """Return who sits at a table, the host first."""
    return [one["id"] for one in table(house, number)["people"]]


def rooms(house: House) -> tuple[int, int]:
    """Return the rooms of the first table's chat and call."""
    with house.app.app_context():
        chat = room_for(house.house, "cafe_table", house.tables[0]).id
        return chat, call_room_for(house.house, "cafe_table", house.tables[0]).id


def test_a_person_moved_away_stops_hearing_the_old_tables_chat_at_once(house: House) -> None:
    mover, stayer = house.at[0][1], house.at[0][2]
    chat, _call = rooms(house)
    lines = [house.line(person) for person in (mover, stayer)]
    for line in lines:
        assert "state" in house.watch(line, "chat", chat)
        line.get_received()
    assert house.run("cafe.move", participant=mover, table=house.tables[1])["ok"]
    assert house.send(lines[1], "chat.send", room=chat, text="They are gone")["ok"]
    house.tick()
    assert heard(lines[0]) == []
    assert [one["state"]["messages"][-1]["parts"] for one in heard(lines[1])] == [[["They are gone", ""]]]
    assert lines[0].is_connected()
    assert house.watch(lines[0], "chat", chat)["status"] == 404
    assert house.send(lines[0], "chat.send", room=chat, text="Still here")["status"] == 404


def test_a_person_moved_away_is_told_nothing_but_that(house: House) -> None:
    chat, _call = rooms(house)
    line = house.line(house.at[0][1])
    house.watch(line, "chat", chat)
    line.get_received()
    house.run("cafe.move", participant=house.at[0][1], table=house.tables[1])
    house.tick()
    assert [(told["name"], told["args"][0]) for told in line.get_received()] == [
        ("dismissed", {"topic": "chat", "key": chat})
    ]


def test_a_person_moved_away_is_out_of_the_old_tables_call_at_once(house: House) -> None:
    mover = house.at[0][1]
    _chat, call = rooms(house)
    line, other = house.line(mover), house.line(house.at[0][2])
    for one in (line, other):
        assert house.send(one, "calls.join", room=call)["ok"]
        for topic in ("call", "call_line"):
            assert "state" in house.watch(one, topic, call)
        one.get_received()
    house.run("cafe.move", participant=mover, table=house.tables[1])
    house.tick()
    assert {told["args"][0]["topic"] for told in line.get_received() if told["name"] == "snapshot"} == set()
    members = [one["state"]["members"] for one in heard(other) if one["topic"] == "call"][-1]
    assert [one["id"] for one in members] == [house.at[0][2]]
    with house.app.app_context():
        assert {row.participant_id for row in db.session.query(CallMember)} == {house.at[0][2]}
    assert house.send(line, "calls.join", room=call)["status"] == 404


def test_people_of_a_merged_table_hear_nothing_of_its_old_chat(house: House) -> None:
    chat, _call = rooms(house)
    line = house.line(house.at[0][1])
    house.watch(line, "chat", chat)
    line.get_received()
    with house.app.app_context():
        for person in house.at[0][2:] + house.at[1][2:]:
            db.session.query(Seat).filter_by(participant_id=person).delete()
        db.session.commit()
    assert house.run("cafe.merge", table=house.tables[0], into=house.tables[1])["ok"]
    house.tick()
    assert [told["name"] for told in line.get_received()] == ["dismissed"]


def test_whoever_is_seated_elsewhere_hears_nothing_of_the_old_table_and_keeps_the_connection(house: House) -> None:
    lines = house.arrive(house.people)
    house.run("cafe.open", number=1)
    first = house.seats()
    for person, line in zip(house.people, lines, strict=True):
        assert "state" in house.watch(line, "cafe_table", first[person])
        line.get_received()
    house.run("cafe.open", number=2)
    second = house.seats()
    house.tick()
    for person, line in zip(house.people, lines, strict=True):
        told = line.get_received()
        tables = {one["args"][0]["key"] for one in told if one["args"][0]["topic"] == "cafe_table"}
        events = {one["name"] for one in told if one["args"][0]["topic"] == "cafe_table"}
        assert line.is_connected()
        assert tables == {first[person]}
        assert events == ({"snapshot"} if first[person] == second[person] else {"dismissed"})


def test_moving_seats_somebody_elsewhere_and_a_table_without_host_gets_one(house: House) -> None:
    host = house.at[0][0]
    assert house.run("cafe.move", participant=host, table=house.tables[1], seen=house.tables[0])["ok"]
    assert table(house, 1)["host"] in house.at[0][1:]
    assert table(house, 2)["host"] == house.at[1][0]
    assert set(people(house, 2)) == {host, *house.at[1]}


def test_a_move_of_somebody_who_was_moved_meanwhile_is_refused(house: House) -> None:
    mover = house.at[0][1]
    house.run("cafe.move", participant=mover, table=house.tables[1], seen=house.tables[0])
    assert house.run("cafe.move", participant=mover, table=house.tables[2], seen=house.tables[0])["status"] == 409
    assert house.run("cafe.move", participant=mover, table=house.tables[1])["status"] == 409
    assert mover in people(house, 2)


def test_a_full_table_takes_one_too_many_and_no_more(house: House) -> None:
    movers = house.at[0][1:]
    answers = [house.run("cafe.move", participant=person, table=house.tables[1]) for person in movers]
    assert [answer.get("status") for answer in answers] == [None, None, None]
    assert house.run("cafe.move", participant=house.at[2][1], table=house.tables[1])["status"] == 422


@pytest.mark.parametrize("way", [1, -1])
def test_a_facilitator_cannot_seat_people_together_who_blocked_each_other(house: House, way: int) -> None:
    mover, other = house.at[0][1], house.at[1][1]
    block(house, *[mover, other][::way])
    answer = house.run("cafe.move", participant=mover, table=house.tables[1])
    assert (answer["status"], answer["error"]) == (422, APART)
    assert mover in people(house, 1)


def test_tables_with_people_who_blocked_each_other_cannot_be_merged(house: House) -> None:
    block(house, house.at[0][0], house.at[1][0])
    for number, person in ((0, 1), (0, 2), (1, 1), (1, 2)):
        house.run("cafe.move", participant=house.at[number][person], table=house.tables[2])
    with house.app.app_context():
        for person in house.at[0][2:] + house.at[1][2:]:
            db.session.query(Seat).filter_by(participant_id=person).delete()
        db.session.commit()
    answer = house.run("cafe.merge", table=house.tables[0], into=house.tables[1])
    assert (answer["status"], answer["error"]) == (422, APART)
    assert table(house, 1)["merged_into"] is None


def test_a_latecomer_never_sits_with_somebody_blocked(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, people=13) as house:
        house.arrive(house.people[:12])
        house.run("cafe.open", number=1)
        late, seats = house.people[12], house.seats()
        for person in house.people[:12]:
            if seats[person] != house.tables[1]:
                block(house, late, person)
        house.arrive([late])
        refused = house.run("cafe.seat", participant=late, table=house.tables[0])
        assert (refused["status"], refused["error"]) == (422, APART)
        assert house.run("cafe.seat", participant=late)["ok"]
        assert house.seats()[late] == house.tables[1]


def test_a_latecomer_for_whom_no_table_is_left_is_not_seated(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, people=5, tables=1) as house:
        house.arrive(house.people[:4])
        house.run("cafe.open", number=1)
        block(house, house.people[0], house.people[4])
        house.arrive(house.people[4:])
        assert house.run("cafe.seat", participant=house.people[4])["status"] == 422
        assert house.people[4] not in house.seats()


def test_all_latecomers_are_seated_at_once_each_where_it_fits(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, people=15) as house:
        house.arrive(house.people[:12])
        house.run("cafe.open", number=1)
        house.arrive(house.people[12:])
        assert len(house.desk()["unseated"]) == 3
        assert house.run("cafe.seat")["ok"]
        desk = house.desk()
        assert desk["unseated"] == []
        sizes = [len(one["people"]) for one in desk["tables"]]
        assert (sum(sizes), max(sizes) <= 6) == (15, True)
        assert house.run("cafe.seat")["status"] == 409


def test_nobody_from_elsewhere_is_seated(house: House, app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in) as elsewhere:
        assert house.run("cafe.seat", participant=elsewhere.people[0])["status"] == 404
        assert house.run("cafe.move", participant=house.at[0][1], table=elsewhere.tables[0])["status"] == 404
        assert house.run("cafe.merge", table=house.tables[0], into=elsewhere.tables[0])["status"] == 404
        said = elsewhere.run("cafe.move", cafe=house.cafe, participant=house.at[0][1], table=house.tables[1])
        assert said["status"] == 404


def merged(app: Flask, sign_in: SignIn) -> Any:
    """Two thin tables: six people at two tables."""
    return opened(app, sign_in, people=6, tables=2, seated=True)


def test_merging_takes_people_and_the_call_for_help_over_and_the_host_stays(app: Flask, sign_in: SignIn) -> None:
    with merged(app, sign_in) as house:
        with app.app_context():
            db.session.add(HelpCall(table_id=house.tables[0]))
            db.session.commit()
        assert house.run("cafe.merge", table=house.tables[0], into=house.tables[1])["ok"]
        closed, open_one = house.desk()["tables"]
        assert (closed["merged_into"], closed["people"], closed["help"]) == (house.tables[1], [], None)
        assert {one["id"] for one in open_one["people"]} == set(house.people)
        assert open_one["host"] == house.at[1][0]
        assert open_one["help"] is not None
        again = house.run("cafe.merge", table=house.tables[0], into=house.tables[1])
        assert again["status"] == 409
        assert house.run("cafe.move", participant=house.people[0], table=house.tables[0])["status"] == 409


def test_too_many_are_not_merged(house: House) -> None:
    answer = house.run("cafe.merge", table=house.tables[0], into=house.tables[1])
    assert answer["status"] == 422
    with house.app.app_context():
        assert db.session.get_one(CafeTable, house.tables[0]).merged_into_id is None


def test_a_merged_table_is_no_table_of_the_next_round(app: Flask, sign_in: SignIn) -> None:
    with merged(app, sign_in) as house:
        house.arrive(house.people)
        house.run("cafe.merge", table=house.tables[0], into=house.tables[1])
        house.run("cafe.open", number=2)
        assert set(house.seats().values()) == {house.tables[1]}


def test_another_host_is_named_of_those_who_sit_there(house: House) -> None:
    assert house.run("cafe.host", table=house.tables[0], participant=house.at[0][2])["ok"]
    assert table(house, 1)["host"] == house.at[0][2]
    assert [one["is_host"] for one in table(house, 1)["people"]] == [True, False, False, False]
    assert house.run("cafe.host", table=house.tables[0], participant=house.at[1][0])["status"] == 422


@pytest.mark.parametrize("name", ["seat", "move", "merge", "host", "answer_help", "message", "state", "undo"])
def test_attendees_do_nothing_of_the_console(house: House, name: str) -> None:
    said = {"participant": house.at[0][1], "table": house.tables[1], "into": house.tables[2], "event": 1}
    answer = house.send(house.line(house.at[0][0]), f"cafe.{name}", text="Hello", to="harvest", **said)
    assert answer["status"] == 403
