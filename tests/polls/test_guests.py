"""Guests are in no list, count in no number, get no mail, and can name and forget themselves."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.agenda.item_people_actions import cards_here
from conference.desk.overview_actions import overview
from conference.errors import Forbidden, NotFound
from conference.extensions import db
from conference.people.guest_actions import forget_guest, join_as_guest, name_guest
from conference.people.list_actions import ListFilter, all_participants, list_participants
from conference.people.manage_actions import Decision, decide, participant_to_manage
from conference.people.models import Participant
from conference.people.place_actions import confirmed_attendees
from conference.people.sight_actions import may_see_person
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn


@pytest.mark.usefixtures("session")
class TestLists:
    """What organisers see."""

    def test_a_guest_is_in_no_list_and_no_number(self) -> None:
        house = make.conference(capacity=1)
        organiser = make.actor(make.participant(house, Role.ORGANISER))
        guest = join_as_guest(house.id, "browser")
        name_guest(make.actor(guest), "Zoe")
        assert [person.id for person in all_participants(organiser, ListFilter())] == [organiser.participant_id]
        assert list_participants(organiser, ListFilter(text="Zoe")).total == 0
        seen = overview(organiser)
        assert sum(seen.statuses.values()) == 1
        assert seen.roles[Role.GUEST] == 0
        assert confirmed_attendees(house.id) == 0
        assert cards_here(organiser, [guest.id]) == {}

    def test_organisers_cannot_manage_a_guest(self) -> None:
        house = make.conference()
        organiser = make.actor(make.participant(house, Role.ORGANISER))
        guest = join_as_guest(house.id, "browser")
        with pytest.raises(NotFound):
            participant_to_manage(organiser, guest.id)
        with pytest.raises(NotFound):
            decide(organiser, [guest.id], Decision.CANCEL)
        assert not may_see_person(organiser, guest)

    def test_only_guests_are_named_and_forgotten_here(self) -> None:
        person = make.actor(make.participant(make.conference()))
        with pytest.raises(Forbidden):
            name_guest(person, "Zoe")
        with pytest.raises(Forbidden):
            forget_guest(person)

    def test_who_comes_back_after_being_forgotten_is_the_same_guest_without_a_name(self) -> None:
        house = make.conference()
        guest = join_as_guest(house.id, "browser")
        name_guest(make.actor(guest), "Zoe")
        forget_guest(make.actor(guest))
        assert (guest.name, guest.roles_in_force) == ("", frozenset())
        again = join_as_guest(house.id, "browser")
        assert (again.id, again.name, again.roles_in_force) == (guest.id, "", frozenset({Role.GUEST}))


def _guest(app: Flask, client: FlaskClient) -> tuple[str, int]:
    with app.app_context():
        house = make.conference(ends_on=date(2100, 1, 1))
        guest = join_as_guest(house.id, "browser")
        slug, house_id, guest_id = house.slug, house.id, guest.id
    with client.session_transaction() as kept:
        kept["guests"] = {str(house_id): guest_id}
    return slug, guest_id


def test_a_guest_chooses_a_nickname_and_is_called_so(app: Flask, client: FlaskClient) -> None:
    slug, guest_id = _guest(app, client)
    assert "Guest" in client.get(f"/{slug}/").text
    assert client.post(f"/{slug}/guest", data={"name": " Zoe "}).status_code == 302
    with app.app_context():
        assert db.session.get_one(Participant, guest_id).name == "Zoe"
    assert "Zoe" in client.get(f"/{slug}/guest").text
    assert client.post(f"/{slug}/guest", data={"name": "Z" * 41}).status_code == 422


def test_a_guest_is_forgotten_at_once(app: Flask, client: FlaskClient) -> None:
    slug, _guest_id = _guest(app, client)
    assert client.post(f"/{slug}/guest/forget").status_code == 302
    assert client.get(f"/{slug}/guest").status_code == 302


def test_a_guest_is_asked_to_register_and_not_told_that_they_are(app: Flask, client: FlaskClient) -> None:
    slug, _guest_id = _guest(app, client)
    home = client.get(f"/{slug}/").text
    assert "You take part." not in home
    assert "Register" in home
    assert client.get(f"/{slug}/agenda/mine").status_code in {302, 403, 404}
    assert client.get(f"/{slug}/people").status_code in {302, 403}


def test_whoever_has_an_account_has_a_profile_and_no_guest_page(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference()
        account_id, slug = make.participant(house).account_id, house.slug
    assert sign_in(account_id).get(f"/{slug}/guest").location == f"/{slug}/people/profile"
