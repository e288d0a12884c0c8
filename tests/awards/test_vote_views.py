"""The page of an award's vote by a plain form, what is shown to whom and when, and the wall of the hall."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from conference.awards.canonical import commitment_of
from conference.awards.models import Award
from conference.awards.rules import AwardState, DecidedBy, Duty, JurorsVote, QuorumUnit, What
from conference.awards.voting_models import AwardBallot
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import OrganisationKind
from conference.permissions import Role
from tests import factories as make
from tests.awards import making
from tests.conftest import browser_of

Answer = Any


@dataclass
class Hall:
    """An award whose vote is open, and people on its roll (ids of their accounts)."""

    app: Flask
    path: str
    award_id: int
    voters: list[int]
    finalists: list[str]

    def client(self, voter: int = 0) -> FlaskClient:
        return browser_of(self.app, self.voters[voter])

    def step(self, *steps: What) -> None:
        with self.app.app_context():
            for what in steps:
                making.step(db.session.get_one(Award, self.award_id), what)

    def ballots(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(AwardBallot)) or 0

    def vote(self, voter: int, finalist: int) -> Answer:
        return _confirm(self.client(voter), self, self.finalists[finalist])


def _hall(app: Flask, many: int = 3, **overrides: Any) -> Hall:
    with app.app_context():
        house = make.conference()
        row, people = making.open_award(house, many=many, **overrides)
        accounts = [person.account_id for person in people]
        assert all(accounts)
        return Hall(app, f"/{house.slug}/awards/{row.id}", row.id, [one for one in accounts if one], making.guids(row))


@pytest.fixture
def hall(app: Flask) -> Hall:
    return _hall(app)


def _choose(client: FlaskClient, hall: Hall, finalist: str) -> Answer:
    return client.post(f"{hall.path}/vote", data={"voting": 1, "finalist": finalist})


def _key(page: str) -> str:
    found = re.search(r'name="key" value="(\w+)"', page)
    assert found
    return found[1]


def _confirm(client: FlaskClient, hall: Hall, finalist: str, key: str = "", **more: str) -> Answer:
    key = key or _key(_choose(client, hall, finalist).text)
    said = {"voting": 1, "finalist": finalist, "confirmed": 1, "key": key, **more}
    return client.post(f"{hall.path}/vote", data=said)


def _receipt(page: str) -> dict[str, str]:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    receipt: dict[str, str] = json.loads(found[1].replace("&#34;", '"'))
    return receipt


def _setup(page: str) -> dict[str, Any]:
    found = re.search(r"data-setup>(.*?)</script>", page, re.DOTALL)
    assert found
    setup: dict[str, Any] = json.loads(found[1])
    return setup


def test_a_plain_form_asks_once_more_and_then_answers_with_the_receipt(hall: Hall) -> None:
    client = hall.client()
    asked = _choose(client, hall, hall.finalists[1])
    assert "Cast my vote" in asked.text
    assert hall.ballots() == 0
    answer = _confirm(client, hall, hall.finalists[1], _key(asked.text))
    receipt = _receipt(answer.text)
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(receipt) == {"award", "voting", "commitment", "signature"}
    assert "<svg" in answer.text
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
    assert not [one for one in addresses if receipt["commitment"] in one]
    assert hall.ballots() == 1


def test_a_form_sent_twice_counts_once_and_gives_the_same_receipt(hall: Hall) -> None:
    client = hall.client()
    key = _key(_choose(client, hall, hall.finalists[0]).text)
    first, second = (_confirm(client, hall, hall.finalists[0], key) for _ in range(2))
    assert _receipt(first.text) == _receipt(second.text)
    assert hall.ballots() == 1


def test_a_form_may_bring_its_own_commitment_and_a_wrong_one_is_refused(hall: Hall) -> None:
    client, nonce = hall.client(), "0f" * 16
    voting = _setup(client.get(f"{hall.path}/vote").text)["voting"]
    commitment = commitment_of(voting, hall.finalists[0], nonce)
    wrong = _confirm(client, hall, hall.finalists[1], nonce=nonce, commitment=commitment)
    assert wrong.status_code == 422
    assert "does not fit the choice" in wrong.text
    right = _confirm(client, hall, hall.finalists[0], nonce=nonce, commitment=commitment)
    assert _receipt(right.text)["commitment"] == commitment


def test_a_form_without_a_choice_is_shown_again_with_what_is_wrong(hall: Hall) -> None:
    answer = hall.client().post(f"{hall.path}/vote", data={"voting": 1})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Choose one of the finalists." in answer.text


def test_whoever_goes_back_finds_the_choice_as_it_was(hall: Hall) -> None:
    said = {"voting": 1, "finalist": hall.finalists[2], "confirmed": 1, "back": 1}
    page = hall.client().post(f"{hall.path}/vote", data=said).text
    assert re.search(rf'value="{hall.finalists[2]}" required checked', page)
    assert hall.ballots() == 0


def test_a_second_ballot_is_refused_and_the_page_says_that_one_counts(hall: Hall) -> None:
    hall.vote(0, 0)
    again = _confirm(hall.client(), hall, hall.finalists[1], "another-key-1")
    assert again.status_code == 422
    assert "You have voted already" in again.text
    assert "Your vote counts" in again.text
    assert hall.ballots() == 1


def test_a_page_never_refreshes_itself_while_something_can_be_chosen(hall: Hall) -> None:
    client = hall.client()
    assert 'http-equiv="refresh"' not in client.get(f"{hall.path}/vote").text
    assert 'http-equiv="refresh"' not in _choose(client, hall, hall.finalists[0]).text
    hall.vote(0, 0)
    assert 'http-equiv="refresh"' in client.get(f"{hall.path}/vote").text


def test_finalists_stand_in_the_frozen_order_whatever_becomes_of_the_list(hall: Hall) -> None:
    with hall.app.app_context():
        row = db.session.get_one(Award, hall.award_id)
        for order, nominee in enumerate(reversed(row.nominees)):
            nominee.order = order
        db.session.commit()
    page = hall.client().get(f"{hall.path}/vote").text
    assert re.findall(r'name="finalist" value="(\w+)"', page) == hall.finalists


def test_who_is_not_on_the_roll_is_told_why_and_gets_no_form(app: Flask, hall: Hall) -> None:
    with app.app_context():
        house = db.session.get_one(Award, hall.award_id).conference_id
        late = make.kept(make.participant(make.house_of(hall.path.split("/")[1]))).account_id
        assert house
    page = browser_of(app, late).get(f"{hall.path}/vote").text
    assert "You are not on the roll of this vote" in page
    assert 'name="finalist"' not in page


def test_a_juror_whom_the_rules_leave_out_is_told_so(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        voter, juror = make.participant(house), make.participant(house, Role.JUROR)
        row = making.award(house, jurors_vote=JurorsVote.NONE)
        making.member(row, juror, Duty.JUROR)
        making.step(row, What.OPEN)
        path, account = f"/{house.slug}/awards/{row.id}", juror.account_id
        assert voter.account_id
    assert "Jurors do not vote on this award." in browser_of(app, account).get(f"{path}/panel?fragment=1").text


def test_a_stranger_is_asked_to_sign_in_and_a_draft_is_not_there(app: Flask, hall: Hall) -> None:
    assert browser_of(app, None).get(f"{hall.path}/vote").status_code == 302
    with app.app_context():
        house = make.conference()
        draft = making.award(house, state=AwardState.DRAFT)
        path, account = f"/{house.slug}/awards/{draft.id}", make.participant(house).account_id
    for view in ("vote", "panel", "wall", "vote.svg"):
        assert browser_of(app, account).get(f"{path}/{view}").status_code == 404


def test_sealed_nobody_is_shown_more_than_the_turnout(hall: Hall) -> None:
    for voter in range(3):
        hall.vote(voter, 1)
    open_page = hall.client().get(f"{hall.path}/wall").text
    assert _setup(open_page)["state"]["tally"] is None
    hall.step(What.CLOSE)
    for view in ("vote", "wall"):
        page = hall.client().get(f"{hall.path}/{view}").text
        state = _setup(page)["state"]
        assert state["tally"] is None
        assert state["reveal"] is None
        assert "Winner" not in page


def test_an_open_tally_is_the_same_for_everybody(app: Flask) -> None:
    hall = _hall(app, open_tally=True)
    hall.vote(0, 1)
    pages = [hall.client(1).get(f"{hall.path}/{view}").text for view in ("vote", "wall")]
    for page in pages:
        counts = re.findall(r'data-line="(\w+)".*?data-count>(\d+)<', page, re.DOTALL)
        assert counts == list(zip(hall.finalists, "010", strict=True))


def test_places_are_seen_one_by_one_and_then_the_whole_result(app: Flask) -> None:
    hall = _hall(app, many=6)
    for voter, finalist in enumerate([0, 0, 0, 1, 1, 2]):
        hall.vote(voter, finalist)
    hall.step(What.CLOSE)
    seen = []
    for _place in range(3):
        hall.step(What.REVEAL)
        page = hall.client().get(f"{hall.path}/wall").text
        found = re.search(r'award-wall-word">(?:<svg.*?</svg>)?([^<]*)<', page)
        assert found
        seen.append(found[1])
        if _place < 2:
            assert "result-bar" not in page
    assert seen == ["Third place", "Second place", "Winner"]
    final = hall.client().get(f"{hall.path}/vote").text
    assert "The winner is Steel" in final
    assert "6 of 6 have voted (100 %)." in final


def test_below_the_quorum_the_hall_reads_that_there_is_no_winner(app: Flask) -> None:
    hall = _hall(app, quorum=100, quorum_unit=QuorumUnit.PERCENT)
    hall.vote(0, 0)
    hall.step(What.CLOSE, What.REVEAL)
    page = hall.client().get(f"{hall.path}/wall").text
    assert "No winner: 1 votes were cast, and the declared quorum is 3." in page


def test_what_is_frozen_stands_on_the_wall_as_long_as_the_result_is_sealed(hall: Hall) -> None:
    page = hall.client().get(f"{hall.path}/wall").text
    state = _setup(page)["state"]
    for text in (state["frozen"], state["head"]["hash"]):
        groups = "".join(f"<span>{text[at : at + 8]}</span>" for at in range(0, 64, 8))
        assert groups in page


def test_a_conferred_award_names_nobody_before_its_reveal(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        row = making.award(house, "Hidden", decided_by=DecidedBy.CONFERRED, citation="For the **daily** webinars.")
        row.state, row.nominees[0].is_chosen = AwardState.DRAFT, True
        db.session.commit()
        making.step(row, What.DECIDE)
        path, account = f"/{house.slug}/awards/{row.id}", make.participant(house).account_id
        award_id = row.id
    for view in ("vote", "wall"):
        assert "Hidden" not in browser_of(app, account).get(f"{path}/{view}").text
    with app.app_context():
        making.step(db.session.get_one(Award, award_id), What.REVEAL)
    for view in ("vote", "wall"):
        page = browser_of(app, account).get(f"{path}/{view}").text
        assert "Hidden" in page
        assert "<strong>daily</strong>" in page


def test_in_a_run_off_those_who_tied_stand_and_everybody_votes_again(app: Flask) -> None:
    hall = _hall(app, many=2, tie_rule="run_off")
    for voter in range(2):
        hall.vote(voter, voter)
    hall.step(What.CLOSE, What.RUN_OFF)
    client = hall.client()
    page = client.get(f"{hall.path}/vote").text
    assert re.findall(r'name="finalist" value="(\w+)" required', page) == hall.finalists[:2]
    assert "Run-off" in client.get(f"{hall.path}/wall").text
    said = {"voting": 2, "finalist": hall.finalists[0], "confirmed": 1, "key": "a-key-of-its-own"}
    assert "Your vote counts" in client.post(f"{hall.path}/vote", data=said).text


def test_the_qr_code_leads_to_the_vote(hall: Hall) -> None:
    answer = hall.client().get(f"{hall.path}/vote.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<?xml")


def test_a_form_of_an_opening_that_was_taken_back_counts_in_no_later_vote(hall: Hall) -> None:
    client = hall.client()
    asked = _choose(client, hall, hall.finalists[1]).text
    vote = re.search(r'name="vote" value="(\w{32})"', asked)
    assert vote
    hall.step(What.TAKE_BACK, What.OPEN)
    late = _confirm(client, hall, hall.finalists[1], _key(asked), vote=vote[1])
    assert (late.status_code, hall.ballots()) == (422, 0)
    again = _choose(client, hall, hall.finalists[1]).text
    vote = re.search(r'name="vote" value="(\w{32})"', again)
    assert vote
    for _time in range(2):
        counted = _confirm(client, hall, hall.finalists[1], _key(again), vote=vote[1])
        assert (counted.status_code, hall.ballots()) == (200, 1)


def test_a_voter_is_led_to_what_the_vote_promises_and_once_it_is_revealed_to_the_check(hall: Hall) -> None:
    client, path = hall.client(), f"{hall.path}/vote"
    hall.vote(0, 1)
    page = client.get(path).text
    assert f'href="{hall.path}"' in page
    assert f'href="{hall.path}/secrecy"' in page
    assert f'href="{hall.path}/verify"' not in page
    assert "Nobody can change it or see whom it is for" in page

    hall.step(What.CLOSE, What.REVEAL, What.REVEAL)

    page = client.get(path).text
    assert f'href="{hall.path}/verify"' in page
    assert "Nobody can change it or see whom it is for" not in page


def test_the_result_says_which_kinds_of_organisation_voted_where_each_part_is_large_enough(app: Flask) -> None:
    hall = _hall(app, many=10)
    with app.app_context():
        for number, account in enumerate(hall.voters):
            voter = db.session.scalar(select(Participant).where(Participant.account_id == account))
            assert voter
            voter.organisation_kind = OrganisationKind.COMPANY if number < 5 else OrganisationKind.RESEARCH
        db.session.commit()
    for number in range(10):
        hall.vote(number, 0)
    hall.step(What.CLOSE)
    assert "Company: 5 of 5" not in hall.client().get(f"{hall.path}/vote").text
    hall.step(What.REVEAL)
    hall.step(What.REVEAL)
    page = hall.client().get(hall.path).text
    assert "Company: 5 of 5" in page
    assert "Research: 5 of 5" in page
