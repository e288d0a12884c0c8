"""Who is erased with something under way: nothing personal stays, nobody waits for them, counts are right."""

from typing import Any

import pytest
from sqlalchemy import select

from conference.exhibition.apply_actions import Application, apply
from conference.exhibition.contact_models import BoothQuestion
from conference.exhibition.content import BoothContent
from conference.exhibition.manage_actions import managed_booths, totals
from conference.exhibition.models import Booth, ExhibitionSettings
from conference.exhibition.place_actions import decide, waiting_applications
from conference.exhibition.question_actions import answer_question, ask
from conference.extensions import db
from conference.people.account_actions import delete_account
from conference.people.models import Participant
from tests.exhibition import making
from tests.exhibition.making import Fair

WISH = Application(BoothContent(name="Jo Doe Consulting", tagline="By Jo Doe", country="BE"), None, "I am Jo Doe.")


@pytest.fixture
def fair(session: Any) -> Fair:
    return making.fair()


def _erase(person: Participant) -> None:
    assert person.account is not None
    delete_account(person.account.id, person.account.email)


def test_a_question_of_nobody_waits_for_no_answer_and_stays_counted(fair: Fair) -> None:
    visitor, organiser = fair.actor(fair.visitors[0]), fair.actor(fair.organiser)
    answered = ask(visitor, fair.booth.id, "Who answers?", "key-00000001")
    answer_question(fair.actor(fair.mate), answered.id, answered.version, "I do.", is_public=False)
    ask(visitor, fair.booth.id, "Am I forgotten?", "key-00000002")
    _erase(fair.visitors[0])
    (booth,) = managed_booths(organiser)
    assert (booth.questions, booth.unanswered) == (2, 0)
    assert totals(organiser, [booth]).answered == 1
    # Nobody reads them any more, and an answer may well say to whom it is.
    left = {(row.text, row.answer) for row in db.session.scalars(select(BoothQuestion))}
    assert left == {("", "")}


def test_an_application_of_nobody_waits_for_no_decision(fair: Fair) -> None:
    db.session.get_one(ExhibitionSettings, fair.house.id).takes_applications = True
    db.session.commit()
    applicant = fair.visitors[0]
    booth_id = apply(fair.actor(applicant), WISH).id
    _erase(applicant)
    assert waiting_applications(fair.house.id) == 0
    assert db.session.get(Booth, booth_id) is None


def test_an_application_that_was_decided_forgets_the_words_of_whoever_is_erased(fair: Fair) -> None:
    db.session.get_one(ExhibitionSettings, fair.house.id).takes_applications = True
    db.session.commit()
    declined, accepted = (apply(fair.actor(person), WISH).id for person in fair.visitors)
    decide(fair.actor(fair.organiser), declined, accept=False)
    decide(fair.actor(fair.organiser), accepted, accept=True)
    for person in fair.visitors:
        _erase(person)
    assert db.session.get(Booth, declined) is None
    # It has a place, which organisers take back or give to somebody: what is written on it is the booth's.
    assert db.session.get_one(Booth, accepted).application == ""


def test_an_application_of_two_is_the_others_when_one_is_erased(fair: Fair) -> None:
    db.session.get_one(ExhibitionSettings, fair.house.id).takes_applications = True
    db.session.commit()
    booth = apply(fair.actor(fair.visitors[0]), WISH)
    making.joins(booth, fair.visitors[1])
    _erase(fair.visitors[0])
    left = db.session.get_one(Booth, booth.id)
    assert (left.application, [one.participant_id for one in left.members]) == (WISH.why, [fair.visitors[1].id])
