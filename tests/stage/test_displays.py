"""Screens of halls: a link shows one session's projector and nothing else, until it is revoked."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference.agenda.rules import Visibility
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from conference.permissions import Permission, Role, can
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.turnout_actions import eligible_ids
from conference.stage.display_actions import add_screen, revoke_screen, token_of
from tests.conftest import SignIn
from tests.stage import making

pytestmark = pytest.mark.usefixtures("at_noon")


def _screen(app: Flask, **item: object) -> tuple[making.Hall, str, int]:
    with app.test_request_context():
        hall = making.hall(**item)
        display = add_screen(hall.moderator, hall.item_id, "Main hall")
        return hall, f"/{hall.slug}/stage/screen/{token_of(display)}", display.id


def _watch(app: Flask, browser: FlaskClient, topic: str, key: int) -> Any:
    line = server.test_client(app, flask_test_client=browser)
    answer = line.emit("watch", {"topic": topic, "key": key}, callback=True)
    line.disconnect()
    return answer


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.PARTICIPANTS, Visibility.INVITED])
def test_a_link_shows_the_projector_to_a_browser_in_which_nobody_is_signed_in(
    app: Flask, client: FlaskClient, visibility: Visibility
) -> None:
    hall, address, _display = _screen(app, visibility=visibility)
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/{hall.slug}/stage/{hall.item_id}/projector"
    assert "state" in _watch(app, client, "projector", hall.item_id)


def test_a_screen_sees_no_desk_no_stage_and_no_other_session(app: Flask, client: FlaskClient) -> None:
    hall, address, _display = _screen(app, visibility=Visibility.PARTICIPANTS)
    client.get(address)
    with app.test_request_context():
        other = making.hall()
    assert client.get(f"/{hall.slug}/stage/{hall.item_id}/desk").status_code == 302
    assert client.get(f"/{hall.slug}/stage/{hall.item_id}").status_code == 302
    assert client.get(f"/{other.slug}/stage/{other.item_id}/projector").status_code in {302, 403, 404}
    assert _watch(app, client, "stage_desk", hall.item_id)["status"] == 401
    assert "error" in _watch(app, client, "projector", other.item_id)


def test_a_screen_watches_a_poll_and_casts_no_ballot(app: Flask, client: FlaskClient) -> None:
    hall, address, _display = _screen(app)
    client.get(address)
    with app.test_request_context():
        poll = making.poll(hall)
        act_on_round(hall.moderator, poll.id, What.OPEN, None)
        poll_id, option = poll.id, poll.options[0].id
    assert _watch(app, client, "poll", poll_id)["state"]["state"] == "open"
    for wall in (f"polls/{poll_id}", f"questions/{hall.item_id}"):
        assert client.get(f"/{hall.slug}/{wall}/wall?fragment=1").status_code == 200
    line = server.test_client(app, flask_test_client=client)
    payload = {"conference": hall.conference_id, "poll": poll_id, "round": 1, "answer": {"option": option}}
    answer: Any = line.emit("polls.cast", {**payload, "key": "0123456789"}, callback=True)
    line.disconnect()
    assert answer["status"] == 401


@pytest.mark.usefixtures("session")
def test_a_screen_is_nobody_who_counts(app: Flask) -> None:
    hall = making.hall()
    display = add_screen(hall.moderator, hall.item_id, "Main hall")
    poll = making.poll(hall)
    assert display.participant_id not in eligible_ids(poll)
    screen = hall.actor(display.participant_id)
    assert [permission for permission in Permission if can(screen, permission)] == [
        Permission.STAGE_PROJECT,
        Permission.STAGE_WATCH,
    ]
    del app


def test_a_revoked_link_goes_dark_and_opens_nothing(app: Flask, client: FlaskClient) -> None:
    hall, address, display_id = _screen(app)
    client.get(address)
    with app.test_request_context():
        revoke_screen(hall.moderator, hall.item_id, display_id)
    assert "error" in _watch(app, client, "projector", hall.item_id)
    assert client.get(f"/{hall.slug}/stage/{hall.item_id}/projector").status_code != 200
    assert client.get(address).status_code == 404


def test_a_forged_link_and_one_of_another_conference_are_not_found(app: Flask, client: FlaskClient) -> None:
    hall, address, _display = _screen(app)
    other, _address, _other = _screen(app)
    # Not the last sign: some of its bits say nothing.
    forged = address[:-5] + ("a" if address[-5] != "a" else "b") + address[-4:]
    assert client.get(forged).status_code == 404
    assert client.get(address.replace(f"/{hall.slug}/", f"/{other.slug}/")).status_code == 404


def test_a_link_takes_nobody_s_place(app: Flask, sign_in: SignIn) -> None:
    hall, address, _display = _screen(app)
    with app.app_context():
        account_id = hall.account(hall.attendee_id)
    browser = sign_in(account_id)
    assert browser.get(address).status_code == 422
    assert browser.get(f"/{hall.slug}/stage/{hall.item_id}").status_code == 200
    with app.app_context():
        screens = db.session.scalars(select(Participant).where(Participant.account_id.is_(None))).all()
        assert [screen.roles for screen in screens] == [{Role.DISPLAY}]
