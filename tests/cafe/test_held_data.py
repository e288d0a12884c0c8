"""What is held about a person of world cafés, and what becomes of it when they are erased."""

from typing import Any

import pytest

from conference.cafe.harvest_held_data import erase_from_harvest, harvest_data
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading
from conference.cafe.held_data import cafe_acts, cafe_data, erase_from_cafes
from conference.cafe.models import CafeTable, HelpCall, Seat, TableChoice
from conference.cafe.round_actions import pause
from conference.extensions import db
from conference.people.models import Participant
from tests import factories as make
from tests.cafe.making import Hall, seated_hall

pytestmark = pytest.mark.usefixtures("session")


def busy() -> Hall:
    """Make a café in which the first person did all that one can do."""
    made = seated_hall()
    person, table = made.people[0], made.cafe.tables[0]
    question = made.cafe.questions[0]
    table.host_id = person.id
    make.kept(CafeCard(table_id=table.id, question_id=question.id, author_id=person.id, text="My card", key="key-1"))
    make.kept(HelpCall(table_id=table.id, asked_by_id=person.id))
    make.kept(TableChoice(cafe_id=made.cafe.id, participant_id=person.id, table_id=table.id))
    heading = make.kept(CafeHeading(question_id=question.id, text="Skills"))
    make.kept(CafeDot(heading_id=heading.id, participant_id=person.id))
    return made


def everything(person: Participant) -> dict[str, Any]:
    return {**cafe_data(person), **cafe_acts(person), **harvest_data(person)}


def test_a_person_gets_all_that_is_held_about_them_and_nothing_of_others() -> None:
    made = busy()
    held: dict[str, Any] = everything(made.people[0])
    seat = held["cafe_seats"][0]
    assert (seat["cafe"], seat["round"], seat["table"], seat["host"]) == ("Green", 1, 1, True)
    assert [card["text"] for card in held["cafe_cards"]] == ["My card"]
    assert [dot["heading"] for dot in held["cafe_dots"]] == ["Skills"]
    assert held["cafe_table_choices"] == held["cafe_tables_hosted"] == [{"cafe": "Green", "table": 1}]
    assert len(held["cafe_help_calls"]) == 1
    other: dict[str, Any] = everything(made.people[1])
    assert {name for name, rows in other.items() if rows} == {"cafe_seats"}


def test_who_led_a_cafe_gets_what_they_did() -> None:
    made = busy()
    pause(make.actor(made.facilitator), made.cafe.id, "key-00000001")
    held: dict[str, Any] = dict(cafe_acts(made.facilitator))
    assert [act["act"] for act in held["cafe_acts"]] == ["pause"]


def test_whoever_is_erased_leaves_cards_without_a_name_and_hosts_nothing() -> None:
    made = busy()
    erase_from_cafes(made.people[0])
    erase_from_harvest(made.people[0])
    db.session.commit()
    card = db.session.query(CafeCard).one()
    assert (card.text, card.author_id) == ("My card", None)
    assert db.session.query(CafeTable).filter(CafeTable.host_id.is_not(None)).count() == 0
    assert db.session.query(TableChoice).count() == 0
    assert db.session.query(Seat).filter_by(participant_id=made.people[0].id).count() == 1
