"""Publishing a timetable while one of its people blocks the other or goes, and has not committed yet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, select

from conference.extensions import db
from conference.meetings.matchmaking_publish_actions import _book, publish
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.matchmaking_timetable_actions import judged_drafts
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.rules import MeetingState
from conference.people.block_actions import note_block
from conference.people.leaving import say_goodbye
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from tests import factories as make
from tests.meetings.making import day
from tests.meetings.matching_up import drafted, matchmaking
from tests.serving import until
from tests.waiting import looking_for_waiters

Step = Callable[[Participant, Participant], None]


def _block(one: Participant, other: Participant) -> None:
    note_block(make.actor(one), other)


def _go(one: Participant, _other: Participant) -> None:
    # What `write_status` does first; the status comes later in the same transaction.
    say_goodbye(one.id)


@pytest.mark.parametrize("step", [_block, _go])
def test_a_timetable_that_is_published_while_one_blocks_or_goes_has_no_meeting_of_theirs(
    app: Flask, step: Step
) -> None:
    with app.test_request_context():
        today = day(people=2)
        row = matchmaking(today, MatchmakingState.ARRANGING)
        drafted(row, today.slots[0], *today.people)
        row_id, seen, actor = row.id, row.version, today.actor(today.organiser)
        one_id, other_id = (person.id for person in today.people)
        db.session.remove()

    def run() -> None:
        with app.test_request_context():
            publish(actor, row_id, seen)
            db.session.remove()

    with ThreadPoolExecutor(1) as pool, app.test_request_context(), looking_for_waiters() as waits:
        one, other = db.session.get_one(Participant, one_id), db.session.get_one(Participant, other_id)
        step(one, other)
        publishing = pool.submit(run)
        # It waits for who blocks or goes; if ever it does not, it is done.
        until(lambda: publishing.done() or waits(), "publishing waits, or is done")
        if step is _go:
            db.session.get_one(Participant, one_id).status = ParticipantStatus.CANCELLED
        db.session.commit()
        db.session.remove()
        publishing.result()
    with app.test_request_context():
        assert MeetingState.BOOKED not in set(db.session.scalars(select(Meeting.state)))


def test_a_meeting_whose_time_was_deleted_since_it_was_judged_is_left_out(app: Flask) -> None:
    with app.test_request_context():
        today = day(people=4)
        row = matchmaking(today, MatchmakingState.ARRANGING)
        gone, stays = (slot.id for slot in today.slots[:2])
        drafted(row, today.slots[0], *today.people[:2])
        drafted(row, today.slots[1], *today.people[2:])
        lines, _table = judged_drafts(row)
        db.session.execute(delete(MeetingSlot).where(MeetingSlot.id == gone))
        booked = _book(row, lines)
        db.session.commit()
        assert [line.sitting.slot for line in booked] == [stays]
        assert db.session.scalars(select(Meeting.slot_id)).all() == [stays]
