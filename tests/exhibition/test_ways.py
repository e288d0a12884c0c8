"""The ways between the exhibition's pages, and what they say of the same thing."""

import pytest
from flask import Flask

from conference.exhibition.lead_actions import leave_card
from conference.exhibition.models import ExhibitionHall
from conference.exhibition.rules import BoothState
from conference.exhibition.settings_actions import booths_by_hall
from conference.exhibition.talk_actions import end_talk, take_talk, wish_to_talk
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.contacts import stand


@pytest.mark.usefixtures("session")
def test_a_hall_counts_the_booths_that_visitors_find_there() -> None:
    fair = making.fair()
    hall = make.kept(ExhibitionHall(conference_id=fair.house.id, name="Hall", order=0))
    for state in BoothState:
        making.booth(fair.house, name=state, state=state, hall_id=hall.id)
    assert booths_by_hall(fair.house.id)[hall.id] == 1


def test_organisers_get_from_the_list_to_a_booth_and_to_a_drafts_preview(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        draft = making.booth(fair.house, name="Draft", state=BoothState.DRAFT)
        account, base = fair.organiser.account_id, f"/{fair.house.slug}/exhibition/"
        ways = (f"{base}{fair.booth.id}", f"{base}{draft.id}/preview")
    page = sign_in(account).get(f"{base}booths").text
    for way in ways:
        assert f'href="{way}"' in page


def test_a_team_gets_from_its_booths_to_desk_leads_visits_and_the_hall(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        account, base, booth_id = fair.lead.account_id, f"/{fair.house.slug}/exhibition/", fair.booth.id
    browser = sign_in(account)
    page = browser.get(f"{base}own").text
    for way in ("", *(f"{booth_id}/{name}" for name in ("desk", "leads", "figures", "team"))):
        assert f'href="{base}{way}"' in page
    assert "Visits of Booth" in browser.get(f"{base}{booth_id}/figures").text


def test_who_left_a_card_is_not_asked_for_it_after_a_talk(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        stand(fair.booth.id, fair.lead.id)
        visitor, booth_id, account = fair.actor(fair.visitors[0]), fair.booth.id, fair.visitors[0].account_id
        talk_id = wish_to_talk(visitor, booth_id).id
        take_talk(fair.actor(fair.lead), talk_id)
        end_talk(visitor, talk_id)
        address = f"/{fair.house.slug}/exhibition/talks/{talk_id}"
    browser = sign_in(account)
    assert "Leave my card" in browser.get(address).text
    with app.test_request_context():
        leave_card(visitor, booth_id, "", shares_email=True, shares_profile=False)
    assert "Leave my card" not in browser.get(address).text
