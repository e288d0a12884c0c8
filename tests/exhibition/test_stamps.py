"""The stamp card: one stamp of each booth, for visitors only, where the organisers hand one out."""

import pytest
from flask import Flask

from conference.errors import Forbidden, NotFound, Refused
from conference.exhibition.contact_models import BoothStamp
from conference.exhibition.models import ExhibitionSettings
from conference.exhibition.rules import BoothState
from conference.exhibition.stamp_actions import StampCard, card_at, collect, stamps_of
from conference.exhibition.visit_actions import come
from conference.extensions import db
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.making import Fair
from tests.racing import DONE, at_once_as


def with_stamps(needed: int = 2) -> Fair:
    """Make a fair that hands out stamp cards."""
    fair = making.fair()
    settings = db.session.get_one(ExhibitionSettings, fair.house.id)
    settings.has_stamps, settings.stamps_needed = True, needed
    db.session.commit()
    return fair


@pytest.mark.usefixtures("session")
def test_a_booths_stamp_is_collected_once_and_a_card_becomes_full() -> None:
    fair = with_stamps()
    other = making.booth(fair.house, fair.lead, name="Other")
    actor = fair.actor(fair.visitors[0])
    assert card_at(actor, fair.booth.id) == StampCard(0, 2, has_this=False)
    for booth in (fair.booth, other):
        come(actor, booth.id)
    for _ in range(3):
        assert collect(actor, fair.booth.id) == StampCard(1, 2, has_this=True)
    assert card_at(actor, other.id) == StampCard(1, 2, has_this=False)
    assert collect(actor, other.id).is_full
    assert {stamp.name for stamp in stamps_of(actor)[1]} == {"Booth", "Other"}
    assert stamps_of(fair.actor(fair.visitors[1])) == (StampCard(0, 2), [])


@pytest.mark.usefixtures("session")
def test_a_stamp_stays_when_its_booth_leaves_the_hall_and_none_is_collected_there() -> None:
    fair = with_stamps()
    come(fair.actor(fair.visitors[0]), fair.booth.id)
    collect(fair.actor(fair.visitors[0]), fair.booth.id)
    fair.booth.state = BoothState.WITHDRAWN
    db.session.commit()
    card, stamps = stamps_of(fair.actor(fair.visitors[0]))
    assert (card.count, [stamp.is_in_hall for stamp in stamps]) == (1, [False])
    with pytest.raises(NotFound):
        collect(fair.actor(fair.visitors[1]), fair.booth.id)


@pytest.mark.usefixtures("session")
def test_the_team_collects_no_stamp_of_its_own_booth() -> None:
    fair = with_stamps()
    with pytest.raises(Forbidden):
        collect(fair.actor(fair.lead), fair.booth.id)


@pytest.mark.usefixtures("session")
def test_without_a_card_there_is_nothing_to_collect() -> None:
    fair = making.fair()
    actor = fair.actor(fair.visitors[0])
    assert card_at(actor, fair.booth.id) is None
    for refused in (lambda: collect(actor, fair.booth.id), lambda: stamps_of(actor)):
        with pytest.raises(NotFound):
            refused()


def test_two_presses_in_the_same_moment_are_one_stamp(app: Flask) -> None:
    with app.test_request_context():
        fair = with_stamps()
        booth_id, person_id = fair.booth.id, fair.visitors[0].id
        come(fair.actor(fair.visitors[0]), booth_id)
    assert at_once_as(app, [(person_id, lambda actor: collect(actor, booth_id))] * 4) == [DONE] * 4
    with app.test_request_context():
        assert db.session.query(BoothStamp).count() == 1


@pytest.mark.usefixtures("session")
def test_a_booth_that_somebody_never_came_to_has_no_stamp_for_them() -> None:
    fair = with_stamps()
    with pytest.raises(Refused):
        collect(fair.actor(fair.visitors[0]), fair.booth.id)
    assert card_at(fair.actor(fair.visitors[0]), fair.booth.id) == StampCard(0, 2, has_this=False)


def test_the_page_offers_the_stamp_and_the_card_lists_it(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = with_stamps()
        slug, booth_id = fair.house.slug, fair.booth.id
        visitor, lead = fair.visitors[0].account_id, fair.lead.account_id
    browser, page = sign_in(visitor), f"/{slug}/exhibition/{booth_id}"
    assert "Collect the stamp of this booth" in browser.get(page).text
    assert "No stamps yet" in browser.get(f"/{slug}/exhibition/stamps").text
    answer = browser.post(f"{page}/stamp", follow_redirects=True)
    assert "1 of 2 stamps" in answer.text
    assert "You have the stamp of this booth." in answer.text
    assert "1 of 2 stamps" in browser.get(f"/{slug}/exhibition/stamps").text
    assert "Stamp card" not in sign_in(lead).get(page).text
    assert "Stamp card" not in sign_in(None).get(page).text
