"""Moving a booked meeting, and changing or taking back what one proposed oneself."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.choices import Times
from conference.meetings.models import Meeting, MeetingHold, MeetingPlaceHold, MeetingSettings
from conference.meetings.move_actions import edit, withdraw
from conference.meetings.rules import Answer, MeetingState
from tests import factories as make
from tests.meetings import making
from tests.meetings.making import Day


@pytest.fixture
def day(session: scoped_session[Session]) -> Day:
    return making.day(people=6)


def slots_held(meeting: Meeting) -> list[int]:
    query = select(MeetingHold.slot_id).where(MeetingHold.meeting_id == meeting.id)
    return sorted(db.session.scalars(query))


def test_a_booked_meeting_stays_put_until_the_other_accepts_the_move(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    meeting = propose(day.actor(day.people[0]), row.id, 1, Times((day.slots[3].id,)))
    assert (meeting.slot_id, meeting.sequence, meeting.proposed_by_id) == (day.slots[0].id, 0, day.people[0].id)
    assert slots_held(meeting) == [day.slots[0].id] * 2
    with pytest.raises(Refused):
        accept(day.actor(day.people[0]), row.id, 2)
    meeting = accept(day.actor(day.people[1]), row.id, 2)
    assert (meeting.slot_id, meeting.sequence, meeting.proposed_by_id) == (day.slots[3].id, 1, None)
    assert slots_held(meeting) == [day.slots[3].id] * 2


def test_no_to_a_move_leaves_it_where_it_is(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    propose(day.actor(day.people[0]), row.id, 1, Times((day.slots[3].id,)))
    meeting = decline(day.actor(day.people[1]), row.id, 2)
    assert (meeting.state, meeting.slot_id, meeting.sequence, meeting.proposed_by_id) == (
        MeetingState.BOOKED,
        day.slots[0].id,
        0,
        None,
    )
    with pytest.raises(Stale):
        accept(day.actor(day.people[1]), row.id, 2)


def test_a_move_is_answered_by_another_move_changed_and_taken_back(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    propose(day.actor(day.people[0]), row.id, 1, Times((day.slots[3].id,)))
    meeting = propose(day.actor(day.people[1]), row.id, 2, Times((day.slots[4].id,)))
    assert meeting.proposed_by_id == day.people[1].id
    meeting = edit(day.actor(day.people[1]), row.id, 3, "not theirs to say", Times((day.slots[5].id,)))
    assert (meeting.message, {one.slot_id for one in meeting.proposals}) == ("", {day.slots[5].id})
    with pytest.raises(Refused):
        withdraw(day.actor(day.people[0]), row.id, 4)
    meeting = withdraw(day.actor(day.people[1]), row.id, 4)
    assert (meeting.state, meeting.proposed_by_id, meeting.proposal) == (MeetingState.BOOKED, None, 5)


def test_a_move_to_where_it_is_or_to_what_is_taken_is_none(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    making.booked(day, day.slots[1], day.people[1], day.people[2])
    for slot in day.slots[:2]:
        with pytest.raises(Refused):
            propose(day.actor(day.people[0]), row.id, 1, Times((slot.id,)))
    propose(day.actor(day.people[0]), row.id, 1, Times())
    with pytest.raises(Refused):
        accept(day.actor(day.people[1]), row.id, 2, day.slots[0].id)
    making.booked(day, day.slots[2], day.people[0], day.people[3])
    with pytest.raises(Stale, match="Attendee 0 is not free"):
        accept(day.actor(day.people[1]), row.id, 2, day.slots[2].id)
    assert slots_held(db.session.get_one(Meeting, row.id)) == [day.slots[0].id] * 2


def test_an_extended_meeting_moves_as_one_and_frees_all_that_it_held(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    for person in day.people[:2]:
        make.kept(MeetingHold(slot_id=day.slots[1].id, participant_id=person.id, meeting_id=row.id))
    propose(day.actor(day.people[0]), row.id, 1, Times())
    meeting = accept(day.actor(day.people[1]), row.id, 2, day.slots[1].id)
    assert slots_held(meeting) == [day.slots[1].id] * 2


def test_a_place_goes_along_where_it_is_free_and_another_is_taken_where_not(day: Day) -> None:
    make.kept(MeetingSettings(conference_id=day.house.id, by_video=False))
    first, second = making.place(day.house, "Table 1"), making.place(day.house, "Table 2")
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    meeting = accept(day.actor(day.people[1]), row.id, 1)
    assert meeting.place_id == first.id
    other = making.request(day, day.people[2], day.people[3], slots=day.slots[1:2])
    assert accept(day.actor(day.people[3]), other.id, 1).place_id == first.id
    propose(day.actor(day.people[0]), row.id, 2, Times((day.slots[1].id,)))
    meeting = accept(day.actor(day.people[1]), row.id, 3)
    assert meeting.place_id == second.id
    held = {(one.slot_id, one.place_id) for one in db.session.scalars(select(MeetingPlaceHold))}
    assert held == {(day.slots[1].id, first.id), (day.slots[1].id, second.id)}


def test_of_three_the_one_who_did_not_accept_the_move_answers_for_the_new_time(day: Day) -> None:
    row = making.booked(day, day.slots[0], *day.people[:3])
    propose(day.actor(day.people[0]), row.id, 1, Times((day.slots[3].id,)))
    meeting = accept(day.actor(day.people[1]), row.id, 2)
    third = next(one for one in meeting.people if one.participant_id == day.people[2].id)
    assert third.answer is Answer.WAITING
    assert slots_held(meeting) == [day.slots[3].id] * 2
    meeting = accept(day.actor(day.people[2]), row.id, 3)
    assert slots_held(meeting) == [day.slots[3].id] * 3


def test_a_request_is_changed_by_who_made_it_and_expires_anew(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    meeting = edit(day.actor(day.people[0]), row.id, 1, "Something else", Times((day.slots[2].id,)))
    assert (meeting.message, meeting.proposal, meeting.expires_at) == ("Something else", 2, day.slots[2].starts_at)
    with pytest.raises(Refused):
        edit(day.actor(day.people[1]), row.id, 2, "Mine", Times())
    meeting = propose(day.actor(day.people[1]), row.id, 2, Times((day.slots[3].id,)))
    meeting = edit(day.actor(day.people[1]), row.id, 3, "Mine", Times((day.slots[4].id,)))
    assert meeting.message == "Something else"
    # Whose words they are not changes nothing by them.
    with pytest.raises(Refused, match="Please say in a sentence"):
        edit(day.actor(day.people[1]), row.id, 4, "Mine", None)
    assert (meeting.message, meeting.proposal) == ("Something else", 4)


def test_a_begun_meeting_does_not_move(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[1])
    with clock.stopped_at(day.slots[0].starts_at), pytest.raises(Stale, match="begun already"):
        propose(day.actor(day.people[0]), row.id, 1, Times((day.slots[3].id,)))
