"""What the pages still show of a meeting to who left it or said no: nothing of what the others agree since."""

import pytest
from flask import Flask

from conference.extensions import db
from conference.meetings.actions import person_in
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.rules import Answer
from conference.people.models import Participant
from tests.conftest import SignIn
from tests.meetings import making


@pytest.mark.parametrize("answer", [Answer.LEFT, Answer.DECLINED])
def test_who_is_gone_reads_neither_when_the_others_meet_now_nor_what_they_answer(
    app: Flask, sign_in: SignIn, answer: Answer
) -> None:
    with app.test_request_context():
        day = making.day(people=4)
        row = making.booked(day, day.slots[0], *day.people)
        person_in(row, day.people[0].id).answer = answer
        person_in(row, day.people[1].id).answer = Answer.WAITING
        moved = db.session.get_one(MeetingSlot, day.slots[4].id)
        meeting = db.session.get_one(Meeting, row.id)
        meeting.slot_id, meeting.starts_at, meeting.ends_at = moved.id, moved.starts_at, moved.ends_at
        db.session.commit()
        begins = f", {moved.starts_at.astimezone(day.house.zone):%H:%M}"
        accounts = [db.session.get_one(Participant, person.id).account_id for person in day.people[:3]]
        index = f"/{day.house.slug}/meetings/"
        own = f"{index}{row.id}"
    there = sign_in(accounts[2])
    assert "Has not answered yet" in there.get(own).text
    gone = sign_in(accounts[0])
    shown = gone.get(index).text
    assert begins not in shown
    assert ("You left this meeting." if answer is Answer.LEFT else "You said no.") in shown
    page = gone.get(own).text
    assert begins not in page
    assert "Has not answered yet" not in page
