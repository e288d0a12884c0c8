"""Applying for a booth: who may, what is mailed, changing it, taking it back, and no booth before a decision."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.conferences.models import Conference
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, SignInNeeded, Stale
from conference.exhibition.apply_actions import (
    Application,
    application_in,
    application_of,
    apply,
    change_application,
    door_for,
    withdraw_application,
)
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_state_actions import put_back
from conference.exhibition.models import Booth, ExhibitionHall
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Participant, Tag
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition.editing import booth_now
from tests.exhibition.making import booth, settings

WISH = Application(BoothContent(name="Our booth", tagline="What we show", country="BE"), None, "Because.")


def hall_that_takes(**overrides: object) -> Conference:
    """Make a conference that takes applications."""
    house = make.conference()
    settings(house, takes_applications=True, **overrides)
    return house


def hand_in(person: Participant, wish: Application = WISH) -> Booth:
    """Hand in an application."""
    return apply(make.actor(person), wish)


@pytest.mark.usefixtures("session")
def test_an_application_is_kept_and_its_receipt_mailed() -> None:
    house = hall_that_takes()
    person = make.participant(house)
    tag = make.kept(Tag(conference_id=house.id, name="Photonics"))
    hall = make.kept(ExhibitionHall(conference_id=house.id, name="Hall 1"))
    wish = replace(WISH, content=replace(WISH.content, offers=frozenset({tag.id})), hall_id=hall.id)
    now = booth_now(hand_in(person, wish).id)
    assert (now.state, now.name, now.hall_id, now.application) == (BoothState.APPLIED, "Our booth", hall.id, "Because.")
    assert application_in(now) == wish
    assert [(member.participant_id, member.is_lead) for member in now.members] == [(person.id, True)]
    assert db.session.get_one(Participant, person.id).roles == {Role.ATTENDEE}
    mail = db.session.scalars(select(Mail)).one()
    assert person.account is not None
    assert (mail.recipient, mail.subject) == (person.account.email, "Your application for the booth “Our booth”")


@pytest.mark.usefixtures("session")
def test_one_application_a_person_is_open_and_organisers_may_make_more() -> None:
    house = hall_that_takes()
    person, organiser = make.participant(house), make.participant(house, Role.ORGANISER)
    hand_in(person)
    with pytest.raises(Refused):
        hand_in(person)
    hand_in(organiser)
    hand_in(organiser)
    assert db.session.scalar(select(func.count()).select_from(Booth)) == 3


@pytest.mark.usefixtures("session")
def test_who_may_not_apply_is_told_why(at_noon: object) -> None:
    assert at_noon
    closed, ended, house = make.conference(), hall_that_takes(apply_until=clock.now()), hall_that_takes()
    settings(closed, takes_applications=False)
    for where in (closed, ended):
        person = make.participant(where)
        assert door_for(make.actor(person)).reason
        with pytest.raises(Refused):
            hand_in(person)
    waiting = make.participant(house, status=ParticipantStatus.WAITING_FOR_APPROVAL)
    with pytest.raises(Refused):
        hand_in(waiting)
    with pytest.raises(SignInNeeded):
        apply(Actor(house.id), WISH)
    still = hall_that_takes(apply_until=clock.now() + timedelta(minutes=1))
    hand_in(make.participant(still))


@pytest.mark.usefixtures("session")
def test_a_full_exhibition_says_so_and_lets_the_application_wait() -> None:
    house = hall_that_takes(quota=1)
    booth(house, make.participant(house))
    person = make.participant(house)
    assert door_for(make.actor(person)).is_full
    hand_in(person)
    assert "one comes free" in db.session.scalars(select(Mail)).one().text


@pytest.mark.usefixtures("session")
def test_an_application_can_be_changed_until_somebody_decides() -> None:
    house = hall_that_takes()
    person = make.participant(house)
    made = hand_in(person)
    actor, seen = make.actor(person), WISH.fingerprint
    change_application(actor, made.id, replace(WISH, why="Better."), seen)
    assert booth_now(made.id).application == "Better."
    with pytest.raises(Stale):
        change_application(actor, made.id, replace(WISH, why="From an old page."), seen)
    booth_now(made.id).state = BoothState.DECLINED
    db.session.commit()
    seen = application_in(booth_now(made.id)).fingerprint
    with pytest.raises(Stale):
        change_application(actor, made.id, replace(WISH, why="Too late."), seen)
    with pytest.raises(Stale):
        withdraw_application(actor, made.id)


@pytest.mark.usefixtures("session")
def test_an_application_that_was_taken_back_gives_no_booth_by_a_back_door() -> None:
    house = hall_that_takes()
    person = make.participant(house)
    made = hand_in(person)
    withdraw_application(make.actor(person), made.id)
    assert booth_now(made.id).state is BoothState.WITHDRAWN
    with pytest.raises(Refused):
        put_back(make.actor(person), made.id)
    hand_in(person)


@pytest.mark.usefixtures("session")
def test_whoever_applies_again_and_again_is_asked_to_write() -> None:
    house = hall_that_takes()
    person = make.participant(house)
    for _time in range(10):
        withdraw_application(make.actor(person), hand_in(person).id)
    with pytest.raises(Refused):
        hand_in(person)


@pytest.mark.usefixtures("session")
def test_others_neither_read_nor_take_back_an_application() -> None:
    house = hall_that_takes()
    made = hand_in(make.participant(house))
    for stranger, error in ((make.participant(house), NotFound), (make.participant(make.conference()), NotFound)):
        for act in (application_of, withdraw_application):
            with pytest.raises((error, Forbidden)):
                act(make.actor(stranger), made.id)
    assert application_of(make.actor(make.participant(house, Role.ORGANISER)), made.id).id == made.id


@pytest.mark.usefixtures("session")
def test_what_is_wrong_with_an_application_is_said_beside_its_field() -> None:
    house = hall_that_takes()
    hall = make.kept(ExhibitionHall(conference_id=make.conference().id, name="Elsewhere"))
    with pytest.raises(InvalidFields) as told:
        hand_in(make.participant(house), Application(BoothContent(country="ZZ"), hall.id, "x" * 5000))
    assert set(told.value.fields) == {"name", "country", "hall", "why"}
    assert db.session.scalar(select(func.count()).select_from(Booth)) == 0


def test_the_form_keeps_what_was_typed_and_leads_to_the_application(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = hall_that_takes()
        slug, account = house.slug, make.participant(house).account_id
    browser = sign_in(account)
    page = f"/{slug}/exhibition/apply"
    assert "My booth" not in browser.get(page).text
    half = browser.post(page, data={"name": "Our booth", "tagline": "", "why": "Because"})
    assert half.status_code == 422
    assert 'value="Our booth"' in half.text
    done = browser.post(page, data={"name": "Our booth", "tagline": "What we show", "why": "Because", "country": "BE"})
    assert done.status_code == 302
    mine = browser.get(done.headers["Location"])
    assert "Application with the organisers" in mine.text
    assert "My booth" in mine.text
    assert "with the organisers" in browser.get(page).text
    edit = done.headers["Location"].replace("/application", "/edit")
    assert browser.get(edit).headers["Location"].endswith("/application")
    assert browser.post(f"{done.headers['Location']}/withdraw").status_code == 302
    assert "You took this application back" in browser.get(done.headers["Location"]).text
