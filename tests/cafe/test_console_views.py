"""The facilitator's console without a script: who gets in, what it shows, and its plain forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.cafe.models import Cafe, CafeTable, HelpCall, Seat
from conference.cafe.rules import CafeState, RoundState
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.cafe import making, watching
from tests.conftest import SignIn


@dataclass(frozen=True)
class Console:
    """A café in its first round, its page, and a browser of its facilitator."""

    address: str
    cafe_id: int
    tables: tuple[int, ...]
    at: tuple[tuple[int, ...], ...]
    attendee_account: int
    browser: FlaskClient

    def page(self, query: str = "") -> str:
        """Return the page as it stands now."""
        answer = self.browser.get(f"{self.address}{query}")
        assert answer.status_code == 200
        return unescape(answer.text)


Open = Callable[..., Console]


@pytest.fixture
def console(app: Flask, sign_in: SignIn) -> Open:
    """Return a function that makes a café, in its first round unless told otherwise, and opens its console."""

    def make_it(*, seated: bool = True, **values: Any) -> Console:
        with app.test_request_context():
            made = (making.seated_hall if seated else making.hall)(**values)
            account_id = made.facilitator.account_id
            return Console(
                f"/{made.house.slug}/cafe/{made.cafe.id}/console",
                made.cafe.id,
                tuple(table.id for table in made.cafe.tables),
                tuple(tuple(one.id for one in people) for people in made.at),
                made.people[0].account_id or 0,
                sign_in(account_id),
            )

    return make_it


def _hidden(page: str, act: str) -> dict[str, str]:
    """Return the hidden fields of the first form of an act, without its key: each press here draws its own."""
    form = re.search(rf'<form[^>]*data-act="{act}".*?</form>', page, flags=re.DOTALL)
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return {name: value for name, value in fields.items() if name not in {"key", "csrf_token"}}


def _post(console: Console, act: str, **values: Any) -> None:
    """Send a form as a browser without a script does."""
    answer = console.browser.post(f"{console.address}/{act}", data={"key": token_hex(16), **values})
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(console.address)


def test_the_console_is_for_those_who_facilitate(app: Flask, sign_in: SignIn, console: Open) -> None:
    opened = console()
    assert sign_in(opened.attendee_account).get(opened.address).status_code == 403
    assert sign_in(None).get(opened.address).status_code == 302
    with app.test_request_context():
        stranger = make.participant(make.conference(), Role.ORGANISER).account_id
    assert sign_in(stranger).get(opened.address).status_code in {403, 404}


def test_every_table_is_on_the_page_in_words(console: Open) -> None:
    page = console().page()
    for number in (1, 2, 3):
        assert f"Table {number}, 0 of 4 here, host Attendee {number - 1} is missing" in page
    assert page.count("dot-mark-host-missing") > 3
    assert "Round 1 of 2" in page
    assert "End round 1" in page


def test_a_table_is_opened_by_its_link_or_by_its_number(console: Open) -> None:
    opened = console()
    assert "<dialog" in opened.page()
    assert " open data-table" not in opened.page()
    for query in (f"?table={opened.tables[1]}", "?number=2"):
        page = opened.page(query)
        assert f'open data-table="{opened.tables[1]}"' in page
        people = re.findall(r'<li data-person="(\d+)"', page.split("data-people>")[1].split("</ul>")[0])
        assert tuple(map(int, people)) == opened.at[1]
        assert "Table 1: 4 seated, 2 free" in page
        assert "Table 2: 4 seated" not in page


@pytest.mark.parametrize("query", ["?table=0", "?number=99", "?table=word", "?number=999999999999999999999"])
def test_a_table_that_is_not_there_is_not_opened(console: Open, query: str) -> None:
    assert " open data-table" not in console().page(query)


def test_calls_for_help_stand_first_the_oldest_before_the_others(app: Flask, console: Open) -> None:
    opened = console()
    with app.app_context():
        for place in (2, 0):
            make.kept(HelpCall(table_id=opened.tables[place]))
    page = opened.page()
    calls = re.findall(r'data-call-of="(\d+)"', page)
    assert [int(one) for one in calls] == [opened.tables[2], opened.tables[0]]
    assert page.index("data-call-of") < page.index("data-tile=")
    assert "host Attendee 2 is missing, few people, asks for help" in page


def test_a_fragment_is_only_what_a_press_changes(console: Open) -> None:
    page = console().page("?fragment=1")
    assert re.findall(r'data-part="(\w+)"', page) == ["clock", "steps", "quality"]
    assert "<html" not in page
    assert "data-tile" not in page


def test_a_draft_says_that_only_facilitators_see_it(console: Open) -> None:
    page = console(seated=False, state=CafeState.DRAFT).page()
    assert "A draft, seen by facilitators only" in page
    assert "Open the café" in page
    assert "nobody seated" in page


def test_a_cafe_without_tables_says_what_it_needs(console: Open) -> None:
    page = console(seated=False, tables=0).page()
    assert "No tables yet" in page
    assert "data-big" not in page


def test_a_cafe_with_nobody_there_says_how_people_come_to_a_seat(console: Open) -> None:
    page = console(seated=False).page()
    hint = re.search(r"<p[^>]*data-nobody[^>]*>", page)
    assert hint
    assert "hidden" not in hint[0]


def test_a_merged_table_stays_readable_and_is_nobodys_aim(app: Flask, console: Open) -> None:
    opened = console()
    with app.app_context():
        db.session.get_one(CafeTable, opened.tables[2]).merged_into_id = opened.tables[0]
        db.session.commit()
    page = opened.page(f"?table={opened.tables[0]}")
    assert "Table 3, merged into table 1" in page
    options = page.split("data-rooms>")[1].split("</select>")[0]
    assert [int(one) for one in re.findall(r'value="(\d+)"', options)] == [opened.tables[1]]


def test_a_larger_cafe_takes_no_more_statements(
    app: Flask, console: Open, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    small, large = console(people=8, tables=2), console(people=48, tables=12)
    small.page()
    large.page()
    assert count_queries(large.page) <= count_queries(small.page)


def test_a_person_is_moved_and_a_host_named_without_a_script(app: Flask, console: Open) -> None:
    opened = console()
    mover, stays = opened.at[0][1], opened.at[0][2]
    page = opened.page(f"?table={opened.tables[0]}")
    assert f'/host" name="table" value="{opened.tables[0]}"' in page
    # Both of one name are sent, as the button and the list of one form: the button's comes first.
    _post(opened, "host", table=[opened.tables[0], opened.tables[1]], participant=stays)
    _post(opened, "move", table=opened.tables[1], participant=mover)
    with app.app_context():
        seats = {one.participant_id: one for one in db.session.query(Seat)}
        assert seats[mover].table_id == opened.tables[1]
        assert seats[stays].is_host
        assert seats[stays].table_id == opened.tables[0]


def test_help_is_answered_a_message_sent_and_tables_merged_without_a_script(app: Flask, console: Open) -> None:
    opened = console(people=6)
    with app.app_context():
        make.kept(HelpCall(table_id=opened.tables[0]))
    page = opened.page(f"?table={opened.tables[0]}")
    this = str(opened.tables[0])
    assert _hidden(page, "answer_help") == {"table": this}
    assert _hidden(page, "message") == {"tables": this}
    assert _hidden(page, "merge") == {"table": this}
    _post(opened, "answer_help", table=this)
    _post(opened, "message", tables=this, text="Five more minutes")
    _post(opened, "merge", table=this, into=opened.tables[1])
    page = opened.page()
    assert "data-call-of" not in page
    assert "Table 1, merged into table 2" in page


def test_the_buttons_lead_a_cafe_from_its_round_to_its_close(app: Flask, sign_in: SignIn) -> None:
    with watching.opened(app, sign_in, seated=True) as house:
        house.arrive(house.people)
        with app.test_request_context():
            slug = db.session.get_one(Conference, house.house).slug
            browser = sign_in(db.session.get_one(Participant, house.facilitator).account_id)
        opened = Console(f"/{slug}/cafe/{house.cafe}/console", house.cafe, tuple(house.tables), (), 0, browser)
        for label in ("End round 1", "Open round 2", "End round 2", "Begin the harvest", "Close the café"):
            steps = opened.page().partition('data-part="steps"')[2].partition("</form>")[0] + "</form>"
            act = re.search(r'data-act="(\w+)"', steps)
            assert act
            assert f"<span>{label}</span>" in steps
            assert ("/board/" in opened.page()) == (label == "Close the café")
            _post(opened, act[1], **_hidden(steps, act[1]))
    with app.app_context():
        cafe = db.session.get_one(Cafe, opened.cafe_id)
        assert cafe.state is CafeState.CLOSED
        assert {one.state for one in cafe.rounds} == {RoundState.CLOSED}
    assert "The café is closed." in opened.page()


def test_all_who_came_late_are_seated_by_one_press(app: Flask, sign_in: SignIn) -> None:
    with watching.opened(app, sign_in, 12, 3, seated=True) as house:
        with app.test_request_context():
            conference = db.session.get_one(Conference, house.house)
            late = [make.participant(conference, name=f"Late {number}").id for number in range(2)]
            browser = sign_in(db.session.get_one(Participant, house.facilitator).account_id)
            address = f"/{conference.slug}/cafe/{house.cafe}/console"
        house.arrive(late)
        opened = Console(address, house.cafe, tuple(house.tables), (), 0, browser)
        page = opened.page()
        assert page.count("data-late=") - page.count('data-late="0"') == 2
        assert _hidden(page, "seat") == {}
        _post(opened, "seat")
        assert set(late) <= set(house.seats())
        assert opened.page().count("data-late=") == 1
