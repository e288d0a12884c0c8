"""Reminders come once, in time and for the meeting as it is: with two workers, after a kill, after a move."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.meetings.models import Meeting, MeetingPreference
from conference.meetings.reminder_actions import remind_of_meetings
from conference.meetings.reminders import LEADS, due_reminder
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant
from tests.conftest import NOON
from tests.meetings import making
from tests.meetings.post import news_to
from tests.serving import ROOT

START = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
minutes = st.integers(-3000, 60).map(lambda number: timedelta(minutes=number))


@given(minutes, minutes)
def test_a_reminder_is_due_from_its_time_until_the_next_ones_and_never_of_what_was_just_told(
    now: timedelta, heard: timedelta
) -> None:
    due = due_reminder(START, START + heard, START + now)
    if due is None:
        passed = [lead for lead in LEADS.values() if now >= -lead]
        assert now >= timedelta() or not passed or heard >= -min(passed)
        return
    assert -LEADS[due] <= now < timedelta()
    assert not any(lead < LEADS[due] and now >= -lead for lead in LEADS.values())
    assert heard < -LEADS[due]


def booked(app: Flask, hours: float = 30) -> tuple[int, list[int]]:
    """Book a meeting that begins so many hours after noon, and return it and its two people."""
    with app.app_context(), clock.stopped_at(NOON):
        day = making.day()
        slot = making.window(day.house, NOON + timedelta(hours=hours), slots=1).slots[0]
        meeting = making.booked(day, slot, *day.people[:2])
        return meeting.id, [person.id for person in day.people[:2]]


def remind(app: Flask, after: timedelta) -> None:
    """Let the job run so long after noon."""
    with app.app_context(), clock.stopped_at(NOON + after):
        remind_of_meetings()


def told(app: Flask, person_id: int) -> list[str]:
    with app.app_context():
        return news_to(db.session.get_one(Participant, person_id))


ALL = ["in_a_day", "in_an_hour", "in_minutes"]


def test_each_is_reminded_three_times_however_often_the_job_runs(app: Flask) -> None:
    _meeting, people = booked(app)
    for minute in range(0, 31 * 60, 9):
        remind(app, timedelta(minutes=minute))
    for person in people:
        assert told(app, person) == ALL


def test_each_chooses_which_reminders_come(app: Flask) -> None:
    _meeting, people = booked(app)
    with app.app_context():
        db.session.add(MeetingPreference(participant_id=people[0], remind_day=False, remind_minutes=False))
        db.session.commit()
    for minute in range(0, 31 * 60, 9):
        remind(app, timedelta(minutes=minute))
    assert told(app, people[0]) == ["in_an_hour"]
    assert told(app, people[1]) == ALL


def test_after_a_long_stop_only_the_last_one_that_is_due_comes(app: Flask) -> None:
    _meeting, people = booked(app)
    remind(app, timedelta(hours=30, minutes=-5))
    assert told(app, people[0]) == ["in_minutes"]
    remind(app, timedelta(hours=30))
    assert told(app, people[0]) == ["in_minutes"]


def test_what_was_booked_half_an_hour_before_is_not_told_again_at_once(app: Flask) -> None:
    _meeting, people = booked(app, hours=0.5)
    for minute in range(31):
        remind(app, timedelta(minutes=minute))
    assert told(app, people[0]) == ["in_minutes"]


def test_who_is_in_the_room_is_not_reminded(app: Flask) -> None:
    meeting_id, people = booked(app)
    with app.app_context():
        db.session.get_one(Meeting, meeting_id).people[0].arrived_at = NOON
        db.session.commit()
    remind(app, timedelta(hours=30, minutes=-4))
    assert [told(app, person) for person in people] == [[], ["in_minutes"]]


@pytest.mark.parametrize("what", ["cancelled", "not answered", "left"])
def test_nobody_is_reminded_of_what_they_do_not_go_to(app: Flask, what: str) -> None:
    meeting_id, people = booked(app)
    with app.app_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        if what == "cancelled":
            meeting.state = MeetingState.CANCELLED
        else:
            meeting.people[0].answer = Answer.WAITING if what == "not answered" else Answer.LEFT
        db.session.commit()
    remind(app, timedelta(hours=29, minutes=30))
    assert told(app, people[0]) == []


def test_a_moved_meeting_gets_its_reminders_anew(app: Flask) -> None:
    meeting_id, people = booked(app)
    remind(app, timedelta(hours=6))
    with app.app_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        house = db.session.get_one(Conference, meeting.conference_id)
        slot = making.window(house, NOON + timedelta(hours=60), slots=1).slots[0]
        meeting.slot_id, meeting.starts_at, meeting.ends_at = slot.id, slot.starts_at, slot.ends_at
        meeting.booked_at, meeting.sequence = NOON + timedelta(hours=7), 1
        db.session.commit()
    for hours in (8, 29, 30, 36, 37, 59, 59.5, 59.9, 60):
        remind(app, timedelta(hours=hours))
    assert told(app, people[0]) == ["in_a_day", *ALL]


def test_over_the_night_of_the_clocks_a_reminder_comes_by_the_clock_of_the_world(app: Flask) -> None:
    _meeting, people = booked(app, hours=(datetime(2026, 3, 29, 7, 0, tzinfo=UTC) - NOON) / timedelta(hours=1))
    before = datetime(2026, 3, 28, 7, 0, tzinfo=UTC) - NOON
    remind(app, before - timedelta(minutes=1))
    assert told(app, people[0]) == []
    remind(app, before)
    assert told(app, people[0]) == ["in_a_day"]


def test_who_has_not_answered_hears_once_that_the_request_expires(app: Flask) -> None:
    with app.app_context(), clock.stopped_at(NOON):
        day = making.day()
        making.request(day, day.people[0], day.people[1])
        asked = [person.id for person in day.people[:2]]
    remind(app, timedelta(hours=23, minutes=59))
    assert told(app, asked[1]) == []
    for hour in range(24, 50):
        remind(app, timedelta(hours=hour))
    assert [told(app, person) for person in asked] == [[], ["expiring"]]


def test_a_look_costs_few_queries_however_many_meetings_there_are(app: Flask, count_queries: Any) -> None:
    for _again in range(2):
        booked(app)
        remind(app, timedelta(hours=7))
    assert count_queries(lambda: remind(app, timedelta(hours=7))) <= 4


def test_four_workers_at_once_remind_each_once(app: Flask) -> None:
    people = [person for _number in range(3) for person in booked(app)[1]]
    together = Barrier(4)

    def work(_number: int) -> None:
        with app.app_context():
            together.wait()
            remind_of_meetings()

    with clock.stopped_at(NOON + timedelta(hours=29, minutes=10)), ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert Counter(len(told(app, person)) for person in people) == {1: 6}


KILLED = """
import sys, time
from datetime import datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from conference import clock
from conference.factory import create_app
from conference.meetings.reminder_actions import remind_of_meetings
from tests.conftest import settings_at

def hang(_session):
    print("claimed", flush=True)
    time.sleep(600)

app = create_app(settings_at(Path(sys.argv[1]), sys.argv[2]), TESTING=True)
event.listen(Session, "before_commit", hang)
with app.app_context(), clock.stopped_at(datetime.fromisoformat(sys.argv[3])):
    remind_of_meetings()
"""


def test_a_worker_killed_between_claim_and_commit_costs_nobody_the_reminder(app: Flask) -> None:
    _meeting, people = booked(app)
    at = timedelta(hours=29, minutes=10)
    where = [app.config["DATA_DIR"], app.config["SQLALCHEMY_DATABASE_URI"], (NOON + at).isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *where], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "claimed\n"
        worker.kill()
    assert told(app, people[0]) == []
    for _worker in range(2):
        remind(app, at)
    assert [told(app, person) for person in people] == [["in_an_hour"]] * 2
