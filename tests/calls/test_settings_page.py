"""The organiser's page: a server is chosen and tested, its secret is never shown again, and nobody else gets there."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference.calls.models import CallRoom, CallSettings
from conference.calls.provider_actions import sources_for
from conference.calls.server_actions import opened
from conference.config import VideoSettings
from conference.extensions import db
from conference.permissions import Role
from conference.security import allow_devices, allow_source
from tests import factories as make
from tests.calls.stand_in import StandIn, stand_in
from tests.conftest import SignIn

SECRET = "very-secret-indeed"


@dataclass(frozen=True)
class House:
    organiser: FlaskClient
    attendee: FlaskClient
    conference_id: int
    path: str

    def save(self, server: str, **form: str) -> tuple[int, str]:
        answer = self.organiser.post(f"{self.path}?server={server}", data={"version": "0", **form})
        return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> House:
    with app.app_context():
        conference = make.conference()
        organiser = make.participant(conference, Role.ORGANISER)
        attendee = make.participant(conference)
        db.session.commit()
        accounts = (organiser.account_id, attendee.account_id)
        conference_id, path = conference.id, f"/{conference.slug}/calls/settings"
    return House(sign_in(accounts[0]), sign_in(accounts[1]), conference_id, path)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def inside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let organisers name servers beside us."""
    monkeypatch.setitem(app.config, "VIDEO", VideoSettings(inside=True))


def _kept(app: Flask, conference_id: int) -> tuple[str, dict[str, str], dict[str, str]]:
    with app.app_context():
        row = db.session.get_one(CallSettings, conference_id)
        return row.provider, dict(row.settings), opened(row.settings)


def test_only_organisers_get_there(house: House) -> None:
    assert house.organiser.get(house.path).status_code == 200
    assert house.attendee.get(house.path).status_code == 403
    assert house.attendee.post(house.path, data={"version": "0"}).status_code == 403


def test_a_server_is_chosen_and_its_secret_is_shown_to_nobody(app: Flask, house: House) -> None:
    assert house.save("bigbluebutton", address="https://bbb.example.org", secret=SECRET)[0] == 302
    provider, kept, plain = _kept(app, house.conference_id)
    assert (provider, plain["secret"]) == ("bigbluebutton", SECRET)
    assert SECRET not in str(kept)
    page = house.organiser.get(house.path).get_data(as_text=True)
    assert "https://bbb.example.org" in page
    assert SECRET not in page
    assert kept["secret"] not in page


def test_an_empty_secret_keeps_the_one_that_is_there(app: Flask, house: House) -> None:
    house.save("livekit", address="https://l.example", page="https://m.example", key="one", secret=SECRET)
    form = {"address": "https://l.example", "page": "https://m.example", "key": "two"}
    assert house.save("livekit", version="1", **form)[0] == 302
    plain = _kept(app, house.conference_id)[2]
    assert (plain["key"], plain["secret"]) == ("two", SECRET)


def test_a_secret_does_not_follow_to_another_address(app: Flask, house: House) -> None:
    house.save("bigbluebutton", address="https://bbb.example.org", secret=SECRET)
    status, page = house.save("bigbluebutton", version="1", address="https://elsewhere.example")
    assert status == 422
    assert "secret-error" in page
    assert _kept(app, house.conference_id)[2]["address"] == "https://bbb.example.org"


def test_a_jitsi_gives_its_secret_up_with_its_app_id(app: Flask, house: House) -> None:
    house.save("jitsi", address="https://meet.example.org", key="app", secret=SECRET)
    assert house.save("jitsi", version="1", address="https://meet.example.org", key="", secret="")[0] == 302
    assert _kept(app, house.conference_id)[2] == {"address": "https://meet.example.org"}


@pytest.mark.parametrize("address", ["", "http://10.0.0.1", "https://a.example; script-src *", "meet.example.org"])
def test_an_address_that_is_none_is_refused_beside_its_field(house: House, address: str) -> None:
    status, page = house.save("jitsi", address=address)
    assert status == 422
    assert "address-error" in page


def test_who_saves_over_somebody_elses_change_is_told(app: Flask, house: House) -> None:
    house.save("jitsi", address="https://first.example")
    assert house.save("jitsi", address="https://second.example")[0] == 409
    assert _kept(app, house.conference_id)[2] == {"address": "https://first.example"}


def test_a_call_that_a_server_carries_begins_anew_at_the_next_one(app: Flask, house: House) -> None:
    with app.app_context():
        for number, provider in enumerate(("mesh", "jitsi")):
            row = CallRoom(conference_id=house.conference_id, subject="x", subject_id=number, provider=provider)
            db.session.add(row)
        db.session.commit()
    house.save("bigbluebutton", address="https://bbb.example.org", secret=SECRET)
    with app.app_context():
        assert db.session.scalars(select(CallRoom.provider).order_by(CallRoom.subject_id)).all() == ["mesh", ""]


@pytest.mark.usefixtures("inside")
def test_the_connection_is_tested_without_saving(app: Flask, house: House, server: StandIn) -> None:
    form = {"address": server.address, "secret": SECRET, "test": "1"}
    status, page = house.save("bigbluebutton", **form)
    assert status == 422
    assert "refused" in page
    server.answers["/api/getMeetings"] = (200, "<response><returncode>SUCCESS</returncode></response>")
    status, page = house.save("bigbluebutton", **form)
    assert status == 200
    assert "takes these settings" in page
    assert SECRET not in page
    with app.app_context():
        assert db.session.get(CallSettings, house.conference_id) is None


def test_a_test_does_not_tell_what_listens_beside_us(house: House, server: StandIn) -> None:
    for address in (server.address.replace("http", "https"), "https://127.0.0.1:9"):
        status, page = house.save("jitsi", address=address, test="1")
        assert status == 422
        assert "does not answer" in page
    assert not server.asked


def test_an_unknown_server_is_the_one_in_use(house: House) -> None:
    assert house.organiser.get(f"{house.path}?server=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ({"server": "jitsi", "address": "https://meet.example.org"}, {"frame": "https://meet.example.org"}),
        (
            {
                "server": "janus", "address": "https://v.example/janus", "socket": "wss://v.example:8989/socket",
                "secret": "a", "token_secret": "b",
            },
            {"connect": "wss://v.example:8989"},
        ),
        ({"server": "bigbluebutton", "address": "https://bbb.example.org", "secret": "a"}, {}),
    ],
)  # fmt: skip
def test_a_page_with_a_call_may_reach_the_chosen_server_alone(
    app: Flask, house: House, form: dict[str, str], wanted: dict[str, str]
) -> None:
    assert house.save(**form)[0] == 302
    with app.test_request_context():
        assert sources_for(house.conference_id) == wanted


def test_the_headers_name_what_a_page_was_allowed(app: Flask) -> None:
    with app.test_request_context():
        allow_source("connect", "wss://v.example")
        allow_source("frame", "https://meet.example.org")
        allow_devices("https://meet.example.org")
        headers = app.process_response(app.response_class("")).headers
    assert "connect-src 'self' wss://v.example;" in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].endswith("frame-src 'self' https://meet.example.org")
    assert 'camera=(self "https://meet.example.org")' in headers["Permissions-Policy"]


def test_other_pages_reach_nobody(house: House) -> None:
    house.save("jitsi", address="https://meet.example.org")
    headers = house.organiser.get(house.path).headers
    assert "meet.example.org" not in str(headers)
