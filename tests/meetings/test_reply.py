"""Addresses in mails: they answer for one person and one proposal, only by a press, and tell what is so now."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference import clock
from conference.agenda.models import Star, Unavailability
from conference.agenda.release_actions import release_agenda
from conference.extensions import db
from conference.links import signed
from conference.meetings.answer_actions import propose
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.choices import Times
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.move_actions import edit
from conference.meetings.reply_links import PURPOSE, Reply
from conference.meetings.rules import Answer, MeetingState
from conference.people.held_data import erase_participant
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.meetings import making
from tests.meetings.post import calendar_of, links_in, mails_to


@dataclass
class Post:
    """A request by Ada to Bo for two slots, and the addresses in Bo's mail."""

    meeting_id: int
    slots: list[int]
    ada: int
    bo: int
    links: list[str]

    @property
    def page(self) -> str:
        """The address without a chosen time."""
        return self.links[-1]


@pytest.fixture
def post(app: Flask, at_noon: object) -> Post:
    return posted(app)


def posted(app: Flask, *, any_time: bool = False, others: int = 1) -> Post:
    with app.test_request_context():
        day = making.day()
        slots = [slot.id for slot in day.slots]
        wanted = Times() if any_time else Times(tuple(slots[:2]))
        wish = Wish(tuple(one.id for one in day.people[1 : 1 + others]), "Shall we talk?", "key-00000001", wanted)
        meeting = ask(day.actor(day.people[0]), wish)
        return Post(meeting.id, slots, day.people[0].id, day.people[1].id, links_in(mails_to(day.people[1])[0]))


def state(app: Flask, post: Post) -> MeetingState:
    with app.app_context():
        return db.session.get_one(Meeting, post.meeting_id).state


def test_a_scanner_that_follows_every_address_accepts_nothing(app: Flask, post: Post, client: FlaskClient) -> None:
    assert len(post.links) == 3
    for link in post.links:
        for method in (client.get, client.head):
            assert method(link).status_code == 200
    assert state(app, post) is MeetingState.REQUESTED


def test_the_address_of_a_time_has_that_time_chosen_and_a_press_books_it(
    app: Flask, post: Post, client: FlaskClient
) -> None:
    page = client.get(post.links[1]).text
    assert f'value="{post.slots[1]}" checked' in page
    assert "Shall we talk?" in page
    answer = client.post(post.links[1], data={"answer": "accept", "slot": post.slots[1]})
    assert answer.status_code == 302
    with app.app_context():
        meeting = db.session.get_one(Meeting, post.meeting_id)
        assert (meeting.state, meeting.slot_id) == (MeetingState.BOOKED, post.slots[1])
        assert len(calendar_of(db.session.get_one(Participant, post.bo))) == 1
    assert "This meeting is booked." in client.get(post.page).text


def test_pressed_twice_it_is_booked_once_and_says_so(app: Flask, post: Post, client: FlaskClient) -> None:
    data = {"answer": "accept", "slot": post.slots[0]}
    assert client.post(post.page, data=data).status_code == 302
    again = client.post(post.page, data=data)
    assert again.status_code == 409
    assert "This meeting is booked" in again.text


def test_a_no_with_a_kind_word(app: Flask, post: Post, client: FlaskClient) -> None:
    assert client.post(post.page, data={"answer": "decline", "word": "Next year, gladly."}).status_code == 302
    assert state(app, post) is MeetingState.DECLINED
    assert "declined" in client.get(post.page).text
    with app.app_context():
        assert "Next year, gladly." in mails_to(db.session.get_one(Participant, post.ada))[0].text


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "maybe"}, {"List-Unsubscribe": "One-Click"}])
def test_a_form_without_a_button_is_no_answer(
    app: Flask, post: Post, client: FlaskClient, data: dict[str, str]
) -> None:
    answer = client.post(post.page, data=data)
    assert answer.status_code == 409
    assert "Please choose one of the two buttons." in answer.text
    assert state(app, post) is MeetingState.REQUESTED


def test_a_stale_address_acts_on_nothing_and_says_what_is_so_now(app: Flask, post: Post, client: FlaskClient) -> None:
    with app.test_request_context():
        person = db.session.get_one(Participant, post.ada)
        meeting = db.session.get_one(Meeting, post.meeting_id)
        edit(make.actor(person), meeting.id, meeting.proposal, None, Times((post.slots[4],)))
    page = client.get(post.page).text
    assert "other times were proposed" in page
    assert 'name="answer"' not in page
    assert client.post(post.page, data={"answer": "accept", "slot": post.slots[0]}).status_code == 409
    assert client.post(post.page, data={"answer": "decline"}).status_code == 409
    assert state(app, post) is MeetingState.REQUESTED


def test_an_expired_request_cannot_be_accepted_by_mail_either(app: Flask, post: Post, client: FlaskClient) -> None:
    with clock.stopped_at(clock.now() + timedelta(hours=48)):
        assert "expired" in client.get(post.page).text
        assert client.post(post.page, data={"answer": "accept", "slot": post.slots[0]}).status_code == 409
    assert state(app, post) is MeetingState.REQUESTED


def test_who_was_asked_for_any_time_chooses_a_free_one(app: Flask, at_noon: object, client: FlaskClient) -> None:
    post = posted(app, any_time=True)
    assert f'value="{post.slots[5]}"' in client.get(post.page).text
    assert client.post(post.page, data={"answer": "accept", "slot": post.slots[5]}).status_code == 302
    assert state(app, post) is MeetingState.BOOKED


def test_nobody_accepts_without_a_time_or_one_that_was_not_proposed(
    app: Flask, post: Post, client: FlaskClient
) -> None:
    for slot in ("", str(post.slots[5]), "x", "0"):
        assert client.post(post.page, data={"answer": "accept", "slot": slot}).status_code == 422
    assert state(app, post) is MeetingState.REQUESTED


def test_each_of_three_answers_by_the_own_address(app: Flask, at_noon: object, client: FlaskClient) -> None:
    post = posted(app, others=2)
    client.post(post.page, data={"answer": "accept", "slot": post.slots[0]})
    with app.app_context():
        meeting = db.session.get_one(Meeting, post.meeting_id)
        third = next(one for one in meeting.people if one.participant_id not in {post.ada, post.bo})
        mail = mails_to(db.session.get_one(Participant, third.participant_id))[-1]
    page = links_in(mail)[-1]
    assert "Accept" in client.get(page).text
    assert client.post(page, data={"answer": "accept"}).status_code == 302
    with app.app_context():
        meeting = db.session.get_one(Meeting, post.meeting_id)
        assert {one.answer for one in meeting.people} == {Answer.ACCEPTED}


def test_an_address_that_we_did_not_sign_for_this_is_not_found(app: Flask, post: Post, client: FlaskClient) -> None:
    with app.app_context():
        mine = Reply(post.meeting_id, post.bo, 1).token
        # Its first letter: of the last one some bits mean nothing.
        told, _dot, mark = mine.rpartition(".")
        forged = [
            f"{told}.{'A' if mark[0] != 'A' else 'B'}{mark[1:]}",
            signed("invitation", post.meeting_id, post.bo, 1),
            signed(PURPOSE, post.meeting_id, post.bo),
            Reply(post.meeting_id + 1, post.bo, 1).token,
            Reply(post.meeting_id, post.bo + 100, 1).token,
            "x",
        ]
    slug = post.page.split("/")[1]
    for token in forged:
        assert client.get(f"/{slug}/meetings/reply/{token}").status_code == 404
        assert client.post(f"/{slug}/meetings/reply/{token}", data={"answer": "decline"}).status_code == 404
    assert state(app, post) is MeetingState.REQUESTED


def test_somebody_elses_address_answers_for_nobody_of_the_meeting(app: Flask, post: Post, client: FlaskClient) -> None:
    with app.app_context():
        other = db.session.query(Participant.id).filter(Participant.id.not_in([post.ada, post.bo])).first()
        assert other is not None
        token = Reply(post.meeting_id, other[0], 1).token
    address = f"/{post.page.split('/')[1]}/meetings/reply/{token}"
    assert client.get(address).status_code == 404
    assert client.post(address, data={"answer": "decline"}).status_code == 404


def test_at_another_conference_the_address_is_not_found(app: Flask, post: Post, client: FlaskClient) -> None:
    with app.app_context():
        make.conference(slug="elsewhere")
    assert client.get(post.page.replace(post.page.split("/")[1], "elsewhere", 1)).status_code == 404


@pytest.mark.parametrize("gone", ["cancelled", "erased"])
def test_who_takes_part_no_more_answers_nothing(app: Flask, post: Post, client: FlaskClient, gone: str) -> None:
    with app.test_request_context():
        person = db.session.get_one(Participant, post.bo)
        if gone == "erased":
            erase_participant(person)
        else:
            person.status = ParticipantStatus.CANCELLED
        db.session.commit()
    assert client.get(post.page).status_code == 404
    assert client.post(post.page, data={"answer": "accept", "slot": post.slots[0]}).status_code in {403, 404}
    assert state(app, post) is not MeetingState.BOOKED


def test_the_address_is_told_to_no_other_page_and_kept_in_no_list(post: Post, client: FlaskClient) -> None:
    answer = client.get(post.page)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-cache" in answer.headers["Cache-Control"]


def star(post: Post, slot: int) -> None:
    """Have Bo star a session in a slot."""
    person = db.session.get_one(Participant, post.bo)
    starts_at = db.session.get_one(MeetingSlot, post.slots[slot]).starts_at
    room_id = make.room(person.conference).id
    item = make.item(person.conference, title="A starred session", starts_at=starts_at, minutes=20, room_id=room_id)
    make.kept(Star(participant_id=person.id, item_id=item.id))
    organiser = make.participant(person.conference, Role.ORGANISER)
    release_agenda(make.actor(organiser), notify=False)


def pressed(page: str, **data: object) -> dict[str, object]:
    """Return what a browser sends that was shown a page: its hidden fields along with what was chosen."""
    return {**data, "sure": re.findall(r'name="sure" value="(\d+)"', page)}


def test_what_a_time_cuts_into_stands_beside_it_and_one_press_accepts_it(
    app: Flask, post: Post, client: FlaskClient
) -> None:
    with app.test_request_context():
        star(post, 1)
    page = client.get(post.links[1]).text
    assert page.count("· cuts into “A starred session”") == 1
    assert f'value="{post.slots[1]}" checked' in page
    data = pressed(page, answer="accept", slot=post.slots[1])
    assert client.post(post.links[1], data=data).status_code == 302
    assert state(app, post) is MeetingState.BOOKED


def test_what_was_starred_after_the_page_was_drawn_is_told_before_it_is_given_up(
    app: Flask, post: Post, client: FlaskClient
) -> None:
    data = pressed(client.get(post.links[1]).text, answer="accept", slot=post.slots[1])
    with app.test_request_context():
        star(post, 1)
    refused = client.post(post.links[1], data=data)
    assert refused.status_code == 422
    assert "A starred session" in refused.text
    assert client.post(post.links[1], data=pressed(refused.text, **data)).status_code == 302


def test_a_third_is_told_what_the_time_of_the_others_cuts_into(
    app: Flask, at_noon: object, client: FlaskClient
) -> None:
    post = posted(app, others=2)
    client.post(post.page, data={"answer": "accept", "slot": post.slots[0]})
    with app.test_request_context():
        meeting = db.session.get_one(Meeting, post.meeting_id)
        third = next(one for one in meeting.people if one.participant_id not in {post.ada, post.bo})
        page = links_in(mails_to(db.session.get_one(Participant, third.participant_id))[-1])[-1]
        star(replace(post, bo=third.participant_id), 0)
    shown = client.get(page).text
    assert "This time cuts into “A starred session”." in shown
    assert client.post(page, data=pressed(shown, answer="accept")).status_code == 302


def test_a_time_that_was_taken_since_is_shown_as_such(app: Flask, post: Post, client: FlaskClient) -> None:
    with app.test_request_context():
        person = db.session.get_one(Participant, post.bo)
        slot = db.session.get_one(MeetingSlot, post.slots[1])
        make.kept(Unavailability(participant_id=person.id, starts_at=slot.starts_at, ends_at=slot.ends_at))
    page = client.get(post.links[1]).text
    assert page.count("· not free any more") == 1
    # The other one is the only one left.
    assert f'value="{post.slots[0]}" checked' in page


def test_an_address_that_asks_to_move_says_so_and_what_a_no_does(
    app: Flask, client: FlaskClient, at_noon: object
) -> None:
    with app.test_request_context():
        day = making.day()
        ada, bo = day.people[:2]
        meeting = making.booked(day, day.slots[0], ada, bo)
        meeting.message = "Ada wrote this herself."
        propose(day.actor(bo), meeting.id, meeting.proposal, Times((day.slots[3].id,)))
        her_id, his_id, meeting_id, link, kept = (
            ada.id,
            bo.id,
            meeting.id,
            links_in(mails_to(ada)[-1])[-1],
            meeting.slot_id,
        )
    page = client.get(link).text
    assert "Attendee 1 would like to move this meeting. It stays where it is until you accept." in page
    for words in ("Move it there", "Leave it where it is"):
        assert words in page
    assert "Ada wrote this herself." not in page
    with app.test_request_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        edit(make.actor(db.session.get_one(Participant, his_id)), meeting_id, meeting.proposal, None, Times())
    # By now another time is proposed: the old address leads to the newer mail.
    assert "A newer mail has the buttons for them." in client.get(link).text
    with app.app_context():
        newest = links_in(mails_to(db.session.get_one(Participant, her_id))[-1])[-1]
    assert client.post(newest, data={"answer": "decline"}).status_code == 302
    with app.app_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        assert (meeting.state, meeting.slot_id, meeting.proposed_by_id) == (MeetingState.BOOKED, kept, None)
