"""The agreed list of a question: made from headings, kept with its trail, exported, and held about people."""

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from conference.cafe.board_state_actions import board_state
from conference.cafe.dot_actions import put_dot
from conference.cafe.harvest import QuestionOutcomes
from conference.cafe.harvest_held_data import erase_from_harvest, harvest_data
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading, CafeOutcome
from conference.cafe.models import CafeQuestion
from conference.cafe.outcome_actions import change_list, fingerprint
from conference.cafe.outcome_state_actions import outcomes_of, outcomes_of_question
from conference.cafe.rules import CafeState
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from tests import factories as make
from tests.cafe.harvesting import card_ids, harvest, heading, question, step, write
from tests.cafe.making import Hall
from tests.conftest import SignIn


def _list(made: Hall) -> QuestionOutcomes:
    return outcomes_of_question(db.session.get_one(CafeQuestion, question(made)))


def _do(made: Hall, form: str, by: Participant | None = None, **fields: object) -> str:
    sent = {name: str(value) for name, value in fields.items()}
    return change_list(make.actor(by or made.facilitator), made.cafe.id, question(made), form, sent)


def _grouped() -> tuple[Hall, int, int]:
    """Make a board with two headings, the second of which has more dots, and cards under both."""
    made = harvest(dots_open=True)
    ids = card_ids(made)
    money, skills = heading(made, "Money").id, heading(made, "Skills", 1).id
    step(made, "place", card=[f"{ids['More funding']}:0", f"{ids['Fewer forms']}:0"], heading=money)
    step(made, "place", card=[f"{ids['Better training']}:0"], heading=skills)
    for person in made.people[:2]:
        put_dot(make.actor(person), skills, wanted=True)
    made.cafe.dots_open = False
    db.session.commit()
    return made, money, skills


@pytest.mark.usefixtures("session")
def test_the_list_is_made_from_headings_most_dots_first_with_the_cards_behind_each() -> None:
    made, _money, _skills = _grouped()
    below = db.session.get_one(CafeCard, card_ids(made)["More funding"])
    write(made, made.cafe.tables[2], "Funding, more of it", made.at[2][1], merged_into_id=below.id)
    _do(made, "make")
    found = _list(made).outcomes
    assert [(one.text, one.dots) for one in found] == [("Skills", 2), ("Money", 0)]
    assert [(card.text, card.table) for card in found[1].trail] == [
        ("More funding", 1),
        ("Fewer forms", 1),
        ("Funding, more of it", 3),
    ]
    assert found[1].tables == [1, 3]


@pytest.mark.usefixtures("session")
def test_the_trail_stays_whatever_is_done_to_headings_and_cards_afterwards() -> None:
    made, money, _skills = _grouped()
    _do(made, "make")
    cards = card_ids(made)
    step(made, "place", card=[f"{cards['More funding']}:{money}", f"{cards['Fewer forms']}:{money}"], heading=0)
    step(made, "drop", heading=money)
    db.session.get_one(CafeCard, cards["Fewer forms"]).deleted_at = made.cafe.created_at
    db.session.commit()
    kept = _list(made).outcomes[1]
    assert (kept.text, [card.text for card in kept.trail]) == ("Money", ["More funding", "Fewer forms"])


@pytest.mark.usefixtures("session")
def test_bringing_the_list_up_to_date_adds_what_is_new_and_keeps_words_and_order() -> None:
    made, _money, skills = _grouped()
    _do(made, "make")
    first = _list(made).outcomes[0]
    _do(made, "edit", outcome=first.id, version=first.version, text="Skills for all")
    heading(made, "Data", 2)
    step(made, "place", card=[f"{card_ids(made)['Open data']}:0"], heading=skills)
    _do(made, "make")
    found = _list(made).outcomes
    assert [one.text for one in found] == ["Skills for all", "Money", "Data"]
    assert len(found[0].trail) == 2


@pytest.mark.usefixtures("session")
def test_lines_are_added_moved_and_removed() -> None:
    made, _money, _skills = _grouped()
    _do(made, "make")
    _do(made, "add", text="By hand")
    with pytest.raises(Refused, match="already"):
        _do(made, "add", text="By hand")
    db.session.rollback()
    skills, money, hand = (one.id for one in _list(made).outcomes)
    _do(made, "move", outcome=hand, before=skills)
    _do(made, "remove", outcome=money)
    assert [one.text for one in _list(made).outcomes] == ["By hand", "Skills"]


@pytest.mark.usefixtures("session")
def test_a_list_made_while_dots_are_put_gives_no_counts_away() -> None:
    made, _money, _skills = _grouped()
    made.cafe.dots_open = True
    db.session.commit()
    _do(made, "make")
    assert {one["dots"] for one in board_state(question(made))["outcomes"]} == {None}
    made.cafe.dots_open = False
    db.session.commit()
    # Nor does their order: it is the board's.
    assert [one["dots"] for one in board_state(question(made))["outcomes"]] == [0, 2]


def test_the_page_of_a_list_made_while_dots_are_put_gives_no_counts_away(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made, _money, _skills = _grouped()
        made.cafe.dots_open = True
        db.session.commit()
        _do(made, "make")
        page = f"/{made.house.slug}/cafe/{made.cafe.id}/board/{question(made)}/list"
        attendee, facilitator = made.people[5].account_id, made.facilitator.account_id
    assert "2 dots" not in sign_in(attendee).get(page).text
    assert "2 dots" in sign_in(facilitator).get(page).text


@pytest.mark.usefixtures("session")
def test_an_agreed_list_is_opened_again_before_it_changes() -> None:
    made, _money, _skills = _grouped()
    _do(made, "make")
    _do(made, "agree", seen=fingerprint(_list(made)))
    assert _list(made).agreed_at is not None
    for form in ("make", "add", "remove"):
        with pytest.raises(Refused, match="agreed"):
            _do(made, form, text="x", outcome=_list(made).outcomes[0].id)
        db.session.rollback()
    _do(made, "reopen")
    _do(made, "add", text="One more")
    assert _list(made).agreed_at is None


@pytest.mark.usefixtures("session")
def test_nobody_agrees_to_what_they_have_not_seen() -> None:
    made, _money, _skills = _grouped()
    _do(made, "make")
    seen = fingerprint(_list(made))
    one = _list(made).outcomes[0]
    _do(made, "edit", by=made.organiser, outcome=one.id, version=one.version, text="Something else")
    with pytest.raises(Stale):
        _do(made, "agree", seen=seen)
    db.session.rollback()
    with pytest.raises(Stale, match="Something else"):
        _do(made, "edit", outcome=one.id, version=one.version, text="Mine")
    db.session.rollback()
    made.cafe.dots_open = True
    db.session.commit()
    with pytest.raises(Refused, match="close them"):
        _do(made, "agree", seen=fingerprint(_list(made)))


@pytest.mark.usefixtures("session")
def test_an_attendee_changes_no_list_and_a_line_of_elsewhere_is_not_found() -> None:
    made, _money, _skills = _grouped()
    other, _m, _s = _grouped()
    for one in (made, other):
        _do(one, "make")
    with pytest.raises(Forbidden):
        _do(made, "add", by=made.people[0], text="Mine")
    db.session.rollback()
    theirs = _list(other).outcomes[0].id
    for form in ("edit", "move", "remove"):
        with pytest.raises(NotFound):
            _do(made, form, outcome=theirs, text="Ours", version=1)
        db.session.rollback()
    with pytest.raises(NotFound):
        change_list(make.actor(other.facilitator), made.cafe.id, question(made), "add", {"text": "Theirs"})
    db.session.rollback()
    with pytest.raises(NotFound):
        change_list(make.actor(made.facilitator), made.cafe.id, question(other), "add", {"text": "Crossed"})


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 501])
def test_hostile_lines_are_refused(text: str) -> None:
    made = harvest()
    with pytest.raises(Refused):
        _do(made, "add", text=text)


@pytest.mark.usefixtures("session")
def test_what_came_of_all_cafes_is_one_value_without_a_name() -> None:
    made, _money, _skills = _grouped()
    _do(made, "make")
    (found,) = outcomes_of(made.house.id)
    assert (found.title, [len(one.outcomes) for one in found.questions]) == ("Green", [2, 0, 0])
    assert not [person.name for person in made.people if person.name in repr(found)]
    assert outcomes_of(make.conference().id) == []


@pytest.mark.usefixtures("session")
def test_what_is_held_about_a_person_is_given_out_and_erasing_keeps_what_counts() -> None:
    made, _money, skills = _grouped()
    person = made.people[0]
    held = harvest_data(person)
    assert [card["text"] for card in held["cafe_cards"]] == ["More funding", "Fewer forms"]  # type: ignore[attr-defined]
    assert [dot["heading"] for dot in held["cafe_dots"]] == ["Skills"]  # type: ignore[attr-defined]
    _do(made, "make")
    erase_from_harvest(person)
    db.session.commit()
    assert db.session.query(CafeCard).filter(CafeCard.author_id == person.id).count() == 0
    assert db.session.query(CafeCard).count() == 4
    assert db.session.query(CafeDot).filter(CafeDot.heading_id == skills).count() == 2


def _export(app: Flask, sign_in: SignIn, path: str) -> tuple[bytes, int]:
    with app.test_request_context():
        made, _money, _skills = _grouped()
        one = db.session.get_one(CafeHeading, _money)
        one.text = '=HYPERLINK("http://evil.example")'
        db.session.commit()
        _do(made, "make")
        account, slug, cafe = made.facilitator.account_id, made.house.slug, made.cafe.id
    answer = sign_in(account).get(f"/{slug}/cafe/{cafe}/{path}")
    return answer.data, answer.status_code


def test_the_export_as_csv_runs_no_formula(app: Flask, sign_in: SignIn) -> None:
    body, status = _export(app, sign_in, "harvest.csv")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert status == 200
    assert rows[1][1:6] == ["1", "Skills", "2", "2", "1"]
    assert rows[2][2] == '\'=HYPERLINK("http://evil.example")'
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_export_of_cards_names_tables_and_nobody(app: Flask, sign_in: SignIn) -> None:
    body, _status = _export(app, sign_in, "harvest.csv?of=cards")
    text = body.decode("utf-8-sig")
    assert "Better training,2," in text
    assert "Attendee" not in text


def test_the_export_as_workbook_has_both(app: Flask, sign_in: SignIn) -> None:
    body, _status = _export(app, sign_in, "harvest.xlsx")
    assert load_workbook(io.BytesIO(body)).sheetnames == ["Outcomes", "Cards"]


def test_the_export_as_text_has_lines_dots_and_trails(app: Flask, sign_in: SignIn) -> None:
    body, _status = _export(app, sign_in, "harvest.txt")
    text = body.decode()
    assert "1. Skills (2 dots)\n   - Better training (table 2)" in text
    assert "This list is not agreed yet." in text


def test_an_attendee_exports_nothing(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest()
        account, path = made.people[0].account_id, f"/{made.house.slug}/cafe/{made.cafe.id}/harvest"
    for kind in ("csv", "xlsx", "txt"):
        assert sign_in(account).get(f"{path}.{kind}").status_code == 403


def test_what_was_typed_and_refused_comes_back(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest()
        account = made.facilitator.account_id
        page = f"/{made.house.slug}/cafe/{made.cafe.id}/board/{question(made)}/list"
        made.cafe.state = CafeState.HARVEST
        db.session.commit()
    browser = sign_in(account)
    long = "far too long " * 40
    answer = browser.post(f"{page}/add", data={"text": long}, follow_redirects=True)
    assert "longer than 500" in answer.text
    assert long[:100] in answer.text
    browser.post(f"{page}/add", data={"text": "<b>Bold</b>"})
    shown = browser.get(page).text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in shown
    with app.app_context():
        assert db.session.query(CafeOutcome).count() == 1
