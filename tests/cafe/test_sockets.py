"""Rounds by socket: who is seated when one opens, what everybody is told, and who hears nothing any more."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest
from flask import Flask

from conference.cafe.models import CafeEvent
from conference.cafe.rules import HostPolicy
from conference.extensions import db
from tests.cafe.watching import House, heard, opened
from tests.conftest import SignIn


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    """Twelve people and three tables."""
    with opened(app, sign_in) as made:
        yield made


def test_everybody_who_is_there_knows_their_table_when_a_round_opens(house: House) -> None:
    lines = house.arrive(house.people)
    for line in lines:
        house.watch(line, "cafe_seats")
        line.get_received()
    assert house.run("cafe.open", number=1)["ok"] == 1
    house.tick()
    for person, line in zip(house.people, lines, strict=True):
        told = {one["topic"]: one["state"] for one in heard(line)}
        assert told["cafe"]["round"]["state"] == "open"
        assert told["cafe_seats"]["seats"][str(person)] in house.tables
    assert Counter(house.seats().values()) == Counter(dict.fromkeys(house.tables, 4))


def test_every_table_has_one_host(house: House) -> None:
    house.arrive(house.people)
    house.run("cafe.open", number=1)
    for table in house.desk()["tables"]:
        assert [one["is_host"] for one in table["people"]].count(True) == 1
        assert table["host"] == table["people"][0]["id"]


def test_who_is_away_is_not_seated_and_who_comes_later_is_shown_without_a_seat(house: House) -> None:
    house.arrive(house.people[:8])
    house.run("cafe.open", number=1)
    assert set(house.seats()) == set(house.people[:8])
    house.arrive(house.people[8:9])
    desk = house.desk()
    assert [one["id"] for one in desk["unseated"]] == house.people[8:9]
    assert (desk["present"], desk["missing"]) == (9, 0)


def test_who_leaves_is_missing_at_the_table(house: House) -> None:
    lines = house.arrive(house.people)
    house.run("cafe.open", number=1)
    lines[0].disconnect()
    desk = house.desk()
    assert desk["missing"] == 1
    gone = [one["id"] for table in desk["tables"] for one in table["people"] if not one["here"]]
    assert gone == house.people[:1]


def test_a_facilitator_who_looks_on_is_not_seated(house: House) -> None:
    house.arrive([*house.people, house.facilitator, house.organiser])
    house.run("cafe.open", number=1)
    assert set(house.seats()) == set(house.people)


def test_a_round_with_nobody_there_is_not_opened(house: House) -> None:
    answer = house.run("cafe.open", number=1)
    assert (answer["status"], answer["error"]) == (422, "Nobody is here yet whom a round could be opened for.")


def test_opening_the_next_round_ends_the_one_before_and_everybody_meets_new_people(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, people=16, tables=4) as house:
        house.arrive(house.people)
        house.run("cafe.open", number=1)
        first, hosts = house.seats(), {table["id"]: table["host"] for table in house.desk()["tables"]}
        house.run("cafe.open", number=2)
        desk, second = house.desk(), house.seats()
    assert [one["state"] for one in desk["rounds"]] == ["closed", "open"]
    assert {table["id"]: table["host"] for table in desk["tables"]} == hosts
    again = [pair for pair in combinations(first, 2) if len({first[one] for one in pair}) == 1]
    assert not [pair for pair in again if len({second[one] for one in pair}) == 1]
    assert desk["quality"]["repeats"] == {"found": 0, "bound": 0}


def test_hosts_rotate_where_the_organisers_want_it(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, hosts=HostPolicy.ROTATE) as house:
        house.arrive(house.people)
        house.run("cafe.open", number=1)
        first = {table["host"] for table in house.desk()["tables"]}
        house.run("cafe.open", number=2)
        assert not first & {table["host"] for table in house.desk()["tables"]}


def test_more_tables_are_made_where_there_are_too_few(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, people=12, tables=1) as house:
        house.arrive(house.people)
        house.run("cafe.open", number=1)
        assert [(table["number"], len(table["people"])) for table in house.desk()["tables"]] == [(1, 4), (2, 4), (3, 4)]


def test_the_same_key_opens_once(house: House) -> None:
    house.arrive(house.people)
    line = house.line(house.facilitator)
    first, again = (house.send(line, "cafe.open", number=1, key="the-same-key") for _ in range(2))
    assert first == again
    with house.app.app_context():
        assert db.session.query(CafeEvent).count() == 1


def test_a_round_that_is_open_is_not_opened_again(house: House) -> None:
    house.arrive(house.people)
    house.run("cafe.open", number=1)
    assert house.run("cafe.open", number=1)["status"] == 409


def test_attendees_open_nothing(house: House) -> None:
    house.arrive(house.people)
    assert house.send(house.line(house.people[0]), "cafe.open", number=1)["status"] == 403


def test_what_was_meant_for_one_round_does_not_end_the_next(house: House) -> None:
    house.arrive(house.people)
    house.run("cafe.open", number=1)
    house.run("cafe.open", number=2)
    assert house.run("cafe.end", round=1)["status"] == 409
    assert house.run("cafe.end", round=2)["ok"]
    assert house.desk()["round"] is None
