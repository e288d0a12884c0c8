"""In the demo every mail is readable, and none can do harm."""

from flask import Flask
from flask.testing import FlaskClient

from conference.config import Settings
from conference.factory import create_app
from conference.mail import Mail
from tests.factories import kept


def waiting(app: Flask, **overrides: str) -> int:
    values = {"recipient": "jo@example.org", "subject": "Hello", "text": "Hello\n", "html": "<head></head><p>Hello</p>"}
    with app.app_context():
        return kept(Mail(**{**values, **overrides})).id


def test_mails_are_listed_newest_first_and_by_address(app: Flask, client: FlaskClient) -> None:
    waiting(app, subject="The first")
    waiting(app, subject="The second", recipient="sam@example.org")
    page = client.get("/demo/mail").text
    assert page.index("The second") < page.index("The first")
    chosen = client.get("/demo/mail?to=SAM@").text
    assert "The second" in chosen
    assert "The first" not in chosen
    assert "No mail for this address" in client.get("/demo/mail?to=%25").text


def test_an_empty_mailbox_says_what_fills_it(client: FlaskClient) -> None:
    assert "No mail yet" in client.get("/demo/mail").text


def test_pages_beyond_the_end_are_the_last(app: Flask, client: FlaskClient) -> None:
    waiting(app)
    for page in ("0", "-3", "99", "x"):
        assert "Hello" in client.get(f"/demo/mail?page={page}").text


def test_a_mail_is_shown_as_text_with_its_addresses_as_links(app: Flask, client: FlaskClient) -> None:
    mail_id = waiting(app, text="Go to http://conference.test/sign-in/abc <script>", calendar="BEGIN:VCALENDAR")
    page = client.get(f"/demo/mail/{mail_id}").text
    assert '<a href="http://conference.test/sign-in/abc"' in page
    assert "&lt;script&gt;" in page
    assert "BEGIN:VCALENDAR" in page
    assert client.get("/demo/mail/999").status_code == 404


def test_the_html_of_a_mail_runs_nothing_and_is_framed_by_us_alone(app: Flask, client: FlaskClient) -> None:
    mail_id = waiting(app, html="<head></head><script>alert(1)</script>")
    policy = client.get(f"/demo/mail/{mail_id}/html").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "frame-ancestors 'none'" in client.get("/demo/mail").headers["Content-Security-Policy"]


def test_outside_the_demo_there_is_no_mailbox(app: Flask) -> None:
    real = create_app(
        Settings(secret_key="real", data_dir=app.config["DATA_DIR"], database_url="sqlite://"), JOBS_IMMEDIATE=True
    )
    assert "/demo/mail" not in {rule.rule for rule in real.url_map.iter_rules()}
