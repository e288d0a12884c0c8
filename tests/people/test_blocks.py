"""Blocking: nobody is brought together with whom they blocked, the blocked person learns nothing."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.errors import NotFound, Refused, SignInNeeded
from conference.extensions import db, dump_json
from conference.people.block_actions import block_person, blocked_people, has_blocked, unblock_person
from conference.people.held_data import erase_participant, held_data
from conference.people.models import Participant, ParticipantBlock
from conference.permissions import Actor, Role
from tests import factories as make
from tests.conftest import SignIn


@pytest.fixture
def two(session: Any) -> tuple[Participant, Participant]:
    house = make.conference()
    one = make.participant(house, name="Person One", in_directory=True)
    return one, make.participant(house, name="Person Two", in_directory=True)


def _blocks() -> list[tuple[int, int]]:
    return [(row.participant_id, row.blocked_id) for row in db.session.scalars(select(ParticipantBlock))]


def test_a_block_counts_once_and_is_taken_back(two: tuple[Participant, Participant]) -> None:
    one, other = two
    actor = make.actor(one)
    block_person(actor, other.id)
    block_person(actor, other.id)
    assert _blocks() == [(one.id, other.id)]
    assert has_blocked(actor, other.id)
    assert [card.name for card in blocked_people(actor)] == ["Person Two"]
    unblock_person(actor, other.id)
    assert _blocks() == []
    assert not blocked_people(actor)


def test_nobody_takes_back_the_block_of_somebody_else(two: tuple[Participant, Participant]) -> None:
    one, other = two
    block_person(make.actor(one), other.id)
    unblock_person(make.actor(other), one.id)
    assert _blocks() == [(one.id, other.id)]


def test_nobody_blocks_themselves_or_whom_they_may_not_see(two: tuple[Participant, Participant]) -> None:
    one = two[0]
    hidden = make.participant(one.conference)
    elsewhere = make.participant(make.conference(), in_directory=True)
    with pytest.raises(Refused):
        block_person(make.actor(one), one.id)
    for person in (hidden, elsewhere):
        with pytest.raises(NotFound):
            block_person(make.actor(one), person.id)
    with pytest.raises(SignInNeeded):
        block_person(Actor(one.conference_id), two[1].id)
    assert _blocks() == []


def test_a_block_of_somebody_who_left_the_directory_is_taken_back(two: tuple[Participant, Participant]) -> None:
    one, other = two
    block_person(make.actor(one), other.id)
    other.in_directory = False
    db.session.commit()
    unblock_person(make.actor(one), other.id)
    assert _blocks() == []


def test_the_copy_of_ones_data_says_whom_one_blocked_and_never_who_blocked_one(
    two: tuple[Participant, Participant],
) -> None:
    one, other = two
    block_person(make.actor(one), other.id)
    (mine,) = held_data(one.account_id or 0)["participants"]
    assert [said["name"] for said in mine["blocked"]] == ["Person Two"]
    assert "Person One" not in dump_json(held_data(other.account_id or 0))
    assert held_data(other.account_id or 0)["participants"][0]["blocked"] == []


@pytest.mark.parametrize("at", [0, 1])
def test_a_block_goes_with_whoever_of_the_two_is_erased(two: tuple[Participant, Participant], at: int) -> None:
    block_person(make.actor(two[0]), two[1].id)
    erase_participant(two[at])
    db.session.commit()
    assert _blocks() == []


def _main(page: str) -> str:
    """Return what a page says, without the tokens that differ from answer to answer."""
    return re.sub(r'value="[^"]*"', "", page[page.index("<main") : page.index("</main>")])


def test_a_person_is_blocked_from_their_page_and_unblocked_from_the_profile(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference()
        one = make.participant(house, name="Person One", in_directory=True)
        other = make.participant(house, name="Person Two", in_directory=True)
        organiser = make.participant(house, Role.ORGANISER)
        accounts, ids = (one.account_id, other.account_id, organiser.account_id), (one.id, other.id)
        people = f"/{house.slug}/people"
    mine, theirs, office = (sign_in(account) for account in accounts)
    nobody = _main(theirs.get(f"{people}/999999999").text)
    page = mine.get(f"{people}/{ids[1]}").text
    assert "Neither of you finds the other here any more" in page
    assert "People you blocked" in mine.post(f"{people}/{ids[1]}/block", follow_redirects=True).text
    # Neither the blocked person's pages nor the organisers' say anything of it.
    assert _main(theirs.get(f"{people}/{ids[0]}").text) == nobody
    assert "People you blocked" not in theirs.get(f"{people}/profile").text
    assert "Take the block back" not in office.get(f"{people}/{ids[1]}").text
    profile = mine.get(f"{people}/profile").text
    assert "People you blocked" in profile
    answer = mine.post(f"{people}/{ids[1]}/unblock", data={"from": "profile"}, follow_redirects=True)
    assert "The block is taken back." in answer.text
    assert "People you blocked" not in answer.text


def test_ones_own_page_offers_no_block(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        person = make.participant(make.conference(), in_directory=True)
        account, path = person.account_id, f"/{person.conference.slug}/people/{person.id}"
    client = sign_in(account)
    assert f"{path}/block" not in client.get(path).text
    assert "You cannot block yourself." in client.post(f"{path}/block", follow_redirects=True).text
