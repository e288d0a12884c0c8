"""Importing polls from tables: every line says what becomes of it, and nothing else is made."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference.extensions import db
from conference.people.spreadsheet import read_csv, to_csv
from conference.permissions import Role
from conference.polls.content import problems
from conference.polls.import_reading import COLUMNS, NoPollList, read_polls
from conference.polls.import_views import SAMPLE
from conference.polls.models import Poll
from conference.polls.rules import PollKind, PollSettings, Secrecy, Segment, Showing
from tests import factories as make
from tests.conftest import SignIn

TABLE = """question;kind;options;least;most;secrecy;result;session;organisations;split;guests
Which way?;single;Left|Right;;;named;live;Opening;;;yes
As a public authority, how ready?;scale;;1;5;;;;Public authority;organisation kind;
"""


def test_the_sample_can_be_imported_and_has_every_kind() -> None:
    lines, ignored = read_polls(read_csv(to_csv(SAMPLE).decode("utf-8")))
    assert not ignored
    assert not [line.problems for line in lines if line.problems]
    assert {line.content.kind for line in lines} == set(PollKind)


def test_a_line_says_all_of_a_poll() -> None:
    (first, second), _ignored = read_polls(read_csv(TABLE))
    assert (first.content.options, first.content.secrecy) == (("Left", "Right"), Secrecy.NAMED)
    assert (first.content.showing, first.session, first.content.eligibility.guests) == (Showing.LIVE, "Opening", True)
    assert second.content.eligibility.organisation_kinds == {"public_authority"}
    assert second.content.segment_by is Segment.ORGANISATION_KIND
    assert (second.content.settings, second.number) == (PollSettings(least=1, most=5), 3)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Q;dance;A|B;;;;;;;;", "no kind of poll"),
        ("Q;single;A;;;;;;;;", "at least two options"),
        (";single;A|B;;;;;;;;", "ask something"),
        ("Q;scale;A|B;;;;;;;;", "has no options"),
        ("Q;scale;;one;5;;;;;;", "no whole number"),
        ("Q;single;A|B;;;secret;;;;;", "none of: named, anonymous"),
        ("Q;single;A|B;;;;;;Cats;;", "not known"),
        ("Q;multiple;A|B;3;1;;;;;;", "between 1 and the number of options"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_beside_it(app: Flask, row: str, words: str) -> None:
    with app.test_request_context():
        (line,), _ignored = read_polls(read_csv(TABLE.splitlines()[0] + "\n" + row))
        assert words in " ".join(str(problem) for problem in line.problems)


@pytest.mark.parametrize("text", ["", "question\n", "kind;options\nsingle;A|B\n", "question;poll\na;b\n"])
def test_a_table_that_is_no_list_of_polls_is_refused_whole(app: Flask, text: str) -> None:
    with app.test_request_context(), pytest.raises(NoPollList):
        read_polls(read_csv(text))


def test_options_may_have_columns_of_their_own() -> None:
    (line,), ignored = read_polls([["Question", "Option 1", "Option 2", "Colour"], ["Q", "A", "B", "blue"]])
    assert line.content.options == ("A", "B")
    assert ignored == ["Colour"]


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=4))
def test_any_table_is_read_or_refused_and_what_has_no_problem_can_be_made(rows: list[list[str]]) -> None:
    table = [[*COLUMNS], *(["Q", *row] for row in rows)]
    try:
        lines, _ignored = read_polls(table)
    except NoPollList:
        return
    assert not [problems(line.content) for line in lines if not line.problems and problems(line.content)]


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = make.conference()
        moderator = make.participant(conference, Role.MODERATOR)
        make.item(conference, title="Opening")
        return {"path": f"/{conference.slug}/polls", "moderator": moderator.account_id}


def test_a_list_is_looked_over_and_then_made_without_its_wrong_lines(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(house["moderator"])
    answer = client.post(f"{house['path']}/import", data={"text": TABLE + "Lost;single;A|B;;;;;Nowhere;;;\n"})
    plan = client.get(answer.headers["Location"])
    assert "No session is called" in plan.text
    assert "2 polls would be made" in plan.text
    digest = plan.text.partition('name="digest" value="')[2].partition('"')[0]
    assert client.post(answer.headers["Location"], data={"digest": "other"}).status_code == 409
    done = client.post(answer.headers["Location"], data={"digest": digest}, follow_redirects=True)
    assert "2 polls are made" in done.text
    with app.app_context():
        assert [poll.question for poll in db.session.scalars(select(Poll).order_by(Poll.id))] == [
            "Which way?",
            "As a public authority, how ready?",
        ]
    assert client.post(answer.headers["Location"], data={"digest": digest}).status_code == 404


def test_another_moderators_list_is_not_there(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    answer = sign_in(house["moderator"]).post(f"{house['path']}/import", data={"text": TABLE})
    with app.app_context():
        other = make.participant(make.conference(), Role.MODERATOR).account_id
    assert sign_in(other).get(answer.headers["Location"]).status_code == 403


def test_something_that_is_no_table_is_refused_beside_the_field(house: dict[str, Any], sign_in: SignIn) -> None:
    answer = sign_in(house["moderator"]).post(f"{house['path']}/import", data={"text": ""})
    assert answer.status_code == 422
    assert "Choose a file" in answer.text
