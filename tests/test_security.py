"""What every answer carries, and what no request may do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.config import Settings
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Account
from conference.permissions import Role
from conference.presentation import markdown
from conference.schema import upgrade_schema
from tests import factories as make
from tests.conftest import SignIn


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Flask]:
    """An application as it is outside of tests: CSRF on, cookies secure."""
    app = create_app(
        Settings(secret_key="guarded", data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'x.sqlite'}"),
        JOBS_IMMEDIATE=True,
        SOCKETIO_ASYNC_MODE="threading",
    )
    with app.app_context():
        upgrade_schema()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_pages_forbid_inline_script_and_other_sites(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_each_answer_has_its_own_nonce(client: FlaskClient) -> None:
    first, second = (client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_answers_are_not_sniffed_and_leak_no_referrer(client: FlaskClient) -> None:
    headers = client.get("/sign-in").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_what_never_changes_under_its_address_is_kept_and_the_rest_is_asked_for_anew(client: FlaskClient) -> None:
    pages = client.get("/").text
    typeface = re.search(r'href="([^"]+\.woff2)"', pages)
    hashed = re.search(r'src="([^"]+site\.js\?v=[^"]+)"', pages)
    assert typeface
    assert hashed
    kept = [
        str(client.get(address, buffered=True).headers["Cache-Control"])
        for address in (typeface.group(1), hashed.group(1), "/static/press.js")
    ]
    assert kept == ["public, max-age=31536000, immutable", "public, max-age=31536000, immutable", "no-cache"]


def test_a_post_without_the_token_is_refused(guarded: Flask) -> None:
    answer = guarded.test_client().post("/sign-in", data={"email": "person@example.org"})
    assert answer.status_code == 400


def test_the_session_cookie_is_secure_hidden_from_scripts_and_stays_on_the_site(guarded: Flask) -> None:
    answer = guarded.test_client().get("/sign-in", base_url="https://conference.test")
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_body_of_ten_megabytes_is_refused_with_a_page(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference()
        slug, account_id = house.slug, make.participant(house).account_id
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="photo.jpg"\r\n\r\n'
    body = head + b"x" * 10_000_000 + b"\r\n--x--\r\n"
    answer = sign_in(account_id).post(
        f"/{slug}/people/profile", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    assert "<h1" in answer.text
    answer.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='https://example.org' onclick='x()'>x</a>",
        "![pixel](https://elsewhere.example/pixel.png)",
        "<iframe src='https://elsewhere.example'></iframe>",
        "<style>body{display:none}</style>",
    ],
)
def test_markdown_lets_no_script_and_no_other_site_in(hostile: str) -> None:
    html = str(markdown(hostile)).lower()
    for forbidden in (
        "<script",
        "<img",
        "<iframe",
        "<style",
        'href="javascript',
        'href="data',
        'onclick="',
        "<a href='",
    ):
        assert forbidden not in html


def test_a_name_with_script_in_it_is_shown_as_text(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference(title="<script>alert('title')</script>")
        person = make.participant(house, Role.ORGANISER, name="<script>alert('name')</script>")
        slug, account_id = house.slug, person.account_id
    for page in (f"/{slug}/", f"/{slug}/people/manage", f"/{slug}/desk"):
        assert "<script>alert" not in sign_in(account_id).get(page).text


def test_a_session_signed_before_sign_out_everywhere_opens_nothing(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        account = make.account()
        account_id = account.id
    browser = sign_in(account_id)
    assert browser.get("/account").status_code == 200
    with app.app_context():
        db.session.get_one(Account, account_id).session_epoch += 1
        db.session.commit()
    assert browser.get("/account").status_code == 302
