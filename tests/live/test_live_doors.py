"""Every topic and every message, by socket and by HTTP: nobody finds what is not theirs, and nonsense harms no one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.config import Settings
from conference.extensions import limiter
from conference.extensions import socketio as server
from conference.factory import create_app
from conference.people.message_identity import MESSAGES
from conference.permissions import GRANTS, Permission, Role
from conference.topics import topic_named, topics
from tests import factories as make
from tests.conftest import SignIn
from tests.quiz import making as quiz_making
from tests.test_doors import furnish

if TYPE_CHECKING:
    from flask_socketio.test_client import SocketIOTestClient

HUGE = 10**40
NONSENSE: list[Any] = [
    None, 1, "x", [], {}, True, {"conference": "1"}, {"conference": True}, {"conference": -1}, {"conference": HUGE},
    {"conference": [1]}, {"conference": 999_999}, {"conference": None, "key": "\0" * 16}, "x" * 60_000,
]  # fmt: skip
KEYS: list[Any] = [None, "1", True, -1, 0, HUGE, 1.5, [], {}, "\0", 999_999]
NAMES = (
    "poll",
    "round",
    "booth",
    "answer",
    "item",
    "room",
    "part",
    "question",
    "options",
    "text",
    "kind",
    "nickname",
    "peer",
    "signals",
    "meeting",
    "base",
    "version",
)
FIELDS: list[Any] = [None, 1.5, HUGE, -1, "x" * 30_000, ["\0"], {"a": {"b": []}}, True]


def _known() -> tuple[list[str], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(secret_key="walk", data_dir=Path(folder), database_url="sqlite://", demo=True)
        create_app(settings, SOCKETIO_ASYNC_MODE="threading", JOBS_IMMEDIATE=True)
    return sorted(topic.name for topic in topics()), sorted(MESSAGES)


TOPICS, MESSAGE_NAMES = _known()
# What a topic's key is the id of, by its name or the first word of it.
KEY_OF = {
    "agenda": "key", "poll": "poll_id", "quiz": "part_id", "chat": "chat_room_id", "questions": "item_id",
    "call": "call_room_id", "stage": "item_id", "projector": "item_id", "award": "award_id",
    "cafe": "cafe_id", "cafe_table": "table_id", "cafe_here": "table_id",
    "meeting_room": "agreed_meeting_id", "meeting_here": "agreed_meeting_id",
    "meeting": "meeting_id", "meetings_mine": "organiser_id", "meetings_desk": "key", "matchmaking": "matchmaking_id",
    "exhibition": "key", "booth": "booth_id", "booth_desk": "booth_id", "booths_mine": "organiser_id",
    "pitches": "item_id", "pitch_desk": "pitch_id",
    "cafe_board": "cafe_question_id", "cafe_board_desk": "cafe_question_id",
}  # fmt: skip


class Place:
    """A conference with one of everything, and one like it elsewhere."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        with app.app_context():
            self.theirs = self.furnished()
            self.ours = [self.furnished() for _ in range(2)][-1]
            self.guest = make.participant(make.conference(), Role.GUEST, account=None).id

    def furnished(self) -> dict[str, Any]:
        values = furnish()
        if "part_id" not in values:
            values["part_id"] = quiz_making.quiz(make.house_of(values["slug"])).parts[0].id
        return values

    def key(self, topic: str, of: dict[str, Any]) -> int:
        key: int = of[KEY_OF.get(topic) or KEY_OF[topic.split("_", maxsplit=1)[0]]]
        return key

    def by_socket(self, who: int | None, topic: str, key: object) -> Any:
        return self.send(who, "watch", {"topic": topic, "key": key})

    def send(self, who: int | None, message: str, *payload: object) -> Any:
        # A connection of its own, and below a count of its own, so that it is not refused for coming too often.
        line = server.test_client(self.app, flask_test_client=self.sign_in(who))
        self.lines.append(line)
        answer = line.emit(message, *payload, callback=True)
        assert line.is_connected()
        return answer

    def by_http(self, who: int | None, topic: str, key: object) -> tuple[int, Any]:
        answer = self.browser(who).get(
            f"/{self.ours['slug']}/live/{topic}/{key}", headers={"Accept": "application/json"}
        )
        return answer.status_code, answer.json

    def browser(self, who: int | None) -> FlaskClient:
        return self.sign_in(who)

    def post(self, who: int | None, message: str, payload: object) -> tuple[int, Any]:
        limiter.reset()
        answer = self.browser(who).post(f"/{self.ours['slug']}/live/message/{message}", json=payload)
        return answer.status_code, answer.json


@pytest.fixture
def place(app: Flask, sign_in: SignIn) -> Iterator[Place]:
    place = Place(app, sign_in)
    yield place
    for line in place.lines:
        line.disconnect()


def test_an_organiser_gets_the_same_snapshot_by_both_doors(place: Place) -> None:
    for topic in TOPICS:
        key, who = place.key(topic, place.ours), place.ours["organiser"]
        seen = place.by_socket(who, topic, key)
        status, fetched = place.by_http(who, topic, key)
        assert (status, fetched["topic"], fetched["key"]) == (200, topic, key)
        assert isinstance(seen["now"], int)
        if not topic_named(topic).pulse:  # type: ignore[union-attr]  # it is one of TOPICS
            assert fetched["state"] == seen["state"]
        assert fetched["version"] >= seen["version"]


def test_what_has_not_changed_is_not_fetched_twice(place: Place) -> None:
    for topic in TOPICS:
        browser = place.browser(place.ours["organiser"])
        address = f"/{place.ours['slug']}/live/{topic}/{place.key(topic, place.ours)}"
        browser.get(address)
        etag = browser.get(address).headers["ETag"]
        assert browser.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_stranger_watches_nothing(place: Place) -> None:
    for topic in TOPICS:
        key = place.key(topic, place.ours)
        answer = place.by_socket(None, topic, key)
        assert answer["status"] == 401
        assert "state" not in answer
        assert place.by_http(None, topic, key)[0] == 401


def test_somebody_of_another_conference_watches_nothing(place: Place) -> None:
    for topic in TOPICS:
        key = place.key(topic, place.ours)
        for who in ("organiser", "attendee"):
            answer = place.by_socket(place.theirs[who], topic, key)
            assert answer["status"] in {403, 404}
            assert "state" not in answer
            assert place.by_http(place.theirs[who], topic, key)[0] in {403, 404}


def test_what_is_anothers_is_not_found_under_our_address(place: Place) -> None:
    for topic in TOPICS:
        assert place.by_http(place.ours["organiser"], topic, place.key(topic, place.theirs))[0] == 404


def test_an_attendee_watches_only_what_their_role_allows(place: Place) -> None:
    for topic in TOPICS:
        permission = topic_named(topic).permission  # type: ignore[union-attr]  # it is one of TOPICS
        if Role.ATTENDEE in GRANTS[permission]:
            continue
        key = place.key(topic, place.ours)
        assert place.by_socket(place.ours["attendee"], topic, key)["status"] == 403
        assert place.by_http(place.ours["attendee"], topic, key)[0] == 403


def test_a_key_that_names_nothing_is_not_found(place: Place) -> None:
    for topic in TOPICS:
        for key in KEYS:
            assert place.by_socket(place.ours["organiser"], topic, key)["status"] == 404, (topic, key)


def test_addresses_of_nothing_are_not_found(place: Place) -> None:
    for topic, key in (("secrets", 1), ("poll", 999_999), ("poll", HUGE), ("poll", "x"), ("poll", -1)):
        assert place.by_http(place.ours["organiser"], topic, key)[0] == 404


def test_a_stranger_and_somebody_from_elsewhere_are_refused_by_both_doors(place: Place) -> None:
    for name in MESSAGE_NAMES:
        with place.app.app_context():
            conference = make.house_of(place.ours["slug"]).id
        payload = {"conference": conference, "key": "a-key-of-16-signs"}
        for who, expected in ((None, {401}), (place.theirs["organiser"], {403, 404})):
            answer = place.send(who, name, payload)
            assert answer["status"] in expected
            assert "ok" not in answer
            status, told = place.post(who, name, payload)
            assert status in expected
            assert told["error"]


def test_a_message_for_another_conference_is_not_taken_under_our_address(place: Place) -> None:
    for name in MESSAGE_NAMES:
        with place.app.app_context():
            elsewhere = make.house_of(place.theirs["slug"]).id
        status, told = place.post(
            place.theirs["organiser"], name, {"conference": elsewhere, "key": "a-key-of-16-signs"}
        )
        assert (status, "ok" in told) == (404, False)


def test_nonsense_is_answered_with_an_error_by_both_doors(place: Place) -> None:
    for name in [*MESSAGE_NAMES, "explode"]:
        who = place.ours["organiser"]
        for payload in NONSENSE:
            assert place.send(who, name, payload)["status"] in {400, 404}
            assert place.post(who, name, payload)[0] in {400, 404, 422}
        assert place.send(who, name)["status"] in {400, 404}


def test_strange_values_in_a_message_are_refused_and_never_fail(place: Place) -> None:
    for name in MESSAGE_NAMES:
        who = place.ours["organiser"]
        with place.app.app_context():
            conference = make.house_of(place.ours["slug"]).id
        for value in FIELDS:
            payload = {"conference": conference, "key": value, **dict.fromkeys(NAMES, value)}
            answer = place.send(who, name, payload)
            assert answer.get("ok") == 1 or 400 <= answer["status"] < 500, answer
            status, _told = place.post(who, name, payload)
            assert status == 200 or 400 <= status < 500


def test_a_huge_message_is_refused_before_it_is_read(place: Place) -> None:
    for name in MESSAGE_NAMES:
        assert place.post(place.ours["organiser"], name, {"conference": 1, "text": "x" * 70_000})[0] == 404


def test_the_door_for_messages_wants_a_token(tmp_path: Path) -> None:
    settings = Settings(secret_key="walk", data_dir=tmp_path, database_url="sqlite://", demo=True)
    app = create_app(settings, SOCKETIO_ASYNC_MODE="threading", JOBS_IMMEDIATE=True)
    answer = app.test_client().post("/ecc-live/live/message/polls.cast", json={})
    assert answer.status_code == 400
    assert "CSRF" in answer.get_data(as_text=True)


def test_every_topic_and_message_has_a_permission_of_the_map() -> None:
    assert all(topic.permission in GRANTS for topic in topics() if topic.name in TOPICS)
    assert all(isinstance(permission, Permission) for permission in MESSAGES.values())
