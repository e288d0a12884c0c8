"""Joining by a code: two taps from the digits to a vote, one guest a browser, and no guessing in bulk."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from conference import clock
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from conference.polls.join_actions import code_for, code_known, find_target, join_by_code
from conference.polls.join_code import GUESSES, code_length, draw_code, is_code, typed_code
from conference.polls.models import JoinCode, Poll
from conference.polls.rules import Eligibility
from conference.qr import qr_svg
from tests import factories as make
from tests.conftest import SignIn
from tests.polls.making import open_poll, poll


def _poll(of: Conference, *, guests: bool = True, item_id: int | None = None) -> Poll:
    return poll(of, item_id=item_id, eligibility=Eligibility(guests=guests))


def _session(of: Conference, visibility: Visibility = Visibility.PUBLIC) -> int:
    item = make.item(of, room_id=make.room(of).id, visibility=visibility, title="Opening")
    release_agenda(make.actor(make.participant(of, Role.ORGANISER)), notify=False)
    return item.id


def _guests() -> int:
    return db.session.scalar(select(func.count()).select_from(Participant).where(Participant.account_id.is_(None))) or 0


def test_a_code_is_so_long_that_guessing_finds_next_to_nothing() -> None:
    for in_use in (0, 8, 9, 89, 90, 5000):
        digits = code_length(in_use)
        assert (in_use + 1) * GUESSES <= 9 * 10 ** (digits - 1)
        assert is_code(draw_code(digits))
        assert len(draw_code(digits)) == digits
    assert code_length(8) == 4
    assert code_length(9) == 5


@pytest.mark.parametrize(("typed", "code"), [(" 48 21", "4821"), ("4-8-2-1", "4821"), ("4821\u00a0", "4821")])
def test_a_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert typed_code(typed) == code


@pytest.mark.parametrize("text", ["", "abcd", "0821", "482", "123456789", "\uff14\uff18\uff12\uff11", "-4821"])
def test_what_is_no_code_is_not_looked_up(text: str) -> None:
    assert not is_code(text)


def test_a_qr_code_is_a_picture_without_scripts() -> None:
    picture = qr_svg("https://example.org/j/4821").decode()
    assert "<svg" in picture
    assert "script" not in picture
    assert "style=" not in picture


@pytest.mark.usefixtures("session", "at_noon")
class TestCodes:
    """What a code leads to."""

    def test_a_session_keeps_its_code(self) -> None:
        house = make.conference()
        item_id = _session(house)
        assert code_known(item_id=item_id) is None
        assert code_for(house.id, item_id=item_id) == code_for(house.id, item_id=item_id) == code_known(item_id=item_id)

    def test_it_leads_to_the_session_and_says_whether_guests_are_welcome(self) -> None:
        house = make.conference()
        item_id = _session(house)
        code = code_for(house.id, item_id=item_id)
        assert not find_target(code).guests
        _poll(house, item_id=item_id, guests=False)
        assert not find_target(code).guests
        _poll(house, item_id=item_id)
        target = find_target(code)
        assert (target.item_id, target.title, target.guests) == (item_id, "Opening", True)

    def test_guests_are_not_welcome_in_a_session_for_participants_nor_told_its_name(self) -> None:
        house = make.conference()
        item_id = _session(house, Visibility.PARTICIPANTS)
        _poll(house, item_id=item_id)
        target = find_target(code_for(house.id, item_id=item_id))
        assert (target.title, target.guests) == ("", False)
        with pytest.raises(Refused):
            join_by_code(target.code, "browser")

    def test_it_ends_with_the_conference(self) -> None:
        house = make.conference()
        code = code_for(house.id, poll_id=_poll(house).id)
        with clock.stopped_at(datetime(2026, 3, 12, 2, 59, tzinfo=UTC)):
            assert find_target(code).guests
        with clock.stopped_at(datetime(2026, 3, 12, 3, 0, tzinfo=UTC)), pytest.raises(NotFound, match="over"):
            find_target(code)

    @pytest.mark.parametrize("status", [ConferenceStatus.DRAFT, ConferenceStatus.ARCHIVED])
    def test_it_leads_nowhere_where_nobody_can_join(self, status: ConferenceStatus) -> None:
        house = make.conference(status=status)
        code = code_for(house.id, poll_id=_poll(house).id)
        with pytest.raises(NotFound):
            find_target(code)

    def test_codes_grow_with_their_number_and_old_ones_do_not_count(self) -> None:
        old = make.conference(starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 2))
        house = make.conference()
        for _ in range(9):
            assert len(code_for(old.id, poll_id=_poll(old).id)) <= 5
        assert len(code_for(house.id, poll_id=_poll(house).id)) == 4

    def test_one_browser_is_one_guest_however_often_it_asks(self) -> None:
        house = make.conference()
        code = code_for(house.id, poll_id=_poll(house).id)
        first, again, other = (join_by_code(code, browser) for browser in ("one", "one", "two"))
        assert first.id == again.id != other.id
        assert other.is_guest


@pytest.fixture
def code(app: Flask) -> str:
    """Return the code of a poll that admits guests and stands alone, of a conference that never ends."""
    with app.app_context():
        house = make.conference(ends_on=date(2100, 1, 1), starts_on=date(2026, 1, 1))
        return code_for(house.id, poll_id=_poll(house).id)


def test_from_the_code_a_guest_is_one_tap_away(app: Flask, client: FlaskClient, code: str) -> None:
    page = client.get(f"/j/{code}")
    assert "Continue as guest" in page.text
    assert client.get(f"/j/{code}").status_code == 200
    answer = client.post(f"/j/{code}/guest")
    assert answer.status_code == 302
    assert "/panel" in answer.location
    assert client.get(answer.location).status_code == 200
    # The second time, and however often the button is pressed, the browser is the same guest.
    assert client.get(f"/j/{code}").location == answer.location
    assert client.post(f"/j/{code}/guest").location == answer.location
    with app.app_context():
        assert _guests() == 1


def test_without_a_script_the_code_of_a_session_leads_to_its_one_open_poll(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        house = make.conference(ends_on=date(2999, 1, 1))
        item_id = _session(house)
        poll_id = open_poll(house, item_id=item_id, eligibility=Eligibility(guests=True)).id
        _poll(house, item_id=item_id)
        code, slug = code_for(house.id, item_id=item_id), house.slug
    assert client.post(f"/j/{code}/guest").location == f"/{slug}/stage/{item_id}"
    assert client.post(f"/j/{code}/guest", data={"plain": "1"}).location == f"/{slug}/polls/{poll_id}/panel"
    with app.test_request_context():
        open_poll(db.session.get_one(Conference, house.id), item_id=item_id, eligibility=Eligibility(guests=True))
    assert client.post(f"/j/{code}/guest", data={"plain": "1"}).location == f"/{slug}/stage/{item_id}"


def test_the_digits_can_be_typed(client: FlaskClient, code: str) -> None:
    assert client.get("/j").status_code == 200
    assert client.post("/j", data={"code": " ".join(code)}).location == f"/j/{code}"
    wrong = client.post("/j", data={"code": "9999999"})
    assert wrong.status_code == 404
    assert "No session has the code 9999999" in wrong.text
    assert client.post("/j", data={"code": ""}).status_code == 422


def test_an_address_with_a_wrong_code_asks_for_the_right_one(client: FlaskClient, code: str) -> None:
    wrong = client.get("/j/9999999")
    assert wrong.status_code == 404
    assert "No session has the code 9999999" in wrong.text
    assert 'action="/j"' in wrong.text
    assert 'value="9999999"' in wrong.text


def test_an_address_of_a_conference_that_is_over_says_so(app: Flask, client: FlaskClient, code: str) -> None:
    with app.app_context():
        db.session.scalars(select(Conference)).one().status = ConferenceStatus.ARCHIVED
        db.session.commit()
    page = client.get(f"/j/{code}")
    assert page.status_code == 404
    assert f"The code {code} has expired" in page.text


def test_who_takes_part_goes_straight_on(app: Flask, sign_in: SignIn, code: str) -> None:
    with app.app_context():
        house = db.session.scalars(select(Conference)).one()
        confirmed = make.participant(house).account_id
        waiting = make.participant(house, status=ParticipantStatus.WAITING_FOR_APPROVAL).account_id
        stranger = make.account().id
    assert "/panel" in sign_in(confirmed).get(f"/j/{code}").location
    assert "waits for an organiser" in sign_in(waiting).get(f"/j/{code}").text
    assert "Register for the conference" in sign_in(stranger).get(f"/j/{code}").text


def test_without_guests_one_signs_in_and_comes_back(app: Flask, client: FlaskClient, code: str) -> None:
    with app.app_context():
        db.session.scalars(select(Poll)).one().eligibility = {"guests": False}
        db.session.commit()
    page = client.get(f"/j/{code}").text
    assert "Continue as guest" not in page
    assert f"/sign-in?next=/j/{code}" in page
    assert client.post(f"/j/{code}/guest").status_code == 422


def test_a_thousand_behind_one_address_get_in_and_a_guesser_does_not(app: Flask, code: str) -> None:
    for _ in range(120):
        assert app.test_client().get(f"/j/{code}").status_code == 200
    guesser = app.test_client()
    answers = [guesser.get(f"/j/{number}").status_code for number in range(10_000_000, 10_000_080)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert guesser.post("/j", data={"code": "12345"}).status_code == 429


def test_a_poster_shows_the_code_and_its_picture(client: FlaskClient, code: str) -> None:
    assert code in client.get(f"/j/{code}/sheet").text
    picture = client.get(f"/j/{code}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert client.get("/j/99999999/qr.svg").status_code == 404


def test_a_browser_that_signs_in_and_out_stays_the_one_guest(app: Flask, client: FlaskClient, code: str) -> None:
    client.get(f"/j/{code}")
    client.post(f"/j/{code}/guest")
    client.post("/sign-out")
    assert client.get(f"/j/{code}").status_code == 302
    with app.app_context():
        assert _guests() == 1
        assert db.session.scalar(select(func.count()).select_from(JoinCode)) == 1
