"""A place that is deleted in the very moment in which somebody books it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.errors import Refused
from conference.extensions import db
from conference.meetings.hold_actions import hold_place
from conference.meetings.models import Meeting, MeetingPlace, MeetingPlaceHold, MeetingSlot
from conference.meetings.settings_actions import delete_place
from tests.meetings import making
from tests.serving import until
from tests.waiting import looking_for_waiters


def test_a_place_that_somebody_is_booking_is_not_deleted_under_them(app: Flask) -> None:
    with app.test_request_context():
        day = making.day(people=2)
        organiser, place_id = day.actor(day.organiser), making.place(day.house).id
        slot_id, meeting_id = day.slots[0].id, making.booked(day, day.slots[0], *day.people).id
        db.session.remove()

    def deleted() -> None:
        with app.test_request_context():
            delete_place(organiser, place_id)

    with ThreadPoolExecutor(1) as pool, app.test_request_context(), looking_for_waiters() as waits:
        meeting = db.session.get_one(Meeting, meeting_id)
        hold_place(meeting, [db.session.get_one(MeetingSlot, slot_id)], place_id)
        meeting.place_id = place_id
        db.session.flush()
        deleting = pool.submit(deleted)
        until(lambda: deleting.done() or waits(), "somebody waits for the place, or is done")
        db.session.commit()
        with pytest.raises(Refused, match="Meetings are booked at this place"):
            deleting.result()
    with app.test_request_context():
        assert db.session.get_one(Meeting, meeting_id).place_id == place_id
        assert db.session.scalar(select(func.count()).select_from(MeetingPlaceHold)) == 1
        assert db.session.get(MeetingPlace, place_id)
