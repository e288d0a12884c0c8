"""The registration page: what each visitor sees of it."""

import pytest
from flask import Flask

from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.people.rules import ParticipantStatus as Status
from conference.permissions import Role
from tests import factories
from tests.conftest import SignIn

FORM = {"name": "Participant A", "country": "BE", "languages": ["en"]}


def test_a_signed_out_visitor_signs_in_and_comes_back(app: Flask) -> None:
    with app.app_context():
        slug = factories.conference().slug
    answer = app.test_client().get(f"/{slug}/people/register")
    assert answer.status_code == 302
    assert f"next=/{slug}/people/register" in answer.headers["Location"].replace("%2F", "/")


def test_registering_and_cancelling(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        slug, account = factories.conference().slug, factories.account().id
    client = sign_in(account)
    page = client.get(f"/{slug}/people/register").text
    assert "Show me in the directory" in page
    assert 'name="in_directory" type="checkbox" value="y" checked' not in page
    assert "You are registered" in client.post(f"/{slug}/people/register", data=FORM, follow_redirects=True).text
    assert "register again" in client.post(f"/{slug}/people/register/cancel", follow_redirects=True).text
    assert "You are registered" in client.post(f"/{slug}/people/register", data=FORM, follow_redirects=True).text


def test_a_name_is_needed_and_the_rest_is_kept(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        slug, account = factories.conference().slug, factories.account().id
    answer = sign_in(account).post(f"/{slug}/people/register", data={"name": " ", "organisation": "Kept text"})
    assert answer.status_code == 422
    assert "Kept text" in answer.text


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"registration": RegistrationMode.CLOSED}, "Registration is closed"),
        ({"registration": RegistrationMode.INVITATION}, "by invitation"),
        ({"status": ConferenceStatus.ARCHIVED}, "Registration is closed"),
        ({"registration": RegistrationMode.APPROVAL}, "An organiser looks at each registration"),
    ],
)
def test_the_page_says_how_the_registration_is_set(
    app: Flask, sign_in: SignIn, settings: dict[str, object], sentence: str
) -> None:
    with app.app_context():
        slug, account = factories.conference(**settings).slug, factories.account().id
    assert sentence in sign_in(account).get(f"/{slug}/people/register").text


def test_a_full_house_offers_the_waiting_list(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        conference = factories.conference(capacity=1)
        factories.participant(conference, Role.ATTENDEE)
        slug, account = conference.slug, factories.account().id
    page = sign_in(account).get(f"/{slug}/people/register").text
    assert "Join the waiting list" in page


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.INVITED])
def test_every_standing_has_a_page(app: Flask, sign_in: SignIn, status: Status) -> None:
    with app.app_context():
        conference = factories.conference()
        account, slug = factories.participant(conference, status=status).account_id, conference.slug
    assert sign_in(account).get(f"/{slug}/people/register").status_code == 200
