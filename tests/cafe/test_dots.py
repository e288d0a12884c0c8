"""Dots: so many for each person and question, while they are open; never more, however they come."""

import pytest
from flask import Flask

from conference.cafe.board_state_actions import board_state, desk_state, dots_of
from conference.cafe.console_actions import set_state
from conference.cafe.dot_actions import open_dots, own_dots, put_dot
from conference.cafe.harvest_models import CafeDot, CafeHeading
from conference.cafe.rules import CafeState
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.cafe.harvesting import harvest, heading, question, step
from tests.cafe.making import Hall
from tests.cafe.watching import heard, opened
from tests.conftest import SignIn
from tests.racing import Act, at_once


def _ready(count: int = 4, **overrides: object) -> tuple[Hall, list[int]]:
    made = harvest(dots_open=True, **overrides)  # type: ignore[arg-type]
    return made, [heading(made, f"Heading {number}", number).id for number in range(count)]


@pytest.mark.usefixtures("session")
def test_dots_are_put_and_taken_back_and_counted() -> None:
    made, headings = _ready()
    one, two = (make.actor(person) for person in made.people[:2])
    put_dot(one, headings[0], wanted=True)
    put_dot(two, headings[0], wanted=True)
    put_dot(one, headings[1], wanted=True)
    put_dot(one, headings[1], wanted=False)
    assert dots_of(question(made)) == {headings[0]: 2}
    assert own_dots(one, question(made)) == [headings[0]]


@pytest.mark.usefixtures("session")
def test_a_dot_said_twice_is_one_also_after_the_closing() -> None:
    made, headings = _ready()
    actor = make.actor(made.people[0])
    for _ in range(3):
        put_dot(actor, headings[0], wanted=True)
    open_dots(make.actor(made.facilitator), made.cafe.id, opened=False)
    put_dot(actor, headings[0], wanted=True)
    with pytest.raises(Refused):
        put_dot(actor, headings[0], wanted=False)
    db.session.rollback()
    assert dots_of(question(made)) == {headings[0]: 1}


@pytest.mark.usefixtures("session")
def test_a_harvest_that_is_opened_again_has_its_dots_closed() -> None:
    made, _headings = _ready()
    facilitator = make.actor(made.facilitator)
    for number, state in enumerate((CafeState.CLOSED, CafeState.HARVEST)):
        set_state(facilitator, made.cafe.id, state, f"state-{number:08}")
    assert not made.cafe.dots_open


@pytest.mark.usefixtures("session")
def test_dots_beyond_the_limit_are_refused_and_each_question_has_its_own() -> None:
    made, headings = _ready(dots=2)
    actor = make.actor(made.people[0])
    other = make.kept(CafeHeading(question_id=made.cafe.questions[1].id, text="Elsewhere")).id
    for one in headings[:2]:
        put_dot(actor, one, wanted=True)
    with pytest.raises(Refused, match="2 dots"):
        put_dot(actor, headings[2], wanted=True)
    db.session.rollback()
    put_dot(actor, other, wanted=True)
    put_dot(actor, headings[0], wanted=False)
    put_dot(actor, headings[2], wanted=True)
    assert own_dots(actor, question(made)) == [headings[1], headings[2]]


@pytest.mark.usefixtures("session")
def test_nobody_is_shown_counts_while_dots_are_put_but_facilitators() -> None:
    made, headings = _ready()
    put_dot(make.actor(made.people[0]), headings[0], wanted=True)
    assert {one["dots"] for one in board_state(question(made))["headings"]} == {None}
    assert desk_state(question(made)) == {"dots": {str(headings[0]): 1}, "voters": 1}
    open_dots(make.actor(made.facilitator), made.cafe.id, opened=False)
    assert [one["dots"] for one in board_state(question(made))["headings"]] == [1, 0, 0, 0]


@pytest.mark.usefixtures("session")
def test_an_attendee_neither_opens_nor_closes_dots() -> None:
    made, _headings = _ready()
    with pytest.raises(Forbidden):
        open_dots(make.actor(made.people[0]), made.cafe.id, opened=False)


@pytest.mark.usefixtures("session")
def test_dots_are_put_in_the_harvest_only() -> None:
    made, headings = _ready()
    made.cafe.state, made.cafe.dots_open = CafeState.OPEN, False
    db.session.commit()
    with pytest.raises(Refused, match="harvest"):
        open_dots(make.actor(made.facilitator), made.cafe.id, opened=True)
    db.session.rollback()
    with pytest.raises(NotFound):
        put_dot(make.actor(made.people[0]), headings[0], wanted=True)
    db.session.rollback()
    made.cafe.state, made.cafe.dots_open = CafeState.CLOSED, True
    db.session.commit()
    with pytest.raises(Refused):
        put_dot(make.actor(made.people[0]), headings[0], wanted=True)
    # A café that was closed while dots were open shows what was counted.
    assert {one["dots"] for one in board_state(question(made))["headings"]} == {0}


@pytest.mark.usefixtures("session")
def test_a_heading_of_another_conference_takes_no_dot() -> None:
    made, _headings = _ready()
    other, theirs = _ready()
    for heading_id in (theirs[0], 2**31 - 1):
        with pytest.raises(NotFound):
            put_dot(make.actor(made.people[0]), heading_id, wanted=True)
        db.session.rollback()
    assert dots_of(question(other)) == {}


@pytest.mark.usefixtures("session")
def test_a_guest_puts_no_dot() -> None:
    made, headings = _ready()
    guest = make.participant(made.house, Role.GUEST)
    with pytest.raises(Forbidden):
        put_dot(make.actor(guest), headings[0], wanted=True)


def test_while_dots_are_put_the_lobby_and_the_tables_lead_there_and_their_pages_are_told(
    app: Flask, sign_in: SignIn
) -> None:
    with opened(app, sign_in, seated=True, state=CafeState.HARVEST) as house:
        with app.test_request_context():
            slug = db.session.get_one(Participant, house.organiser).conference.slug
            accounts = [db.session.get_one(Participant, one).account_id for one in (house.people[0], house.facilitator)]
        pages = [f"/{slug}/cafe/{house.cafe}", f"/{slug}/cafe/{house.cafe}/tables/{house.tables[0]}"]
        lobby, table = house.line(house.people[0]), house.line(house.facilitator)
        assert house.watch(lobby)["state"]["dots"] is False
        assert house.watch(table, "cafe_table", house.tables[0])["state"]["dots"] is False
        for opening in (True, False):
            with app.test_request_context():
                open_dots(make.actor(db.session.get_one(Participant, house.facilitator)), house.cafe, opened=opening)
            house.tick()
            for line, topic in ((lobby, "cafe"), (table, "cafe_table")):
                assert [told["state"]["dots"] for told in heard(line) if told["topic"] == topic] == [opening]
            for account, page in zip(accounts, pages, strict=True):
                shown = sign_in(account).get(page).text
                assert ("data-dots>" in shown, "data-dots hidden>" in shown) == (opening, not opening)
                assert "Put your dots: question 3" in shown


def test_one_person_with_eight_browsers_at_once_never_has_more_dots_than_are_given(app: Flask) -> None:
    with app.test_request_context():
        made, headings = _ready(8, dots=3)
        person = made.people[0].id

    def put(heading_id: int) -> object:
        return put_dot(make.actor(db.session.get_one(Participant, person)), heading_id, wanted=True)

    outcomes = at_once(app, [lambda one=one: put(one) for one in headings])  # type: ignore[misc]
    with app.app_context():
        assert db.session.query(CafeDot).count() == 3
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 5


def test_the_same_dot_by_four_ways_at_once_is_one(app: Flask) -> None:
    with app.test_request_context():
        made, headings = _ready(1)
        person = made.people[0].id

    def put() -> object:
        return put_dot(make.actor(db.session.get_one(Participant, person)), headings[0], wanted=True)

    outcomes = at_once(app, [put] * 4)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    with app.app_context():
        assert db.session.query(CafeDot).count() == 1


def test_a_heading_that_is_deleted_while_dots_are_put_on_it_takes_none_with_it(app: Flask) -> None:
    with app.test_request_context():
        made, headings = _ready(1)
        people = [person.id for person in made.people[:4]]

    def put(person: int) -> object:
        return put_dot(make.actor(db.session.get_one(Participant, person)), headings[0], wanted=True)

    acts: list[Act] = [lambda one=one: put(one) for one in people]  # type: ignore[misc]

    def drop() -> object:
        db.session.add_all([made.facilitator, made.cafe])
        return step(made, "drop", heading=headings[0])

    outcomes = at_once(app, [*acts, drop])
    dropped = not isinstance(outcomes[-1], Exception)
    counted = sum(isinstance(outcome, int) for outcome in outcomes[:-1])
    with app.app_context():
        assert (db.session.query(CafeDot).count(), counted) == ((0, 0) if dropped else (counted, counted))
