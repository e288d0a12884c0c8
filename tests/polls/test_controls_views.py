"""A poll's controls: the next step, what a stale press is told, with and without a script; who gets in."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Role
from conference.polls.models import Poll
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import PollKind, RoundState, Secrecy, Showing
from conference.polls.steps import steps_offered
from tests import factories as make
from tests.conftest import SignIn
from tests.polls import making

JSON = {"Accept": "application/json"}


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = make.conference()
        moderator = make.participant(conference, Role.MODERATOR)
        poll = making.poll(conference, PollKind.SINGLE, "Left", "Right", showing=Showing.HIDDEN)
        return {
            "path": f"/{conference.slug}/polls/{poll.id}",
            "moderator": moderator.account_id,
            "attendee": make.participant(conference).account_id,
            "poll": poll.id,
            "actor": make.actor(moderator),
        }


def _press(client: FlaskClient, house: dict[str, Any], what: str, seen: int, **headers: str) -> Any:
    return client.post(f"{house['path']}/act", data={"do": what, "seen": seen}, headers=headers)


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("showing", Showing)
def test_every_state_has_a_next_step_and_offers_each_step_once(state: RoundState, showing: Showing) -> None:
    offered = [step.what for step in steps_offered(state, showing, has_end=True)]
    assert offered
    assert len(set(offered)) == len(offered)


def test_a_poll_is_opened_revealed_and_closed_from_its_page(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    page = client.get(f"{house['path']}/controls").text
    assert "Open the poll" in page
    assert "<html" in page
    assert "<html" not in client.get(f"{house['path']}/controls?fragment=1").text
    for number, (what, after) in enumerate(
        [("open", "Close the poll"), ("reveal", "Freeze"), ("close", "Ask again")], 1
    ):
        answer = client.post(
            f"{house['path']}/act", data={"do": what, "seen": number}, headers={"Referer": "http://localhost/x/y"}
        )
        assert answer.headers["Location"] == f"/x/y#poll-{house['poll']}"
        assert after in client.get(f"{house['path']}/controls").text
    with app.app_context():
        present = db.session.get_one(Poll, house["poll"]).rounds[-1]
        assert (present.state, present.showing) == (RoundState.CLOSED, Showing.LIVE)


def test_a_stale_press_is_answered_409_with_what_the_poll_is_now(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(house["moderator"])
    with app.test_request_context():
        act_on_round(house["actor"], house["poll"], What.OPEN, None)
    answer = _press(client, house, "reset", 1, **JSON)
    assert answer.status_code == 409
    assert "Somebody else was faster" in answer.json["error"]
    # What is so already is fine.
    same = {"ok": 1, "notice": "The poll is open; its result is hidden."}
    assert _press(client, house, "open", 1, **JSON).json == same
    assert _press(client, house, "schedule", 2, **JSON).status_code == 422
    assert _press(client, house, "nonsense", 2, **JSON).status_code == 422


def test_a_conference_that_is_over_shows_no_code(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    for ends_on, has_code in ((date(2100, 1, 1), True), (date(2026, 6, 1), False)):
        with app.app_context():
            db.session.get_one(Conference, house["actor"].conference_id).ends_on = ends_on
            db.session.commit()
        assert ("poll-desk-code" in client.get(f"{house['path']}/controls").text) is has_code


def test_another_site_is_no_page_to_come_back_to(house: dict[str, Any], sign_in: SignIn) -> None:
    answer = _press(sign_in(house["moderator"]), house, "open", 1, Referer="http://elsewhere.example//evil.example/")
    assert answer.headers["Location"].startswith(f"{house['path']}/controls#")


def test_attendees_have_no_controls_results_or_preview(house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["attendee"])
    for place in ("controls", "results", "results.csv", "preview", "edit"):
        assert client.get(f"{house['path']}/{place}").status_code == 403
    assert _press(client, house, "open", 1).status_code == 403


@pytest.mark.parametrize("kind", PollKind)
def test_a_preview_shows_each_kind_and_lets_nothing_be_sent(
    app: Flask, house: dict[str, Any], sign_in: SignIn, kind: PollKind
) -> None:
    with app.app_context():
        poll = db.session.get_one(Poll, house["poll"])
        poll.kind, poll.secrecy = kind, Secrecy.ANONYMOUS
        db.session.commit()
        question = poll.question
    page = sign_in(house["moderator"]).get(f"{house['path']}/preview").text
    assert question in page
    assert "<fieldset" in page.partition("A preview")[2].partition("disabled")[0]
