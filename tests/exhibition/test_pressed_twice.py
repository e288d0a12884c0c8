"""Organisers who press twice, look at what is over, or give back what was never given."""

import pytest
from sqlalchemy import func, select

from conference import clock
from conference.errors import Refused, Stale
from conference.exhibition import edit_state_actions
from conference.exhibition.apply_actions import withdraw_application
from conference.exhibition.contact_models import BoothStamp, ExhibitorLetter
from conference.exhibition.draw_actions import draw, draws
from conference.exhibition.letter_actions import write_letter
from conference.exhibition.manage_actions import managed_booths
from conference.exhibition.models import Booth, ExhibitionSettings
from conference.exhibition.place_actions import decide, make_booth, put_back, take_out
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.mail import Mail
from tests import factories as make
from tests.exhibition import making
from tests.exhibition.test_fair import email_of

pytestmark = pytest.mark.usefixtures("session")


def test_an_application_that_was_taken_back_gets_no_place_by_putting_it_back() -> None:
    fair = making.fair()
    organiser, applicant = fair.actor(fair.organiser), fair.visitors[0]
    booth = making.booth(
        fair.house, applicant, state=BoothState.APPLIED, applied_at=clock.now(), published_at=None, name="New"
    )
    withdraw_application(fair.actor(applicant), booth.id)
    for act, who in ((put_back, organiser), (edit_state_actions.put_back, fair.actor(applicant))):
        with pytest.raises(Refused):
            act(who, booth.id)
        db.session.rollback()
        assert db.session.get_one(Booth, booth.id).state is BoothState.WITHDRAWN
    assert {one.booth.id: one.may_be_put_back for one in managed_booths(organiser)} == {
        booth.id: False, fair.booth.id: False,
    }  # fmt: skip


def test_an_accepted_application_that_was_taken_out_comes_back() -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    booth = making.booth(
        fair.house, fair.visitors[0], state=BoothState.APPLIED, applied_at=clock.now(), published_at=None
    )
    decide(organiser, booth.id, accept=True)
    take_out(organiser, booth.id)
    assert {one.booth.id for one in managed_booths(organiser) if one.may_be_put_back} == {booth.id}
    assert put_back(organiser, booth.id).state is BoothState.DRAFT


def test_a_letter_that_is_sent_twice_is_mailed_once() -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    first = write_letter(organiser, "Opening", "Doors open at nine.").id
    assert write_letter(organiser, "Opening", "Doors open at nine.").id == first
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 2
    write_letter(organiser, "Opening", "Doors open at ten.")
    assert db.session.scalar(select(func.count()).select_from(ExhibitorLetter)) == 2
    elsewhere = making.fair()
    assert write_letter(elsewhere.actor(elsewhere.organiser), "Opening", "Doors open at nine.").id != first


def test_a_button_that_is_pressed_twice_draws_one() -> None:
    fair = making.fair()
    settings = db.session.get_one(ExhibitionSettings, fair.house.id)
    settings.has_stamps, settings.stamps_needed = True, 1
    for person in fair.visitors:
        make.kept(BoothStamp(booth_id=fair.booth.id, participant_id=person.id))
    organiser = fair.actor(fair.organiser)
    draw(organiser, 0)
    with pytest.raises(Stale):
        draw(organiser, 0)
    assert len(draws(organiser)) == 1
    draw(organiser, 1)


def test_a_booth_that_is_made_twice_is_made_once() -> None:
    fair = making.fair()
    organiser, lead = fair.actor(fair.organiser), email_of(fair.visitors[0])
    make_booth(organiser, "New", lead, None)
    with pytest.raises(Refused) as refusal:
        make_booth(organiser, "New", lead, None)
    assert refusal.value.field == "name"
    db.session.rollback()
    make_booth(organiser, "Newer", lead, None)
    make_booth(organiser, "New", email_of(fair.visitors[1]), None)
