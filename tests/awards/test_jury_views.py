"""The jury's pages: a sheet by form, what others do not meet, the chair's way to a shortlist."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.awards.models import Award
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.awards.panel import Panel
from tests.conftest import SignIn


@dataclass
class House:
    """What a browser needs: addresses under the award, ids of nominees and criteria, accounts of its people."""

    panel: Panel
    path: str
    award_id: int
    nominees: dict[str, int]
    criteria: list[int]
    accounts: dict[str, int | None]


@pytest.fixture
def house(app: Flask) -> House:
    with app.app_context():
        panel = Panel()
        accounts = dict(zip(("one", "two", "chair"), (person.account_id for person in panel.people), strict=True))
        accounts["organiser"] = make.participant(panel.house, Role.ORGANISER).account_id
        return House(
            panel,
            f"/{panel.house.slug}/awards/{panel.award.id}",
            panel.award.id,
            {one.name: one.id for one in panel.award.nominees},
            [criterion.id for criterion in panel.award.criteria],
            accounts,
        )


def _version(app: Flask, house: House) -> str:
    with app.app_context():
        return str(db.session.get_one(Award, house.award_id).version)


@pytest.fixture
def scored(app: Flask, house: House) -> House:
    """Everybody has submitted everything."""
    with app.test_request_context():
        house.panel.award = db.session.get_one(Award, house.award_id)
        house.panel.score_all({"Steel": 4, "Batteries": 9, "Hydrogen": 6})
    return house


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_juror_scores_by_form_and_never_meets_another_s_scores(house: House, sign_in: SignIn) -> None:
    one, two = sign_in(house.accounts["one"]), sign_in(house.accounts["two"])
    steel = house.nominees["Steel"]
    impact, reach = house.criteria
    assert "Do you have a conflict of interest?" in _text(one, f"{house.path}/jury/{steel}")
    for client, points in ((one, "7"), (two, "2")):
        client.post(f"{house.path}/jury/{steel}/no-conflict")
        sent = {f"points_{impact}": points, f"points_{reach}": points, "comment": f"says {points}", "version": "1"}
        answer = client.post(f"{house.path}/jury/{steel}", data={**sent, "submit": "1"})
        assert answer.status_code == 302

    assert "says 7" in _text(one, f"{house.path}/jury/{steel}")
    assert "says 2" not in _text(one, f"{house.path}/jury/{steel}") + _text(one, f"{house.path}/jury")
    chair = sign_in(house.accounts["chair"])
    assert "says" not in _text(chair, f"{house.path}/chair")


def test_points_that_are_none_are_refused_beside_their_criterion_and_what_was_typed_stays(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in(house.accounts["one"])
    steel = house.nominees["Steel"]
    impact, reach = house.criteria
    client.post(f"{house.path}/jury/{steel}/no-conflict")

    sent = {f"points_{impact}": "many", f"points_{reach}": "6", "comment": "typed", "version": "1", "submit": "1"}
    answer = client.post(f"{house.path}/jury/{steel}", data=sent)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="points_{impact}-error"' in page
    assert f'id="points_{reach}-error"' not in page
    assert f'name="points_{reach}" value="6" checked' in page
    assert "typed" in page


def test_the_chair_ends_the_scoring_and_confirms_by_form_and_the_sheets_open(
    app: Flask, scored: House, sign_in: SignIn
) -> None:
    house = scored
    chair, juror = sign_in(house.accounts["chair"]), sign_in(house.accounts["one"])
    declared = _text(chair, f"{house.path}/chair")
    assert "Ranking" not in declared

    chair.post(f"{house.path}/chair/end", data={"version": _version(app, house)})
    assert "Ranking" in _text(chair, f"{house.path}/chair")
    sent = {"nominees": [str(house.nominees["Steel"])], "version": _version(app, house)}
    refused = chair.post(f"{house.path}/chair/shortlist", data=sent)
    assert refused.status_code == 422
    assert "Please give a reason" in refused.get_data(as_text=True)
    confirmed = chair.post(f"{house.path}/chair/shortlist", data={**sent, "reason": "The others withdrew."})
    assert confirmed.status_code == 302

    assert "All sheets" in _text(chair, f"{house.path}/chair")
    assert "Two" in _text(juror, f"{house.path}/jury")


def test_jury_pages_are_not_there_for_others(house: House, sign_in: SignIn) -> None:
    organiser, juror = sign_in(house.accounts["organiser"]), sign_in(house.accounts["one"])

    assert organiser.get(f"{house.path}/jury").status_code == 403
    assert organiser.get(f"{house.path}/chair").status_code == 403
    assert juror.get(f"{house.path}/chair").status_code == 404
