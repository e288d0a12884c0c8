"""The organisers' overview, the settings of a conference, and opening one."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from conference.cli import cli
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus, contrast, is_acronym, is_slug, on_colour
from conference.desk.settings import SettingsValues, acronym_from, problems
from conference.extensions import db
from conference.people.models import Account, Participant
from conference.people.rules import ParticipantStatus as Status
from conference.permissions import Role
from tests import factories
from tests.conftest import SignIn

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = factories.conference(capacity=1)
        organiser = factories.participant(conference, Role.ORGANISER)
        return {
            "id": conference.id,
            "slug": conference.slug,
            "path": f"/{conference.slug}/desk",
            "organiser": organiser.account_id,
            "form": {
                "title": conference.title, "slug": conference.slug, "acronym": conference.acronym,
                "starts_on": "2026-03-10", "ends_on": "2026-03-11", "timezone": "Europe/Brussels",
                "languages": ["en"], "colour": "#0b4f9e", "registration": "open", "capacity": "1",
                "contact_email": "", "status": "published", "version": str(conference.version),
            },
        }  # fmt: skip


def test_the_desk_says_what_needs_somebody(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        factories.participant(conference, status=Status.WAITING_FOR_APPROVAL)
        factories.item(conference)
    page = sign_in(house["organiser"]).get(house["path"]).text
    assert "1 registration waits for approval" in page
    assert "1 session has no place yet" in page


def test_the_desk_takes_as_many_queries_for_three_as_for_one(
    app: Flask, house: dict[str, Any], sign_in: SignIn, count_queries: Any
) -> None:
    with app.app_context():
        factories.item(db.session.get_one(Conference, house["id"]))
    client = sign_in(house["organiser"])
    client.get(house["path"])
    one = count_queries(lambda: client.get(house["path"]))
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        for _ in range(2):
            factories.item(conference)
            factories.participant(conference)
    assert count_queries(lambda: client.get(house["path"])) == one


def test_a_raised_capacity_lets_the_waiting_list_move_up(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        factories.participant(conference)
        waiting = factories.participant(conference, status=Status.WAITING_LIST).id
    answer = sign_in(house["organiser"]).post(f"{house['path']}/settings", data={**house["form"], "capacity": "2"})
    assert answer.status_code == 302
    with app.app_context():
        assert db.session.get_one(Participant, waiting).status is Status.CONFIRMED


def test_stale_settings_are_refused_with_both_versions(house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["organiser"])
    client.post(f"{house['path']}/settings", data={**house["form"], "tagline": "First words"})
    refused = client.post(f"{house['path']}/settings", data={**house["form"], "tagline": "Second words"})
    assert refused.status_code == 409
    assert "First words" in refused.text
    assert "Second words" in refused.text
    newest = refused.text.split('name="version"')[1].split('value="')[1].split('"')[0]
    again = {**house["form"], "tagline": "Second words", "version": newest}
    assert client.post(f"{house['path']}/settings", data=again).status_code == 302


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slug": "Account"}, "Small letters"),
        ({"slug": "sign-in"}, "Small letters"),
        ({"acronym": "a-b"}, "At least four"),
        ({"ends_on": "2026-03-09"}, "before the first"),
        ({"ends_on": "2027-03-09"}, "at most 31"),
        ({"starts_on": "soon"}, "Please give a date."),
        ({"capacity": "0"}, "At least one"),
        ({"colour": "red"}, "#0b4f9e"),
        ({"languages": []}, "at least one language"),
        ({"contact_email": "nobody"}, "not an e-mail address"),
        ({"title": " "}, "fill this in"),
    ],
)
def test_unsound_settings_are_refused_beside_the_field(
    house: dict[str, Any], sign_in: SignIn, change: dict[str, Any], sentence: str
) -> None:
    answer = sign_in(house["organiser"]).post(f"{house['path']}/settings", data={**house["form"], **change})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_days_with_sessions_are_cut_off_only_on_purpose(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        factories.item(db.session.get_one(Conference, house["id"]))
    client = sign_in(house["organiser"])
    later = {**house["form"], "starts_on": "2026-03-11"}
    refused = client.post(f"{house['path']}/settings", data=later)
    assert refused.status_code == 422
    assert 'name="anyway"' in refused.text
    assert client.post(f"{house['path']}/settings", data={**later, "anyway": "y"}).status_code == 302


def test_a_new_address_is_where_one_goes_on(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        taken = factories.conference().slug
    client = sign_in(house["organiser"])
    assert client.post(f"{house['path']}/settings", data={**house["form"], "slug": taken}).status_code == 422
    moved = client.post(f"{house['path']}/settings", data={**house["form"], "slug": "another-address"})
    assert moved.headers["Location"] == "/another-address/desk/settings"
    assert client.get(moved.headers["Location"]).status_code == 200


def test_a_logo_is_served_to_whoever_sees_the_conference(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    file = io.BytesIO()
    Image.new("RGB", (800, 300), "#0b4f9e").save(file, "PNG")
    client = sign_in(house["organiser"])
    file.seek(0)
    assert client.post(f"{house['path']}/settings/pictures", data={"logo": (file, "logo.png")}).status_code == 302
    visitor = app.test_client()
    assert visitor.get(f"{house['path']}/logo", buffered=True).mimetype == "image/webp"
    assert visitor.get(f"{house['path']}/cover").status_code == 404
    with app.app_context():
        db.session.get_one(Conference, house["id"]).status = ConferenceStatus.DRAFT
        db.session.commit()
    assert visitor.get(f"{house['path']}/logo").status_code == 404
    client.post(f"{house['path']}/settings/pictures", data={"remove": "logo"})
    assert client.get(f"{house['path']}/logo").status_code == 404
    fake = (io.BytesIO(b"<svg/>"), "logo.png")
    assert client.post(f"{house['path']}/settings/pictures", data={"logo": fake}).status_code == 422


def test_a_preview_is_sanitised(house: dict[str, Any], sign_in: SignIn) -> None:
    answer = sign_in(house["organiser"]).post(
        f"{house['path']}/settings/preview", data={"description": "**bold** <script>alert(1)</script>"}
    )
    assert "<strong>bold</strong>" in answer.text
    assert "<script>" not in answer.text


def test_only_those_who_run_the_site_open_conferences(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        admin = factories.account(email="admin@example.org").id
    form = {
        "title": "New One",
        "slug": "new-one",
        "starts_on": "2027-01-01",
        "ends_on": "2027-01-02",
        "timezone": "UTC",
    }
    assert sign_in(house["organiser"]).post("/conferences/new", data=form).status_code == 403
    assert sign_in(None).get("/conferences/new").status_code == 302
    client = sign_in(admin)
    assert client.post("/conferences/new", data={**form, "slug": house["slug"]}).status_code == 422
    assert client.post("/conferences/new", data=form).headers["Location"] == "/new-one/desk"
    assert client.get("/new-one/desk").status_code == 200
    assert app.test_client().get("/new-one/").status_code == 404


def test_the_command_line_opens_a_conference_and_makes_organisers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "tests-only")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    runner = CliRunner()
    opened = ["create-conference", "--slug", "from-shell", "--title", "From the shell", "--organiser-email"]
    days = ["--from", "2027-01-01", "--to", "2027-01-02", "--timezone", "Europe/Vienna"]
    assert runner.invoke(cli, [*opened, "a@example.org", *days]).exit_code == 0
    again = runner.invoke(cli, [*opened, "a@example.org", *days])
    assert again.exit_code == 1
    assert "slug" in again.output
    assert runner.invoke(cli, ["make-organiser", "--slug", "from-shell", "--email", "b@example.org"]).exit_code == 0
    unknown = runner.invoke(cli, ["make-organiser", "--slug", "elsewhere", "--email", "b@example.org"])
    assert "no conference" in unknown.output


def test_a_new_organiser_is_confirmed(session: Any) -> None:
    from conference.desk.creation_actions import make_organiser  # noqa: PLC0415

    conference = factories.conference()
    person = factories.participant(conference, status=Status.CANCELLED)
    assert person.account
    make_organiser(conference.slug, person.account.email.upper())
    make_organiser(conference.slug, "new@example.org")
    rows = session.scalars(select(Participant).join(Account).order_by(Participant.id)).all()
    assert [row.status for row in rows] == [Status.CONFIRMED] * 2
    assert all(Role.ORGANISER in row.roles for row in rows)


@given(COLOURS)
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    assert contrast(colour, on_colour(colour)) >= 4.5
    assert contrast(colour, "#ffffff") == pytest.approx(contrast("#ffffff", colour))


@given(st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True))
def test_every_address_suggests_an_acronym(slug: str) -> None:
    assert is_acronym(acronym_from(slug))


def test_sound_settings_have_no_problems() -> None:
    values = SettingsValues("Title", "my-conference", "my_conf", date(2027, 1, 1), date(2027, 1, 1), "UTC")
    assert is_slug(values.slug)
    assert problems(values) == {}
