"""Jitsi, BigBlueButton and LiveKit: what they document, against a server that stands in for them."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from flask import Flask

from conference import clock
from conference.calls.http_client import HttpClient
from conference.calls.providers import VALID, JoinInfo, Mesh, Person, Room, ServerTrouble, Transport
from conference.calls.providers_bigbluebutton import BigBlueButton, checksum, signed_query
from conference.calls.providers_jitsi import Jitsi
from conference.calls.providers_livekit import LiveKit
from conference.metrics import VIDEO_SERVERS_FAILED
from tests.calls.stand_in import StandIn, stand_in
from tests.conftest import NOON

ROOM = Room("room-0123456789", "Table 1: Was heißt „grün“?")
EVE, CHAIR = Person(7, "Eve Ångström", "peer7"), Person(8, "Bob", "peer8", is_moderator=True)
SECRET = "a secret that is long enough for HS256"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def _request(app: Flask) -> Iterator[None]:
    """A request, whose language the sentences have."""
    with app.test_request_context():
        yield


def _inside(name: str) -> HttpClient:
    return HttpClient(name, inside=True)


def test_the_mesh_asks_nobody() -> None:
    assert Mesh().join_info(ROOM, EVE, NOON) == JoinInfo(Transport.MESH)


# --- Jitsi


def _jitsi(address: str = "https://meet.example.org", secret: str = SECRET) -> Jitsi:
    return Jitsi(_inside("jitsi"), address, "our-app", secret)


def test_a_jitsi_token_carries_the_documented_claims() -> None:
    info = _jitsi().join_info(ROOM, CHAIR, NOON)
    parts = urlsplit(info.address)
    (token,) = parse_qs(parts.query)["jwt"]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="our-app", options={"verify_exp": False})
    assert (claims["iss"], claims["sub"], claims["room"]) == ("our-app", "meet.example.org", ROOM.key)
    assert claims["exp"] == int((NOON + VALID).timestamp())
    assert claims["context"]["user"] == {"id": "8", "name": "Bob", "moderator": True}
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    assert (info.transport, parts.netloc, parts.path) == ("frame", "meet.example.org", f"/{ROOM.key}")


def test_who_is_no_moderator_is_none_at_jitsi() -> None:
    token = _jitsi().token(ROOM, EVE, NOON)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["moderator"] is False
    assert claims["context"]["user"]["moderator"] is False


def test_a_jitsi_without_a_secret_gets_no_token_and_no_name_is_sent_to_it() -> None:
    address = _jitsi(secret="").join_info(ROOM, EVE, NOON).address
    parts = urlsplit(address)
    assert parts.query == ""
    assert dict(parse_qsl(parts.fragment))["userInfo.displayName"] == '"Eve Ångström"'


@pytest.mark.usefixtures("_request")
def test_a_jitsi_is_known_by_its_settings(server: StandIn) -> None:
    with pytest.raises(ServerTrouble):
        _jitsi(server.address).test()
    server.answers["/config.js"] = (200, "var config = {};")
    _jitsi(server.address).test()


@pytest.mark.usefixtures("_request")
def test_jitsi_and_bigbluebutton_say_that_they_put_nobody_out() -> None:
    for provider in (_jitsi(), BigBlueButton(_inside("bigbluebutton"), "https://b.example", SECRET)):
        with pytest.raises(ServerTrouble, match="cannot put"):
            provider.kick(ROOM, "peer7")


# --- BigBlueButton

# From its API reference: https://docs.bigbluebutton.org/development/api
PUBLISHED_QUERY = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
PUBLISHED_SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
PUBLISHED_SHA1 = "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"


def test_the_checksum_is_the_published_one() -> None:
    assert checksum("create", PUBLISHED_QUERY, PUBLISHED_SECRET, "sha1") == PUBLISHED_SHA1
    assert len(checksum("create", PUBLISHED_QUERY, PUBLISHED_SECRET)) == 64


def test_the_query_that_is_sent_is_the_one_that_was_signed() -> None:
    values = dict(parse_qsl(PUBLISHED_QUERY))
    sent = signed_query("create", values, PUBLISHED_SECRET)
    query, _, appended = sent.rpartition("&checksum=")
    assert query == PUBLISHED_QUERY
    assert appended == checksum("create", query, PUBLISHED_SECRET)


def _bbb(server: StandIn) -> BigBlueButton:
    return BigBlueButton(_inside("bigbluebutton"), f"{server.address}/bigbluebutton", SECRET)


def _says(code: str, key: str = "") -> tuple[int, str]:
    return 200, f"<response><returncode>{code}</returncode><messageKey>{key}</messageKey></response>"


def _signed_rightly(path: str) -> dict[str, str]:
    parts = urlsplit(path)
    query, _, appended = parts.query.rpartition("&checksum=") if "&" in parts.query else ("", "", parts.query[9:])
    assert appended == checksum(parts.path.rpartition("/")[2], query, SECRET)
    return dict(parse_qsl(query))


def test_a_meeting_is_created_joined_and_ended(server: StandIn) -> None:
    server.answers = {f"/bigbluebutton/api/{call}": _says("SUCCESS") for call in ("create", "end", "getMeetings")}
    bbb = _bbb(server)
    bbb.test()
    bbb.ensure_room(ROOM)
    bbb.close(ROOM)
    listed, created, ended = (_signed_rightly(asked.path) for asked in server.asked)
    assert listed == {}
    assert created["meetingID"] == ended["meetingID"] == ROOM.key
    assert created["name"] == ROOM.title
    assert ended["password"] == created["moderatorPW"] != created["attendeePW"]
    assert _signed_rightly(bbb.join_info(ROOM, EVE, NOON).address)["password"] == created["attendeePW"]
    joined = _signed_rightly(bbb.join_info(ROOM, CHAIR, NOON).address)
    assert (joined["password"], joined["fullName"], joined["userID"]) == (created["moderatorPW"], "Bob", "8")


@pytest.mark.usefixtures("_request")
def test_a_refusal_of_bigbluebutton_is_told_and_counted(server: StandIn) -> None:
    server.answers["/bigbluebutton/api/create"] = _says("FAILED", "checksumError")
    before = _failures("bigbluebutton")
    with pytest.raises(ServerTrouble, match="refused"):
        _bbb(server).ensure_room(ROOM)
    assert _failures("bigbluebutton") == before + 1


def test_ending_what_nobody_opened_is_nothing(server: StandIn) -> None:
    server.answers["/bigbluebutton/api/end"] = _says("FAILED", "notFound")
    _bbb(server).close(ROOM)


def test_an_address_may_be_given_with_its_api(server: StandIn) -> None:
    server.answers["/bigbluebutton/api/getMeetings"] = _says("SUCCESS")
    BigBlueButton(_inside("bigbluebutton"), f"{server.address}/bigbluebutton/api", SECRET).test()


# --- LiveKit


def _livekit(address: str) -> LiveKit:
    return LiveKit(_inside("livekit"), address, "APIkey", SECRET, "https://meet.example.org")


def test_a_livekit_token_has_the_documented_shape() -> None:
    info = _livekit("https://sfu.example.org").join_info(ROOM, EVE, NOON)
    parts = urlsplit(info.address)
    query = dict(parse_qsl(parts.query))
    assert (parts.netloc, parts.path, query["liveKitUrl"]) == ("meet.example.org", "/custom", "wss://sfu.example.org")
    claims = jwt.decode(query["token"], SECRET, algorithms=["HS256"], options={"verify_exp": False})
    assert (claims["iss"], claims["sub"], claims["name"]) == ("APIkey", "peer7", "Eve Ångström")
    assert claims["exp"] == int((NOON + VALID).timestamp())
    assert claims["video"]["room"] == ROOM.key
    assert claims["video"]["roomJoin"] is True
    assert "roomAdmin" not in claims["video"]


def test_livekit_is_asked_over_twirp_with_the_grant_of_each_call(server: StandIn) -> None:
    methods = ("CreateRoom", "RemoveParticipant", "DeleteRoom", "ListRooms")
    server.answers = {f"/twirp/livekit.RoomService/{name}": (200, "{}") for name in methods}
    livekit = _livekit(server.address)
    livekit.ensure_room(ROOM)
    livekit.kick(ROOM, EVE.peer)
    livekit.close(ROOM)
    livekit.test()
    grants = []
    for asked in server.asked:
        token = asked.headers["Authorization"].removeprefix("Bearer ")
        grants.append(jwt.decode(token, SECRET, algorithms=["HS256"])["video"])
        assert asked.headers["Content-Type"] == "application/json"
    assert grants == [
        {"roomCreate": True}, {"room": ROOM.key, "roomAdmin": True}, {"roomCreate": True}, {"roomList": True}
    ]  # fmt: skip
    bodies = [json.loads(asked.body) for asked in server.asked]
    assert bodies[0]["name"] == bodies[1]["room"] == bodies[2]["room"] == ROOM.key
    assert bodies[1]["identity"] == "peer7"


@pytest.mark.usefixtures("_request")
def test_who_is_not_there_is_out_already_at_livekit(server: StandIn) -> None:
    path = "/twirp/livekit.RoomService/RemoveParticipant"
    server.answers[path] = (404, json.dumps({"code": "not_found", "msg": "participant does not exist"}))
    _livekit(server.address).kick(ROOM, "peer7")
    server.answers[path] = (401, json.dumps({"code": "unauthenticated", "msg": "invalid token"}))
    with pytest.raises(ServerTrouble, match="refused"):
        _livekit(server.address).kick(ROOM, "peer7")


# --- Asking


def _failures(provider: str) -> float:
    value: float = VIDEO_SERVERS_FAILED.labels(provider)._value.get()  # noqa: SLF001 - the library shows it no other way
    return value


@pytest.mark.usefixtures("_request")
def test_a_server_that_is_not_there_is_told_in_a_sentence_and_counted(server: StandIn) -> None:
    before = _failures("livekit")
    with pytest.raises(ServerTrouble, match="does not answer"):
        _livekit("http://127.0.0.1:9").test()
    assert _failures("livekit") == before + 1
    assert not server.asked


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_listens_beside_us_is_not_asked_for_an_organiser(
    server: StandIn, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    address = server.address.replace("http", scheme)
    server.answers["/config.js"] = (200, "var config = {};")
    with pytest.raises(ServerTrouble, match="does not answer"):
        Jitsi(HttpClient("jitsi"), address).test()
    assert not server.asked
    assert ("_Private" if scheme == "https" else "ValueError") in caplog.text


@pytest.mark.usefixtures("_request")
def test_an_answer_that_sends_us_elsewhere_is_not_followed(server: StandIn) -> None:
    server.answers = {"/config.js": (302, ""), "/": (200, "var config = {};")}
    with pytest.raises(ServerTrouble):
        _jitsi(server.address).test()
    assert len(server.asked) == 1


@pytest.mark.usefixtures("_request")
def test_the_log_holds_no_checksum_and_no_name(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ServerTrouble):
        BigBlueButton(_inside("bigbluebutton"), "http://127.0.0.1:9", SECRET).ensure_room(ROOM)
    assert "create" in caplog.text
    assert "checksum" not in caplog.text
    assert urlencode({"name": ROOM.title}) not in caplog.text


def test_tokens_made_now_are_valid_now() -> None:
    token = _livekit("https://sfu.example.org").token(ROOM, EVE, clock.now())
    assert jwt.decode(token, SECRET, algorithms=["HS256"])["sub"] == "peer7"
