"""What anybody can check: the log for all, the roll for those who watch over a vote, and what is never shown."""

from dataclasses import dataclass

import pytest
from flask import Flask

from conference.awards.models import Award
from conference.awards.rules import Duty, What
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.awards import making
from tests.conftest import SignIn


@dataclass
class House:
    """An open vote in which one of three has voted."""

    path: str
    award_id: int
    commitment: str
    accounts: dict[str, int | None]


@pytest.fixture
def house(app: Flask) -> House:
    with app.test_request_context():
        conference = make.conference()
        observer = make.participant(conference, name="Watcher")
        award, people = making.open_award(conference, many=2)
        making.member(award, observer, Duty.OBSERVER)
        receipt = making.vote(people[0], award)
        accounts = {"observer": observer.account_id, "voter": people[0].account_id}
        accounts["organiser"] = make.participant(conference, Role.ORGANISER).account_id
        voter = db.session.get_one(Participant, people[0].participant_id)
        voter.name = "Somebody Voting"
        db.session.commit()
        return House(f"/{conference.slug}/awards/{award.id}", award.id, receipt.commitment, accounts)


def _close(app: Flask, house: House) -> None:
    with app.test_request_context():
        making.step(db.session.get_one(Award, house.award_id), What.CLOSE)


def test_the_log_is_there_for_everybody_and_names_nobody(app: Flask, house: House, sign_in: SignIn) -> None:
    page = sign_in(None).get(f"{house.path}/log").text
    assert "Opening" in page
    # One commitment alone would say whose it is.
    assert house.commitment not in page

    _close(app, house)

    page = sign_in(None).get(f"{house.path}/log").text
    assert house.commitment in page
    assert "Somebody Voting" not in page


def test_the_roll_says_who_has_voted_once_the_vote_is_closed(app: Flask, house: House, sign_in: SignIn) -> None:
    for who in ("observer", "organiser"):
        page = sign_in(house.accounts[who]).get(f"{house.path}/roll").text
        assert "Somebody Voting" in page
        assert "Voted" not in page

    _close(app, house)

    page = sign_in(house.accounts["observer"]).get(f"{house.path}/roll").text
    assert "have voted" in page
    assert house.commitment not in page


def test_the_roll_is_not_there_for_those_who_do_not_watch_over_the_vote(house: House, sign_in: SignIn) -> None:
    assert sign_in(house.accounts["voter"]).get(f"{house.path}/roll").status_code == 404
    assert sign_in(None).get(f"{house.path}/roll").status_code in {302, 401}


def test_the_page_of_secrecy_prints_its_limits_and_promises_no_more(house: House, sign_in: SignIn) -> None:
    page = sign_in(None).get(f"{house.path}/secrecy").text

    assert "receipt-verifiable" in page
    assert "end-to-end" not in page
    for limit in ("The server sees your choice", "backups", "looks at the roll", "shown to others", "Belenios"):
        assert limit in page


def test_there_is_nothing_to_check_before_the_reveal(house: House, sign_in: SignIn) -> None:
    page = sign_in(None).get(f"{house.path}/verify").text

    assert "There is nothing to check yet." in page
    assert sign_in(None).get(f"{house.path}/record.json").status_code == 404
