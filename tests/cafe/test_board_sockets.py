"""The doors of boards: who watches what, dots by message and by form, steps and their undo without a script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from conference import realtime
from conference.cafe.dot_actions import open_dots
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading
from conference.cafe.models import Cafe
from conference.cafe.rules import CafeState
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.cafe.harvesting import card_ids, harvest, heading, question
from tests.conftest import SignIn


class Switchboard:
    """A board with one heading, and lines of people to it."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in
        self.lines: list[SocketIOTestClient] = []
        with app.test_request_context():
            made = harvest(dots_open=True, dots=1)
            self.heading, self.second = heading(made, "Money").id, heading(made, "Skills", 1).id
            self.cards = card_ids(made)
            self.house, self.slug, self.cafe, self.question = (
                made.house.id,
                made.house.slug,
                made.cafe.id,
                question(made),
            )
            self.table = made.cafe.tables[0].id
            self.attendee, self.other = (person.account_id for person in made.people[:2])
            self.facilitator, self.desk = made.facilitator.account_id, made.facilitator.id
            self.guest = make.participant(made.house, Role.GUEST).account_id
            self.stranger = make.participant(make.conference(), Role.ORGANISER).account_id
        self.page = f"/{self.slug}/cafe/{self.cafe}/board/{self.question}"

    def call(self, account: int | None) -> SocketIOTestClient:
        line = server.test_client(self.app, flask_test_client=self.sign_in(account))
        self.lines.append(line)
        return line

    def watch(self, account: int | None, topic: str = "cafe_board") -> Any:
        return self.call(account).emit("watch", {"topic": topic, "key": self.question}, callback=True)

    def send(self, line: SocketIOTestClient, name: str, **payload: Any) -> Any:
        return line.emit(name, {"conference": self.house, "key": "key-00000001", **payload}, callback=True)

    def set_state(self, state: CafeState) -> None:
        with self.app.app_context():
            db.session.get_one(Cafe, self.cafe).state = state
            db.session.commit()


@pytest.fixture
def there(app: Flask, sign_in: SignIn) -> Iterator[Switchboard]:
    made = Switchboard(app, sign_in)
    yield made
    for line in made.lines:
        if line.is_connected():
            line.disconnect()


def _last(line: SocketIOTestClient, topic: str) -> Any:
    found = [message["args"][0] for message in line.get_received() if message["name"] == "snapshot"]
    return [one for one in found if one["topic"] == topic][-1]["state"]


def test_a_board_is_watched_by_who_takes_part_once_the_harvest_begins(there: Switchboard) -> None:
    for account in (there.attendee, there.facilitator):
        assert there.watch(account)["state"]["text"]
    for account in (there.guest, there.stranger, None):
        assert there.watch(account)["error"]
    there.set_state(CafeState.OPEN)
    assert there.watch(there.attendee)["error"]
    assert there.watch(there.facilitator)["state"]
    there.set_state(CafeState.DRAFT)
    assert there.watch(there.attendee)["error"]


def test_counts_of_open_dots_are_watched_by_facilitators_alone(there: Switchboard) -> None:
    assert there.watch(there.facilitator, "cafe_board_desk")["state"] == {"dots": {}, "voters": 0}
    for account in (there.attendee, there.guest, there.stranger):
        assert there.watch(account, "cafe_board_desk")["error"]


def test_a_dot_is_acknowledged_and_counts_show_when_dots_are_closed(there: Switchboard) -> None:
    line, other = there.call(there.attendee), there.call(there.other)
    seen: Any = other.emit("watch", {"topic": "cafe_board", "key": there.question}, callback=True)
    assert [one["dots"] for one in seen["state"]["headings"]] == [None, None]
    assert there.send(line, "cafe.dot", heading=there.heading, wanted=True)["own"] == [there.heading]
    # Sent again, as its answer was lost.
    assert there.send(line, "cafe.dot", heading=there.heading, wanted=True)["own"] == [there.heading]
    assert there.send(line, "cafe.dot", heading=there.second, wanted=True)["status"] == 422
    assert there.send(other, "cafe.own_dots", cafe=there.cafe, question=there.question)["own"] == []
    with there.app.test_request_context():
        open_dots(make.actor(db.session.get_one(Participant, there.desk)), there.cafe, opened=False)
        realtime.send_changed()
    assert [one["dots"] for one in _last(other, "cafe_board")["headings"]] == [1, 0]
    assert there.send(line, "cafe.dot", heading=there.heading, wanted=False)["status"] == 422


def test_a_card_that_is_written_during_a_round_comes_onto_the_facilitators_board(there: Switchboard) -> None:
    there.set_state(CafeState.OPEN)
    desk, writer = there.call(there.facilitator), there.call(there.attendee)
    assert desk.emit("watch", {"topic": "cafe_board", "key": there.question}, callback=True)
    there.send(writer, "cafe.write", table=there.table, question=there.question, text="Just written")
    with there.app.app_context():
        realtime.send_changed()
    assert "Just written" in {card["text"] for card in _last(desk, "cafe_board")["cards"]}


@pytest.mark.parametrize("payload", [{}, {"heading": "1"}, {"heading": -1}, {"heading": 2**40}, {"heading": True}])
def test_nonsense_puts_no_dot(there: Switchboard, payload: dict[str, Any]) -> None:
    assert there.send(there.call(there.attendee), "cafe.dot", **payload)["error"]


def test_without_a_key_no_dot_is_put(there: Switchboard) -> None:
    line = there.call(there.attendee)
    answer: Any = line.emit("cafe.dot", {"conference": there.house, "heading": there.heading}, callback=True)
    assert answer["error"]


def test_strangers_and_guests_put_no_dots_and_read_none(there: Switchboard) -> None:
    for account in (there.guest, there.stranger, None):
        line = there.call(account)
        assert there.send(line, "cafe.dot", heading=there.heading)["error"]
        assert there.send(line, "cafe.own_dots", cafe=there.cafe, question=there.question)["error"]
    with there.app.app_context():
        assert db.session.query(CafeDot).count() == 0


def test_dots_go_by_a_form_too(there: Switchboard) -> None:
    browser = there.sign_in(there.attendee)
    page = browser.get(there.page).text
    assert "Move to heading" not in page
    assert "Let people put dots" not in page
    dot = f"{there.page}/dot/{there.heading}"
    assert browser.post(dot, data={"wanted": "1"}).headers["Location"].endswith(f"#heading-{there.heading}")
    assert "You have put all your dots" in browser.get(there.page).text
    refused = browser.post(f"{there.page}/dot/{there.second}", data={"wanted": "1"}, follow_redirects=True)
    assert "You have 1 dot, and have put it already." in refused.text
    browser.post(dot, data={"wanted": "0"})
    assert "1 of your dots is left" in browser.get(there.page).text


def test_a_step_is_offered_to_be_undone_without_a_script_once(there: Switchboard) -> None:
    browser = there.sign_in(there.facilitator)
    card = there.cards["Open data"]
    browser.post(f"{there.page}/place", data={"card": f"{card}:0", "heading": there.heading})
    page = browser.get(there.page).text
    assert "1 card is under “Money”." in page
    offered = re.search(r'<form method="post" action="([^"]+)" data-undo-form', page)
    fields = re.findall(r'name="card" value="(\d+:\d+:\d+)"', page)
    assert offered
    assert fields == [f"{card}:{there.heading}:0"]
    assert "1 card is under" not in browser.get(there.page).text
    browser.post(offered[1], data={"card": fields})
    with there.app.app_context():
        assert db.session.get_one(CafeCard, card).heading_id is None


def test_a_hundred_cards_moved_at_once_fit_into_the_browsers_cookie(there: Switchboard) -> None:
    with there.app.app_context():
        card = db.session.get_one(CafeCard, there.cards["Open data"])
        rows = [
            CafeCard(table_id=card.table_id, question_id=card.question_id, text=f"Card {n}", key=f"many-{n:06}")
            for n in range(100)
        ]
        db.session.add_all(rows)
        db.session.commit()
        ids = [row.id for row in rows]
    browser = there.sign_in(there.facilitator)
    answer = browser.post(f"{there.page}/place", data={"card": [f"{one}:0" for one in ids], "heading": there.heading})
    assert max(len(header) for header in answer.headers.getlist("Set-Cookie")) < 4000
    assert "100 cards are under “Money”." in browser.get(there.page).text


def test_a_step_by_script_answers_with_its_undo_and_a_refusal_with_its_sentence(there: Switchboard) -> None:
    browser = there.sign_in(there.facilitator)
    script = {"Accept": "application/json"}
    answer = browser.post(f"{there.page}/head", data={"text": "Data"}, headers=script)
    assert answer.get_json()["undo"]["address"].endswith("/drop")
    refused = browser.post(f"{there.page}/head", data={"text": " "}, headers=script)
    assert (refused.status_code, refused.get_json()["error"]) == (422, "Write the heading first.")


def test_an_attendee_groups_nothing_by_any_door(there: Switchboard) -> None:
    browser = there.sign_in(there.attendee)
    for form in ("place", "head", "rename", "order", "drop", "dismiss"):
        assert browser.post(f"{there.page}/{form}", data={"text": "Mine"}).status_code == 403
    assert browser.post(f"/{there.slug}/cafe/{there.cafe}/dots/open", data={"to": "0"}).status_code == 403
    assert browser.get(f"{there.page}/alike").status_code == 403
    with there.app.app_context():
        assert db.session.query(CafeHeading).count() == 2


def test_a_suggestion_is_dismissed_for_this_browser(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest(texts=("More funding for small companies", "More funding for small firms"))
        page = f"/{made.house.slug}/cafe/{made.cafe.id}/board/{question(made)}"
        key = "-".join(map(str, sorted(card_ids(made).values())))
        account = made.facilitator.account_id
    browser = sign_in(account)
    assert "Group these" in browser.get(f"{page}/alike").text
    browser.post(f"{page}/dismiss", data={"key": key})
    assert "Group these" not in browser.get(f"{page}/alike").text
    assert "Group these" in sign_in(account).get(f"{page}/alike").text


def test_hostile_cards_are_shown_as_text(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest(texts=("</script><script>alert(1)</script>", '" onmouseover="alert(1)'))
        page = f"/{made.house.slug}/cafe/{made.cafe.id}/board/{question(made)}"
        account = made.facilitator.account_id
    shown = sign_in(account).get(page).text
    assert "<script>alert(1)" not in shown
    assert '" onmouseover="' not in shown


def test_a_question_of_another_cafe_is_not_found_under_this_one(there: Switchboard) -> None:
    with there.app.test_request_context():
        other = question(harvest())
    for path in ("", "/list", "/alike"):
        page = f"/{there.slug}/cafe/{there.cafe}/board/{other}{path}"
        assert there.sign_in(there.facilitator).get(page).status_code == 404
