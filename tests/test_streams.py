"""A stream's address: a frame of exactly its host, a video, or a link; never a hole in the policy."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.models import AgendaItem, Room
from conference.agenda.release_actions import release_agenda
from conference.extensions import db
from conference.permissions import Actor, Role
from conference.streams import StreamKind, stream_of
from tests.conftest import SignIn
from tests.stage import making


@pytest.mark.parametrize(
    ("url", "kind", "address", "origin"),
    [
        ("https://live.example.org/room/1", "frame", "https://live.example.org/room/1", "https://live.example.org"),
        (
            "https://live.example.org:8443/x",
            "frame",
            "https://live.example.org:8443/x",
            "https://live.example.org:8443",
        ),
        ("https://cdn.example.org/a.mp4", "video", "https://cdn.example.org/a.mp4", "https://cdn.example.org"),
        ("https://cdn.example.org/a.m3u8?x=1", "hls", "https://cdn.example.org/a.m3u8?x=1", "https://cdn.example.org"),
        ("http://live.example.org/", "link", "http://live.example.org/", ""),
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "frame",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com",
        ),
        ("https://vimeo.com/123", "frame", "https://player.vimeo.com/video/123", "https://player.vimeo.com"),
    ],
)
def test_an_address_becomes_what_a_page_can_show(url: str, kind: str, address: str, origin: str) -> None:
    stream = stream_of(url)
    assert stream is not None
    assert (stream.kind, stream.address, stream.origin) == (StreamKind(kind), address, origin)


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://", "data:text/html,x", "https://a;b/", "https://a b/", "https://[::1"]
)
def test_what_is_no_web_address_is_no_stream(url: str) -> None:
    assert stream_of(url) is None


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_address_adds_anything_but_a_host_to_the_policy(host: str, path: str) -> None:
    stream = stream_of(f"https://{host}/{path}")
    if stream is not None and stream.origin:
        assert not set(stream.origin) & set(" ;,'\"*\r\n\t")
        assert stream.origin.startswith("https://")


def _policy(app: Flask, sign_in: SignIn, url: str) -> str:
    with app.app_context():
        hall = making.hall()
        item = db.session.get_one(AgendaItem, hall.item_id)
        db.session.get_one(Room, item.room_id).stream_url = url
        db.session.commit()
        release_agenda(Actor(hall.conference_id, roles=frozenset({Role.ORGANISER})), notify=False)
        account_id = hall.account(hall.attendee_id)
    browser = sign_in(account_id)
    page = browser.get(f"/{hall.slug}/stage/{hall.item_id}").headers["Content-Security-Policy"]
    other = browser.get(f"/{hall.slug}/").headers["Content-Security-Policy"]
    assert "frame-src 'self'" in other
    assert "example" not in other
    return page


def test_only_the_page_of_the_stream_may_frame_its_host(app: Flask, sign_in: SignIn) -> None:
    assert _policy(app, sign_in, "https://live.example.org/1").endswith("frame-src 'self' https://live.example.org")


def test_a_video_of_another_host_opens_no_frame(app: Flask, sign_in: SignIn) -> None:
    policy = _policy(app, sign_in, "https://cdn.example.org/1.mp4")
    assert "media-src 'self' https://cdn.example.org;" in policy
    assert policy.endswith("frame-src 'self'")


def test_an_hls_stream_is_fetched_from_its_host_alone(app: Flask, sign_in: SignIn) -> None:
    policy = _policy(app, sign_in, "https://cdn.example.org/live.m3u8")
    assert "connect-src 'self' https://cdn.example.org;" in policy
    assert "media-src 'self' blob: https://cdn.example.org;" in policy
    assert "frame-src 'self'" in policy
    assert "frame-src 'self' https" not in policy
