"""A real Janus with the configuration of deploy/janus: rooms on demand, tokens for one room, kick, and a restart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from huey import RedisHuey

from conference import clock
from conference.calls.http_client import HttpClient
from conference.calls.janus_client import CORE, PLUGIN, signed_token
from conference.calls.models import CallRoom
from conference.calls.provider_actions import kick, put_out_of_call
from conference.calls.providers import JoinInfo, Person, Room, ServerTrouble
from conference.calls.providers_janus import Janus
from conference.calls.server_actions import room_at_server
from conference.config import VideoSettings
from conference.extensions import db
from tests import factories as make
from tests.calls.janus_guest import JanusGuest
from tests.calls.janus_server import ADMIN_KEY, TOKEN_SECRET, JanusServer
from tests.serving import free_port

pytestmark = pytest.mark.janus
ROOM, OTHER_ROOM = Room("room-a-0123456789", "Table 1"), Room("room-b-0123456789", "Table 2")
EVE, BOB = Person(1, "Eve", "peer1"), Person(2, "Bob", "peer2")
UNAUTHORIZED = 433


def _info(janus: JanusServer, room: Room = ROOM, person: Person = EVE) -> JoinInfo:
    provider = janus.provider()
    provider.ensure_room(room)
    return provider.join_info(room, person, clock.now())


@contextmanager
def _guest(info: JoinInfo) -> Iterator[JanusGuest]:
    guest = JanusGuest(info)
    try:
        guest.open()
        yield guest
    finally:
        guest.close()


def test_a_room_is_made_on_demand_and_shows_who_is_in(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve, _guest(_info(janus, person=BOB)) as bob:
        assert eve.join()["videoroom"] == "joined"
        assert bob.join()["videoroom"] == "joined"
        listed = bob.ask({"request": "listparticipants", "room": ROOM.key})["participants"]
        assert {one["id"] for one in listed} == {"peer1", "peer2"}


def test_two_tokens_for_one_room_make_it_once(janus: JanusServer) -> None:
    provider = janus.provider()
    provider.ensure_room(ROOM)
    provider.ensure_room(ROOM)
    with _guest(_info(janus)) as eve:
        assert eve.join()["videoroom"] == "joined"


def test_a_token_of_one_room_is_refused_in_another(janus: JanusServer) -> None:
    _info(janus, OTHER_ROOM, BOB)
    with _guest(_info(janus, ROOM)) as eve:
        assert eve.join(room=OTHER_ROOM.key)["error_code"] == UNAUTHORIZED


def test_a_room_is_not_entered_without_its_token(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve:
        assert eve.join(token="")["error_code"] == UNAUTHORIZED


def test_watching_needs_the_token_of_the_room_too(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve, _guest(_info(janus, OTHER_ROOM, BOB)) as bob:
        eve.join()
        streams = [{"feed": "peer1"}]
        answer = bob.ask({"request": "join", "ptype": "subscriber", "room": ROOM.key, "streams": streams})
        assert answer["error_code"] == UNAUTHORIZED


@pytest.mark.parametrize(
    "access",
    ["", "forged", signed_token("another", CORE, [PLUGIN], clock.now() + timedelta(1))],
    # Every process of the suite must call it the same.
    ids=["none", "forged", "signed by another"],
)
def test_nobody_speaks_to_janus_without_a_token_of_ours(janus: JanusServer, access: str) -> None:
    stranger = JanusGuest(_info(janus), access=access)
    assert stranger.open()["error"]["code"] == 403
    stranger.close()


def test_a_token_runs_out(janus: JanusServer) -> None:
    late = signed_token(TOKEN_SECRET, CORE, [PLUGIN], clock.now() - timedelta(seconds=5))
    stranger = JanusGuest(_info(janus), access=late)
    assert stranger.open()["error"]["code"] == 403
    stranger.close()


def test_no_browser_makes_a_room(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve:
        assert "error" in eve.ask({"request": "create", "room": "own"})


def test_no_browser_lists_rooms_or_lets_somebody_in(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve:
        assert eve.ask({"request": "list"})["list"] == []
        answer = eve.ask({"request": "allowed", "room": ROOM.key, "action": "add", "allowed": ["x"]})
        assert "error" in answer


def test_who_is_put_out_hears_it_and_cannot_come_back_by_the_same_token(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve, _guest(_info(janus, person=BOB)) as bob:
        eve.join()
        bob.join()
        janus.provider().kick(ROOM, EVE.peer)
        assert bob.hear("kicked")["kicked"] == "peer1"
        with _guest(eve.info) as again:
            assert again.join()["error_code"] == UNAUTHORIZED
        with _guest(_info(janus)) as invited:
            assert invited.join()["videoroom"] == "joined"


def test_who_is_put_out_while_the_queue_is_away_is_out_too(
    janus: JanusServer, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = VideoSettings(
        janus_url=janus.url,
        janus_socket_url=janus.socket_url,
        janus_admin_key=ADMIN_KEY,
        janus_token_secret=TOKEN_SECRET,
    )
    monkeypatch.setitem(app.config, "VIDEO", video)
    with app.app_context():
        away = RedisHuey("away", url=f"redis://127.0.0.1:{free_port()}").task()(put_out_of_call)
        monkeypatch.setitem(app.extensions["job_tasks"], put_out_of_call.__name__, away)
        row = CallRoom(conference_id=make.conference().id, subject="table", subject_id=7, provider="janus")
        db.session.add(row)
        db.session.commit()
        room = room_at_server(row.id)
        with _guest(_info(janus, room)) as eve, _guest(_info(janus, room, BOB)) as bob:
            eve.join()
            bob.join()
            kick("janus", row.id, EVE.peer)
            assert bob.hear("kicked")["kicked"] == EVE.peer
        janus.kill()
        # Where Janus is away too nobody's act fails for it.
        kick("janus", row.id, EVE.peer)


def test_putting_out_one_leaves_who_has_a_longer_name(janus: JanusServer) -> None:
    eleven = Person(11, "Ida", "peer11")
    with _guest(_info(janus)) as eve, _guest(_info(janus, person=eleven)) as ida:
        eve.join()
        ida.join()
        janus.provider().kick(ROOM, EVE.peer)
        listed = ida.ask({"request": "listparticipants", "room": ROOM.key})["participants"]
        assert [one["id"] for one in listed] == ["peer11"]


def test_after_a_restart_the_room_is_made_anew_by_who_joins_next(janus: JanusServer) -> None:
    before = _info(janus)
    janus.kill()
    janus.start()
    with _guest(before) as eve:
        assert "error" in eve.join()
    with _guest(_info(janus)) as eve:
        assert eve.join()["videoroom"] == "joined"


def test_a_closed_room_is_gone_and_closing_it_again_is_nothing(janus: JanusServer) -> None:
    with _guest(_info(janus)) as eve:
        eve.join()
        janus.provider().close(ROOM)
        assert eve.hear("videoroom")["videoroom"] == "destroyed"
    janus.provider().close(ROOM)
    janus.provider().kick(ROOM, EVE.peer)


def test_the_list_of_a_room_keeps_no_token_that_has_run_out(janus: JanusServer) -> None:
    provider = janus.provider()
    provider.ensure_room(ROOM)
    provider.join_info(ROOM, EVE, clock.now() - timedelta(hours=3))
    provider.join_info(ROOM, BOB, clock.now())
    with provider._errand() as errand:  # noqa: SLF001 - what Janus holds is seen by our own errand only
        kept = provider._allow(errand, ROOM, "add", [])  # noqa: SLF001
    assert [token.split(",")[3].split(":")[0] for token in kept] == ["peer=peer2"]


@pytest.mark.parametrize(("admin_key", "token_secret"), [("wrong", TOKEN_SECRET), (ADMIN_KEY, "wrong")])
def test_a_wrong_secret_is_told_by_the_test(janus: JanusServer, app: Flask, admin_key: str, token_secret: str) -> None:
    wrong = Janus(HttpClient("janus", inside=True), janus.url, janus.socket_url, admin_key, token_secret)
    janus.provider().test()
    with app.test_request_context(), pytest.raises(ServerTrouble, match="refused"):
        wrong.test()
