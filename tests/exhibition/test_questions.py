"""Questions to a booth: asked once, a few at a time, answered once, told once, shown to all without a name."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.exhibition.contact_actions import contact_at
from conference.exhibition.contact_models import BoothLead, BoothQuestion
from conference.exhibition.models import Booth
from conference.exhibition.question_actions import (
    LONGEST_QUESTION,
    MOST_OPEN,
    answer_question,
    ask,
    show_question,
    withdraw_question,
)
from conference.exhibition.question_list_actions import own_questions, public_questions, team_questions
from conference.exhibition.rules import BoothState, LeadSource, QuestionState
from conference.extensions import db
from conference.mail import Mail
from conference.people.block_actions import note_block
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.making import Fair
from tests.racing import DONE, Job, at_once_as

KEY = "key-00000001"


@pytest.fixture
def fair(session: Any) -> Fair:
    return making.fair()


def _ask(fair: Fair, who: int = 0, text: str = "How does it work?", key: str = KEY) -> BoothQuestion:
    return ask(fair.actor(fair.visitors[who]), fair.booth.id, text, key)


def test_the_same_pressing_asks_once(fair: Fair) -> None:
    assert _ask(fair).id == _ask(fair).id
    assert db.session.scalar(select(func.count()).select_from(BoothQuestion)) == 1


def test_whoever_asks_is_known_to_the_team_and_has_consented_to_nothing(fair: Fair) -> None:
    _ask(fair)
    lead = db.session.scalars(select(BoothLead)).one()
    assert (lead.source, lead.consented_at, lead.shares_email) == (LeadSource.QUESTION, None, False)


def test_only_so_many_wait_at_one_booth_and_an_answer_makes_room(fair: Fair) -> None:
    questions = [_ask(fair, key=f"key-{number:08}") for number in range(MOST_OPEN)]
    with pytest.raises(Refused, match="wait here already"):
        _ask(fair, key="key-one-more")
    assert _ask(fair, key="key-00000000").id == questions[0].id
    _ask(fair, 1, key="key-another")
    answer_question(fair.actor(fair.mate), questions[0].id, 1, "So.", is_public=False)
    _ask(fair, key="key-one-more")


@pytest.mark.parametrize("text", ["", "   \u200b ", None, 5, "x" * (LONGEST_QUESTION + 1)])
def test_no_text_and_one_that_is_too_long_are_refused(fair: Fair, text: Any) -> None:
    with pytest.raises(Refused):
        _ask(fair, text=text)


def test_nobody_asks_their_own_booth_or_one_that_is_not_in_the_hall(fair: Fair) -> None:
    with pytest.raises(Forbidden):
        ask(fair.actor(fair.mate), fair.booth.id, "Me?", KEY)
    other = making.booth(fair.house, fair.lead, state=BoothState.WITHDRAWN)
    with pytest.raises(NotFound):
        ask(fair.actor(fair.visitors[0]), other.id, "There?", KEY)


def test_a_question_is_taken_back_as_long_as_nobody_has_answered(fair: Fair) -> None:
    one, two = _ask(fair), _ask(fair, key="key-00000002")
    with pytest.raises(NotFound):
        withdraw_question(fair.actor(fair.visitors[1]), one.id)
    withdraw_question(fair.actor(fair.visitors[0]), one.id)
    answer_question(fair.actor(fair.lead), two.id, 1, "Yes.", is_public=False)
    with pytest.raises(Refused):
        withdraw_question(fair.actor(fair.visitors[0]), two.id)
    assert [one.row.id for one in own_questions(fair.actor(fair.visitors[0]))] == [two.id]


def test_an_answer_is_told_by_one_mail_however_often_it_is_changed(fair: Fair) -> None:
    question = _ask(fair)
    answer_question(fair.actor(fair.lead), question.id, 1, "First.", is_public=False)
    answer_question(fair.actor(fair.mate), question.id, 2, "Better.", is_public=False)
    mail = db.session.scalars(select(Mail)).one()
    account = fair.visitors[0].account
    assert account is not None
    assert mail.recipient == account.email
    assert f"/exhibition/mine#question-{question.id}" in mail.text
    assert "First." in mail.text


def test_whoever_answers_second_is_told_who_was_first_and_nothing_is_lost(fair: Fair) -> None:
    question = _ask(fair)
    answer_question(fair.actor(fair.lead), question.id, 1, "Mine.", is_public=False)
    with pytest.raises(Stale, match="Lead has answered") as told:
        answer_question(fair.actor(fair.mate), question.id, 1, "Theirs.", is_public=False)
    assert list(told.value.differences.values()) == [("Theirs.", "Mine.")]
    assert db.session.get_one(BoothQuestion, question.id).answer == "Mine."


def test_a_question_is_missed_by_the_clock_and_may_still_be_answered(fair: Fair) -> None:
    question = _ask(fair)
    visitor = fair.actor(fair.visitors[0])
    with clock.stopped_at(clock.now() + timedelta(hours=24, seconds=1)):
        assert [one.state for one in own_questions(visitor)] == [QuestionState.MISSED]
        answer_question(fair.actor(fair.lead), question.id, 1, "Late.", is_public=False)
        assert [one.state for one in own_questions(visitor)] == [QuestionState.ANSWERED]


def test_what_everybody_may_read_names_nobody_and_can_be_hidden_again(fair: Fair) -> None:
    question, lead = _ask(fair), fair.actor(fair.lead)
    with pytest.raises(Refused):
        show_question(lead, question.id, 1, is_public=True)
    answer_question(lead, question.id, 1, "So.", is_public=True)
    contact = contact_at(fair.actor(fair.visitors[1]), fair.booth)
    assert [(one.text, one.answer) for one in contact.answered] == [("How does it work?", "So.")]
    with pytest.raises(Stale):
        show_question(lead, question.id, 1, is_public=False)
    show_question(lead, question.id, 2, is_public=False)
    assert not public_questions(fair.booth.id)


def test_a_question_reaches_the_team_and_nobody_else(fair: Fair) -> None:
    question = _ask(fair)
    stranger = make.participant(fair.house, Role.ATTENDEE, Role.EXHIBITOR)
    making.booth(fair.house, stranger, name="Another")
    for person in (stranger, fair.organiser, fair.visitors[1]):
        with pytest.raises(Forbidden):
            team_questions(fair.actor(person), fair.booth.id)
        with pytest.raises(Forbidden):
            answer_question(fair.actor(person), question.id, 1, "Me.", is_public=True)


def test_a_block_keeps_a_member_and_the_asker_from_each_other(fair: Fair) -> None:
    question = _ask(fair)
    note_block(fair.actor(fair.visitors[0]), fair.mate)
    db.session.commit()
    assert not team_questions(fair.actor(fair.mate), fair.booth.id)
    with pytest.raises(NotFound):
        answer_question(fair.actor(fair.mate), question.id, 1, "Me.", is_public=False)
    assert [one.row.id for one in team_questions(fair.actor(fair.lead), fair.booth.id)] == [question.id]


def test_who_asks_twice_in_the_same_moment_asks_once(app: Flask) -> None:
    with app.test_request_context():
        made = making.fair()
        visitor, booth = made.visitors[0].id, made.booth.id
    jobs: list[tuple[int, Job]]
    jobs = [(visitor, lambda actor: ask(actor, booth, "Twice?", KEY)) for _ in range(4)]
    assert at_once_as(app, jobs) == [DONE] * 4
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(BoothQuestion)) == 1
        assert db.session.scalar(select(func.count()).select_from(BoothLead)) == 1


def test_who_asks_much_in_the_same_moment_gets_no_more_than_the_limit(app: Flask) -> None:
    with app.test_request_context():
        made = making.fair()
        visitor, booth = made.visitors[0].id, made.booth.id

    def asking(number: int) -> Job:
        return lambda actor: ask(actor, booth, "And this?", f"key-{number:08}")

    answers = at_once_as(app, [(visitor, asking(number)) for number in range(MOST_OPEN + 2)])
    assert answers.count(DONE) == MOST_OPEN


def test_two_who_answer_in_the_same_moment_write_one_answer(app: Flask) -> None:
    with app.test_request_context():
        made = making.fair()
        question = _ask(made).id
        people = (made.lead.id, made.mate.id)

    def answering(text: str) -> Job:
        return lambda actor: answer_question(actor, question, 1, text, is_public=False)

    answers = at_once_as(app, [(one, answering(f"By {one}.")) for one in people])
    assert answers.count(DONE) == 1
    with app.test_request_context():
        row = db.session.get_one(BoothQuestion, question)
        assert row.answer == f"By {row.answered_by_id}."
        by = db.session.get_one(Participant, row.answered_by_id)
        assert f"{by.name} has answered meanwhile." in answers
        assert db.session.scalar(select(func.count()).select_from(Mail)) == 1


def test_a_refused_question_comes_back_with_what_was_written(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        address = f"/{made.house.slug}/exhibition/{made.booth.id}/questions"
        browser = sign_in(made.visitors[0].account)
    words = "x" * (LONGEST_QUESTION + 1)
    answer = browser.post(address, data={"ask-text": words, "ask-key": KEY})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    told = browser.post(address, data={"ask-text": words, "ask-key": KEY}, headers={"Accept": "application/json"})
    assert (told.status_code, bool((told.json or {}).get("error"))) == (422, True)


def test_a_question_goes_all_the_way_by_plain_forms(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        base, booth = f"/{made.house.slug}/exhibition", made.booth.id
        visitor, mate, other = (
            sign_in(made.visitors[0].account),
            sign_in(made.mate.account),
            sign_in(made.visitors[1].account),
        )
    assert visitor.post(f"{base}/{booth}/questions", data={"ask-text": "Who pays?", "ask-key": KEY}).status_code == 302
    assert "Who pays?" in visitor.get(f"{base}/{booth}/contact").get_data(as_text=True)
    assert "Who pays?" not in other.get(f"{base}/{booth}/contact").get_data(as_text=True)
    with app.test_request_context():
        question = db.session.scalars(select(BoothQuestion.id)).one()
    assert "Who pays?" in mate.get(f"{base}/{booth}/desk").get_data(as_text=True)
    form = {f"q{question}-text": "We do.", f"q{question}-version": "1", f"q{question}-is_public": "y"}
    assert mate.post(f"{base}/questions/{question}/answer", data=form).status_code == 302
    assert "We do." in visitor.get(f"{base}/mine").get_data(as_text=True)
    page = other.get(f"{base}/{booth}/contact").get_data(as_text=True)
    assert "We do." in page
    assert "Visitor 0" not in page
    second = mate.post(f"{base}/questions/{question}/answer", data={**form, f"q{question}-text": "Nobody."})
    assert second.status_code == 409
    assert "Nobody." in second.get_data(as_text=True)


def test_the_panel_is_there_for_everybody_and_asks_strangers_to_sign_in(app: Flask, client: Any) -> None:
    with app.test_request_context():
        made = making.fair()
        address = f"/{made.house.slug}/exhibition/{made.booth.id}/contact"
    page = client.get(address).get_data(as_text=True)
    assert "/sign-in" in page
    assert "ask-text" not in page
    with app.test_request_context():
        db.session.get_one(Booth, made.booth.id).state = BoothState.WITHDRAWN
        db.session.commit()
    assert client.get(address).status_code == 404
