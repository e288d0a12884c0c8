"""What a person's copy says of awards, what their erasing leaves, and what nobody can put together."""

import json
from collections.abc import Iterator
from logging import DEBUG, INFO

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from conference.awards.held_data import award_data
from conference.awards.models import Conflict, Nomination, ScoreSheet
from conference.awards.rules import Duty, What
from conference.awards.state_actions import award_state
from conference.awards.voting_models import AwardBallot, AwardParticipation
from conference.extensions import db
from conference.locking import on_sqlite
from conference.mail import Mail
from conference.people.held_data import erase_participant
from conference.people.models import Participant
from tests import factories as make
from tests.awards import making

Db = scoped_session[Session]


def _person(person_id: int | None) -> Participant:
    return db.session.get_one(Participant, person_id)


def test_a_copy_says_that_somebody_voted_and_never_what(session: Db) -> None:
    award, people = making.open_award(make.conference())
    making.vote(people[0], award, 1)
    assert award_data(_person(people[0].participant_id))["award_votes"] == [
        {"award": award.title, "voting": 1, "has_voted": True}
    ]
    said = json.dumps(award_data(_person(people[0].participant_id)))
    ballot = db.session.scalars(select(AwardBallot)).one()
    for secret in (ballot.commitment, ballot.nonce, *making.guids(award), "Batteries"):
        assert secret not in said


def test_who_is_erased_leaves_a_counted_ballot_and_no_words(session: Db) -> None:
    house = make.conference()
    award = making.award(house, scores=(5, 6, 7))
    sheet = db.session.scalars(select(ScoreSheet).order_by(ScoreSheet.id)).first()
    assert sheet is not None
    juror, finalist = _person(sheet.participant_id), award.nominees[0]
    sheet.comment = "Strong"
    db.session.add(Conflict(nominee_id=award.nominees[1].id, participant_id=juror.id, reason="My cousin"))
    nomination = make.kept(Nomination(nominee_id=finalist.id, by_id=juror.id, text="They deserve it"))
    finalist.participant_id = juror.id
    db.session.commit()
    making.step(award, What.OPEN)
    making.vote(make.actor(juror), award)
    erase_participant(juror)
    db.session.commit()
    making.step(award, What.CLOSE)
    checks = making.voting_of(award).checks
    assert checks
    assert checks["ok"]
    db.session.expire_all()
    assert not any((nomination.by_id, finalist.participant_id, sheet.comment))
    assert db.session.scalars(select(Conflict.reason)).all() == [""]


def test_neither_time_nor_order_of_rows_ties_voter_and_ballot_together(session: Db) -> None:
    award, people = making.open_award(make.conference(), many=24)
    for person in people[::-1]:
        making.vote(person, award)
    making.step(award, What.CLOSE)
    for model in (AwardParticipation, AwardBallot):
        assert not [column.name for column in model.__table__.columns if "at" in column.name.split("_")]
        key = [column.name for column in model.__table__.primary_key]
        table = model.__tablename__
        lain = db.session.execute(text(f"SELECT {', '.join(key)} FROM {table}")).all()  # noqa: S608
        assert [tuple(row) for row in lain] == sorted(tuple(row) for row in lain)
        if not on_sqlite():
            # All of them were written by one transaction.
            assert len(set(db.session.scalars(text(f"SELECT xmin::text FROM {table}")))) == 1  # noqa: S608


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Log whatever anybody would say, and the database's statements."""
    with caplog.at_level(DEBUG), caplog.at_level(INFO, "sqlalchemy"):
        yield caplog


def test_no_log_line_and_no_mail_names_a_choice_or_a_receipt(
    session: Db, everything_logged: pytest.LogCaptureFixture
) -> None:
    house = make.conference()
    award = making.award(house)
    observer = make.participant(house)
    making.member(award, observer, Duty.OBSERVER)
    people = making.voters(house, 2)
    making.step(award, What.OPEN)
    everything_logged.clear()
    said = making.ballot(award, 1)
    receipt = making.cast(people[0], award, said, "key-00001")
    with pytest.raises(Exception, match="commitment"):
        making.cast(people[1], award, said, "key-00002")
    with pytest.raises(Exception, match="voted"):
        making.cast(people[0], award, making.ballot(award, 0), "key-00003")
    written = everything_logged.text + "".join(db.session.scalars(select(Mail.text)))
    for secret in (*said, receipt.signature, "key-00001"):
        assert secret not in written


def test_jury_and_observers_are_mailed_the_head_at_opening_and_closing(session: Db) -> None:
    house = make.conference()
    award = making.award(house, scores=(1, 2, 3))
    observer = make.participant(house)
    making.member(award, observer, Duty.OBSERVER)
    heads = []
    for what in (What.OPEN, What.CLOSE):
        making.step(award, what)
        heads.append(award_state(award.id)["head"]["hash"])
    mails = db.session.scalars(select(Mail).order_by(Mail.id)).all()
    assert len(mails) == 6
    for at, mail in enumerate(mails):
        assert heads[at // 3] in mail.text
        assert heads[at // 3] in mail.html
    assert {mail.recipient for mail in mails[:3]} == {mail.recipient for mail in mails[3:]}
