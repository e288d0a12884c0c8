"""What answers where a Janus should be, and is none: people are told in a sentence, operators by log and metric."""

import json
from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask

from conference import clock
from conference.calls.http_client import HttpClient
from conference.calls.providers import Person, Room, ServerTrouble
from conference.calls.providers_janus import Janus
from conference.metrics import VIDEO_SERVERS_FAILED
from tests.calls.stand_in import StandIn, stand_in

ROOM, EVE = Room("room-0123456789", "Table 1"), Person(7, "Eve", "peer7")
CREATE, ATTACH, PLUGIN = "/janus", "/janus/1", "/janus/1/2"
ACTS: dict[str, Callable[[Janus], object]] = {
    "ensure_room": lambda janus: janus.ensure_room(ROOM),
    "join_info": lambda janus: janus.join_info(ROOM, EVE, clock.now()),
    "kick": lambda janus: janus.kick(ROOM, EVE.peer),
    "close": lambda janus: janus.close(ROOM),
    "test": lambda janus: janus.test(),
}
GARBAGE = {
    "no JSON": "<html>It works!</html>",
    "a list": "[]",
    "no more than success": '{"janus": "success"}',
    "data of another shape": '{"janus": "success", "data": [1], "plugindata": {"data": "ok"}}',
    "an id that leads elsewhere": '{"janus": "success", "data": {"id": "../admin"}, "plugindata": 7}',
    "an error of another shape": '{"janus": "error", "error": "no"}',
    "an error without a number": '{"janus": "error", "error": {"code": "many", "reason": null}}',
}
GOOD = {
    CREATE: (200, '{"janus": "success", "data": {"id": 1}}'),
    ATTACH: (200, '{"janus": "success", "data": {"id": 2}}'),
}


def _janus(server: StandIn) -> Janus:
    return Janus(HttpClient("janus", inside=True), f"{server.address}/janus", "", "a key", "a secret")


def _failures() -> float:
    value: float = VIDEO_SERVERS_FAILED.labels("janus")._value.get()  # noqa: SLF001 - the library shows it no other way
    return value


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
def test_an_answer_that_no_janus_gives_is_told_in_a_sentence_and_counted(app: Flask, said: str) -> None:
    with stand_in() as server, app.test_request_context():
        for step, act in product((CREATE, ATTACH, PLUGIN), ACTS.values()):
            server.answers = GOOD | {step: (200, said)}
            before = _failures()
            with pytest.raises(ServerTrouble, match="refused"):
                act(_janus(server))
            assert _failures() == before + 1
        assert {asked.path for asked in server.asked} <= {CREATE, ATTACH, PLUGIN}


def test_a_list_of_tokens_that_others_wrote_lets_somebody_in_all_the_same(app: Flask) -> None:
    listed = json.dumps({"janus": "success", "plugindata": {"data": {"allowed": ["", "x,y", 7, "٣,room:"]}}})
    with stand_in(answers=GOOD | {PLUGIN: (200, listed)}) as server, app.test_request_context():
        assert _janus(server).join_info(ROOM, EVE, clock.now()).details["id"] == "peer7"
        removed = [json.loads(asked.body)["body"]["allowed"] for asked in server.asked if '"remove"' in asked.body]
    assert removed == [["", "x,y", "7", "٣,room:"]]
