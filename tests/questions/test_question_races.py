"""Several people in the same moment: votes, mergings, decisions and the same question by two ways."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor
from conference.questions.ask_actions import ask, vote
from conference.questions.decide_actions import decide, set_list
from conference.questions.models import Question, QuestionEvent, QuestionList, QuestionVote
from conference.questions.rules import Decision, QuestionState
from tests import factories as make
from tests.chat.making import Hall, hall
from tests.questions.making import asked, opened, votes
from tests.racing import at_once


@pytest.fixture
def there(app: Flask) -> Hall:
    with app.test_request_context():
        made = hall()
        opened(made)
        for row in (made.house, made.organiser, made.moderator, made.anna, made.bruno):
            db.session.refresh(row)
        db.session.expunge_all()
        return made


def _actor(person_id: int) -> Actor:
    return make.actor(db.session.get_one(Participant, person_id))


def _open(person_id: int, item_id: int) -> None:
    set_list(_actor(person_id), item_id, is_open=True)


def _count(app: Flask, model: type[QuestionVote | QuestionEvent | Question | QuestionList]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_one_person_voting_by_five_ways_at_once_votes_once(app: Flask, there: Hall) -> None:
    bruno = there.bruno.id
    with app.test_request_context():
        question = asked(there, db.session.get_one(Participant, there.anna.id))
    outcomes = at_once(app, [lambda: vote(_actor(bruno), question, wanted=True)] * 5)
    assert outcomes == [question] * 5
    assert _count(app, QuestionVote) == 1


def test_a_vote_while_its_question_is_merged_still_counts(app: Flask, there: Hall) -> None:
    with app.test_request_context():
        one = asked(there, db.session.get_one(Participant, there.anna.id))
        two = asked(there, db.session.get_one(Participant, there.bruno.id))
        voters = [make.participant(there.house).id for _ in range(4)]
    moderator = there.moderator.id
    voting = [lambda voter=voter: vote(_actor(voter), two, wanted=True) for voter in voters]
    merging = lambda: decide(_actor(moderator), two, Decision.MERGE, 1, {"into": one})  # noqa: E731
    outcomes = at_once(app, [*voting, merging])
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    with app.test_request_context():
        assert votes(there, one) == 4


def test_of_two_moderators_who_approve_one_does_it_and_both_are_content(app: Flask, there: Hall) -> None:
    moderators = [there.moderator.id, there.organiser.id]
    with app.test_request_context():
        set_list(_actor(moderators[0]), there.item_id, with_approval=True)
        question = asked(there, db.session.get_one(Participant, there.anna.id))
    approving = [lambda key=key: decide(_actor(key), question, Decision.APPROVE, 1, {}) for key in moderators]
    assert at_once(app, approving) == ["The question is open."] * 2
    assert _count(app, QuestionEvent) == 1


def test_two_moderators_who_take_up_two_questions_leave_one_being_answered(app: Flask, there: Hall) -> None:
    moderators = [there.moderator.id, there.organiser.id]
    with app.test_request_context():
        anna = db.session.get_one(Participant, there.anna.id)
        questions = [asked(there, anna) for _ in moderators]
    taking = [
        lambda key=key, question=question: decide(_actor(key), question, Decision.ANSWER, 1, {})
        for key, question in zip(moderators, questions, strict=True)
    ]
    at_once(app, taking)
    with app.app_context():
        states = sorted(db.session.scalars(select(Question.state)))
    assert states.count(QuestionState.ANSWERING) == 1


def test_the_same_question_by_a_socket_and_a_form_at_once_is_asked_once(app: Flask, there: Hall) -> None:
    anna, item_id = there.anna.id, there.item_id
    asking = [lambda: ask(_actor(anna), item_id, "Who pays?", "key-at-once", anonymous=False).id] * 4
    outcomes = at_once(app, asking)
    assert len(set(outcomes)) == 1
    assert _count(app, Question) == 1


def test_a_list_that_two_open_at_once_is_one_list(app: Flask) -> None:
    with app.test_request_context():
        there = hall()
        moderators = [there.moderator.id, there.organiser.id]
        item_id = there.item_id

    at_once(app, [partial(_open, key, item_id) for key in moderators])
    assert _count(app, QuestionList) == 1
