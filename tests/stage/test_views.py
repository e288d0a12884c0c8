"""The stage's pages: who gets in, what they show, and a press that came too late."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference import clock
from conference.agenda.models import ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem
from conference.agenda.sight_actions import seen_item
from conference.chat.session_actions import session_room
from conference.chat.write_actions import send_message
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Role
from conference.quiz.rules import MOST_GRACE
from conference.stage.actions import projector_state
from conference.stage.rules import Scene, StepKind
from conference.stage.show_actions import show_scene, start_timer
from conference.stage.step_actions import add_step
from tests import factories as make
from tests.cafe.making import cafe
from tests.conftest import NOON, SignIn
from tests.quiz.making import quiz as make_quiz
from tests.stage import making


@pytest.fixture
def hall(app: Flask) -> making.Hall:
    with app.test_request_context():
        return making.hall()


def _browser(app: Flask, sign_in: SignIn, participant_id: int, hall: making.Hall) -> FlaskClient:
    with app.app_context():
        return sign_in(hall.account(participant_id))


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, hall: making.Hall) -> None:
    answer = client.get(f"/{hall.slug}/stage/{hall.item_id}")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


@pytest.mark.usefixtures("at_noon")
def test_what_is_open_is_a_link_without_a_script(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.test_request_context():
        poll_id = making.poll(hall, "Which way?").id
        making.lay_out(hall)
    browser = _browser(app, sign_in, hall.attendee_id, hall)
    page = browser.get(f"/{hall.slug}/stage/{hall.item_id}").text
    assert "Nothing is open right now" in page
    assert "Which way?" not in page
    with app.test_request_context():
        hall.press()
        hall.press()
    page = browser.get(f"/{hall.slug}/stage/{hall.item_id}").text
    assert f'href="/{hall.slug}/polls/{poll_id}/panel"' in page
    assert 'http-equiv="refresh"' in page


@pytest.mark.parametrize(("minutes", "phase"), [(-90, "before"), (0, "now"), (24 * 60, "past")])
def test_the_page_says_whether_the_session_is_on(
    app: Flask, sign_in: SignIn, hall: making.Hall, minutes: int, phase: str
) -> None:
    with app.app_context():
        starts_at = seen_item(hall.moderator, hall.item_id).starts_at
        assert starts_at
    with clock.stopped_at(starts_at + timedelta(minutes=minutes)):
        page = _browser(app, sign_in, hall.attendee_id, hall).get(f"/{hall.slug}/stage/{hall.item_id}").text
    assert set(re.findall(r'data-phase="(\w+)">', page)) == {phase}
    assert set(re.findall(r'data-phase="(\w+)"', page)) == {"before", "now", "past"}


def test_the_desk_runs_without_a_script(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.test_request_context():
        making.poll(hall, "Which way?")
    browser = _browser(app, sign_in, hall.moderator_id, hall)
    desk = f"/{hall.slug}/stage/{hall.item_id}/desk"
    with app.test_request_context():
        making.lay_out(hall)
    seen = []
    for _press in range(4):
        page = browser.get(desk).text
        seen.append(re.search(r'desk-big"[^>]*>\s*<span>([^<]*)</span>', page).group(1))  # type: ignore[union-attr]
        move = re.search(r'name="move" value="([^"]+)"', page)
        version = re.search(r'data-version="(\d+)"', page)
        assert move
        assert version
        answer = browser.post(f"{desk}/next", data={"version": version.group(1), "move": move.group(1)})
        assert answer.status_code == 302
    assert seen == ["Begin", "Open the poll", "Close the poll", "Show the result"]
    assert "The run is at its end" in browser.get(desk).text


@pytest.mark.parametrize("wants", ["text/html", "application/json"])
def test_a_press_that_came_too_late_says_so_and_shows_what_is(
    app: Flask, sign_in: SignIn, hall: making.Hall, wants: str
) -> None:
    with app.test_request_context():
        add_step(hall.moderator, hall.item_id, 0, StepKind.TEXT, text="Welcome")
        stale = hall.version
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.JOIN)
    browser = _browser(app, sign_in, hall.moderator_id, hall)
    desk = f"/{hall.slug}/stage/{hall.item_id}/desk"
    answer = browser.post(f"{desk}/next", data={"version": stale, "move": "go:1"}, headers={"Accept": wants})
    assert answer.status_code == 409
    assert "Another moderator was quicker" in answer.text
    with app.test_request_context():
        assert hall.run.current is None


def test_the_desk_knows_until_when_the_last_answers_of_a_quiz_arrive(
    app: Flask, sign_in: SignIn, hall: making.Hall
) -> None:
    with app.test_request_context(), clock.stopped_at(NOON):
        part = make_quiz(db.session.get_one(Conference, hall.conference_id)).parts[0]
        part.item_id = hall.item_id
        db.session.commit()
        add_step(hall.moderator, hall.item_id, 0, StepKind.QUIZ, ref=part.id)
        for _press in range(3):  # to the quiz; its first question is asked, and closed
            hall.press()
    with clock.stopped_at(NOON):
        desk = _browser(app, sign_in, hall.moderator_id, hall).get(f"/{hall.slug}/stage/{hall.item_id}/desk").text
    assert f'data-ready-in="{MOST_GRACE // timedelta(milliseconds=1)}"' in desk


def test_without_a_timer_its_scene_says_the_session_and_nothing_of_a_poll(
    app: Flask, sign_in: SignIn, hall: making.Hall
) -> None:
    with app.test_request_context():
        making.poll(hall, "Which way?")
        making.lay_out(hall)
        hall.press()
        hall.press()
    page = _browser(app, sign_in, hall.moderator_id, hall).get(f"/{hall.slug}/stage/{hall.item_id}/projector").text
    assert "Which way?" not in page.partition("hall-timer")[2]


def test_the_projector_follows_the_run_until_somebody_takes_it(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.test_request_context():
        add_step(hall.moderator, hall.item_id, 0, StepKind.TEXT, text="Welcome to the hall")
        hall.press()
        version = hall.version
    browser = _browser(app, sign_in, hall.moderator_id, hall)
    projector = f"/{hall.slug}/stage/{hall.item_id}/projector"
    assert 'data-scene="text"' in browser.get(projector).text
    assert "Welcome to the hall" in browser.get(projector).text
    browser.post(f"/{hall.slug}/stage/{hall.item_id}/desk/show", data={"version": version, "what": "blank"})
    assert 'data-scene="blank"' in browser.get(projector).text


def test_what_is_on_is_joined_from_the_programme(app: Flask, sign_in: SignIn) -> None:
    with clock.stopped_at(NOON), app.test_request_context():
        hall = making.hall()
        browser = _browser(app, sign_in, hall.attendee_id, hall)
    with clock.stopped_at(NOON):
        for page in ("", "agenda", f"agenda/{hall.item_id}"):
            assert f"/{hall.slug}/stage/{hall.item_id}" in browser.get(f"/{hall.slug}/{page}").text


def test_a_moderator_of_elsewhere_finds_no_desk(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.app_context():
        stranger = make.participant(make.conference(), Role.MODERATOR).account_id
    assert sign_in(stranger).get(f"/{hall.slug}/stage/{hall.item_id}/desk").status_code == 403


def test_a_timer_is_seen_on_every_page_of_the_session(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.test_request_context():
        start_timer(hall.moderator, hall.item_id, 0, 300, "Discussion")
    browser = _browser(app, sign_in, hall.moderator_id, hall)
    for page in ("", "/desk", "/projector"):
        text = browser.get(f"/{hall.slug}/stage/{hall.item_id}{page}").text
        assert "data-ends-at" in text
        assert "Discussion" in text


@pytest.mark.parametrize("page", ["agenda", "stage"])
def test_who_appears_in_a_session_finds_the_speakers_view_on_its_pages(app: Flask, sign_in: SignIn, page: str) -> None:
    with app.test_request_context():
        hall = making.hall()
        speaker_id = make.participant(db.session.get_one(Conference, hall.conference_id), Role.SPEAKER).id
        db.session.add(ItemPerson(item_id=hall.item_id, participant_id=speaker_id, role=RoleInItem.SPEAKER))
        organiser = make.participant(db.session.get_one(Conference, hall.conference_id), Role.ORGANISER)
        db.session.commit()
        release_agenda(make.actor(organiser), notify=False)
    for person, finds in ((speaker_id, True), (hall.moderator_id, True), (hall.attendee_id, False)):
        text = _browser(app, sign_in, person, hall).get(f"/{hall.slug}/{page}/{hall.item_id}").text
        assert (f"/{hall.slug}/questions/{hall.item_id}/speaker" in text) is finds


@pytest.mark.parametrize("room", ["chat", "questions"])
def test_the_desk_is_one_tap_from_the_chat_and_the_questions(
    app: Flask, sign_in: SignIn, hall: making.Hall, room: str
) -> None:
    browser = _browser(app, sign_in, hall.moderator_id, hall)
    desk = f"/{hall.slug}/stage/{hall.item_id}/desk"
    there = {
        "chat": f"/{hall.slug}/chat/session/{hall.item_id}",
        "questions": f"/{hall.slug}/questions/{hall.item_id}/controls",
    }
    assert f'href="{there[room]}"' in browser.get(desk).text
    assert f'href="{desk}"' in browser.get(there[room], follow_redirects=True).text


def test_the_chat_beside_a_session_is_on_the_same_clock(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.test_request_context(), clock.stopped_at(NOON):
        room = session_room(hall.attendee, hall.item_id)
        send_message(hall.attendee, room.id, "Good afternoon", "key-00000001")
    browser = _browser(app, sign_in, hall.attendee_id, hall)
    chat = browser.get(f"/{hall.slug}/chat/session/{hall.item_id}", follow_redirects=True).text
    assert 'data-zone="Europe/Brussels"' in chat
    assert ">13:00</time>" in chat  # noon in UTC


@pytest.mark.usefixtures("session")
def test_a_moderator_can_show_the_questions_whatever_the_run_is_at() -> None:
    hall = making.hall()
    show_scene(hall.moderator, hall.item_id, 0, Scene.QUESTIONS)
    assert projector_state(hall.item_id)["scene"]["path"] == f"questions/{hall.item_id}/wall"


@pytest.mark.usefixtures("at_noon")
def test_open_questions_stay_at_the_desk_when_the_run_goes_on(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    browser = _browser(app, sign_in, hall.moderator_id, hall)
    queue = f'data-path="questions/{hall.item_id}/controls"'
    desk = f"/{hall.slug}/stage/{hall.item_id}/desk?fragment=1"
    with app.test_request_context():
        making.lay_out(hall)
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.QUESTIONS, ref=hall.item_id)
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.TIMER, seconds=60)
    assert queue not in browser.get(desk).text
    with app.test_request_context():
        hall.press()  # to the questions
        hall.press()  # opens them
        hall.press()  # on to the timer
    assert queue in browser.get(desk).text


@pytest.mark.usefixtures("at_noon")
def test_a_session_with_a_cafe_leads_to_it(app: Flask, sign_in: SignIn, hall: making.Hall) -> None:
    with app.app_context():
        cafe_id = cafe(db.session.get_one(Conference, hall.conference_id), item_id=hall.item_id).id
    browser = _browser(app, sign_in, hall.attendee_id, hall)
    assert f"/{hall.slug}/cafe/{cafe_id}" in browser.get(f"/{hall.slug}/stage/{hall.item_id}").text
