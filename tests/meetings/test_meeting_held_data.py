"""The copy of what is held about somebody, and its erasing: what they could not read on a page is in no file."""

from typing import Any

import pytest
from sqlalchemy import select

from conference.extensions import db
from conference.meetings.end_actions import cancel, leave
from conference.meetings.held_data import meetings_data
from conference.meetings.models import Meeting, MeetingChange
from conference.people.held_data import erase_participant
from conference.people.models import Participant
from tests.meetings import making
from tests.meetings.making import Day


@pytest.fixture
def today(session: Any) -> Day:
    return making.day(people=4)


def _copy(person: Participant) -> dict[str, Any]:
    held: Any = meetings_data(person)["meetings"]
    assert len(held) == 1
    return dict(held[0])


def test_who_left_a_meeting_gets_nothing_of_what_the_others_wrote_and_agreed_since(today: Day) -> None:
    one, other, third, *_rest = today.people
    row = making.booked(today, today.slots[0], one, other, third)
    leave(today.actor(third), row.id, row.proposal)
    row.notes = "Our price is ten."
    db.session.commit()
    cancel(today.actor(one), row.id, row.proposal, "We found another partner")
    assert not {"notes", "notes_version", "reason", "starts_at", "ends_at"} & set(_copy(third))
    assert _copy(other)["notes"] == "Our price is ten."
    assert _copy(other)["reason"] == "We found another partner"


def test_a_reason_in_the_words_of_who_is_erased_is_forgotten_and_that_of_another_stays(today: Day) -> None:
    one, other, third, fourth = today.people
    mine, theirs = making.booked(today, today.slots[0], one, other), making.booked(today, today.slots[1], third, fourth)
    cancel(today.actor(one), mine.id, mine.proposal, "I am ill")
    cancel(today.actor(third), theirs.id, theirs.proposal, "A train")
    erase_participant(db.session.get_one(Participant, one.id))
    db.session.commit()
    assert db.session.scalars(select(Meeting.reason).order_by(Meeting.id)).all() == ["", "A train"]
    assert set(db.session.scalars(select(MeetingChange.word))) == {"", "A train"}
