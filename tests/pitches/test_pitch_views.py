"""The pages of pitches as people get them: cards, presses without a script, slides, the pitcher's page, exports."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.agenda.rules import Visibility
from conference.pitches.interest_actions import be_interested
from conference.stage.pitch_actions import start_pitch
from tests.conftest import SignIn
from tests.pitches import making
from tests.pitches.making import Stage
from tests.pitches.test_sheets import PDF


@pytest.fixture
def there(app: Flask) -> Stage:
    with app.test_request_context():
        return making.stage()


@pytest.fixture
def browser(app: Flask, there: Stage, sign_in: SignIn) -> dict[str, FlaskClient]:
    with app.app_context():
        accounts = {
            name: there.account(getattr(there, f"{name}_id"))
            for name in ("anna", "bruno", "petra", "quentin", "organiser", "moderator")
        }
    return {name: sign_in(account) for name, account in accounts.items()}


def _page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


def test_the_session_page_has_the_pitches_in_order_for_everybody(client: FlaskClient, there: Stage) -> None:
    page = _page(client, f"/{there.slug}/agenda/{there.item_id}")
    cards = page[page.index("data-pitches-cards") :]
    assert cards.index("Green hydrogen") < cards.index("Smart textiles")
    assert "I am interested</button>" not in page
    # Whoever is not signed in is told how to say so.
    assert "Sign in to say that you are interested" in page
    assert f'href="/sign-in?next=/{there.slug}/agenda/{there.item_id}"' in page


def test_interest_without_a_script_comes_back_to_the_session(browser: dict[str, FlaskClient], there: Stage) -> None:
    home = f"/{there.slug}/agenda/{there.item_id}"
    press = f"/{there.slug}/pitches/of/{there.first}"
    answer = browser["anna"].post(
        f"{press}/interest", data={"word": "Hello"}, headers={"Referer": f"http://localhost{home}"}
    )
    assert answer.location == f"{home}#pitch-{there.first}"
    page = _page(browser["anna"], home)
    assert "You are interested." in page
    assert 'value="Hello"' in page
    browser["anna"].post(f"{press}/back")
    assert "You are interested." not in _page(browser["anna"], home)


def test_counts_are_for_presenters_and_organisers_alone(
    app: Flask, browser: dict[str, FlaskClient], there: Stage
) -> None:
    with app.test_request_context():
        be_interested(there.actor(there.anna_id), there.first, "", shares_email=False)
    home = f"/{there.slug}/agenda/{there.item_id}"
    shown = {name: "1 person is interested" in _page(one, home) for name, one in browser.items()}
    assert [name for name, has_count in shown.items() if has_count] == ["petra"]
    assert "Interested" in _page(browser["organiser"], f"/{there.slug}/pitches/{there.item_id}/choose")
    for name in ("anna", "petra", "moderator"):
        _page(browser[name], f"/{there.slug}/pitches/{there.item_id}/choose", 403)
        _page(browser[name], f"/{there.slug}/pitches/{there.item_id}/figures.csv", 403)


def test_the_pitchers_page_is_theirs(app: Flask, browser: dict[str, FlaskClient], there: Stage) -> None:
    with app.test_request_context():
        be_interested(there.actor(there.anna_id), there.first, "=cmd()", shares_email=True)
        be_interested(there.actor(there.bruno_id), there.first, "", shares_email=False)
    desk = f"/{there.slug}/pitches/of/{there.first}"
    for part in ("", "?fragment=1"):
        page = _page(browser["petra"], desk + part)
        assert "Anna Wagner" in page
        assert "Bruno Rossi" in page
    table = _page(browser["petra"], f"{desk}/interests.csv")
    assert "Bruno Rossi" not in table
    assert "Anna Wagner" in table
    assert ",=cmd()" not in table
    for name in ("anna", "quentin", "organiser", "moderator"):
        _page(browser[name], desk, 403)
        _page(browser[name], f"{desk}/interests.csv", 403)


def test_slides_come_as_a_file_to_save_and_run_nothing(
    browser: dict[str, FlaskClient], client: FlaskClient, there: Stage
) -> None:
    sheet = f"/{there.slug}/pitches/of/{there.first}/sheet"
    sent = {"version": "1", "one_line": "Hydrogen", "slides": (BytesIO(PDF), "talk.pdf")}
    assert browser["petra"].post(sheet, data=sent).status_code == 302
    with client.get(f"/{there.slug}/pitches/of/{there.first}/slides") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    _page(client, f"/{there.slug}/pitches/of/{there.second}/slides", 404)


def test_what_was_typed_stays_where_the_sheet_is_refused_or_stale(
    browser: dict[str, FlaskClient], there: Stage
) -> None:
    sheet = f"/{there.slug}/pitches/of/{there.first}/sheet"
    refused = browser["petra"].post(sheet, data={"version": "1", "one_line": "Typed", "video_url": "nonsense"})
    assert refused.status_code == 422
    assert "Typed" in refused.text
    assert "video_url-error" in refused.text
    browser["petra"].post(sheet, data={"version": "1", "one_line": "First"})
    stale = browser["organiser"].post(sheet, data={"version": "1", "one_line": "Second"})
    assert stale.status_code == 409
    assert "Second" in stale.text
    assert browser["organiser"].post(sheet, data={"version": "2", "one_line": "Second"}).status_code == 302


def test_moderators_read_the_sheet_and_get_a_video_of_an_allowed_host_on_a_press(
    browser: dict[str, FlaskClient], there: Stage
) -> None:
    sheet = f"/{there.slug}/pitches/of/{there.first}/sheet"
    video = "https://www.youtube.com/watch?v=abc_DEF-123"
    browser["petra"].post(sheet, data={"version": "1", "one_line": "Hydrogen", "video_url": video})
    read = browser["moderator"].get(sheet)
    assert read.status_code == 200
    assert "Hydrogen" in read.text
    assert "Petra Pitcher" in read.text
    assert 'method="post" class="form"' not in read.text
    assert 'data-address="https://www.youtube-nocookie.com/embed/abc_DEF-123"' in read.text
    assert "<iframe" not in read.text
    assert "frame-src" in (policy := read.headers["Content-Security-Policy"])
    assert "https://www.youtube-nocookie.com" in policy
    assert browser["moderator"].post(sheet, data={"version": "2", "one_line": "Other"}).status_code == 403
    for name in ("anna", "quentin"):
        _page(browser[name], sheet, 403)
    assert f'href="{sheet}"' in _page(browser["moderator"], f"/{there.slug}/stage/{there.item_id}/desk")
    browser["petra"].post(sheet, data={"version": "2", "one_line": "Hydrogen", "video_url": "https://example.org/film"})
    other = browser["moderator"].get(sheet)
    assert "data-video=" not in other.text
    assert "example.org" not in other.headers["Content-Security-Policy"]


def test_who_is_not_let_into_the_session_finds_no_pitch(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        hidden = making.stage(Visibility.INVITED)
    for path in (f"{hidden.item_id}", f"of/{hidden.first}/slides"):
        _page(client, f"/{hidden.slug}/pitches/{path}", 404)


def test_an_interest_becomes_a_request_for_a_meeting_or_says_why_not(
    app: Flask, browser: dict[str, FlaskClient], there: Stage
) -> None:
    with app.test_request_context():
        be_interested(there.actor(there.anna_id), there.first, "", shares_email=False)
    address = f"/{there.slug}/pitches/of/{there.first}/meeting/{there.anna_id}"
    answer = browser["petra"].post(address, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["error"]
    assert browser["quentin"].post(address).status_code == 403


def test_the_running_pitch_stands_on_top_and_on_the_speakers_view(
    app: Flask, browser: dict[str, FlaskClient], there: Stage
) -> None:
    with app.test_request_context():
        start_pitch(there.actor(there.moderator_id), there.item_id, there.version, there.first)
    section = _page(browser["anna"], f"/{there.slug}/pitches/{there.item_id}?fragment=1")
    assert "pitches-now-title" in section
    view = _page(browser["petra"], f"/{there.slug}/questions/{there.item_id}/speaker")
    timer = view[view.index("data-stage-timer") :][:400]
    assert "Green hydrogen" in timer
    assert "data-ends-at" in timer
    desk = _page(browser["moderator"], f"/{there.slug}/stage/{there.item_id}/desk")
    assert "pitch-stop" in desk
    with app.app_context():
        sent = {"version": str(there.version), "step": str(there.second)}
    browser["moderator"].post(f"/{there.slug}/stage/{there.item_id}/desk/pitch", data=sent)
    assert (
        "Smart textiles"
        in _page(browser["petra"], f"/{there.slug}/questions/{there.item_id}/speaker").split("data-stage-timer")[1][
            :400
        ]
    )
