"""The panel of a poll: what it says before and after voting, by plain forms, for each kind, state and person."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.guest_actions import join_as_guest
from conference.permissions import Actor, Role
from conference.polls.models import Poll
from conference.polls.own_actions import own_part
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import Eligibility, PollKind, PollSettings, Secrecy, Segment, Showing
from tests import factories as make
from tests.conftest import SignIn
from tests.polls.making import open_poll, poll

ANSWERS: list[tuple[PollKind, PollSettings, dict[str, Any], str]] = [
    (PollKind.SINGLE, PollSettings(), {"option": 0}, "Steel"),
    (PollKind.MULTIPLE, PollSettings(least=1, most=2), {"option": [0, 2]}, "Steel, Hydrogen"),
    (PollKind.RANKING, PollSettings(), {"place": [2, 1, 3]}, "1. Batteries, 2. Steel, 3. Hydrogen"),
    (PollKind.SCALE, PollSettings(least=1, most=5, least_label="No", most_label="Yes"), {"number": "4"}, "4"),
    (PollKind.POINTS, PollSettings(points=100), {"points": [70, "", 30]}, "Steel: 70, Hydrogen: 30"),
    (PollKind.NUMBER, PollSettings(least=0, most=500, unit="MW"), {"number": "120"}, "120 MW"),
    (PollKind.TEXT, PollSettings(), {"text": "Less paper"}, "Less paper"),
    (PollKind.WORDS, PollSettings(words=3), {"word": ["green", "", "steel"]}, "green, steel"),
]
KINDS = [case[0].value for case in ANSWERS]


def _fields(row: Poll, given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that a form of the poll sends."""
    ids = [option.id for option in row.options]
    fields: dict[str, Any] = {"round": "1", "key": "a" * 16}
    for name, value in given.items():
        if name in {"place", "points"}:
            fields |= {f"{name}-{option}": str(part) for option, part in zip(ids, value, strict=True)}
        elif name == "option":
            fields[name] = [ids[index] for index in value] if isinstance(value, list) else ids[value]
        else:
            fields[name] = value
    return fields


@pytest.fixture
def hall(app: Flask, sign_in: SignIn) -> "Hall":
    """Return a conference with one attendee who is signed in."""
    return Hall(app, sign_in)


class Hall:
    """A conference, an attendee's browser, and one poll at a time."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        with app.app_context():
            house = make.conference()
            person = make.participant(house, country="BE")
            self.house_id, self.slug, account_id = house.id, house.slug, person.account_id
            self.person_id = person.id
        self.browser = sign_in(account_id)

    def asks(self, kind: PollKind = PollKind.SINGLE, *, is_open: bool = True, **overrides: Any) -> str:
        """Make a poll and return its address."""
        with self.app.app_context():
            house = make.participant(db.session.get_one(Conference, self.house_id)).conference
            self.poll_id = (open_poll if is_open else poll)(house, kind, **overrides).id
        return f"/{self.slug}/polls/{self.poll_id}"

    def steps(self, *whats: What) -> None:
        """Take steps as a moderator."""
        with self.app.app_context():
            for what in whats:
                act_on_round(Actor(self.house_id, roles=frozenset({Role.MODERATOR})), self.poll_id, what, None)

    def fields(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what a form of the poll sends."""
        with self.app.app_context():
            return _fields(db.session.get_one(Poll, self.poll_id), given)

    def own(self) -> dict[str, Any] | None:
        """Return the attendee's answer as it is stored."""
        with self.app.app_context():
            row = db.session.get_one(Poll, self.poll_id)
            me = Actor(self.house_id, participant_id=self.person_id, roles=frozenset({Role.ATTENDEE}))
            return own_part(me, row).answer


@pytest.mark.parametrize(("kind", "settings", "given", "said"), ANSWERS, ids=KINDS)
def test_a_form_counts_an_answer_of_each_kind_and_says_so(
    hall: Hall, kind: PollKind, settings: PollSettings, given: dict[str, Any], said: str
) -> None:
    address = hall.asks(kind, settings=settings)
    page = hall.browser.get(f"{address}/panel").text
    assert 'data-phase="form"' in page
    assert "<fieldset" in page
    assert "You can change your answer until the poll closes" in page
    answer = hall.browser.post(f"{address}/answer", data=hall.fields(given))
    assert answer.status_code == 302
    page = hall.browser.get(answer.location).text
    assert 'data-phase="answered"' in page
    assert said in page
    assert hall.own() is not None
    # Changing it: the form comes back with what was answered.
    assert 'data-phase="form"' in hall.browser.get(f"{address}/panel?change=1").text


@pytest.mark.parametrize(("kind", "settings", "given", "said"), ANSWERS, ids=KINDS)
def test_an_anonymous_answer_is_confirmed_first_and_then_nobodys(
    hall: Hall, kind: PollKind, settings: PollSettings, given: dict[str, Any], said: str
) -> None:
    address = hall.asks(kind, settings=settings, secrecy=Secrecy.ANONYMOUS)
    assert "Anonymous" in hall.browser.get(f"{address}/panel").text
    fields = hall.fields(given)
    asked = hall.browser.post(f"{address}/answer", data=fields)
    assert asked.status_code == 200
    assert 'data-phase="confirm"' in asked.text
    assert said in asked.text
    back = hall.browser.post(f"{address}/answer", data=fields | {"back": "1"})
    assert 'data-phase="form"' in back.text
    assert hall.browser.post(f"{address}/answer", data=fields | {"confirmed": "1"}).status_code == 302
    page = hall.browser.get(f"{address}/panel").text
    assert 'data-phase="answered"' in page
    assert "data-own hidden" in page
    assert "Change my answer" not in page
    assert hall.own() is None
    again = hall.browser.post(f"{address}/answer", data=fields | {"confirmed": "1", "key": "b" * 16})
    assert again.status_code == 422
    assert "cannot be changed" in again.text


WRONG: list[tuple[PollKind, PollSettings, dict[str, Any], str]] = [
    (PollKind.SINGLE, PollSettings(), {}, "Please choose one"),
    (PollKind.MULTIPLE, PollSettings(least=2, most=2), {"option": [1]}, "Please choose exactly 2"),
    (PollKind.RANKING, PollSettings(), {"place": [1, 1, 2]}, "give each place to one answer only"),
    (PollKind.SCALE, PollSettings(least=1, most=5), {"number": "9"}, "choose a step from 1 to 5"),
    (PollKind.POINTS, PollSettings(points=100), {"points": [70, "", ""]}, "exactly 100 points; these are 70"),
    (PollKind.NUMBER, PollSettings(least=0, most=500), {"number": "many"}, "from 0 to 500"),
    (PollKind.TEXT, PollSettings(), {"text": "x" * 501}, "at most 500"),
    (PollKind.WORDS, PollSettings(words=1), {"word": ["", ""]}, "at least one word"),
]


@pytest.mark.parametrize(("kind", "settings", "given", "sentence"), WRONG, ids=KINDS)
def test_what_is_no_answer_comes_back_with_the_sentence_and_what_was_typed(
    hall: Hall, kind: PollKind, settings: PollSettings, given: dict[str, Any], sentence: str
) -> None:
    address = hall.asks(kind, settings=settings)
    answer = hall.browser.post(f"{address}/answer", data=hall.fields(given))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    if kind is PollKind.POINTS:
        assert 'value="70"' in answer.text
    if kind is PollKind.TEXT:
        assert "x" * 501 in answer.text
    assert hall.own() is None


@pytest.mark.parametrize("places", [["1", "1", "2"], ["1", "", "3"]], ids=["one twice", "a gap"])
def test_an_order_that_is_none_keeps_its_places(hall: Hall, places: list[str]) -> None:
    address = hall.asks(PollKind.RANKING)
    answer = hall.browser.post(f"{address}/answer", data=hall.fields({"place": places}))
    assert answer.status_code == 422
    assert re.findall(r'<option value="(\d)" selected', answer.text) == [place for place in places if place]


@pytest.mark.parametrize(("kind", "settings", "given", "sentence"), WRONG, ids=KINDS)
def test_what_is_no_answer_is_not_asked_to_be_confirmed(
    hall: Hall, kind: PollKind, settings: PollSettings, given: dict[str, Any], sentence: str
) -> None:
    address = hall.asks(kind, settings=settings, secrecy=Secrecy.ANONYMOUS)
    answer = hall.browser.post(f"{address}/answer", data=hall.fields(given))
    assert answer.status_code == 422
    assert 'data-phase="form"' in answer.text
    assert sentence in answer.text


def test_who_may_not_answer_reads_for_whom_the_poll_is(hall: Hall) -> None:
    address = hall.asks(eligibility=Eligibility(countries=frozenset({"MT"}), guests=True))
    page = hall.browser.get(f"{address}/panel").text
    assert "Open to: Malta, and guests" in page
    assert "people from other countries than yours" in page


def test_where_nobody_answered_no_result_is_promised(hall: Hall) -> None:
    address = hall.asks()
    hall.steps(What.CLOSE)
    page = hall.browser.get(f"{address}/panel").text
    assert "This poll is closed." in page
    assert "data-soon hidden" in page


def test_the_page_of_a_poll_leads_back_to_its_session(hall: Hall) -> None:
    with hall.app.app_context():
        house = db.session.get_one(Conference, hall.house_id)
        item_id = make.item(house, room_id=make.room(house).id, visibility=Visibility.PUBLIC).id
        release_agenda(make.actor(make.participant(house, Role.ORGANISER)), notify=False)
    address = hall.asks(item_id=item_id)
    assert f'href="/{hall.slug}/stage/{item_id}"' in hall.browser.get(f"{address}/panel").text
    alone = hall.asks()
    assert "poll-session" not in hall.browser.get(f"{alone}/panel").text


def test_a_text_result_without_a_text_says_so(hall: Hall) -> None:
    address = hall.asks(PollKind.TEXT, showing=Showing.LIVE)
    hall.browser.post(f"{address}/answer", data=hall.fields({"text": "Less paper"}))
    page = hall.browser.get(f"{address}/panel").text
    assert "data-empty>No answer is shown yet." in page
    assert "Less paper" not in page.partition("data-result")[2]


def test_a_form_sent_twice_counts_once(hall: Hall) -> None:
    address = hall.asks()
    fields = hall.fields({"option": 0})
    for _ in range(2):
        assert hall.browser.post(f"{address}/answer", data=fields).status_code == 302
    assert "1 answer<" in hall.browser.get(f"{address}/panel").text


def test_a_form_of_an_earlier_round_says_that_the_poll_is_asked_anew(hall: Hall) -> None:
    address = hall.asks()
    fields = hall.fields({"option": 0})
    hall.steps(What.ASK_AGAIN)
    answer = hall.browser.post(f"{address}/answer", data=fields)
    assert answer.status_code == 409
    assert "asked anew" in answer.text
    assert 'name="round" value="2"' in answer.text


def test_an_answer_that_came_too_late_is_said_not_to_count(hall: Hall) -> None:
    address = hall.asks()
    hall.browser.post(f"{address}/answer", data=hall.fields({"option": 0}))
    hall.steps(What.CLOSE)
    late = hall.browser.post(f"{address}/answer", data=hall.fields({"option": 1}) | {"key": "b" * 16})
    assert late.status_code == 422
    said = late.text.partition("data-refused")[2].partition("</p>")[0]
    assert "hidden>" not in said
    assert "It does not count." in said
    assert "Your answer: <strong data-said>Steel" in late.text


def test_who_answered_an_earlier_round_is_told_that_it_stays(hall: Hall) -> None:
    address = hall.asks()
    hall.browser.post(f"{address}/answer", data=hall.fields({"option": 0}))
    hall.steps(What.ASK_AGAIN)
    assert "data-anew>" in hall.browser.get(f"{address}/panel").text
    hall.browser.post(f"{address}/answer", data=hall.fields({"option": 0}) | {"round": "2", "key": "b" * 16})
    assert "data-anew hidden" in hall.browser.get(f"{address}/panel").text


def test_a_poll_is_told_from_before_it_opens_to_after_its_result(hall: Hall) -> None:
    address = hall.asks(showing=Showing.HIDDEN)
    hall.browser.post(f"{address}/answer", data=hall.fields({"option": 0}))
    page = hall.browser.get(f"{address}/panel").text
    assert "data-result hidden" in page
    hall.steps(What.CLOSE)
    page = hall.browser.get(f"{address}/panel").text
    assert "data-soon>" in page
    assert "100\u00a0%" not in page
    hall.steps(What.REVEAL)
    page = hall.browser.get(f"{address}/panel").text
    assert "100\u00a0%" in page
    assert 'width="100.0%"' in page
    hall.steps(What.RESET)
    page = hall.browser.get(f"{address}/panel").text
    assert 'data-phase="waiting"' in page
    assert 'http-equiv="refresh"' in page


def test_the_page_does_not_refresh_itself_while_somebody_types(hall: Hall) -> None:
    assert 'http-equiv="refresh"' not in hall.browser.get(f"{hall.asks()}/panel").text


def test_a_fragment_is_the_section_alone(hall: Hall) -> None:
    address = hall.asks()
    fragment = hall.browser.get(f"{address}/panel?fragment=1").text.strip()
    assert fragment.startswith("<section")
    assert fragment.endswith("</section>")
    assert "<html" not in fragment


def test_who_is_not_asked_is_told_why(hall: Hall) -> None:
    address = hall.asks(eligibility=Eligibility(countries=frozenset({"DE"})))
    page = hall.browser.get(f"{address}/panel").text
    assert 'data-phase="blocked"' in page
    assert "people from other countries" in page
    assert "Germany" in page
    assert hall.browser.post(f"{address}/answer", data=hall.fields({"option": 0})).status_code == 403


def test_an_unasked_poll_is_not_there(hall: Hall) -> None:
    address = hall.asks(is_open=False)
    assert hall.browser.get(f"{address}/panel").status_code == 404


def test_a_stranger_is_shown_the_ways_in_and_not_the_question(hall: Hall, client: FlaskClient) -> None:
    address = hall.asks(question="A secret question?")
    page = client.get(f"{address}/panel")
    assert page.status_code == 200
    assert "Sign in" in page.text
    assert "A secret question?" not in page.text
    assert client.post(f"{address}/answer", data=hall.fields({"option": 0})).status_code == 401


def test_a_poll_of_a_session_for_participants_is_not_there_for_strangers_and_guests(
    hall: Hall, client: FlaskClient
) -> None:
    with hall.app.app_context():
        house = db.session.get_one(Conference, hall.house_id)
        item = make.item(house, room_id=make.room(house).id, visibility=Visibility.PARTICIPANTS)
        release_agenda(make.actor(make.participant(house, Role.ORGANISER)), notify=False)
        item_id, guest_id = item.id, join_as_guest(house.id).id
    address = hall.asks(item_id=item_id, eligibility=Eligibility(guests=True))
    assert client.get(f"{address}/panel").status_code == 404
    with client.session_transaction() as kept:
        kept["guests"] = {str(hall.house_id): guest_id}
    assert client.get(f"{address}/panel").status_code == 404


@pytest.mark.parametrize("welcome", [True, False])
def test_a_guest_answers_where_guests_are_asked(hall: Hall, client: FlaskClient, welcome: bool) -> None:
    address = hall.asks(eligibility=Eligibility(guests=welcome))
    with hall.app.app_context():
        guest_id = join_as_guest(hall.house_id).id
    with client.session_transaction() as kept:
        kept["guests"] = {str(hall.house_id): guest_id}
    page = client.get(f"{address}/panel").text
    status = client.post(f"{address}/answer", data=hall.fields({"option": 1})).status_code
    assert (f'data-phase="{"form" if welcome else "blocked"}"' in page, status) == (True, 302 if welcome else 403)
    assert ("moderators see who answered" in page) is False


def test_the_wall_shows_what_everyone_may_see_and_the_code(hall: Hall) -> None:
    address = hall.asks(showing=Showing.HIDDEN)
    hall.browser.post(f"{address}/answer", data=hall.fields({"option": 0}))
    page = hall.browser.get(f"{address}/wall").text
    assert "1 answer<" in page
    assert "100\u00a0%" not in page
    assert "/qr.svg" in page
    hall.steps(What.REVEAL)
    assert "100\u00a0%" in hall.browser.get(f"{address}/wall").text
    fragment = hall.browser.get(f"{address}/wall", headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith("<section")
    assert "<html" not in fragment


def test_a_stranger_sees_no_wall(hall: Hall, client: FlaskClient) -> None:
    assert client.get(f"{hall.asks()}/wall").status_code == 302


def test_a_result_is_the_same_for_the_server_as_for_the_script(hall: Hall) -> None:
    """The bars of a split poll, whole and by segment: what the template draws is in the state that scripts get."""
    address = hall.asks(segment_by=Segment.ROLE)
    hall.browser.post(f"{address}/answer", data=hall.fields({"option": 1}))
    page = hall.browser.get(f"{address}/panel").text
    setup = json.loads(page.partition("data-setup>")[2].partition("</script>")[0])
    assert [row["count"] for row in setup["state"]["result"]["rows"]] == [0, 1, 0]
    assert page.count('class="poll-bar"') == 4
