"""The pages of meetings, without a script: asking, answering, moving, ending; and who stands before closed doors."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference import clock
from conference.agenda.models import Star, Unavailability
from conference.agenda.release_actions import release_agenda
from conference.extensions import db
from conference.meetings.mine_actions import mine_state
from conference.meetings.models import Meeting, MeetingChange, MeetingPreference, MeetingSettings
from conference.meetings.rules import MeetingState
from conference.people.block_actions import block_person
from conference.people.found_actions import found_for
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making


class House:
    """A day of meetings by ids, with a browser for everybody."""

    def __init__(self, app: Flask, sign_in: SignIn, **overrides: Any) -> None:
        self.app = app
        with app.app_context():
            day = making.day(**overrides)
            self.address = f"/{day.house.slug}/meetings"
            self.people = [person.id for person in day.people]
            self.slots = [slot.id for slot in day.slots]
            self.starts = [slot.starts_at for slot in day.slots]
            self.browsers = [sign_in(person.account_id) for person in day.people]
            self.organiser = sign_in(day.organiser.account_id)

    def ask(self, who: int, *others: int, slots: tuple[int, ...] = (), message: str = "Shall we talk?") -> int:
        """Ask by the form, and return the meeting's id."""
        page = self.browsers[who].get(
            f"{self.address}/ask", query_string={"participant_id": [self.people[one] for one in others]}
        )
        key = re.search(r'name="key" value="([^"]+)"', page.text)
        assert key
        answer = self.browsers[who].post(
            f"{self.address}/ask",
            data={
                "participant_id": [self.people[one] for one in others],
                "slots": [self.slots[one] for one in slots],
                "message": message,
                "key": key.group(1),
            },
        )
        assert answer.status_code == 302, answer.text
        return int(answer.headers["Location"].rpartition("/")[2])

    def act(self, who: int, meeting: int, what: str, **said: object) -> tuple[int, str]:
        """Press a button of the meeting's page as it is shown now; return the status, and the page that follows."""
        browser, address = self.browsers[who], f"{self.address}/{meeting}"
        said.setdefault("seen", self.seen(who, meeting))
        answer = browser.post(f"{address}/acts/{what}", data=said)
        if answer.status_code == 302:
            return 302, browser.get(address).text
        return answer.status_code, answer.text

    def seen(self, who: int, meeting: int) -> int:
        """Return the number of the proposal that somebody's page shows."""
        found = re.search(r'name="seen" value="(\d+)"', self.browsers[who].get(f"{self.address}/{meeting}").text)
        return int(found.group(1)) if found else 0

    def meeting(self, meeting: int) -> Meeting:
        """Return a meeting as it is."""
        row = db.session.get(Meeting, meeting, populate_existing=True)
        assert row is not None
        return row


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> House:
    return House(app, sign_in)


def test_a_request_is_asked_accepted_moved_and_cancelled_without_a_script(house: House) -> None:
    meeting = house.ask(0, 1, slots=(1, 2))
    assert "Waiting for your answer" in house.browsers[1].get(f"{house.address}/").text
    assert "Asked by you" in house.browsers[0].get(f"{house.address}/").text
    status, page = house.act(1, meeting, "accept", slot=house.slots[2])
    assert status == 302
    assert "Your meeting is booked." in page
    status, page = house.act(0, meeting, "propose", slots=[house.slots[4]], word="A session I must see")
    assert "You asked to move this meeting." in page
    assert "A session I must see" in house.browsers[1].get(f"{house.address}/{meeting}").text
    assert house.act(1, meeting, "accept")[0] == 302
    with house.app.app_context():
        row = house.meeting(meeting)
        assert (row.state, row.slot_id, row.sequence) == (MeetingState.BOOKED, house.slots[4], 1)
    status, page = house.act(1, meeting, "cancel", word="I am ill")
    assert "The meeting is cancelled." in page
    page = house.browsers[0].get(f"{house.address}/{meeting}").text
    assert "I am ill" in page
    assert "Ask for a meeting again" in page


def test_declining_takes_a_ready_sentence_or_own_words(house: House) -> None:
    first, second = house.ask(0, 1), house.ask(2, 1)
    page = house.browsers[1].get(f"{house.address}/{first}").text
    sentence = re.findall(r'name="sentence" id="sentence-\d" value="([^"]+)"', page)[1]
    assert house.act(1, first, "decline", sentence=sentence)[0] == 302
    assert house.act(1, second, "decline", sentence=sentence, word="Not this year")[0] == 302
    with house.app.app_context():
        assert [house.meeting(one).reason for one in (first, second)] == [sentence, "Not this year"]
    assert "Not this year" in house.browsers[2].get(f"{house.address}/{second}").text


def test_what_was_written_is_there_again_when_it_is_refused(house: House) -> None:
    with house.app.app_context():
        starts, ends = house.starts[1], house.starts[1] + timedelta(minutes=5)
        make.kept(Unavailability(participant_id=house.people[1], starts_at=starts, ends_at=ends))
    form = {
        "participant_id": [house.people[1]],
        "slots": [house.slots[1]],
        "message": "About <photonics>",
        "key": "k" * 16,
    }
    answer = house.browsers[0].post(f"{house.address}/ask", data=form)
    assert answer.status_code == 422
    assert "About &lt;photonics&gt;" in answer.text
    assert "Attendee 1 is not free at one of these times." in answer.text
    assert 'value="' + "k" * 16 in answer.text
    answer = house.browsers[0].post(f"{house.address}/ask", data={**form, "message": "", "slots": [house.slots[2]]})
    assert answer.status_code == 422
    assert re.search(rf'value="{house.slots[2]}" checked', answer.text)


def test_a_page_says_why_i_am_not_free_and_only_that_the_other_is_not(house: House) -> None:
    with house.app.app_context():
        for person, reason in ((house.people[0], "My dentist"), (house.people[1], "Their lawyer")):
            start = house.starts[person == house.people[1]]
            make.kept(
                Unavailability(
                    participant_id=person, starts_at=start, ends_at=start + timedelta(minutes=5), reason=reason
                )
            )
    page = house.browsers[0].get(f"{house.address}/ask", query_string={"participant_id": house.people[1]}).text
    assert "You are not free: My dentist" in page
    assert "Attendee 1: not free" in page
    assert "Their lawyer" not in page
    assert page.count("</svg>Free") == 4


def test_a_starred_session_is_cut_into_by_who_saw_it_alone(house: House) -> None:
    with house.app.app_context():
        person = db.session.get_one(Participant, house.people[0])
        room = make.room(person.conference)
        item = make.item(
            person.conference, title="A starred session", starts_at=house.starts[1], minutes=20, room_id=room.id
        )
        make.kept(Star(participant_id=person.id, item_id=item.id))
        release_agenda(make.actor(make.participant(person.conference, Role.ORGANISER)), notify=False)
    page = house.browsers[0].get(f"{house.address}/ask", query_string={"participant_id": house.people[1]}).text
    assert "Better not: A starred session" in page
    assert f'name="soft" value="{house.slots[1]}"' in page
    form = {"participant_id": [house.people[1]], "slots": [house.slots[1]], "message": "Hello", "key": "k" * 16}
    refused = house.browsers[0].post(f"{house.address}/ask", data=form)
    assert refused.status_code == 422
    assert "cuts into “A starred session”" in refused.text
    knowing = house.browsers[0].post(f"{house.address}/ask", data={**form, "soft": [house.slots[1]]})
    assert knowing.status_code == 302
    # To the other it is a time like any other, as it was proposed knowingly; when they ask, it may not suit.
    meeting = int(knowing.headers["Location"].rpartition("/")[2])
    page = house.browsers[1].get(f"{house.address}/{meeting}").text
    assert "A starred session" not in page
    assert "perhaps not free" not in page
    third = house.browsers[2].get(f"{house.address}/ask", query_string={"participant_id": house.people[0]}).text
    assert "Attendee 0: perhaps not free" in third
    assert "A starred session" not in third
    assert house.act(1, meeting, "accept", slot=house.slots[1])[0] == 302


def test_a_stale_page_is_told_what_is_so_now_and_changes_nothing(house: House) -> None:
    meeting = house.ask(0, 1, slots=(1,))
    seen = house.seen(1, meeting)
    assert house.act(0, meeting, "edit", slots=[house.slots[3]], message="Later then?")[0] == 302
    status, page = house.act(1, meeting, "accept", seen=seen, slot=house.slots[1])
    assert status == 409
    assert "This request was changed meanwhile." in page
    assert "Later then?" in page
    with house.app.app_context():
        assert house.meeting(meeting).state is MeetingState.REQUESTED


def test_whoever_is_not_in_it_finds_no_meeting(house: House, sign_in: SignIn, client: FlaskClient) -> None:
    meeting = house.ask(0, 1)
    with house.app.app_context():
        elsewhere = sign_in(make.participant(make.conference(), Role.ORGANISER).account_id)
    for browser in (house.browsers[2], house.organiser, elsewhere):
        assert browser.get(f"{house.address}/{meeting}").status_code in {403, 404}
        for what in ("accept", "propose", "decline", "edit", "withdraw", "cancel", "leave"):
            assert browser.post(f"{house.address}/{meeting}/acts/{what}", data={"seen": 1}).status_code in {403, 404}
    assert client.get(f"{house.address}/{meeting}").status_code == 302
    assert client.post(f"{house.address}/{meeting}/acts/accept", data={"seen": 1}).status_code == 401
    with house.app.app_context():
        assert house.meeting(meeting).proposal == 1


def test_who_is_hidden_blocked_cancelled_or_of_elsewhere_is_asked_by_nobody(house: House) -> None:
    with house.app.app_context():
        make.kept(MeetingPreference(participant_id=house.people[1], hidden=True))
        block_person(make.actor(db.session.get_one(Participant, house.people[2])), house.people[0])
        stranger = make.participant(make.conference(), in_directory=True).id
        unlisted = make.participant(db.session.get_one(Participant, house.people[0]).conference).id
    for other in (house.people[1], house.people[2], stranger, unlisted, 987654):
        page = house.browsers[0].get(f"{house.address}/ask", query_string={"participant_id": other})
        form = {"participant_id": [other], "message": "Hello", "key": "k" * 16}
        answer = house.browsers[0].post(f"{house.address}/ask", data=form)
        assert (page.status_code, answer.status_code) == (404, 404)
        assert "There is nobody to meet here." in answer.text


def test_asking_who_asked_me_leads_to_their_request(house: House) -> None:
    meeting = house.ask(0, 1)
    answer = house.browsers[1].get(f"{house.address}/ask", query_string={"participant_id": house.people[0]})
    assert answer.headers["Location"].endswith(f"/{meeting}")
    form = {"participant_id": [house.people[0]], "message": "Hello", "key": "k" * 16}
    assert house.browsers[1].post(f"{house.address}/ask", data=form).headers["Location"].endswith(f"/{meeting}")


def test_a_form_that_is_sent_twice_makes_one_request_and_leads_to_it(house: House) -> None:
    form = {"participant_id": [house.people[1]], "message": "Hello", "key": "k" * 16}
    answers = [house.browsers[0].post(f"{house.address}/ask", data=form) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with house.app.app_context():
        assert db.session.query(Meeting).count() == 1
        assert db.session.query(MeetingChange).count() == 1


def test_who_lets_others_book_is_booked_by_the_form(house: House) -> None:
    with house.app.app_context():
        make.kept(MeetingPreference(participant_id=house.people[1], instant=True))
    meeting = house.ask(0, 1)
    assert "Booked" in house.browsers[1].get(f"{house.address}/{meeting}").text
    with house.app.app_context():
        assert house.meeting(meeting).slot_id == house.slots[0]


def test_a_third_is_found_and_asked_along(house: House) -> None:
    page = (
        house.browsers[0]
        .get(f"{house.address}/ask", query_string={"participant_id": house.people[1], "more": "cluster 3"})
        .text
    )
    assert "Add Attendee 3" in page
    assert "Add Attendee 2" not in page
    meeting = house.ask(0, 1, 3, slots=(1,))
    assert house.act(1, meeting, "accept")[0] == 302
    page = house.browsers[3].get(f"{house.address}/").text
    assert "The others meet on" in page
    assert house.act(3, meeting, "accept")[0] == 302
    assert "Leave it to the others" in house.browsers[3].get(f"{house.address}/{meeting}").text
    assert house.act(3, meeting, "leave", word="Sorry")[0] == 302
    assert "You left this meeting." in house.browsers[3].get(f"{house.address}/{meeting}").text


def test_who_left_is_no_longer_named_as_somebody_to_meet(house: House) -> None:
    meeting = house.ask(0, 1, 2, slots=(1,))
    for who in (1, 2):
        house.act(who, meeting, "accept")
    both, one = "Meeting with Attendee 1, Attendee 2<", "Meeting with Attendee 1<"
    assert both in house.browsers[0].get(f"{house.address}/{meeting}").text
    house.act(2, meeting, "leave")
    assert one in house.browsers[0].get(f"{house.address}/{meeting}").text
    assert "Attendee 2" not in house.browsers[0].get(f"{house.address}/").text
    declined = house.ask(0, 1, slots=(0,))
    house.act(1, declined, "decline")
    assert one in house.browsers[0].get(f"{house.address}/{declined}").text


def test_the_badge_counts_what_the_page_shows_to_be_waiting(house: House) -> None:
    house.ask(0, 1)
    house.ask(2, 1)
    moved = house.ask(3, 1, slots=(1,))
    house.act(1, moved, "accept")
    house.act(3, moved, "propose", slots=[house.slots[2]])
    with house.app.app_context():
        for one in house.people:
            actor = make.actor(db.session.get_one(Participant, one))
            waiting = found_for(actor)["meetings_waiting"]
            assert waiting == mine_state(one)["waiting"] == (3 if one == house.people[1] else 0)
        later = clock.now() + timedelta(days=3)
        with clock.stopped_at(later):
            actor = make.actor(db.session.get_one(Participant, house.people[1]))
            waiting = found_for(actor)["meetings_waiting"]
            assert waiting == mine_state(house.people[1])["waiting"] == 0
    assert "<span>3</span>" in house.browsers[1].get(f"{house.address}/").text


def test_times_are_on_my_clock_and_on_theirs_where_it_differs(app: Flask, sign_in: SignIn) -> None:
    house = House(app, sign_in, timezone="Europe/Brussels")
    with app.app_context():
        db.session.get_one(Participant, house.people[1]).timezone = "America/New_York"
        db.session.commit()
    page = (
        house.browsers[0]
        .get(f"{house.address}/ask", query_string={"participant_id": house.people[1], "zone": "Asia/Tokyo"})
        .text
    )
    tokyo, york = (house.starts[0].astimezone(ZoneInfo(zone)) for zone in ("Asia/Tokyo", "America/New_York"))
    assert f">{tokyo:%H:%M}</time>" in page
    assert re.search(rf"{york:%H:%M} for Attendee 1", page)


def test_an_act_by_a_script_is_answered_in_json(house: House) -> None:
    meeting = house.ask(0, 1, slots=(1,))
    headers = {"Accept": "application/json"}
    answer = house.browsers[1].post(f"{house.address}/{meeting}/acts/accept", data={"seen": 7}, headers=headers)
    assert (answer.status_code, answer.json) == (
        409,
        {"error": "This request was changed meanwhile. Please look at it again.", "differences": {}},
    )
    answer = house.browsers[1].post(f"{house.address}/{meeting}/acts/accept", data={"seen": 1}, headers=headers)
    assert (answer.status_code, answer.json) == (200, {"ok": 1, "notice": "Your meeting is booked."})
    assert house.browsers[1].post(f"{house.address}/{meeting}/acts/nothing", data={"seen": 1}).status_code == 404
    fragment = house.browsers[1].get(f"{house.address}/{meeting}?fragment=1").text
    assert "<html" not in fragment
    assert "Booked" in fragment


def test_who_accepts_another_time_is_told_that_the_meeting_is_moved(house: House) -> None:
    meeting = house.ask(0, 1, slots=(1, 2))
    house.act(1, meeting, "accept", slot=house.slots[2])
    house.act(0, meeting, "propose", slots=[house.slots[4]])
    status, page = house.act(1, meeting, "accept", slot=house.slots[4])
    assert status == 302
    assert "Your meeting is moved." in page


def test_closed_meetings_and_the_limit_of_requests_are_said_in_a_sentence(house: House) -> None:
    with house.app.app_context():
        conference_id = db.session.get_one(Participant, house.people[0]).conference_id
        row = make.kept(MeetingSettings(conference_id=conference_id, most_open=1))
        row_id = row.conference_id
    house.ask(0, 1)
    form = {"participant_id": [house.people[2]], "message": "Hello", "key": "k" * 16}
    answer = house.browsers[0].post(f"{house.address}/ask", data=form)
    assert "1 request of yours waits for an answer" in answer.text
    with house.app.app_context():
        db.session.get_one(MeetingSettings, row_id).is_open = False
        db.session.commit()
    answer = house.browsers[3].post(f"{house.address}/ask", data=form)
    assert "The organisers have not opened meetings" in answer.text
    with house.app.app_context():
        assert len(db.session.scalars(select(Meeting)).all()) == 1


def test_the_form_speaks_of_one_and_of_several_as_they_are(house: House) -> None:
    def said(*others: int) -> str:
        ids = [house.people[one] for one in others]
        return house.browsers[0].get(f"{house.address}/ask", query_string={"participant_id": ids}).text

    assert "at which you are both free" in said(1)
    assert "at which you are all free" in said(1, 2)
    with house.app.app_context():
        for one in (1, 2):
            make.kept(MeetingPreference(participant_id=house.people[one], instant=True))
    assert "Attendee 1 lets others book" in said(1)
    assert "These people let others book" in said(1, 2)


def test_after_a_block_nobody_is_led_to_ask_again_where_nobody_is_found(house: House) -> None:
    meeting = house.ask(0, 1)
    house.act(1, meeting, "decline", word="Not this time")
    assert "Ask for a meeting again" in house.browsers[0].get(f"{house.address}/{meeting}").text
    with house.app.test_request_context():
        blocker, other = (db.session.get_one(Participant, house.people[one]) for one in (1, 0))
        block_person(make.actor(blocker), other.id)
    for browser in house.browsers[:2]:
        assert "Ask for a meeting again" not in browser.get(f"{house.address}/{meeting}").text


def test_the_page_of_times_costs_the_same_for_one_window_and_for_many(
    app: Flask, sign_in: SignIn, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    counts = []
    for more in (0, 3):
        with app.test_request_context():
            today = making.day()
            for number in range(1, more + 1):
                making.window(today.house, today.slots[0].starts_at + number * timedelta(hours=8), slots=2)
            slug, account = today.house.slug, today.organiser.account_id
        page = partial(sign_in(account).get, f"/{slug}/meetings/settings")
        assert page().status_code == 200
        counts.append(count_queries(page))
    assert counts[0] == counts[1]


def test_what_was_kept_free_is_given_back_where_it_stands(house: House) -> None:
    browser, slot = house.browsers[0], house.slots[2]
    for _press in range(2):
        kept = browser.post(f"{house.address}/times/slots/{slot}/block")
        assert kept.headers["Location"].endswith(f"/times#slot-{slot}")
    # Pressed twice it is said once.
    [address] = set(re.findall(r'action="([^"]+/absences/\d+/delete[^"]*slot=[^"]+)"', browser.get(kept.location).text))
    answer = browser.post(address)
    assert answer.headers["Location"].endswith(f"/times#slot-{slot}")
    page = browser.get(answer.location).text
    assert "I can again" not in page
    assert "/delete" not in page
