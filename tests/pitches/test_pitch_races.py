"""Several presses in the same moment: interest by two tabs, two clocks, the same contact twice."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.extensions import db
from conference.mail import Mail
from conference.pitches.interest_actions import be_interested, make_contact, take_back
from conference.pitches.models import Pitch, PitchInterest
from conference.stage.pitch_actions import start_pitch
from tests.pitches import making
from tests.pitches.making import Stage
from tests.racing import Act, at_once


@pytest.fixture
def there(app: Flask) -> Stage:
    with app.test_request_context():
        return making.stage()


def test_two_presses_at_once_are_one_interest(app: Flask, there: Stage) -> None:
    def press() -> None:
        be_interested(there.actor(there.anna_id), there.first, "Hello", shares_email=True)

    assert at_once(app, [press] * 4) == [None] * 4
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(PitchInterest)) == 1


def test_a_press_and_its_taking_back_leave_one_or_none(app: Flask, there: Stage) -> None:
    def press() -> None:
        be_interested(there.actor(there.anna_id), there.first, "Hello", shares_email=True)

    def undo() -> None:
        take_back(there.actor(there.anna_id), there.first)

    for _ in range(3):
        assert at_once(app, [press, undo, press, undo]) == [None] * 4


def test_of_two_clocks_that_start_at_once_one_runs(app: Flask, there: Stage) -> None:
    with app.test_request_context():
        start_pitch(there.actor(there.moderator_id), there.item_id, 0, there.first)
        seen = there.version

    def start(pitch_id: int) -> Act:
        return lambda: start_pitch(there.actor(there.moderator_id), there.item_id, seen, pitch_id)

    outcomes = at_once(app, [start(there.first), start(there.second)])
    assert sum(one is not None for one in outcomes) == 1
    with app.test_request_context():
        running = db.session.scalars(select(Pitch).where(Pitch.started_at.is_not(None), Pitch.ended_at.is_(None))).all()
        assert len(running) == 1


def test_the_same_contact_made_twice_at_once_is_told_once(app: Flask, there: Stage) -> None:
    with app.test_request_context():
        be_interested(there.actor(there.anna_id), there.first, "", shares_email=False)

    def keep() -> None:
        make_contact(there.actor(there.petra_id), there.first, there.anna_id)

    assert at_once(app, [keep] * 3) == [None] * 3
    with app.test_request_context():
        mails = select(func.count()).select_from(Mail).where(Mail.once_key.startswith("pitch_contact:"))
        assert db.session.scalar(mails) == 1


def test_taking_back_and_taking_up_at_once_end_in_one_of_the_two(app: Flask, there: Stage) -> None:
    def undo() -> None:
        take_back(there.actor(there.anna_id), there.first)

    def keep() -> None:
        make_contact(there.actor(there.petra_id), there.first, there.anna_id)

    for _ in range(3):
        with app.test_request_context():
            be_interested(there.actor(there.anna_id), there.first, "", shares_email=False)
        refused = [one for one in at_once(app, [undo, keep]) if one is not None]
        with app.test_request_context():
            row = there.interest(there.first, there.anna_id)
            assert len(refused) == 1
            if row is not None:
                assert row.contact_at is not None
                db.session.delete(row)
                db.session.commit()
