"""The sign-in pages tell nothing, lead nowhere else, and leave nothing behind."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from conference import clock
from conference.extensions import db, limiter
from conference.mail import Mail
from conference.people.models import Account
from conference.people.password_actions import set_password
from conference.people.sign_in_actions import ask_for_link
from tests import factories
from tests.conftest import SignIn

PASSWORD = "correct horse battery"


def mailed_path(app: Flask) -> str:
    """Return the path of the link in the newest mail."""
    with app.app_context():
        text = db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first()
    found = re.search(r"http://conference\.test(/sign-in/[\w-]+)", text or "")
    assert found is not None
    return found[1]


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def words(answer: TestResponse) -> str:
    """Return a page's text without what differs by chance: nonces, tokens, and the address typed."""
    return re.sub(r'nonce="[^"]+"|csrf[^>]+>|[\w.]+@example\.org', "", answer.text)


def test_a_link_asked_for_here_signs_in_there_by_its_button(app: Flask) -> None:
    here, there = app.test_client(), app.test_client()
    answer = here.post("/sign-in", data={"email": "jo@example.org", "next": "/account"})
    assert answer.headers["Location"] == "/sign-in/sent"
    assert "jo@example.org" in here.get("/sign-in/sent").text
    path = mailed_path(app)
    page = there.get(path)
    assert "Press the button" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not is_signed_in(there)
    assert there.post(path).headers["Location"] == "/account"
    assert is_signed_in(there)
    assert not is_signed_in(here)


def test_programs_that_open_every_link_use_none_up(app: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "jo@example.org"})
    path = mailed_path(app)
    for _round in range(3):
        app.test_client().get(path)
        app.test_client().head(path)
    assert client.post(path).status_code == 302


def test_a_used_link_offers_a_new_one_to_the_same_address(app: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "jo@example.org", "next": "/account"})
    path = mailed_path(app)
    client.post(path)
    stranger = app.test_client()
    for answer in (stranger.get(path), stranger.post(path)):
        assert answer.status_code == 410
        assert 'value="jo@example.org"' in answer.text
        assert 'value="/account"' in answer.text
    assert not is_signed_in(stranger)
    assert client.get(path).headers["Location"] == "/account"


def test_an_old_link_says_so(app: Flask, client: FlaskClient, at_noon: datetime) -> None:
    client.post("/sign-in", data={"email": "jo@example.org"})
    with clock.stopped_at(at_noon + timedelta(minutes=16)):
        answer = client.get(mailed_path(app))
    assert answer.status_code == 410
    assert "too old" in answer.text


def test_an_unknown_link_tells_no_address(client: FlaskClient) -> None:
    answer = client.get("/sign-in/" + "x" * 43)
    assert answer.status_code == 410
    assert "@" not in re.sub(r"name@example\.org", "", answer.text.split("<main")[1])


def test_the_answers_are_the_same_with_and_without_an_account(app: Flask) -> None:
    with app.app_context():
        factories.account(email="known@example.org")
    pages = set()
    for email in ("known@example.org", "unknown@example.org"):
        browser = app.test_client()
        answers = [browser.post("/sign-in", data={"email": email}), browser.get("/sign-in/sent")]
        answers += [browser.post("/sign-in", data={"email": email}) for _round in range(5)]
        pages.add(tuple((answer.status_code, words(answer)) for answer in answers))
    assert len(pages) == 1
    assert [status for status, _ in next(iter(pages))] == [302, 200, 302, 302, 302, 302, 422]


def test_asking_takes_the_same_statements_with_and_without_an_account(
    app: Flask, count_queries: Callable[[Callable[[], None]], int]
) -> None:
    with app.app_context():
        factories.account(email="known@example.org")
    counted = set()
    for email in ("known@example.org", "unknown@example.org"):

        def ask(email: str = email) -> None:
            with app.test_request_context():
                ask_for_link(email)

        counted.add(count_queries(ask))
    assert len(counted) == 1


@pytest.mark.parametrize("email", ["", "no address", "a@b", "jo@example.org, sam@example.org"])
def test_what_is_no_address_is_kept_and_answered_beside_the_field(app: Flask, client: FlaskClient, email: str) -> None:
    answer = client.post("/sign-in", data={"email": email})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert f'value="{email}"' in answer.text
    with app.app_context():
        assert db.session.scalars(select(Mail)).all() == []


@pytest.mark.parametrize("elsewhere", ["//evil.test", "/\\evil.test", "https://evil.test", "/%2Fevil.test"])
def test_a_sign_in_leads_nowhere_else(app: Flask, client: FlaskClient, elsewhere: str) -> None:
    with app.app_context():
        set_password(factories.account(email="jo@example.org").id, PASSWORD, is_fresh=True)
    assert "evil.test" not in client.get("/sign-in", query_string={"next": elsewhere}).text
    client.post("/sign-in", data={"email": "jo@example.org", "next": elsewhere})
    assert client.post(mailed_path(app)).headers["Location"] == "/"
    data = {"email": "jo@example.org", "password": PASSWORD, "next": elsewhere}
    assert app.test_client().post("/sign-in/password", data=data).headers["Location"] == "/"
    assert client.get("/sign-in", query_string={"next": elsewhere}).headers["Location"] == "/account"


def test_one_source_asks_for_only_so_many_links(client: FlaskClient) -> None:
    for number in range(20):
        assert client.post("/sign-in", data={"email": f"jo{number}@example.org"}).status_code == 302
    assert client.post("/sign-in", data={"email": "jo20@example.org"}).status_code == 429
    assert client.get("/sign-in").status_code == 200


def test_a_password_can_be_guessed_ten_times_whoever_guesses(app: Flask) -> None:
    with app.app_context():
        set_password(factories.account(email="jo@example.org").id, PASSWORD, is_fresh=True)
    for number in range(10):
        data = {"email": "Jo@example.org ", "password": f"guess number {number}"}
        source = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answer = app.test_client().post("/sign-in/password", data=data, environ_base=source)
        assert answer.status_code == 422
        assert "guess number" not in answer.text
    data = {"email": "jo@example.org", "password": PASSWORD}
    assert app.test_client().post("/sign-in/password", data=data).status_code == 429
    limiter.reset()
    assert app.test_client().post("/sign-in/password", data=data).status_code == 302


def test_signing_in_throws_the_old_session_away(app: Flask, client: FlaskClient) -> None:
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
        planted["csrf_token"] = "known to somebody else"
    client.post("/sign-in", data={"email": "jo@example.org"})
    client.post(mailed_path(app))
    with client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept.get("csrf_token") != "known to somebody else"
        assert "asked_for" not in kept


def test_the_cookie_is_for_us_alone(app: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "jo@example.org"})
    cookie = client.post(mailed_path(app)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    app.config["SESSION_COOKIE_SECURE"] = True
    try:
        assert "Secure" in app.test_client().post("/sign-in", data={"email": "jo@example.org"}).headers["Set-Cookie"]
    finally:
        app.config["SESSION_COOKIE_SECURE"] = False


def test_an_answer_that_changes_nothing_sends_no_cookie_over_a_newer_one(app: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "jo@example.org"})
    client.post(mailed_path(app))
    client.get("/account")
    for path in ("/account/data", "/favicon.ico", "/robots.txt"):
        assert "Set-Cookie" not in client.get(path).headers


def test_signing_out_takes_a_post(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        browser = sign_in(factories.account().id)
    assert browser.get("/sign-out").headers["Location"] == "/account"
    assert is_signed_in(browser)
    browser.post("/sign-out")
    assert not is_signed_in(browser)


def test_a_form_of_another_site_is_refused(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for path in ("/sign-in", "/sign-in/password", "/sign-in/" + "x" * 43, "/sign-out"):
            assert client.post(path, data={"email": "jo@example.org"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        assert db.session.scalars(select(Account)).all() == []
        assert db.session.scalars(select(Mail)).all() == []
