"""The doors of the secret ballot: the message, the topics and the record; and what a server must never do silently."""

import json
from typing import Any

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference import realtime
from conference.awards.canonical import canonical
from conference.awards.models import Award
from conference.awards.rules import Duty, What
from conference.awards.step_actions import next_step
from conference.conferences.rules import ConferenceStatus
from conference.errors import Refused
from conference.extensions import db, socketio
from conference.permissions import Role
from tests import factories as make
from tests.awards import making
from tests.conftest import SignIn

Db = scoped_session[Session]


def _message(award: Award, finalist: int = 0) -> dict[str, Any]:
    chosen, nonce, commitment = making.ballot(award, finalist)
    return {
        "conference": award.conference_id, "award": award.id, "voting": 1, "finalist": chosen, "nonce": nonce,
        "commitment": commitment, "key": "key-00001",
    }  # fmt: skip


def _said(line: SocketIOTestClient, message: dict[str, Any]) -> Any:
    return line.emit("awards.cast", message, callback=True)


def test_a_ballot_by_socket_is_answered_with_its_receipt_and_nonsense_is_refused(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        house = make.conference()
        person = make.participant(house)
        award, _people = making.open_award(house)
        message, account_id = _message(award), person.account_id
    line = socketio.test_client(app, flask_test_client=sign_in(account_id))
    for wrong in ({"finalist": 7}, {"nonce": None}, {"commitment": ["a"]}, {"key": "a"}, {"voting": "1"}, {"award": 0}):
        assert _said(line, {**message, **wrong})["status"] == 404
    answer = _said(line, message)
    assert answer["ok"] == 1
    assert answer["receipt"]["commitment"] == message["commitment"]
    assert set(answer["receipt"]) == {"award", "voting", "commitment", "signature"}
    stranger = socketio.test_client(app, flask_test_client=sign_in(None))
    assert _said(stranger, message)["status"] == 401


def test_what_is_sent_to_all_names_no_choice_and_no_voter_while_the_vote_is_sealed(session: Db) -> None:
    award, people = making.open_award(make.conference())
    receipt = making.vote(people[0], award, 2)
    for topic in ("award", "award_desk"):
        sent = json.dumps(realtime.snapshot(topic, award.id), default=str)
        assert receipt.commitment not in sent
        assert not [guid for guid in making.guids(award) if guid in sent]
    making.step(award, What.CLOSE)
    for topic in ("award", "award_desk"):
        assert not [guid for guid in making.guids(award) if guid in json.dumps(realtime.snapshot(topic, award.id))]


def test_the_record_is_there_once_the_award_is_revealed_byte_for_byte(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        house = make.conference()
        organiser = make.participant(house, Role.ORGANISER).account_id
        award, people = making.open_award(house)
        making.vote(people[0], award)
        address, award_id = f"/{house.slug}/awards/{award.id}/record.json", award.id
    while True:
        with app.test_request_context():
            if next_step(award_id) is None:
                break
            assert sign_in(organiser).get(address).status_code == 404
            following = next_step(award_id)
            assert following
            making.step(db.session.get_one(Award, award_id), following.what)
    answer = sign_in(None).get(address)
    assert answer.status_code == 200
    assert canonical(json.loads(answer.text)).encode() == answer.data


def test_the_chair_alone_sees_the_sealed_result(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        house = make.conference()
        chair, juror, organiser = (make.participant(house, role) for role in (Role.JUROR, Role.JUROR, Role.ORGANISER))
        award, people = making.open_award(house, "Steel", "Batteries")
        making.member(award, chair, Duty.CHAIR)
        making.member(award, juror, Duty.JUROR)
        making.vote(people[0], award)
        address = f"/{house.slug}/awards/{award.id}/chair"
        accounts = [person.account_id for person in (chair, juror, organiser)]
        assert "The sealed result" not in sign_in(accounts[0]).get(address).text
        making.step(award, What.CLOSE)
    pages = [sign_in(account).get(address) for account in accounts]
    assert [page.status_code for page in pages] == [200, 404, 403]
    assert "The sealed result" in pages[0].text
    assert "100.0 %" in pages[0].text


def test_an_archived_conference_counts_no_ballots_and_takes_no_steps(session: Db) -> None:
    house = make.conference()
    award, people = making.open_award(house)
    house.status = ConferenceStatus.ARCHIVED
    session.commit()
    with pytest.raises(Refused):
        making.vote(people[0], award)
    with pytest.raises(Refused):
        making.step(award, What.CLOSE)


def test_a_server_with_another_secret_gives_no_receipts_that_would_not_hold(session: Db, app: Flask) -> None:
    award, people = making.open_award(make.conference())
    before = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another"
    try:
        with pytest.raises(Refused, match="sign receipts"):
            making.vote(people[0], award)
    finally:
        app.config["SECRET_KEY"] = before
    making.vote(people[0], award)
