"""An award's controls: the next step with what it asks first, turnout without a tally, stale presses, who gets in."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.awards.models import Award
from conference.awards.rules import AwardState, What
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.awards import making
from tests.conftest import SignIn

JSON = {"Accept": "application/json"}


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = make.conference()
        people = making.voters(conference, 3)
        moderator = make.participant(conference, Role.MODERATOR)
        row = making.award(conference)
        return {
            "path": f"/{conference.slug}/awards/{row.id}",
            "moderator": moderator.account_id,
            "attendee": people[0].account_id,
            "award": row.id,
            "people": people,
        }


def _seen(app: Flask, house: dict[str, Any]) -> int:
    with app.app_context():
        return db.session.get_one(Award, house["award"]).version


def _press(client: FlaskClient, app: Flask, house: dict[str, Any], what: str, **headers: str) -> Any:
    return client.post(f"{house['path']}/act", data={"do": what, "seen": _seen(app, house)}, headers=headers)


def test_a_vote_is_opened_closed_and_revealed_from_its_page(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    page = client.get(f"{house['path']}/controls").text
    assert "4 people may vote" in page
    assert "data-confirm=" in page
    shown = {"open": "Close the vote", "close": "Reveal the result", "reveal": "Everything is revealed"}
    for what, button in shown.items():
        answer = _press(client, app, house, what)
        assert answer.headers["Location"].endswith(f"/controls#award-{house['award']}")
        page = client.get(f"{house['path']}/controls").text
        assert button in page
    assert "Checked: 0 votes" in page


def test_the_reveal_says_which_place_comes_next(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    _press(client, app, house, "open")
    with app.app_context():
        row = db.session.get_one(Award, house["award"])
        for voter, finalist in zip(house["people"], (0, 0, 1), strict=True):
            making.vote(voter, row, finalist)
    _press(client, app, house, "close")
    said = []
    for button in ("Reveal the third place", "Reveal the second place", "Reveal the winner"):
        assert button in client.get(f"{house['path']}/controls").text
        said.append(_press(client, app, house, "reveal", **JSON).json["notice"])
    assert said == ["The hall sees: Third place", "The hall sees: Second place", "The hall sees: Winner"]


def test_moderators_see_the_turnout_and_never_a_tally(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    _press(client, app, house, "open")
    with app.app_context():
        making.vote(house["people"][0], db.session.get_one(Award, house["award"]), 2)
    page = client.get(f"{house['path']}/controls").text
    assert "data-ballots>1</strong>" in page
    assert "Hydrogen" not in page


def test_an_opening_can_be_taken_back_until_somebody_has_voted(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(house["moderator"])
    _press(client, app, house, "open")
    assert "Take the opening back" in client.get(f"{house['path']}/controls").text
    _press(client, app, house, "take_back")
    with app.app_context():
        row = db.session.get_one(Award, house["award"])
        assert row.state is not AwardState.VOTING
        making.step(row, What.OPEN)
        making.vote(house["people"][0], row)
    assert "Take the opening back" not in client.get(f"{house['path']}/controls").text
    refused = _press(client, app, house, "take_back", **JSON)
    assert refused.status_code == 422
    assert "Somebody has voted already" in refused.json["error"]


def test_a_vote_with_an_end_can_be_given_a_minute_more(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    with app.app_context():
        db.session.get_one(Award, house["award"]).seconds = 120
        db.session.commit()
    _press(client, app, house, "open")
    page = client.get(f"{house['path']}/controls").text
    assert "It is not over by its clock yet." in page
    with app.app_context():
        before = making.voting_of(db.session.get_one(Award, house["award"])).closes_at
    _press(client, app, house, "extend")
    with app.app_context():
        after = making.voting_of(db.session.get_one(Award, house["award"])).closes_at
    assert before
    assert after
    assert (after - before).total_seconds() == 60


def test_a_press_that_saw_another_version_is_answered_409(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client, before = sign_in(house["moderator"]), _seen(app, house)
    _press(client, app, house, "open")
    said = {"do": "take_back", "seen": before}
    assert client.post(f"{house['path']}/act", data=said, headers=JSON).status_code == 409
    assert client.post(f"{house['path']}/act", data={"do": "nonsense"}, headers=JSON).status_code == 422


def test_an_attendee_runs_nothing(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["attendee"])
    assert client.get(f"{house['path']}/controls").status_code == 403
    assert _press(client, app, house, "open").status_code == 403


def test_the_question_before_closing_names_no_number_that_has_moved_on(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(house["moderator"])
    _press(client, app, house, "open")
    with app.app_context():
        making.vote(house["people"][0], db.session.get_one(Award, house["award"]))
    page = client.get(f"{house['path']}/controls").text
    asked = re.findall(r'data-confirm="([^"]*)"', page)
    assert any("cannot be opened again" in one for one in asked)
    assert not [one for one in asked if "have voted" in one]
    assert f'href="{house["path"]}/log"' in page
