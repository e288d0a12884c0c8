"""The doors of a meeting's room: who gets in, who does not, and who is out at once when that changes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from conference import clock
from conference.calls.models import CallMember
from conference.chat.models import ChatMessage
from conference.extensions import db
from conference.meetings.actions import lock_known_meeting, person_in, tell
from conference.meetings.models import MeetingHold
from conference.meetings.room_subject_actions import end_calls_that_are_over
from conference.meetings.rules import Answer, MeetingState
from conference.people.block_actions import block_person
from conference.people.models import Participant
from tests.conftest import SignIn
from tests.meetings.rooms import TOPICS, House, opened
from tests.meetings.test_people import tagged


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in) as made:
        yield made


@pytest.fixture
def three(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in, people=3) as made:
        yield made


def _heard(line: Any, name: str = "snapshot") -> list[Any]:
    return [told["args"][0] for told in line.get_received() if told["name"] == name]


def _answer(house: House, who: str, answer: Answer, state: MeetingState | None = None) -> None:
    """Have somebody go, as the acts on meetings do it."""
    with house.app.test_request_context():
        meeting = lock_known_meeting(house.meeting)
        person_in(meeting, house.ids[who]).answer = answer
        meeting.state = state or meeting.state
        tell(meeting)
        db.session.commit()


def test_two_enter_write_and_read_each_other(house: House) -> None:
    anna, bruno = house.line("anna"), house.line("bruno")
    for line in (anna, bruno):
        assert all("state" in house.watch(line, topic) for topic in TOPICS)
        assert "state" in house.watch(line, "chat", house.chat)
    assert house.send(anna, "meetings.arrive") == {"ok": 1}
    assert house.send(anna, "calls.join", room=house.call)["ok"] == 1
    assert house.send(anna, "meetings.notes", text="Plan", base="", version=1)["version"] == 2
    house.tick()
    state = [told for told in _heard(bruno) if told["topic"] == "meeting_room"][-1]["state"]
    assert state["notes"] == "Plan"
    assert {one["id"] for one in state["people"] if one["arrived"]} == {house.ids["anna"]}
    page = house.page("bruno")
    assert page.status_code == 200
    assert "Plan" in page.text
    assert "Anna" in page.text


@pytest.mark.parametrize("who", ["clara", "organiser", "far"])
def test_an_outsider_finds_no_door(house: House, who: str) -> None:
    assert house.tries(who) <= {403, 404}
    assert house.page(who).status_code in {403, 404}


@pytest.mark.parametrize("answer", [Answer.DECLINED, Answer.LEFT])
def test_who_is_gone_finds_no_door_and_hears_nothing_from_then_on(three: House, answer: Answer) -> None:
    gone = three.line("clara")
    peer = three.send(gone, "calls.join", room=three.call)["peer"]
    for topic, key in (*((topic, None) for topic in TOPICS), ("chat", three.chat), ("call_line", three.call)):
        assert "state" in three.watch(gone, topic, key)
    _answer(three, "clara", answer)
    three.tick()
    assert {told["topic"] for told in _heard(gone, "dismissed")} >= {*TOPICS, "chat", "call_line"}
    stays = three.line("anna")
    three.send(stays, "meetings.notes", text="Not for Clara", base="", version=1)
    three.send(stays, "chat.send", room=three.chat, text="Not for Clara")
    three.tick()
    assert _heard(gone) == []
    assert three.send(gone, "calls.signal", room=three.call, peer=peer, signals=[])["status"] == 404
    assert three.tries("clara") == {404}
    assert three.page("clara").status_code == 302
    assert "state" in three.watch(stays, "meeting_room")


def test_who_has_not_answered_has_the_chat_and_nothing_of_the_room(three: House) -> None:
    _answer(three, "clara", Answer.WAITING)
    line = three.line("clara")
    assert "state" in three.watch(line, "chat", three.chat)
    assert [three.watch(line, topic)["status"] for topic in TOPICS] == [404, 404]
    assert three.send(line, "calls.join", room=three.call)["status"] == 404
    assert three.post("clara", "contacts", shares=1).status_code == 404


def test_two_who_blocked_each_other_have_no_room(house: House) -> None:
    anna, bruno = house.line("anna"), house.line("bruno")
    for line in (anna, bruno):
        house.send(line, "calls.join", room=house.call)
        assert "state" in house.watch(line, "meeting_room")
        assert "state" in house.watch(line, "call_line", house.call)
    house.as_("anna", lambda actor: block_person(actor, house.ids["bruno"]))
    house.tick()
    assert house.tries("bruno") <= {404, 409}
    assert house.tries("anna") <= {404, 409}


def test_a_block_after_the_end_empties_the_room_that_is_still_open(house: House) -> None:
    with clock.stopped_at(house.starts_at + timedelta(minutes=22)):
        line = house.line("bruno")
        assert house.send(line, "calls.join", room=house.call)["ok"] == 1
        assert "state" in house.watch(line, "meeting_room")
        house.as_("anna", lambda actor: block_person(actor, house.ids["bruno"]))
        house.tick()
        with house.app.app_context():
            assert db.session.query(CallMember).count() == 0
        assert house.tries("bruno") == {404}


def test_of_three_a_block_of_who_left_keeps_the_others_together(three: House) -> None:
    _answer(three, "anna", Answer.LEFT)
    three.as_("anna", lambda actor: block_person(actor, three.ids["bruno"]))
    assert "state" in three.watch(three.line("bruno"), "meeting_room")


def test_before_it_opens_nobody_comes_in(app: Flask, sign_in: SignIn) -> None:
    with opened(app, sign_in, begins_in=timedelta(minutes=6)) as house:
        line = house.line("anna")
        assert house.send(line, "calls.join", room=house.call)["status"] == 404
        assert house.watch(line, "call", house.call)["status"] == 404
        assert house.send(line, "meetings.arrive")["status"] == 422
        assert house.send(line, "meetings.notes", text="Early", base="", version=1)["status"] == 422
        assert house.post("anna", "contacts", shares=1).status_code == 422
        assert house.post("anna", "held", held=1).status_code == 422
        assert house.post("anna", "extend", slot=house.slots[1]).status_code == 409
        assert house.page("anna").status_code == 200
        with clock.stopped_at(house.starts_at - timedelta(minutes=5)):
            assert house.send(line, "calls.join", room=house.call)["ok"] == 1


def test_after_it_closes_the_call_is_over_and_the_notes_stay(house: House) -> None:
    line = house.line("anna")
    peer = house.send(line, "calls.join", room=house.call)["peer"]
    assert "state" in house.watch(line, "call_line", house.call)
    with clock.stopped_at(house.starts_at + timedelta(minutes=35)):
        assert house.send(line, "calls.signal", room=house.call, peer=peer, signals=[])["status"] == 404
        assert house.send(line, "calls.join", room=house.call)["status"] == 404
        assert house.send(line, "meetings.arrive")["status"] == 422
        assert house.post("anna", "extend", slot=house.slots[1]).status_code == 409
        with house.app.app_context():
            end_calls_that_are_over()
            assert db.session.query(CallMember).count() == 0
        assert house.send(line, "meetings.notes", text="Call them", base="", version=1)["ok"] == 1
        assert "The room is closed" in house.page("anna").text


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.DECLINED, MeetingState.EXPIRED])
def test_the_chat_of_what_came_to_nothing_is_read_and_not_written(house: House, state: MeetingState) -> None:
    line = house.line("anna")
    assert house.send(line, "chat.send", room=house.chat, text="Hello")["ok"] == 1
    house.send(line, "calls.join", room=house.call)
    with house.app.test_request_context():
        meeting = lock_known_meeting(house.meeting)
        meeting.state, meeting.slot_id = state, meeting.slot_id if state is MeetingState.CANCELLED else None
        tell(meeting)
        db.session.commit()
        assert db.session.query(CallMember).count() == 0
    assert house.send(line, "chat.send", room=house.chat, text="Still there?")["status"] == 403
    assert [one["parts"][0][0] for one in house.watch(line, "chat", house.chat)["state"]["messages"]] == ["Hello"]
    assert house.page("anna").status_code == 302
    with house.app.app_context():
        assert db.session.query(ChatMessage).count() == 1


def test_the_chat_is_open_from_the_request_on(house: House) -> None:
    house.change(
        state=MeetingState.REQUESTED, slot_id=None, starts_at=None, ends_at=None,
        expires_at=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    line = house.line("bruno")
    assert house.send(line, "chat.send", room=house.chat, text="Before I say yes")["ok"] == 1
    assert house.send(line, "calls.join", room=house.call)["status"] == 404
    assert house.page("bruno").status_code == 302


def test_contact_details_are_seen_by_those_who_both_consented_and_by_nobody_else(three: House) -> None:
    with three.app.app_context():
        addresses = {name: _address(three.ids[name]) for name in ("anna", "bruno", "clara")}
    assert three.post("anna", "contacts", shares=1).status_code == 200
    assert addresses["anna"] not in three.page("bruno").text
    assert three.post("anna", "contacts", shares=0).status_code == 200
    assert three.post("anna", "contacts", shares=1).status_code == 200
    assert three.post("bruno", "contacts", shares=1).status_code == 200
    assert addresses["bruno"] in three.page("anna").text
    assert addresses["anna"] in three.page("bruno").text
    assert not any(addresses[name] in three.page("clara").text for name in ("anna", "bruno"))
    assert three.post("anna", "contacts", shares=0).status_code == 422
    state = three.watch(three.line("clara"), "meeting_room")
    assert "@" not in str(state["state"])


def _address(participant_id: int) -> str:
    account = db.session.get_one(Participant, participant_id).account
    assert account is not None
    return account.email


def test_a_rating_and_a_next_step_are_nobody_elses(house: House) -> None:
    with clock.stopped_at(house.starts_at + timedelta(minutes=21)):
        assert house.post("anna", "after", rating=2, next_step="Never again").status_code == 200
        assert house.post("anna", "after", rating=9).status_code == 422
        assert "Never again" in house.page("anna").text
        assert "Never again" not in house.page("bruno").text
        assert "Never again" not in str(house.watch(house.line("bruno"), "meeting_room"))
        assert "Never again" not in house.page("organiser").text


def test_it_counts_as_held_when_two_came_and_either_corrects_that(house: House) -> None:
    for who in ("anna", "bruno", "anna"):
        assert house.post(who, "arrive").status_code == 200
    with clock.stopped_at(house.starts_at + timedelta(minutes=21)):
        assert "counts as held" in house.page("anna").text
        assert house.post("bruno", "held", held=0).status_code == 200
    with clock.stopped_at(house.starts_at + timedelta(minutes=22)):
        assert "counts as not held" in house.page("anna").text
        assert house.post("anna", "held", held=1).status_code == 200
        assert "counts as held" in house.page("bruno").text


def test_notes_of_two_are_put_together_and_the_same_line_is_not_overwritten(house: House) -> None:
    anna, bruno = house.line("anna"), house.line("bruno")
    assert house.send(anna, "meetings.notes", text="One\nTwo", base="", version=1)["version"] == 2
    both = house.send(bruno, "meetings.notes", text="Three", base="", version=1)
    assert (both["text"], both["version"]) == ("One\nTwo\nThree", 3)
    refused = house.send(anna, "meetings.notes", text="Eins\nTwo", base="Uno\nTwo", version=2)
    assert refused["status"] == 409
    assert house.row().notes == "One\nTwo\nThree"
    browser = house.sign_in(house.accounts["anna"])
    form = {"notes": "Eins\nTwo", "base": "Uno\nTwo", "version": "2"}
    page = browser.post(f"/{house.slug}/meetings/{house.meeting}/room/notes", data=form)
    assert page.status_code == 409
    assert "Eins" in page.text
    assert "Three" in page.text
    assert house.send(anna, "meetings.notes", text="x" * 5001, base="", version=3)["status"] == 422


def test_who_waits_alone_frees_the_time_and_sees_who_is_free(house: House) -> None:
    assert house.post("anna", "arrive").status_code == 200
    assert house.post("anna", "missed").status_code == 422
    with clock.stopped_at(house.starts_at + timedelta(minutes=5)):
        assert house.post("bruno", "missed").status_code == 422
        assert house.post("anna", "missed").status_code == 200
        row = house.row()
        assert (row.state, row.sequence) == (MeetingState.MISSED, 1)
        with house.app.app_context():
            assert db.session.query(MeetingHold).count() == 0
        assert house.post("bruno", "arrive").status_code == 422
        assert house.page("anna").status_code == 200


def test_who_did_not_come_is_not_offered_as_their_own_stand_in(house: House) -> None:
    with house.app.app_context():
        people = {name: db.session.get_one(Participant, house.ids[name]) for name in ("anna", "bruno", "clara")}
        tagged(people["anna"], seeks="Photonics")
        tagged(people["bruno"], offers="Photonics")
        tagged(people["clara"], offers="Photonics")
    assert house.post("anna", "arrive").status_code == 200
    with clock.stopped_at(house.starts_at + timedelta(minutes=5)):
        assert house.post("anna", "missed").status_code == 200
        shown = house.page("anna").text.partition("Free right now")[2].partition("</section>")[0]
    assert "Clara" in shown
    assert "Bruno" not in shown


def test_nobody_frees_a_time_to_which_the_other_came(house: House) -> None:
    for who in ("anna", "bruno"):
        house.post(who, "arrive")
    with clock.stopped_at(house.starts_at + timedelta(minutes=10)):
        assert house.post("anna", "missed").status_code == 422
