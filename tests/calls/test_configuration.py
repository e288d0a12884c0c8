"""What the operator sets for video calls: half of it is refused at the start, not in the first call."""

import pytest

from conference.config import Settings, UnsafeSettings

BASE = {"SECRET_KEY": "x"}
JANUS = {
    "JANUS_URL": "http://127.0.0.1:8088/janus/",
    "JANUS_SOCKET_URL": "wss://conference.example.org/janus-socket",
    "JANUS_ADMIN_KEY": "key",
    "JANUS_TOKEN_SECRET": "secret",
}


def test_addresses_are_read_as_lists() -> None:
    video = Settings.from_environment(
        BASE | {"STUN_URLS": "stun:a, stun:b", "TURN_URLS": "turn:a", "TURN_SECRET": "secret"}
    ).video
    assert video.stun_urls == ("stun:a", "stun:b")
    assert (video.turn_urls, video.turn_secret) == (("turn:a",), "secret")


def test_a_janus_is_read_whole() -> None:
    video = Settings.from_environment(BASE | JANUS).video
    assert video.janus_url == "http://127.0.0.1:8088/janus"
    assert video.janus_token_secret == "secret"


@pytest.mark.parametrize("half", [{"TURN_URLS": "turn:a"}, {"TURN_SECRET": "x"}, JANUS | {"JANUS_ADMIN_KEY": ""}])
def test_half_of_a_server_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(UnsafeSettings, match="belong together"):
        Settings.from_environment(BASE | half)


def test_nothing_is_set_by_itself() -> None:
    video = Settings.from_environment(BASE).video
    assert (video.stun_urls, video.turn_urls, video.janus_url) == ((), (), "")
    assert not video.inside
