"""The pages of questions as browsers without a script use them, and what others read of them afterwards."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from conference.agenda.models import ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.chat.making import hall
from tests.conftest import SignIn
from tests.questions.making import opened


@dataclass(frozen=True)
class Place:
    """Where the session's questions are, and browsers of who is there."""

    base: str
    session: str
    item_id: int
    moderator: FlaskClient
    anna: FlaskClient
    bruno: FlaskClient
    speaker: FlaskClient
    stranger: FlaskClient


@pytest.fixture
def place(app: Flask, sign_in: SignIn) -> Place:
    with app.test_request_context():
        there = hall()
        speaker = make.participant(there.house, Role.SPEAKER, name="Sara Speaker")
        db.session.add(ItemPerson(item_id=there.item_id, participant_id=speaker.id, role=RoleInItem.SPEAKER))
        db.session.commit()
        release_agenda(make.actor(there.organiser), notify=False)
        opened(there)
        slug, item_id = there.house.slug, there.item_id
        accounts = [row.account_id for row in (there.moderator, there.anna, there.bruno, speaker)]
    moderator, anna, bruno, sara = (sign_in(account) for account in accounts)
    base = f"/{slug}/questions/{item_id}"
    return Place(base, f"/{slug}/agenda/{item_id}", item_id, moderator, anna, bruno, sara, sign_in(None))


JSON = {"Accept": "application/json"}


def _ask(place: Place, text: str) -> int:
    answer: Any = place.anna.post(f"{place.base}/ask", data={"text": text}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return int(answer.json["id"])


def _decide(place: Place, browser: FlaskClient, question: int, what: str, version: int, **more: str) -> Any:
    return browser.post(
        f"{place.base.rpartition('/')[0]}/of/{question}/decide/{what}", data={"version": str(version), **more}
    )


def test_a_question_goes_its_way_by_plain_forms(place: Place) -> None:
    answer = place.anna.post(f"{place.base}/ask", data={"text": "Who pays?"}, follow_redirects=True)
    assert "Your question is in the list." in answer.text
    assert "Who pays?" in place.bruno.get(f"{place.base}/panel").text
    question = place.bruno.get(f"{place.base}/panel?fragment=1").text.split('data-id="')[1].split('"')[0]
    of = place.base.rpartition("/")[0] + f"/of/{question}"
    assert place.bruno.post(f"{of}/vote", data={"wanted": "1"}).status_code == 302
    assert 'aria-pressed="true"' in place.bruno.get(f"{place.base}/panel").text
    assert place.moderator.get(f"{of}/more").status_code == 200
    _decide(place, place.moderator, int(question), "answer", 1, then="controls")
    assert "Who pays?" in place.bruno.get(f"{place.base}/wall").text


def test_what_was_refused_stays_in_the_field(place: Place) -> None:
    answer = place.anna.post(f"{place.base}/ask", data={"text": "x" * 401})
    assert answer.status_code == 422
    assert "x" * 401 in answer.text
    assert "longer than 400" in answer.text


def test_a_refused_question_without_a_name_is_not_asked_by_name_the_next_time(place: Place) -> None:
    ticked = re.compile(r'<input[^>]*name="anonymous"[^>]* checked')
    answer = place.anna.post(f"{place.base}/ask", data={"text": "x" * 401, "anonymous": "1"})
    assert answer.status_code == 422
    assert ticked.search(answer.text)
    assert not ticked.search(place.anna.post(f"{place.base}/ask", data={"text": "x" * 401}).text)


def test_a_fragment_is_only_the_section(place: Place) -> None:
    for part, browser in (("panel", place.anna), ("wall", place.anna), ("controls", place.moderator)):
        whole = browser.get(f"{place.base}/{part}").text
        bare = browser.get(f"{place.base}/{part}?fragment=1").text
        assert "<html" in whole
        assert "<html" not in bare
        assert "<section" in bare


def test_the_answered_ones_stand_on_the_sessions_page_for_who_takes_part(place: Place) -> None:
    question = _ask(place, "Who pays?")
    assert "Asked and answered" not in place.bruno.get(place.session).text
    _decide(place, place.moderator, question, "write", 1, answer="The Union.")
    page = place.bruno.get(place.session).text
    assert "Asked and answered" in page
    assert "The Union." in page
    assert "Anna Wagner" not in place.stranger.get(place.session).text


def test_a_stale_decision_of_a_script_is_answered_409_with_what_it_is_now(place: Place) -> None:
    question = _ask(place, "Who pays?")
    _decide(place, place.moderator, question, "answer", 1)
    address = f"{place.base.rpartition('/')[0]}/of/{question}/decide/hide"
    answer: Any = place.moderator.post(address, data={"version": "1"}, headers=JSON)
    assert answer.status_code == 409
    assert "being answered now" in answer.json["error"]


def test_speakers_have_a_view_of_their_own_and_answer_in_writing(place: Place) -> None:
    question = _ask(place, "Who pays?")
    assert "Who pays?" in place.speaker.get(f"{place.base}/speaker").text
    assert place.bruno.get(f"{place.base}/speaker").status_code == 404
    write = f"{place.base.rpartition('/')[0]}/of/{question}/write"
    assert place.bruno.get(write).status_code == 404
    assert place.speaker.get(write).status_code == 200
    assert _decide(place, place.bruno, question, "write", 1, answer="Me!").status_code == 403
    _decide(place, place.speaker, question, "write", 1, answer="We do.", then="speaker")
    assert "Sara Speaker" in place.bruno.get(f"{place.base}/panel").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_is_a_table_without_formulas_and_for_moderators_only(place: Place, form: str) -> None:
    _ask(place, "=1+1")
    assert place.anna.get(f"{place.base}/export/{form}").status_code == 403
    answer = place.moderator.get(f"{place.base}/export/{form}")
    if form == "csv":
        assert "'=1+1" in answer.data.decode("utf-8-sig")
    else:
        sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
        assert sheet["B2"].value == "'=1+1"


def test_more_questions_cost_no_more_queries(place: Place, count_queries: Callable[[Callable[[], Any]], int]) -> None:
    _ask(place, "One?")
    place.bruno.get(f"{place.base}/panel")
    one = count_queries(lambda: place.bruno.get(f"{place.base}/panel"))
    for text in ("Two?", "Three?"):
        _ask(place, text)
    assert count_queries(lambda: place.bruno.get(f"{place.base}/panel")) == one
