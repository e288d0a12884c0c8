"""Running a part: steps in their order, by several moderators, by the clock, and answers at the planned moment."""

from datetime import timedelta

import pytest

from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor
from conference.quiz.models import QuizPart, QuizQuestion
from conference.quiz.rules import Answers, QuestionState, What
from conference.quiz.run_actions import (
    change_question,
    close_what_is_over,
    next_step,
    show_answers_that_are_due,
    step_part,
    step_question,
)
from conference.quiz.state_actions import player_state
from tests import factories as make
from tests.conftest import NOON
from tests.quiz import making
from tests.quiz.making import GRACE, after, part_step, step

pytestmark = pytest.mark.usefixtures("session")


def _press(part_id: int, actor: Actor) -> What | None:
    """Press the desk's large button once."""
    part = db.session.get_one(QuizPart, part_id)
    following = next_step(part)
    if following is None:
        return None
    if following.question_id is None:
        step_part(actor, part_id, following.what, following.version)
    else:
        step_question(actor, following.question_id, following.what, following.version)
    return following.what


def test_the_large_button_leads_through_a_part() -> None:
    house = make.conference()
    part_id = making.quiz(house).parts[0].id
    actor = making.moderator(house)
    pressed = []
    for number in range(7):
        with after(number * 60):
            pressed.append(_press(part_id, actor))
    assert pressed == [What.OPEN, What.REVEAL, What.OPEN, What.REVEAL, What.END, None, None]
    part = db.session.get_one(QuizPart, part_id)
    assert part.ended_at is not None
    assert part.revealed_at is not None


def test_with_answers_later_nothing_is_revealed_until_it_is_asked_for() -> None:
    house = make.conference()
    part = making.quiz(house).parts[0]
    part.answers = Answers.LATER
    db.session.commit()
    actor = making.moderator(house)
    pressed = []
    for number in range(4):
        with after(number * 60):
            pressed.append(_press(part.id, actor))
        states = {question.state for question in part.questions}
        assert (QuestionState.REVEALED in states) == (number == 3)
    assert pressed == [What.OPEN, What.OPEN, What.END, What.ANSWERS]


def test_answers_show_themselves_at_the_planned_moment() -> None:
    house = make.conference()
    part = making.quiz(house).parts[0]
    part.answers, part.answers_at = Answers.LATER, NOON + timedelta(hours=20)
    db.session.commit()
    actor = making.moderator(house)
    for number in range(3):
        with after(number * 60):
            _press(part.id, actor)
    with after(3600):
        show_answers_that_are_due()
    assert db.session.get_one(QuizPart, part.id).revealed_at is None
    with after(20 * 3600):
        show_answers_that_are_due()
    assert {one.state for one in db.session.get_one(QuizPart, part.id).questions} == {QuestionState.REVEALED}


def test_the_alarm_closes_what_is_over_once() -> None:
    house = make.conference()
    question = making.quiz(house).parts[0].questions[0]
    actor = making.moderator(house)
    with after(0):
        step(actor, question.id, What.OPEN)
    version = question.version
    with after(19.9):
        close_what_is_over()
    assert db.session.get_one(QuizQuestion, question.id).state is QuestionState.OPEN
    for seconds in (20, 21):
        with after(seconds):
            close_what_is_over()
            db.session.expire_all()
    closed = db.session.get_one(QuizQuestion, question.id)
    assert closed.state is QuestionState.CLOSED
    assert closed.version == version + 1
    assert closed.closes_at == NOON + timedelta(seconds=20)


def test_the_clock_closes_a_question_before_the_alarm_has_run() -> None:
    house = make.conference()
    part = making.quiz(house).parts[0]
    with after(0):
        step(making.moderator(house), part.questions[0].id, What.OPEN)
    with after(20):
        assert player_state(part.id)["scene"] == "closed"


def test_a_second_moderator_does_not_do_it_twice() -> None:
    house = make.conference()
    first, second = making.quiz(house).parts[0].questions
    one, other = making.moderator(house), making.moderator(house)
    seen = first.version
    with after(0):
        assert step_question(one, first.id, What.OPEN, seen).done
        again = step_question(other, first.id, What.OPEN, seen)
    assert (again.done, again.said) == (False, "The question is open.")
    with after(5), pytest.raises(Stale, match="is open"):
        step_question(other, first.id, What.CLOSE, seen)
    with after(5), pytest.raises(Refused, match="Question 1 is still open"):
        step(other, second.id, What.OPEN)


def test_the_answer_is_not_shown_while_answers_may_be_under_way() -> None:
    house = make.conference()
    question = making.quiz(house).parts[0].questions[0]
    actor = making.moderator(house)
    with after(0):
        step(actor, question.id, What.OPEN)
    with after(8):
        step(actor, question.id, What.CLOSE)
    with after(8 + GRACE - 0.01), pytest.raises(Refused, match="still arriving"):
        step(actor, question.id, What.REVEAL)
    with after(8 + GRACE):
        assert step(actor, question.id, What.REVEAL) == "The right answer is shown."


def test_a_part_does_not_end_over_an_open_question() -> None:
    house = make.conference()
    part = making.quiz(house).parts[0]
    actor = making.moderator(house)
    with after(0):
        step(actor, part.questions[0].id, What.OPEN)
        with pytest.raises(Refused, match="still open"):
            part_step(actor, part.id, What.END)


def test_only_moderators_run_a_quiz_and_only_their_own() -> None:
    house = make.conference()
    question = making.quiz(house).parts[0].questions[0]
    with pytest.raises(Forbidden):
        change_question(make.actor(make.participant(house)), question.id, What.OPEN, 1)
    with pytest.raises(NotFound):
        change_question(making.moderator(make.conference()), question.id, What.OPEN, 1)


def test_a_question_without_a_right_answer_is_not_asked() -> None:
    house = make.conference()
    part = making.quiz(house).parts[0]
    part.questions[0].options[0].is_right = False
    db.session.commit()
    with pytest.raises(Refused, match="one of them right"):
        step(making.moderator(house), part.questions[0].id, What.OPEN)
