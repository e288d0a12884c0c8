"""The account's pages: password, sessions, the copy of one's data, the end."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Account
from conference.people.password_actions import set_password
from conference.permissions import Role
from tests import factories
from tests.conftest import SignIn

PASSWORD = "correct horse battery"
PAGES = ("/account", "/account/data", "/account/delete")
POSTS = ("/account/password", "/account/password/remove", "/account/sign-out-others", "/account/sign-out-everywhere")


@pytest.fixture
def account_id(app: Flask) -> int:
    """An account."""
    with app.app_context():
        return factories.account(email="jo@example.org").id


def fresh(client: FlaskClient, moment: datetime) -> FlaskClient:
    """Let a browser have signed in by a link at a moment."""
    with client.session_transaction() as kept:
        kept["link_at"] = int(moment.timestamp())
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_nobody_signed_out_gets_anything(client: FlaskClient) -> None:
    for page in PAGES:
        assert client.get(page).headers["Location"].startswith("/sign-in?next=")
    for path in POSTS:
        assert client.post(path).status_code == 401


def test_the_page_names_my_conferences_with_a_fixed_number_of_queries(
    app: Flask, sign_in: SignIn, account_id: int, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def join(times: int) -> None:
        with app.app_context():
            account = db.session.get_one(Account, account_id)
            for _time in range(times):
                factories.participant(factories.conference(), account=account)

    browser = sign_in(account_id)
    join(1)
    one = count_queries(lambda: browser.get("/account"))
    join(2)
    three = count_queries(lambda: browser.get("/account"))
    assert one == three
    with app.app_context():
        for title in db.session.query(Conference.title):
            assert title[0] in browser.get("/account").text


def test_a_first_password_needs_a_fresh_link(sign_in: SignIn, account_id: int, at_noon: datetime) -> None:
    browser = fresh(sign_in(account_id), at_noon - timedelta(minutes=16))
    assert browser.post("/account/password", data={"new_password": PASSWORD}).status_code == 422
    assert 'name="new_password"' not in sign_in(account_id).get("/account").text
    fresh(browser, at_noon - timedelta(minutes=14))
    assert browser.post("/account/password", data={"new_password": PASSWORD}).status_code == 302


def test_a_new_password_keeps_this_browser_and_ends_the_others(
    app: Flask, sign_in: SignIn, account_id: int, at_noon: datetime
) -> None:
    here, there = fresh(sign_in(account_id), at_noon), sign_in(account_id)
    here.post("/account/password", data={"new_password": PASSWORD})
    assert is_signed_in(here)
    assert not is_signed_in(there)
    answer = app.test_client().post("/sign-in/password", data={"email": "jo@example.org", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_refused_password_is_answered_beside_its_field_and_not_repeated(
    sign_in: SignIn, account_id: int, at_noon: datetime
) -> None:
    answer = fresh(sign_in(account_id), at_noon).post("/account/password", data={"new_password": "too short"})
    assert answer.status_code == 422
    assert 'id="new_password-error"' in answer.text
    assert "too short" not in answer.text


def test_the_current_password_is_asked_for_and_cannot_be_guessed_for_ever(
    app: Flask, sign_in: SignIn, account_id: int
) -> None:
    with app.app_context():
        set_password(account_id, PASSWORD, is_fresh=True)
    browser = sign_in(account_id)
    data = {"new_password": PASSWORD + " staple", "current_password": "wrong"}
    answers = [browser.post("/account/password", data=data) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {422}
    assert 'id="current_password-error"' in answers[0].text
    assert browser.post("/account/password", data={**data, "current_password": PASSWORD}).status_code == 429
    assert browser.post("/account/password/remove", data={"current_password": PASSWORD}).status_code == 302
    assert is_signed_in(browser)


def test_signing_out_the_others_keeps_this_browser(sign_in: SignIn, account_id: int) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    here.post("/account/sign-out-others")
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_signing_out_everywhere_ends_this_browser_too(sign_in: SignIn, account_id: int) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    here.post("/account/sign-out-everywhere")
    assert not is_signed_in(here)
    assert not is_signed_in(there)


def test_the_copy_is_a_file_that_no_cache_keeps(sign_in: SignIn, account_id: int) -> None:
    answer = sign_in(account_id).get("/account/data")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.text)["account"]["email"] == "jo@example.org"


def test_deleting_needs_the_address_and_signs_out(
    app: Flask, sign_in: SignIn, account_id: int, at_noon: datetime
) -> None:
    browser = sign_in(account_id)
    wrong = browser.post("/account/delete", data={"email": "sam@example.org"})
    assert wrong.status_code == 422
    assert 'id="email-error"' in wrong.text
    assert 'value="sam@example.org"' in wrong.text
    assert is_signed_in(browser)
    assert browser.post("/account/delete", data={"email": "jo@example.org"}).status_code == 302
    assert not is_signed_in(browser)
    with app.app_context():
        assert db.session.get(Account, account_id) is None


def test_the_last_organiser_is_told_where_before_they_try(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        organiser = factories.participant(factories.conference(title="The house of one"), Role.ORGANISER)
        organiser_account, email = organiser.account_id, organiser.account and organiser.account.email
    browser = sign_in(organiser_account)
    page = browser.get("/account/delete")
    assert "The house of one" in page.text
    assert "for good" not in page.text
    assert browser.post("/account/delete", data={"email": email}).status_code == 422


def test_an_account_number_that_is_used_again_opens_nothing_old(
    app: Flask, sign_in: SignIn, account_id: int, at_noon: datetime
) -> None:
    old = sign_in(account_id)
    sign_in(account_id).post("/account/delete", data={"email": "jo@example.org"})
    with clock.stopped_at(at_noon + timedelta(seconds=1)), app.app_context():
        factories.account(email="new@example.org", id=account_id)
    assert not is_signed_in(old)
