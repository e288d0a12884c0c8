"""Taking back what a facilitator did; refused where something that was done since contradicts it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from conference import clock
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import CafeQuestion, CafeRound, CafeTable, HelpCall, Seat, TableChoice
from conference.extensions import db
from tests.cafe.watching import House, opened
from tests.conftest import NOON, SignIn


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    """Ten people at three tables, in their first round since noon."""
    with clock.stopped_at(NOON), opened(app, sign_in, people=10, seated=True) as made:
        yield made


def shown(house: House) -> Any:
    """Return all that undoing is to bring back: rounds, tables with their people and hosts, who has no seat."""
    desk = house.desk()
    tables = [
        (one["host"], {p["id"] for p in one["people"]}, one["merged_into"], one["help"]) for one in desk["tables"]
    ]
    return tables, desk["round"], desk["rounds"], desk["unseated"], desk["state"]


ACTS: dict[str, dict[str, Any]] = {
    "cafe.pause": {},
    "cafe.extend": {"seconds": 60},
    "cafe.end": {},
    "cafe.move": {"participant": 1, "table": 2},
    "cafe.merge": {"table": 0, "into": 2},
    "cafe.host": {"table": 0, "participant": 2},
    "cafe.seat": {},
    "cafe.open": {"number": 2},
    "cafe.state": {"to": "harvest"},
}


def said(house: House, name: str) -> dict[str, Any]:
    """Return what a message says, with the ids of this house."""
    known = {"participant": house.at[0], "table": house.tables, "into": house.tables}
    return {field: known[field][value] if field in known else value for field, value in ACTS[name].items()}


@pytest.mark.parametrize("name", ACTS)
def test_what_was_done_is_taken_back_and_all_is_as_it_was(house: House, name: str) -> None:
    house.arrive([*house.people[:5]])
    with house.app.app_context():
        db.session.add(HelpCall(table_id=house.tables[0]))
        if name == "cafe.seat":
            db.session.query(Seat).filter_by(participant_id=house.at[1][1]).delete()
        db.session.commit()
    before = shown(house)
    event = house.run(name, **said(house, name))["event"]
    assert shown(house) != before
    undo = house.desk()["undo"]
    assert undo["id"] == event
    assert undo["words"]
    for _twice in range(2):
        assert house.run("cafe.undo", event=event) == {"ok": 1, "event": event}
        assert shown(house) == before
    assert house.desk()["undo"] is None


def test_a_pause_that_is_taken_back_goes_on_with_what_was_left(house: House) -> None:
    event = house.run("cafe.pause")["event"]
    with clock.stopped_at(NOON + timedelta(minutes=3)):
        house.run("cafe.undo", event=event)
        ends_at = int((NOON + timedelta(minutes=23)).timestamp() * 1000)
        assert house.desk()["round"]["ends_at"] == ends_at


def test_an_opening_is_taken_back_within_a_minute_and_gives_tables_and_choices_back(
    app: Flask, sign_in: SignIn
) -> None:
    with clock.stopped_at(NOON), opened(app, sign_in, people=9, tables=1, may_choose=True) as house:
        house.arrive(house.people)
        with app.app_context():
            db.session.add(TableChoice(cafe_id=house.cafe, participant_id=house.people[3], table_id=house.tables[0]))
            db.session.commit()
        event = house.run("cafe.open", number=1)["event"]
        assert house.seats()[house.people[3]] == house.tables[0]
        assert len(house.desk()["tables"]) == 2
        made = {one["id"] for one in house.desk()["tables"]} - set(house.tables)
        with app.app_context():
            # Somebody has chosen anew since.
            db.session.add(TableChoice(cafe_id=house.cafe, participant_id=house.people[3], table_id=house.tables[0]))
            db.session.commit()
        assert house.run("cafe.undo", event=event)["ok"]
        desk = house.desk()
        assert (len(desk["tables"]), desk["rounds"][0]["state"], house.seats()) == (1, "waiting", {})
        with app.app_context():
            assert db.session.query(TableChoice).count() == 1
        event = house.run("cafe.open", number=1)["event"]
        # What was said at a table that is no more is nothing for those of a new one: its id is not given again.
        assert made.isdisjoint(one["id"] for one in house.desk()["tables"])
        with clock.stopped_at(NOON + timedelta(seconds=61)):
            assert house.desk()["undo"] is None
            assert house.run("cafe.undo", event=event)["status"] == 422


def test_a_table_whose_host_was_seated_by_what_is_taken_back_gets_another(app: Flask, sign_in: SignIn) -> None:
    with clock.stopped_at(NOON), opened(app, sign_in, people=4, tables=2, seated=True) as house:
        empty = house.tables[1]
        with app.app_context():
            db.session.query(Seat).filter_by(table_id=empty).delete()
            db.session.commit()
        first, second = house.at[1]
        house.arrive([first, second])
        event = house.run("cafe.seat", participant=first, table=empty)["event"]
        house.run("cafe.seat", participant=second, table=empty)
        assert house.run("cafe.undo", event=event)["ok"]
        assert next(one for one in house.desk()["tables"] if one["id"] == empty)["host"] == second


def test_a_moved_host_does_not_come_back_over_one_who_was_named_since(house: House) -> None:
    host, _other, named = house.at[0][:3]
    event = house.run("cafe.move", participant=host, table=house.tables[1])["event"]
    house.run("cafe.host", table=house.tables[0], participant=named)
    assert house.run("cafe.undo", event=event)["status"] == 409
    assert house.desk()["tables"][0]["host"] == named


def test_an_opening_is_not_taken_back_when_cards_were_written_in_the_round(house: House) -> None:
    house.arrive(house.people)
    event = house.run("cafe.open", number=2)["event"]
    with house.app.app_context():
        question = db.session.query(CafeQuestion).first()
        row = db.session.query(CafeRound).filter_by(number=2).one()
        assert question is not None
        db.session.add(
            CafeCard(table_id=house.tables[0], question_id=question.id, round_id=row.id, text="Yes", key="key-1")
        )
        db.session.commit()
    assert house.run("cafe.undo", event=event)["status"] == 422


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("cafe.move", ("cafe.move", {"participant": 1, "table": 1})),
        ("cafe.merge", ("cafe.move", {"participant": 1, "table": 1})),
        ("cafe.host", ("cafe.move", {"participant": 0, "table": 1})),
        ("cafe.pause", ("cafe.resume", {})),
        ("cafe.extend", ("cafe.end", {})),
        ("cafe.end", ("cafe.open", {"number": 2})),
        ("cafe.move", ("cafe.open", {"number": 2})),
    ],
)
def test_what_is_contradicted_by_something_later_is_not_taken_back(
    house: House, first: str, then: tuple[str, dict[str, Any]]
) -> None:
    house.arrive(house.people)
    event = house.run(first, **said(house, first))["event"]
    known = {"participant": house.at[0], "table": house.tables}
    later = {field: known[field][value] if field in known else value for field, value in then[1].items()}
    assert house.run(then[0], **later)["ok"]
    answer = house.run("cafe.undo", event=event)
    assert answer["status"] in {409, 422}
    assert answer["error"]


def test_what_was_said_and_help_that_was_answered_stay(house: House) -> None:
    event = house.run("cafe.message", text="Ten minutes left.")["event"]
    assert house.desk()["undo"] is None
    assert house.run("cafe.undo", event=event)["status"] == 422


def test_nothing_of_another_cafe_is_taken_back(house: House, app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, seated=True) as elsewhere:
        event = elsewhere.run("cafe.pause")["event"]
        assert house.run("cafe.undo", event=event)["status"] == 404
        assert elsewhere.desk()["round"]["state"] == "paused"


@pytest.mark.parametrize(("to", "words"), [("harvest", "The harvest began"), ("draft", "The café became a draft")])
def test_the_state_that_can_be_taken_back_is_named(house: House, to: str, words: str) -> None:
    house.run("cafe.state", to=to)
    assert house.desk()["undo"]["words"] == words


def test_an_opening_is_taken_back_also_where_a_table_that_was_chosen_is_no_more(app: Flask, sign_in: SignIn) -> None:
    with clock.stopped_at(NOON), opened(app, sign_in, people=8, tables=3, may_choose=True) as house:
        house.arrive(house.people)
        chosen = {house.people[0]: house.tables[0], house.people[1]: house.tables[1]}
        with app.app_context():
            db.session.add_all(
                TableChoice(cafe_id=house.cafe, participant_id=person, table_id=table)
                for person, table in chosen.items()
            )
            db.session.commit()
        event = house.run("cafe.open", number=1)["event"]
        with app.app_context():
            db.session.query(Seat).filter_by(table_id=house.tables[0]).delete()
            db.session.query(CafeTable).filter_by(id=house.tables[0]).delete()
            db.session.commit()
        assert house.run("cafe.undo", event=event) == {"ok": 1, "event": event}
        with app.app_context():
            left = [(row.participant_id, row.table_id) for row in db.session.query(TableChoice)]
        assert left == [(house.people[1], house.tables[1])]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (200, "The round was made longer by 3:20 minutes"),
        (60, "The round was made longer by 1 minute"),
        (300, "The round was made longer by 5 minutes"),
        (-90, "The round was made shorter by 1:30 minutes"),
        (5, "The round was made longer by 0:05 minutes"),
    ],
)
def test_what_an_extension_is_called_is_a_time_that_people_read(house: House, seconds: int, words: str) -> None:
    assert house.run("cafe.extend", seconds=seconds)["ok"]
    assert house.desk()["undo"]["words"] == words
