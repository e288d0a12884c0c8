"""Whatever people do with a meeting, everybody's calendar shows it exactly while they go to it, at its time."""

import random
from collections.abc import Callable

import pytest

from conference.errors import ConferenceError
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.choices import Times
from conference.meetings.end_actions import cancel, leave
from conference.meetings.models import Meeting
from conference.meetings.move_actions import withdraw
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant
from tests import factories as make
from tests.meetings import making
from tests.meetings.calendars import read
from tests.meetings.post import calendar_of

pytestmark = pytest.mark.usefixtures("session", "at_noon")
# What ends a meeting comes last, so that much happens before.
EARLY = ("accept", "accept", "accept", "propose", "propose", "withdraw")
LATE = (*EARLY, "decline", "leave", "cancel")


def act_of(name: str, meeting: Meeting, slot_id: int) -> Callable[..., object]:
    """Return an act that is ready for somebody to do it."""
    seen = meeting.proposal
    return {
        "accept": lambda actor: accept(actor, meeting.id, seen, slot_id),
        "propose": lambda actor: propose(actor, meeting.id, seen, Times((slot_id,))),
        "decline": lambda actor: decline(actor, meeting.id, seen),
        "withdraw": lambda actor: withdraw(actor, meeting.id, seen),
        "leave": lambda actor: leave(actor, meeting.id, seen),
        "cancel": lambda actor: cancel(actor, meeting.id, seen),
    }[name]


def assert_calendars_are_right(meeting_id: int) -> None:
    """Compare each calendar, after all mails so far, with what the database says."""
    meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    for one in meeting.people:
        shelf = calendar_of(db.session.get_one(Participant, one.participant_id))
        goes = meeting.state is MeetingState.BOOKED and one.answer is Answer.ACCEPTED
        assert len(shelf) == goes
        for text in shelf.values():
            event = read(text).vevent
            assert event.dtstart.value == meeting.starts_at
            coming = sum(each.answer in {Answer.ACCEPTED, Answer.WAITING} for each in meeting.people)
            assert len(event.attendee_list) == coming


@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize("seed", range(6))
def test_each_calendar_follows_whatever_is_done(seed: int, others: int) -> None:
    chance = random.Random(f"{seed} {others}")  # noqa: S311 - the same each time, and no secret
    day = making.day()
    wish = Wish(tuple(one.id for one in day.people[1 : 1 + others]), "", "key-00000001")
    meeting_id, slots = ask(day.actor(day.people[0]), wish).id, [slot.id for slot in day.slots]
    people = [person.id for person in day.people[: 1 + others]]
    for step in range(16):
        meeting = db.session.get_one(Meeting, meeting_id)
        act = act_of(chance.choice(EARLY if step < 4 else LATE), meeting, chance.choice(slots))
        try:
            act(make.actor(db.session.get_one(Participant, chance.choice(people))))
        except ConferenceError:
            db.session.rollback()
        assert_calendars_are_right(meeting_id)
