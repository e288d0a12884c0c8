"""Visits nobody made, words that mean harm, and what is shown to those who are invited or kept apart."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.exhibition.models import BoothInvitation, BoothOpening, BoothVisit
from conference.extensions import db
from conference.people.models import Participant, ParticipantBlock
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making

AHEAD = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
]


def counted(model: type[BoothVisit] | type[BoothOpening]) -> int:
    """Return how many there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_page_that_is_asked_for_ahead_or_by_its_head_alone_is_no_visit(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair()
        house, material = f"/{fair.house.slug}/exhibition", making.link(fair.booth).id
        pages = (f"{house}/{fair.booth.id}", f"{house}/materials/{material}")
        browser = sign_in(fair.visitors[0].account_id)
    for page in pages:
        assert browser.head(page).status_code in {200, 302}
        for headers in AHEAD:
            assert browser.get(page, headers=headers).status_code in {200, 302}
    with app.app_context():
        assert (counted(BoothVisit), counted(BoothOpening)) == (0, 0)
    assert "data-ahead" in browser.get(pages[0], headers=AHEAD[0]).text
    for page in pages:
        assert "data-ahead" not in browser.get(page).text
    with app.app_context():
        assert (counted(BoothVisit), counted(BoothOpening)) == (1, 1)


def test_another_booth_is_another_than_the_one_that_one_comes_from(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair()
        page = f"/{fair.house.slug}/exhibition/{fair.booth.id}"
        way = f"/{fair.house.slug}/exhibition/another?after={fair.booth.id}"
        account = fair.visitors[0].account_id
    for who in (None, account):
        assert way in sign_in(who).get(page).text


def invited(fair: making.Fair, person: Participant, **overrides: object) -> BoothInvitation:
    """Invite somebody's address into the first booth's team."""
    assert person.account is not None
    values = {"email": person.account.email, "invited_by_id": fair.lead.id, **overrides}
    return make.kept(
        BoothInvitation(
            **{
                "booth_id": fair.booth.id,
                "token_hash": "a" * 64,
                "expires_at": clock.now() + timedelta(days=1),
                **values,
            }
        )
    )


@pytest.mark.parametrize("case", ["invited", "used", "too old", "apart", "elsewhere"])
def test_who_is_invited_finds_my_booth_and_nobody_else_does(app: Flask, sign_in: SignIn, case: str) -> None:
    with app.app_context():
        fair = making.fair()
        person = fair.visitors[0]
        if case == "elsewhere":
            other = making.fair()
            invited(fair, person, booth_id=other.booth.id, invited_by_id=other.lead.id)
        elif case == "used":
            invited(fair, person, used_at=clock.now())
        elif case == "too old":
            invited(fair, person, expires_at=clock.now() - timedelta(seconds=1))
        else:
            invited(fair, person)
        if case == "apart":
            make.kept(ParticipantBlock(participant_id=fair.lead.id, blocked_id=person.id))
        own = f"/{fair.house.slug}/exhibition/own"
        accounts = [one.account_id for one in fair.visitors]
        home = f"/{fair.house.slug}/exhibition/"
    assert (f'href="{own}"' in sign_in(accounts[0]).get(home).text) is (case == "invited")
    assert f'href="{own}"' not in sign_in(accounts[1]).get(home).text
    assert ("Join the team" in sign_in(accounts[0]).get(own).text) is (case == "invited")
