"""Organisers who act at their boards in the same moment: one stand-in for one who waits, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from conference import clock
from conference.errors import Stale
from conference.extensions import db
from conference.meetings.actions import lock_people
from conference.meetings.desk_act_actions import cancel_for_all, free_missed
from conference.meetings.desk_stand_in_actions import book_stand_in
from conference.meetings.models import Meeting, MeetingPerson, MeetingSlot
from conference.meetings.rules import MeetingState, Origin
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make
from tests.meetings.racing import Hall
from tests.racing import LOST, Job
from tests.serving import until

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


class LateHall(Hall):
    """Two meetings that began six minutes ago, to each of which one of two has come; two more people are free."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, people=6, slots=1)
        self.meetings_late = [self.booked(0, 0, 1), self.booked(0, 2, 3)]
        with app.test_request_context():
            slot = db.session.get_one(MeetingSlot, self.slots[0])
            slot.starts_at = clock.now() - timedelta(minutes=6)
            slot.ends_at = slot.starts_at + timedelta(minutes=20)
            for meeting in db.session.scalars(select(Meeting)):
                meeting.starts_at, meeting.ends_at = slot.starts_at, slot.ends_at
                person = db.session.get_one(MeetingPerson, (meeting.id, meeting.asked_by_id))
                person.arrived_at = slot.starts_at
            house = db.session.get_one(Participant, self.people[0]).conference
            self.organiser = make.participant(house, Role.ORGANISER).id
            db.session.commit()

    def as_organiser(self) -> Actor:
        """Return the organiser, in the context of a job."""
        return make.actor(db.session.get_one(Participant, self.organiser))

    def freeing(self, which: int) -> Job:
        """Free one of the two meetings."""
        return lambda _actor: free_missed(self.as_organiser(), self.meetings_late[which], 1)

    def cancelling(self, which: int) -> Job:
        """Cancel one of the two meetings."""
        return lambda _actor: cancel_for_all(self.as_organiser(), self.meetings_late[which], 1, "Sorry.")

    def booking(self, which: int, who: int) -> Job:
        """Book somebody with the one who waits in one of the two meetings."""
        return lambda _actor: book_stand_in(self.as_organiser(), self.meetings_late[which], self.people[who])

    def stood_in(self) -> int:
        """Return how many meetings organisers booked."""
        with self.app.test_request_context():
            return len(db.session.scalars(select(Meeting.id).where(Meeting.origin == Origin.ORGANISER)).all())


def test_two_stand_ins_for_one_who_waits_make_one_meeting(app: Flask) -> None:
    hall = LateHall(app)
    assert hall.at_once((0, hall.freeing(0))) == ["done"]
    said = hall.at_once((0, hall.booking(0, 4)), (0, hall.booking(0, 5)))
    assert said.count("done") == 1
    assert LOST not in said
    assert hall.stood_in() == 1
    hall.meetings()


def test_one_stand_in_for_two_who_wait_makes_one_meeting(app: Flask) -> None:
    hall = LateHall(app)
    assert hall.at_once((0, hall.freeing(0)), (0, hall.freeing(1))) == ["done", "done"]
    said = hall.at_once((0, hall.booking(0, 4)), (0, hall.booking(1, 4)))
    assert said.count("done") == 1
    assert LOST not in said
    assert hall.stood_in() == 1
    hall.meetings()


def test_the_same_press_of_two_organisers_books_once(app: Flask) -> None:
    hall = LateHall(app)
    hall.at_once((0, hall.freeing(0)))
    assert hall.at_once(*[(0, hall.booking(0, 4))] * 4) == ["done"] * 4
    assert hall.stood_in() == 1
    hall.meetings()


def test_a_meeting_is_freed_or_cancelled_and_never_both(app: Flask) -> None:
    hall = LateHall(app)
    said = hall.at_once((0, hall.freeing(0)), (0, hall.cancelling(0)))
    assert said.count("done") == 1
    states = hall.meetings()
    assert states[hall.meetings_late[0]] in {MeetingState.MISSED, MeetingState.CANCELLED}
    assert states[hall.meetings_late[1]] is MeetingState.BOOKED


def test_a_stand_in_for_a_time_that_is_deleted_meanwhile_is_refused(app: Flask) -> None:
    hall = LateHall(app)
    hall.at_once((0, hall.freeing(0)))
    hall.at_once((0, hall.cancelling(1)))

    def stand_in() -> None:
        with app.test_request_context():
            hall.booking(0, 4)(hall.as_organiser())

    with ThreadPoolExecutor(1) as pool, app.test_request_context():
        lock_people([hall.people[0], hall.people[4]])
        booking = pool.submit(stand_in)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as looking:
                until(lambda: looking.scalar(WAITING), "the stand-in waits for its turn")
        db.session.execute(update(Meeting).values(slot_id=None))
        db.session.execute(delete(MeetingSlot))
        db.session.commit()
        with pytest.raises(Stale):
            booking.result()
    assert hall.stood_in() == 0
