"""The doors of chats and questions: sockets and plain forms, replayed, malformed, or from who may not."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import func, select

from conference import clock, realtime
from conference.agenda.rules import Visibility
from conference.chat.actions import room_for
from conference.chat.models import ChatMessage, ChatMute, ChatRoom
from conference.chat.moderate_actions import hide_message, mute_author, set_slow
from conference.chat.write_actions import send_message
from conference.conferences.models import Conference
from conference.errors import TooMany
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.chat.making import hall, room, say
from tests.conftest import NOON, SignIn


@dataclass(frozen=True)
class Place:
    """A session's chat, and the accounts of who is there."""

    conference: int
    slug: str
    item: int
    room: int
    accounts: dict[str, int | None]
    ids: dict[str, int]


def _place(visibility: Visibility = Visibility.PUBLIC) -> Place:
    there = hall(visibility, invite=visibility is Visibility.INVITED)
    people = {name: getattr(there, name) for name in ("moderator", "anna", "bruno")}
    return Place(
        there.house.id,
        there.house.slug,
        there.item_id,
        room(there).id,
        {name: row.account_id for name, row in people.items()},
        {name: row.id for name, row in people.items()},
    )


@pytest.fixture
def place(app: Flask) -> Place:
    with app.test_request_context():
        return _place()


@pytest.fixture
def lines(app: Flask, sign_in: SignIn) -> Iterator[Any]:
    """Return a function that connects an account by socket; hung up after the test."""
    opened: list[SocketIOTestClient] = []

    def call(account: int | None) -> SocketIOTestClient:
        line = server.test_client(app, flask_test_client=sign_in(account))
        opened.append(line)
        return line

    yield call
    for line in opened:
        if line.is_connected():
            line.disconnect()


def _send(line: SocketIOTestClient, place: Place, text: Any, key: Any = "key-of-the-message", **more: Any) -> Any:
    payload = {"conference": place.conference, "room": place.room, "text": text, "key": key, **more}
    return line.emit("chat.send", payload, callback=True)


def _messages(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(ChatMessage)) or 0


def test_what_one_writes_the_others_are_sent(app: Flask, place: Place, lines: Any) -> None:
    anna, bruno = lines(place.accounts["anna"]), lines(place.accounts["bruno"])
    started = bruno.emit("watch", {"topic": "chat", "key": place.room}, callback=True)
    assert started["state"]["messages"] == []
    assert _send(anna, place, "Hello")["ok"] == 1
    with app.app_context():
        realtime.send_changed()
    snapshots = [got["args"][0] for got in bruno.get_received() if got["name"] == "snapshot"]
    assert snapshots[-1]["state"]["messages"][0]["parts"] == [["Hello", ""]]


def test_a_replayed_message_counts_once_and_gets_the_same_answer(app: Flask, place: Place, lines: Any) -> None:
    anna = lines(place.accounts["anna"])
    answers = [_send(anna, place, "Once") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert _messages(app) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"room": 999_999}, {"room": "1"}, {"room": None}, {"room": True}, {"room": 10**40}, {"key": ""}, {"key": 7},
        {"key": "short"}, {"key": "x" * 65}, {"key": "nul\0nul\0nul"}, {"text": None}, {"text": {"a": 1}}, {"text": ""},
        {"text": "\0\0"}, {"text": "x" * 100_000}, {"text": "\ud800"}, {"conference": 999_999}, {"conference": "1"},
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_refused_and_harms_nobody(
    app: Flask, place: Place, lines: Any, wrong: dict[str, Any]
) -> None:
    anna = lines(place.accounts["anna"])
    values: dict[str, Any] = {"text": "Hello", **wrong}
    answer = _send(anna, place, values.pop("text"), **values)
    assert answer["error"]
    assert answer["status"] in {404, 422}
    assert _messages(app) == 0
    assert _send(anna, place, "Still here")["ok"] == 1


@pytest.mark.parametrize("topic", ["chat", "chat_desk", "questions", "questions_desk"])
def test_nobody_watches_a_session_that_they_may_not_know_of(app: Flask, lines: Any, topic: str) -> None:
    with app.test_request_context():
        place = _place(Visibility.INVITED)
        elsewhere = make.participant(make.conference()).account_id
    key = place.room if topic.startswith("chat") else place.item
    for account in (place.accounts["bruno"], elsewhere, None):
        answer = lines(account).emit("watch", {"topic": topic, "key": key}, callback=True)
        assert answer["status"] in {401, 403, 404}
        assert "state" not in answer
    if not topic.endswith("_desk"):
        assert "state" in lines(place.accounts["anna"]).emit("watch", {"topic": topic, "key": key}, callback=True)


@pytest.mark.parametrize("topic", ["chat_desk", "questions_desk"])
def test_a_desk_is_watched_by_moderators_only(place: Place, lines: Any, topic: str) -> None:
    key = place.room if topic.startswith("chat") else place.item
    asked = {"topic": topic, "key": key}
    assert lines(place.accounts["anna"]).emit("watch", asked, callback=True)["status"] in {403, 404}
    assert "state" in lines(place.accounts["moderator"]).emit("watch", asked, callback=True)


def test_plain_forms_write_delete_and_moderate(app: Flask, place: Place, sign_in: SignIn) -> None:
    anna, moderator = sign_in(place.accounts["anna"]), sign_in(place.accounts["moderator"])
    base = f"/{place.slug}/chat"
    panel = f"{base}/{place.room}/panel"
    sent = anna.post(
        f"{base}/{place.room}/send", data={"text": "<b>Hi</b> https://slides.example", "key": "form-key-1"}
    )
    assert sent.status_code == 302
    page = anna.get(panel).text
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page
    assert 'href="https://slides.example" rel="noopener noreferrer nofollow ugc"' in page
    with app.app_context():
        message = db.session.scalars(select(ChatMessage.id)).one()
    assert moderator.post(f"{base}/messages/{message}/hide").status_code == 302
    assert "slides.example" not in anna.get(panel).text
    assert "slides.example" in moderator.get(panel).text
    moderator.post(f"{base}/messages/{message}/mute", data={"minutes": "60", "reason": "Advertising"})
    refused = anna.post(f"{base}/{place.room}/send", data={"text": "What I typed"})
    assert refused.status_code == 422
    assert "What I typed" in refused.text
    assert "Advertising" in refused.text
    moderator.post(f"{base}/{place.room}/unmute", data={"participant": str(place.ids["anna"])})
    moderator.post(f"{base}/{place.room}/room", data={"do": "close"})
    assert "closed this chat" in anna.post(f"{base}/{place.room}/send", data={"text": "Hello?"}).text


def test_moderators_read_who_did_what_when_to_which_message(app: Flask, place: Place, sign_in: SignIn) -> None:
    with app.test_request_context(), clock.stopped_at(NOON):
        moderator = make.actor(db.session.get_one(Participant, place.ids["moderator"]))
        message = say(db.session.get_one(Participant, place.ids["anna"]), place.room, "<i>Buy</i> my things!")
        hide_message(moderator, message, hide=True)
        mute_author(moderator, message, 15, "No advertising")
        set_slow(moderator, place.room, 30)
        by = db.session.get_one(Participant, place.ids["moderator"]).name
    client = sign_in(place.accounts["moderator"])
    page = client.get(f"/{place.slug}/chat/{place.room}/log?zone=Asia/Tokyo").text
    shown = " ".join(re.sub(r"<[^>]+>", "", page[page.index('<ol class="chat-log"') :]).split())
    at = f"{NOON.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M:%S}"
    what = "Anna Wagner: &lt;i&gt;Buy&lt;/i&gt; my things!"
    assert shown.count(f"{at} · {by}") == 3
    assert shown.count(what) == 2
    done = ("Set slow mode to one message each 30 seconds", "Muted somebody", "Reason: No advertising", "Hid a message")
    assert sorted(done, key=shown.index) == list(done)
    assert f"/chat/{place.room}/log" in client.get(f"/{place.slug}/chat/{place.room}/panel").text


def test_only_who_keeps_order_reads_the_log(app: Flask, place: Place, sign_in: SignIn) -> None:
    log = f"/{place.slug}/chat/{place.room}/log"
    assert sign_in(place.accounts["anna"]).get(log).status_code == 403
    assert sign_in(place.accounts["moderator"]).get(log).status_code == 200
    assert f"/chat/{place.room}/log" not in sign_in(place.accounts["anna"]).get(log.replace("/log", "/panel")).text
    with app.test_request_context():
        elsewhere = make.participant(make.conference(), Role.MODERATOR)
        slug, account = db.session.get_one(Conference, elsewhere.conference_id).slug, elsewhere.account_id
    assert sign_in(account).get(f"/{slug}/chat/{place.room}/log").status_code == 404


def test_a_moderator_reads_until_when_and_why_somebody_is_muted(app: Flask, place: Place, sign_in: SignIn) -> None:
    with app.test_request_context():
        moderator = make.actor(db.session.get_one(Participant, place.ids["moderator"]))
        for who, reason in (("anna", "No advertising"), ("bruno", "")):
            message = say(db.session.get_one(Participant, place.ids[who]), place.room, "Buy!")
            mute_author(moderator, message, 60, reason)
        until = db.session.scalars(select(ChatMute.until).order_by(ChatMute.until)).first()
        assert until is not None
    page = sign_in(place.accounts["moderator"]).get(f"/{place.slug}/chat/{place.room}/panel?zone=UTC").text
    said = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert f"Until {until:%a %H:%M} · No advertising" in said
    assert said.count("· no reason given") == 1


def test_more_messages_cost_no_more_queries(app: Flask, place: Place, sign_in: SignIn, count_queries: Any) -> None:
    anna = sign_in(place.accounts["anna"])
    panel = f"/{place.slug}/chat/{place.room}/panel"

    def write(names: list[str]) -> None:
        with app.test_request_context():
            for name in names:
                say(db.session.get_one(Participant, place.ids[name]), place.room, "Hello")

    write(["anna"])
    anna.get(panel)
    one = count_queries(lambda: anna.get(panel))
    write(["anna", "moderator"])
    assert count_queries(lambda: anna.get(panel)) == one


def test_the_same_message_by_several_ways_at_once_is_one(app: Flask, place: Place) -> None:
    gate = Barrier(4)

    def write(_number: int) -> int:
        with app.test_request_context():
            anna = make.actor(db.session.get_one(Participant, place.ids["anna"]))
            gate.wait()
            return send_message(anna, place.room, "Once", "key-at-once")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(write, range(4)))) == 1
    assert _messages(app) == 1


def test_a_flood_at_once_gets_no_further_than_the_limit(app: Flask, place: Place) -> None:
    gate = Barrier(8)

    def write(number: int) -> bool:
        with app.test_request_context():
            anna = make.actor(db.session.get_one(Participant, place.ids["anna"]))
            gate.wait()
            try:
                send_message(anna, place.room, str(number), f"key-{number:08}")
            except TooMany:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 4
    assert _messages(app) == 4


def test_two_who_are_the_first_in_a_room_meet_in_one(app: Flask, place: Place) -> None:
    gate = Barrier(4)

    def enter(_number: int) -> int:
        with app.test_request_context():
            gate.wait()
            return room_for(place.conference, "session", 12345).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(enter, range(4)))) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ChatRoom)) == 2


def test_others_messages_lead_to_a_report_and_ones_own_do_not(app: Flask, place: Place, sign_in: SignIn) -> None:
    with app.test_request_context():
        for name in ("anna", "bruno"):
            say(db.session.get_one(Participant, place.ids[name]), place.room, f"Hello from {name}")
    page = sign_in(place.accounts["anna"]).get(f"/{place.slug}/chat/{place.room}/panel").text
    listed = page[page.index("data-list>") : page.index("<template data-pattern")]
    links = re.findall(r'href="(/[^"]+/report\?from=chat)"( hidden)?', listed)
    about = {name: f"/{place.slug}/people/{place.ids[name]}/report?from=chat" for name in ("anna", "bruno")}
    assert sorted(links) == sorted([(about["anna"], " hidden"), (about["bruno"], "")])
    assert sign_in(place.accounts["anna"]).get(about["bruno"]).status_code == 200
