"""Which server a conference's calls have: what is sound, how secrets are kept, and what carries how many."""

from dataclasses import replace

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference.calls import provider_actions
from conference.calls.http_client import is_outside
from conference.calls.models import CallSettings
from conference.calls.providers import ProviderName
from conference.calls.providers_janus import Janus
from conference.calls.server_actions import closed, opened, room_at_server, server_named
from conference.calls.settings import is_address, problems
from conference.config import VideoSettings
from tests import factories as make

JANUS = VideoSettings(
    janus_url="http://127.0.0.1:8088/janus",
    janus_socket_url="ws://conference.test/janus-socket",
    janus_admin_key="key",
    janus_token_secret="secret",
)


@pytest.fixture
def with_janus(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the server a Janus of its operator's."""
    monkeypatch.setitem(app.config, "VIDEO", JANUS)


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://a.example", "https://", "https://u:p@a.example", "https://a.example?x", "https://a.example/#x",
        "https://a b.example", "https://a;b.example", "https://[::1", "http://a.example", "javascript:alert(1)",
        "https://a.example/\r\nX: y", "https://a.ex\tample/", "https://a.example/\0", 'https://a.example/"><script>',
        "https://a.example/ x", "https://a.example/é", " https://a.example",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    assert not is_address(url, inside=False)


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("93.184.216.34", True), ("10.0.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False),
        ("2606:4700::1111", True), ("::1", False), ("fe80::1", False), ("fc00::1", False), ("fec0::1", False),
        ("::ffff:127.0.0.1", False), ("::127.0.0.1", False), ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False), ("2002:a00:1::1", False), ("::", False),
    ],
)  # fmt: skip
def test_an_address_inside_is_known_in_whatever_form(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


def test_inside_an_address_may_be_plain() -> None:
    assert is_address("http://10.0.0.1:8080/x", inside=True)
    assert is_address("wss://a.example/x", inside=False, socket=True)
    assert not is_address("ws://a.example/x", inside=False, socket=True)


def test_each_server_names_what_it_lacks() -> None:
    assert problems(ProviderName.MESH, {}, inside=False) == {}
    assert problems(ProviderName.LIVEKIT, {"address": "x"}, inside=False) == {
        "address": "bad_address", "page": "empty", "key": "empty", "secret": "empty"
    }  # fmt: skip
    jitsi = {"address": "https://meet.example.org"}
    assert problems(ProviderName.JITSI, jitsi, inside=False) == {}
    assert problems(ProviderName.JITSI, jitsi | {"key": "app"}, inside=False) == {"secret": "both"}


@pytest.mark.usefixtures("session")
def test_secrets_are_kept_sealed_and_what_belongs_to_another_server_not_at_all() -> None:
    values = {"address": "https://b.example", "secret": "very secret", "token_secret": "of another", "page": "x"}
    kept = closed(ProviderName.BIGBLUEBUTTON, values)
    assert set(kept) == {"address", "secret"}
    assert "very secret" not in str(kept)
    assert opened(kept) == {"address": "https://b.example", "secret": "very secret"}


@pytest.mark.usefixtures("session")
def test_a_sealed_secret_is_nothing_under_another_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = closed(ProviderName.BIGBLUEBUTTON, {"secret": "very secret"})
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert opened(kept) == {"secret": ""}


def test_without_a_server_six_meet_and_the_seventh_finds_no_place(session: scoped_session[Session]) -> None:
    conference = make.conference()
    session.commit()
    carried = [provider_actions.provider_for(conference.id, people) for people in (1, 6, 7)]
    assert carried == ["mesh", "mesh", ""]


@pytest.mark.usefixtures("with_janus")
def test_with_the_operators_janus_the_seventh_moves_the_call_there(session: scoped_session[Session]) -> None:
    conference = make.conference()
    session.commit()
    carried = [provider_actions.provider_for(conference.id, people) for people in (6, 7, 50, 51)]
    assert carried == ["mesh", "janus", "janus", ""]


def test_what_the_organiser_chose_carries_every_call(session: scoped_session[Session]) -> None:
    conference = make.conference()
    session.flush()
    session.add(CallSettings(conference_id=conference.id, provider="jitsi", settings={"address": "https://m.example"}))
    session.commit()
    assert provider_actions.provider_for(conference.id, 2) == "jitsi"


@pytest.mark.usefixtures("with_janus", "session")
def test_a_janus_without_an_address_is_the_operators(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for chosen in (ProviderName.MESH, ProviderName.JANUS):
        server = server_named("janus", (chosen, {}))
        assert isinstance(server, Janus)
        assert (server.address, server.admin_key, server.is_own_origin) == (JANUS.janus_url, "key", True)
        assert server.client.inside
    monkeypatch.setitem(app.config, "VIDEO", replace(JANUS, janus_socket_url="wss://elsewhere.example"))
    elsewhere = server_named("janus", (ProviderName.JANUS, {}))
    assert isinstance(elsewhere, Janus)
    assert not elsewhere.is_own_origin


@pytest.mark.usefixtures("session")
def test_a_call_of_a_server_that_was_changed_has_none() -> None:
    assert server_named("jitsi", (ProviderName.MESH, {})) is None
    assert server_named("janus", (ProviderName.MESH, {})) is None


@pytest.mark.usefixtures("session")
def test_the_name_of_a_room_cannot_be_guessed_from_another(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = room_at_server(1).key, room_at_server(2).key
    assert one != other
    assert len(one) == 37
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert room_at_server(1).key != one
