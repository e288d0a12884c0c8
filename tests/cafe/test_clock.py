"""The clock of a round, which the server keeps: pausing, going on, extending, ending, and running out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from conference import clock
from conference.cafe.models import CafeEvent, CafeRound
from conference.cafe.round_actions import close_rounds_that_are_over
from conference.extensions import db
from tests.cafe.watching import House, opened
from tests.conftest import NOON, SignIn


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    """Twelve people at three tables in their first round, which began at noon."""
    with clock.stopped_at(NOON), opened(app, sign_in, seated=True) as made:
        yield made


def test_lobby_seats_and_console_show_the_round_and_who_sits_where(house: House) -> None:
    line = house.line(house.people[0])
    state = house.watch(line)["state"]
    ends_at = int((NOON + timedelta(minutes=20)).timestamp() * 1000)
    now = {"number": 1, "state": "open", "minutes": 20, "ends_at": ends_at, "left_seconds": None}
    assert state["round"] == now
    assert (state["state"], state["present"]) == ("open", 1)
    assert [table["number"] for table in state["tables"]] == [1, 2, 3]
    seats = house.watch(line, "cafe_seats")["state"]
    assert seats["round"] == now
    assert {int(person) for person in seats["seats"]} == set(house.people)
    assert seats["numbers"] == {str(table): number for number, table in enumerate(house.tables, 1)}
    desk = house.desk()
    assert (desk["present"], desk["missing"], desk["round"]) == (1, 11, now)
    assert [{one["id"] for one in table["people"]} for table in desk["tables"]] == [set(people) for people in house.at]
    assert [table["host"] for table in desk["tables"]] == [people[0] for people in house.at]


def test_a_round_is_ended_before_its_time(house: House) -> None:
    assert house.run("cafe.end")["ok"]
    desk = house.desk()
    assert (desk["round"], desk["rounds"][0]["state"], desk["ended"]["number"]) == (None, "closed", 1)
    assert house.run("cafe.end")["status"] == 422


def test_the_same_key_extends_once(house: House) -> None:
    line = house.line(house.facilitator)
    first, again = (house.send(line, "cafe.extend", seconds=60, key="the-same-key") for _ in range(2))
    assert first == again
    with house.app.app_context():
        assert db.session.query(CafeEvent).count() == 1
        assert db.session.query(CafeRound).filter_by(number=1).one().ends_at == NOON + timedelta(minutes=21)


@pytest.mark.parametrize("seconds", [0, None, "60", 1.5, 10**9, True])
def test_nonsense_extends_nothing(house: House, seconds: object) -> None:
    assert house.run("cafe.extend", seconds=seconds)["status"] == 422


@pytest.mark.parametrize("name", ["cafe.pause", "cafe.resume", "cafe.extend", "cafe.end"])
def test_attendees_run_no_clock(house: House, name: str) -> None:
    assert house.send(house.line(house.people[0]), name, seconds=60)["status"] == 403


def test_attendees_do_not_watch_the_console_and_strangers_nothing(house: House) -> None:
    assert house.watch(house.line(house.people[0]), "cafe_desk")["status"] == 403
    for topic in ("cafe", "cafe_seats", "cafe_desk"):
        assert house.watch(house.line(None), topic)["status"] == 401


def test_the_clock_stands_still_goes_on_and_is_extended(house: House) -> None:
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        assert house.run("cafe.pause")["ok"]
        assert house.run("cafe.pause")["status"] == 409
    with clock.stopped_at(NOON + timedelta(minutes=50)):
        assert house.desk()["round"] | {"ends_at": None} == {
            "number": 1, "state": "paused", "minutes": 20, "ends_at": None, "left_seconds": 900,
        }  # fmt: skip
        house.run("cafe.extend", seconds=60)
        assert house.run("cafe.resume")["ok"]
        ends_at = int((clock.now() + timedelta(minutes=16)).timestamp() * 1000)
        assert house.desk()["round"]["ends_at"] == ends_at


def test_a_round_whose_time_is_up_is_over_for_everybody_before_the_alarm_has_noted_it(house: House) -> None:
    with clock.stopped_at(NOON + timedelta(minutes=20)):
        assert house.desk()["round"] is None
        assert house.run("cafe.pause")["status"] == 422
        with house.app.app_context():
            close_rounds_that_are_over()
            row = db.session.query(CafeRound).filter_by(number=1).one()
            assert (row.state, row.ends_at, row.closed_at) == ("closed", None, NOON + timedelta(minutes=20))
        assert house.desk()["rounds"][0]["state"] == "closed"


@pytest.mark.parametrize("noted", [True, False])
def test_what_has_just_run_out_is_extended_and_goes_on(house: House, *, noted: bool) -> None:
    seats = house.seats()
    with clock.stopped_at(NOON + timedelta(minutes=21)):
        if noted:
            with house.app.app_context():
                close_rounds_that_are_over()
        assert house.desk()["ended"]["number"] == 1
        assert house.run("cafe.extend", seconds=120)["ok"]
        assert house.desk()["round"]["state"] == "open"
        assert house.seats() == seats
    with clock.stopped_at(NOON + timedelta(minutes=45)):
        assert house.run("cafe.extend", seconds=120)["status"] == 422
