"""Being moved away while a video server is still making one's token: it must open nothing."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from conference.calls.join_actions import join_call
from conference.calls.models import CallMember, CallSettings
from conference.calls.providers import ProviderName
from conference.calls.server_actions import closed
from conference.config import VideoSettings
from conference.errors import ConferenceError
from conference.extensions import db
from tests.calls.making import Table, actor_named, move_away, table
from tests.calls.stand_in import StandIn, stand_in

MAKE, PUT_OUT = (f"/twirp/livekit.RoomService/{name}" for name in ("CreateRoom", "RemoveParticipant"))


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in(answers={MAKE: (200, "{}"), PUT_OUT: (200, "{}")}) as server:
        yield server


@pytest.fixture
def at(app: Flask, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setitem(app.config, "VIDEO", VideoSettings(inside=True))
    with app.test_request_context():
        at = table("anna", "bruno")
        values = {"address": server.address, "page": server.address, "key": "key", "secret": "s" * 40}
        kept = closed(ProviderName.LIVEKIT, values)
        db.session.add(CallSettings(conference_id=at.house, provider=ProviderName.LIVEKIT.value, settings=kept))
        db.session.commit()
    return at


def test_who_is_moved_away_while_the_server_makes_the_room_gets_no_token(
    app: Flask, server: StandIn, at: Table
) -> None:
    seen: list[str] = []

    def move() -> None:
        with app.test_request_context():
            seen.append(db.session.query(CallMember).one().peer)
            move_away(at.house, at.number, at.ids["anna"])

    server.then[MAKE] = move
    with app.test_request_context(), pytest.raises(ConferenceError):
        join_call(actor_named(at, "anna"), at.room, "joining-of-anna", {})
    # Once as they were moved, and once more after the token could have been on the server's list.
    assert [json.loads(one.body)["identity"] for one in server.asked if one.path == PUT_OUT] == seen * 2


def test_who_takes_over_from_a_second_page_meanwhile_is_alone_with_a_token(
    app: Flask, server: StandIn, at: Table
) -> None:
    def take_over() -> None:
        server.then.clear()
        with app.test_request_context():
            assert join_call(actor_named(at, "anna"), at.room, "a-second-page", {}).info["address"]

    server.then[MAKE] = take_over
    with app.test_request_context(), pytest.raises(ConferenceError):
        join_call(actor_named(at, "anna"), at.room, "the-first-page", {})


def test_who_stays_gets_the_token(app: Flask, server: StandIn, at: Table) -> None:
    with app.test_request_context():
        assert "token=" in join_call(actor_named(at, "anna"), at.room, "joining-of-anna", {}).info["address"]
    assert not [one for one in server.asked if one.path == PUT_OUT]
