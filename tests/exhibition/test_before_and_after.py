"""Before the exhibition opens and after it closed: how people come by a booth, and by what they left at booths."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference import clock
from conference.exhibition.contact_models import BoothLead
from conference.exhibition.models import ExhibitionSettings
from conference.exhibition.rules import LeadSource
from conference.extensions import db
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making

APPLY = '/exhibition/apply"'


@pytest.mark.parametrize(
    ("settings", "is_offered"),
    [
        ({"takes_applications": True}, True),
        ({"takes_applications": True, "apply_until": timedelta(days=1)}, True),
        ({"takes_applications": True, "apply_until": -timedelta(days=1)}, False),
        ({}, False),
    ],
)
def test_a_booth_can_be_applied_for_from_the_home_page_before_the_hall_is_open(
    app: Flask, client: FlaskClient, sign_in: SignIn, settings: dict[str, Any], is_offered: bool
) -> None:
    with app.app_context():
        house = make.conference()
        until = settings.get("apply_until")
        values = {**settings, "apply_until": clock.now() + until if until else None}
        making.settings(house, is_open=False, **values)
        visitor, exhibitor = make.participant(house), make.participant(house)
        making.booth(house, exhibitor)
        slug, people = house.slug, (visitor.account_id, exhibitor.account_id)
    assert (APPLY in client.get(f"/{slug}/").text) == is_offered
    pages = [sign_in(account).get(f"/{slug}/").text for account in people]
    # Whoever has a booth has the way to it in the navigation.
    assert [APPLY in page for page in pages] == [is_offered, False]
    assert "/exhibition/own" in pages[1]


def test_who_left_a_card_finds_it_after_the_hall_closed(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair()
        make.kept(
            BoothLead(
                booth_id=fair.booth.id,
                participant_id=fair.visitors[0].id,
                source=LeadSource.CARD,
                consented_at=clock.now(),
                shares_email=True,
            )
        )
        slug, house_id, booth_id = fair.house.slug, fair.house.id, fair.booth.id
        accounts = [person.account_id for person in fair.visitors]
    here, other = (sign_in(account) for account in accounts)
    way = f'href="/{slug}/exhibition/mine"'
    # While it is open, the hall leads there.
    assert way not in here.get(f"/{slug}/").text
    assert way in here.get(f"/{slug}/exhibition/").text
    with app.app_context():
        db.session.get_one(ExhibitionSettings, house_id).is_open = False
        db.session.commit()
    assert way in here.get(f"/{slug}/").text
    assert way not in other.get(f"/{slug}/").text
    page = here.get(f"/{slug}/exhibition/mine").text
    assert "Take back" in page
    # Nothing leads to where nobody gets in now.
    assert f'href="/{slug}/exhibition/"' not in page
    assert f'href="/{slug}/exhibition/{booth_id}' not in page
    assert here.post(f"/{slug}/exhibition/{booth_id}/card/withdraw").status_code == 302
    assert "Take back" not in here.get(f"/{slug}/exhibition/mine").text


@pytest.mark.parametrize("closed", [True, False])
def test_a_desk_says_that_nobody_can_come_while_the_exhibition_is_closed(
    app: Flask, sign_in: SignIn, closed: bool
) -> None:
    with app.app_context():
        fair = making.fair()
        db.session.get_one(ExhibitionSettings, fair.house.id).is_open = not closed
        db.session.commit()
        slug, booth_id, account = fair.house.slug, fair.booth.id, fair.mate.account_id
    page = sign_in(account).get(f"/{slug}/exhibition/{booth_id}/desk").text
    assert ("no visitor can come now" in page) == closed
