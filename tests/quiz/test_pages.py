"""The pages of the quiz: playing by forms alone, making and mending a quiz, importing, and what may be deleted."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from conference.extensions import db
from conference.people.held_data import erase_participant, held_data
from conference.people.models import Participant
from conference.permissions import Role
from conference.quiz.models import Quiz, QuizAnswer, QuizPart, QuizPlayer, QuizQuestion
from conference.quiz.question_table import as_table, read_questions
from conference.quiz.rules import Answers, QuestionState, What
from tests import factories as make
from tests.conftest import NOON, SignIn
from tests.quiz import making
from tests.quiz.making import after

# Two seconds after the opening, less the usual round trip of a form: a second and a half of twenty.
FORM_POINTS = 963


class House:
    """A conference with a quiz of two questions, a moderator and a player."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        with app.test_request_context():
            house = make.conference()
            quiz = making.quiz(house)
            self.base, self.id, self.quiz, self.part = f"/{house.slug}/quiz", house.id, quiz.id, quiz.parts[0].id
            self.first, self.second = [question.id for question in quiz.parts[0].questions]
            self.options = [making.option(self.first, at) for at in range(3)]
            moderator, player = make.participant(house, Role.MODERATOR), make.participant(house)
            self.desk, self.person, self.account = moderator.id, player.id, player.account_id
            accounts = moderator.account_id, player.account_id
        self.moderator = sign_in(accounts[0])
        self.player = sign_in(accounts[1])

    def step(self, question_id: int, what: What) -> None:
        with self.app.test_request_context():
            making.step(make.actor(db.session.get_one(Participant, self.desk)), question_id, what)

    def form(self, **overrides: Any) -> dict[str, Any]:
        with self.app.app_context():
            version = db.session.get_one(QuizQuestion, self.first).version
        texts = {f"option_{at}": f"Answer {'ABC'[at]}" for at in range(3)}
        known = {"text": "Question 1?", "seconds": "20", "points": "1000", "version": str(version)}
        return {**known, **texts, "right_0": "y", **overrides}

    def answer(self, at: int = 0, seconds: float = 2) -> str:
        with after(seconds):
            sent = {"option": str(self.options[at]), "key": "key-00000001", "nickname": "Grey Heron"}
            address = f"{self.base}/questions/{self.first}/answer"
            return self.player.post(address, data=sent, follow_redirects=True).text

    def points(self) -> list[int]:
        with self.app.app_context():
            return list(db.session.scalars(select(QuizAnswer.points)))


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> House:
    return House(app, sign_in)


def test_a_nickname_that_is_refused_stays_in_its_field_without_a_script(house: House) -> None:
    panel = f"{house.base}/parts/{house.part}"
    sent = {"nickname": "!!"}
    page = house.player.post(f"{panel}/nickname", data=sent, follow_redirects=True).text
    assert "Please choose a nickname" in page
    assert 'value="!!"' in page


def test_a_page_without_a_script_is_not_drawn_anew_while_a_nickname_is_typed(house: House) -> None:
    panel = f"{house.base}/parts/{house.part}"
    page = house.player.get(f"{panel}/panel").text
    assert 'http-equiv="refresh"' in page
    choose = re.search(r'href="([^"]+)">Choose a nickname', page)
    assert choose
    assert 'http-equiv="refresh"' not in house.player.get(choose[1].replace("&amp;", "&")).text
    page = house.player.post(f"{panel}/nickname", data={"nickname": "Grey Heron"}, follow_redirects=True).text
    assert 'http-equiv="refresh"' in page
    change = re.search(r'href="([^"]+)">Change the nickname', page)
    assert change
    page = house.player.get(change[1].replace("&amp;", "&")).text
    assert 'http-equiv="refresh"' not in page
    assert 'value="Grey Heron"' in page


def test_a_part_is_played_by_forms_alone(house: House) -> None:
    panel = f"{house.base}/parts/{house.part}/panel"
    assert "The quiz begins in a moment." in house.player.get(panel).text
    with after(0):
        house.step(house.first, What.OPEN)
        page = house.player.get(panel).text
    assert page.count('name="option"') == 3
    # It looks again when the time is up, and not while somebody is choosing.
    assert re.search(r'<noscript><meta http-equiv="refresh" content="21">', page)
    said = house.answer()
    assert "Your answer is in." in said
    assert "You play as Grey Heron." in said
    assert (
        "answered this question already"
        in house.player.post(
            f"{house.base}/questions/{house.first}/answer", data={"option": house.options[1]}, follow_redirects=True
        ).text
    )
    with after(30):
        house.step(house.first, What.REVEAL)
        assert f"Right! {FORM_POINTS} points." in house.player.get(panel).text


@pytest.mark.parametrize(
    ("answers_at", "when"),
    [(None, "are shown later."), (NOON + timedelta(hours=20), f"are shown on {NOON + timedelta(hours=20):%A %-d %B}")],
)
def test_between_questions_a_player_reads_when_the_answers_come(
    house: House, answers_at: datetime | None, when: str
) -> None:
    with house.app.app_context():
        part = db.session.get_one(QuizPart, house.part)
        part.answers, part.answers_at = Answers.LATER, answers_at
        db.session.commit()
    panel = f"{house.base}/parts/{house.part}/panel"
    with after(0):
        house.step(house.first, What.OPEN)
        assert '<p class="quiz-note" role="status" data-note></p>' in house.player.get(panel).text
    house.answer()
    with after(30):
        assert f"data-note>Your answer is in. The right answers {when}" in house.player.get(panel).text


def test_the_leaderboard_says_that_nobody_played_once_all_answers_are_out(house: House) -> None:
    page = f"{house.base}/{house.quiz}/leaderboard"
    assert "No points are out yet" in house.player.get(page).text
    with house.app.app_context():
        for question in db.session.scalars(select(QuizQuestion)):
            question.state = QuestionState.REVEALED
            question.opened_at = question.closes_at = NOON
        db.session.commit()
    text = house.player.get(page).text
    assert "Nobody played here" in text
    assert "No points are out yet" not in text


def test_a_fragment_is_the_bare_section(house: House) -> None:
    for name, browser in (("panel", house.player), ("wall", house.player), ("controls", house.moderator)):
        text = browser.get(f"{house.base}/parts/{house.part}/{name}?fragment=1").text
        assert text.strip().startswith("<section")
        assert "<html" not in text


def test_a_stale_step_is_answered_409_with_what_is_now(house: House) -> None:
    with after(0):
        house.step(house.first, What.OPEN)
    sent = {"what": "reveal", "version": "1"}
    headers = {"Accept": "application/json"}
    with after(5):
        answer = house.moderator.post(f"{house.base}/questions/{house.first}/step", data=sent, headers=headers)
    assert (answer.status_code, answer.get_json()["error"]) == (409, "Somebody else was quicker. The question is open.")
    with after(5):
        again = house.moderator.post(
            f"{house.base}/questions/{house.first}/step", data={"what": "open", "version": "1"}, headers=headers
        )
    assert again.get_json() == {"done": False, "said": "The question is open."}


def test_a_mended_key_counts_all_answers_anew(house: House) -> None:
    with after(0):
        house.step(house.first, What.OPEN)
    house.answer(at=1)
    assert house.points() == [0]
    address = f"{house.base}/questions/{house.first}/edit"
    with after(5):
        assert "open right now" in house.moderator.post(address, data=house.form()).text
    with after(60):
        mended = house.form(right_1="y")
        del mended["right_0"]
        assert house.moderator.post(address, data=mended).status_code == 302
        assert house.points() == [FORM_POINTS]
        fewer = house.moderator.post(address, data=house.form(option_2=""))
        slower = house.moderator.post(address, data=house.form(seconds="30"))
    assert (fewer.status_code, slower.status_code) == (422, 422)


def test_a_question_that_somebody_else_saved_is_not_saved_over(house: House) -> None:
    address = f"{house.base}/questions/{house.first}/edit"
    mine = house.form(text="Mine?")
    assert house.moderator.post(address, data=house.form(text="Theirs?")).status_code == 302
    answer = house.moderator.post(address, data=mine)
    assert answer.status_code == 409
    assert "Theirs?" in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"option_1": "", "option_2": ""}, "two to 6 answers"),
        ({"option_1": "answer a"}, "are the same"),
        ({"right_0": ""}, "at least one answer as right"),
        ({"seconds": "2"}, "a number from 5 to 600"),
        ({"text": " "}, "fill this in"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(house: House, wrong: dict[str, str], said: str) -> None:
    values = {name: text for name, text in house.form(**wrong).items() if name != "right_0" or text}
    answer = house.moderator.post(f"{house.base}/parts/{house.part}/questions/new", data=values)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_picture_is_seen_once_its_question_is_asked_and_needs_words(house: House) -> None:
    def picture() -> tuple[io.BytesIO, str]:
        content = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(content, "PNG")
        content.seek(0)
        return content, "picture.png"

    address, shown = f"{house.base}/questions/{house.first}/edit", f"{house.base}/questions/{house.first}/picture"
    assert "Say in words" in house.moderator.post(address, data=house.form(picture=picture())).text
    values = house.form(picture=picture(), picture_alt="A teal field")
    assert house.moderator.post(address, data=values).status_code == 302
    assert house.player.get(shown).status_code == 404
    with house.moderator.get(shown) as seen:
        assert seen.mimetype == "image/webp"
    with after(0):
        house.step(house.first, What.OPEN)
        with house.player.get(shown) as seen:
            assert seen.mimetype == "image/webp"
        assert 'alt="A teal field"' in house.player.get(f"{house.base}/parts/{house.part}/panel").text


def test_what_was_asked_is_deleted_only_after_starting_over(house: House) -> None:
    with after(0):
        house.step(house.first, What.OPEN)
    house.answer()
    refused = "Start the part over first"
    with after(60):
        for path in (f"/questions/{house.first}/delete", f"/parts/{house.part}/delete", f"/{house.quiz}/delete"):
            assert refused in house.moderator.post(house.base + path, follow_redirects=True).text
        house.moderator.post(f"{house.base}/parts/{house.part}/start-over")
        assert house.points() == []
        with house.app.app_context():
            part = db.session.get_one(QuizPart, house.part)
            assert {question.state for question in part.questions} == {QuestionState.WAITING}
        house.moderator.post(f"{house.base}/{house.quiz}/delete")
    with house.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(QuizQuestion)) == 0


def test_a_copy_of_a_quiz_begins_from_the_beginning(house: House) -> None:
    with after(0):
        house.step(house.first, What.OPEN)
    house.moderator.post(f"{house.base}/{house.quiz}/duplicate")
    with house.app.app_context():
        copy = db.session.scalars(select(Quiz).order_by(Quiz.id.desc())).first()
        assert copy is not None
        assert [one.state for one in copy.parts[0].questions] == [QuestionState.WAITING] * 2
        assert [option.is_right for option in copy.parts[0].questions[0].options] == [True, False, False]


def test_parts_and_questions_are_put_in_order(house: House) -> None:
    house.moderator.post(f"{house.base}/questions/{house.second}/order", data={"to": "earlier"})
    house.moderator.post(f"{house.base}/questions/{house.second}/duplicate")
    with house.app.app_context():
        part = db.session.get_one(QuizPart, house.part)
        assert [question.text for question in part.questions] == ["Question 2?", "Question 2?", "Question 1?"]


def test_a_list_is_looked_over_and_then_added(house: House) -> None:
    text = "question;a;b;c;right;seconds;colour\nHow many?;1;2;;B;30;red\nWhich?;x;;;A;;\nWho?;p;q;r;AC;;"
    address = f"{house.base}/parts/{house.part}/import"
    plan = house.moderator.post(address, data={"text": text}, follow_redirects=False)
    page = house.moderator.get(plan.headers["Location"]).text
    assert "Add 2 questions" in page
    assert "It needs at least two answers" in page
    assert "colour" in page
    house.moderator.post(plan.headers["Location"])
    with house.app.app_context():
        added = db.session.get_one(QuizPart, house.part).questions[2:]
        assert [(one.text, one.seconds, len(one.right_ids)) for one in added] == [("How many?", 30, 1), ("Who?", 20, 2)]
    table = house.moderator.get(f"{house.base}/parts/{house.part}/questions.csv").get_data().decode("utf-8-sig")
    assert table.splitlines()[0].startswith("question,a,b,c,d,e,f,right,seconds")


def test_a_list_written_is_read_back_the_same(house: House) -> None:
    with house.app.app_context():
        from conference.quiz.question_actions import content_of  # noqa: PLC0415 - next to its only use

        contents = [content_of(question) for question in db.session.get_one(QuizPart, house.part).questions]
    found = read_questions(as_table(contents))
    assert found is not None
    assert [line.content for line in found[0]] == contents
    assert not [line.problems for line in found[0] if line.problems]


def test_settings_of_a_part_keep_the_planned_moment_on_the_conferences_clock(house: House) -> None:
    values = {"title": "Part I", "item_id": "0", "answers": "later", "answers_at": "2026-03-11T11:00", "version": "1"}
    house.moderator.post(f"{house.base}/parts/{house.part}/edit", data=values)
    with house.app.app_context():
        part = db.session.get_one(QuizPart, house.part)
        assert part.answers_at is not None
        assert part.answers_at.isoformat() == "2026-03-11T10:00:00+00:00"
    assert 'value="2026-03-11T11:00"' in house.moderator.get(f"{house.base}/parts/{house.part}/edit").text


def test_a_person_can_have_what_is_held_and_have_it_forgotten(house: House) -> None:
    with after(0):
        house.step(house.first, What.OPEN)
    house.answer()
    with house.app.test_request_context():
        person = db.session.get_one(Participant, house.person)
        assert person.account_id is not None
        (held,) = held_data(person.account_id)["participants"][0]["quizzes"]
        assert (held["nickname"], held["answers"][0]["chosen"]) == ("Grey Heron", ["Answer A"])
        assert held["answers"][0]["points"] is None, "points tell what is right before it is revealed"
    with after(30):
        house.step(house.first, What.REVEAL)
    with house.app.test_request_context():
        person = db.session.get_one(Participant, house.person)
        (held,) = held_data(person.account_id or 0)["participants"][0]["quizzes"]
        assert held["answers"][0]["points"] == FORM_POINTS
        erase_participant(person)
        db.session.commit()
        player = db.session.scalars(select(QuizPlayer)).one()
        assert (player.hidden, "Heron" in player.nickname) == (True, False)
    assert house.points() == [FORM_POINTS]


def test_places_cost_the_same_few_queries_however_many_play(house: House, count_queries: Any) -> None:
    with after(0):
        house.step(house.first, What.OPEN)
    house.answer()
    with after(30):
        house.step(house.first, What.REVEAL)
        address = f"{house.base}/parts/{house.part}/mine?question={house.first}"
        house.player.get(address)
        assert count_queries(lambda: house.player.get(address)) <= 16
