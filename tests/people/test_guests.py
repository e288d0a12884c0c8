"""Guests: participants without an account, in one browser, in no list."""

import pytest
from flask.testing import FlaskClient

from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused
from conference.people.guest_actions import join_as_guest
from conference.people.identity import actor_for, load_guest
from conference.permissions import EVERYONE_THERE, Permission, Role, can
from tests import factories as make

pytestmark = pytest.mark.usefixtures("session")


def test_a_guest_takes_part_without_an_account_or_a_place() -> None:
    house = make.conference(capacity=1)
    guest = join_as_guest(house.id)
    actor = actor_for(house, None, guest)
    assert actor.is_guest
    assert guest.roles == {Role.GUEST}
    assert can(actor, Permission.POLLS_ANSWER)
    assert not can(actor, Permission.PEOPLE_DIRECTORY)
    assert Role.GUEST in EVERYONE_THERE


def test_nobody_joins_what_is_not_there_or_over() -> None:
    with pytest.raises(NotFound):
        join_as_guest(make.conference(status=ConferenceStatus.DRAFT).id)
    with pytest.raises(Refused):
        join_as_guest(make.conference(status=ConferenceStatus.ARCHIVED).id)


@pytest.mark.parametrize("kept", [None, {}, [], "1", {"1": "1"}, {"1": None}])
def test_a_session_that_keeps_no_guest_is_nobody(kept: object, client: FlaskClient) -> None:
    assert load_guest(kept, make.conference()) is None


def test_a_session_cannot_be_somebody_with_an_account_or_a_guest_of_elsewhere() -> None:
    house, elsewhere = make.conference(), make.conference()
    person, guest = make.participant(house), join_as_guest(elsewhere.id)
    assert load_guest({str(house.id): person.id}, house) is None
    assert load_guest({str(house.id): guest.id}, house) is None
    assert load_guest({str(elsewhere.id): guest.id}, elsewhere) is guest
