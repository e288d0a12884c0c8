"""Answering: accepting one slot or any time, the explicit yes to what it cuts into, declining, three and four."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.agenda.models import Star, Unavailability
from conference.agenda.release_actions import release_agenda
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.choices import Times
from conference.meetings.end_actions import end
from conference.meetings.models import Meeting, MeetingHold, MeetingSettings
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import ParticipantBlock
from tests import factories as make
from tests.meetings import making
from tests.meetings.making import Day


@pytest.fixture
def day(session: scoped_session[Session]) -> Day:
    return making.day(people=6)


def star(day: Day, who: int, slot: int) -> None:
    """Have somebody star a session in a slot."""
    item = make.item(
        day.house,
        title="A starred session",
        starts_at=day.slots[slot].starts_at,
        minutes=20,
        room_id=make.room(day.house).id,
    )
    make.kept(Star(participant_id=day.people[who].id, item_id=item.id))
    release_agenda(day.actor(day.organiser), notify=False)


def answers(meeting: Meeting) -> list[Answer]:
    return [person.answer for person in sorted(meeting.people, key=lambda one: one.participant_id)]


def holders(meeting: Meeting) -> set[tuple[int, int]]:
    rows = db.session.scalars(select(MeetingHold).where(MeetingHold.meeting_id == meeting.id))
    return {(row.slot_id, row.participant_id) for row in rows}


def test_accepting_takes_one_of_the_proposed_slots_and_no_other(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[1:3])
    actor = day.actor(day.people[1])
    for wrong in (None, day.slots[4].id, 987654):
        with pytest.raises(Refused, match="choose one of the times"):
            accept(actor, row.id, 1, wrong)
    meeting = accept(actor, row.id, 1, day.slots[2].id)
    assert (meeting.state, meeting.slot_id, meeting.starts_at) == (
        MeetingState.BOOKED,
        day.slots[2].id,
        day.slots[2].starts_at,
    )
    assert (meeting.proposal, meeting.sequence, meeting.expires_at, meeting.proposed_by_id) == (2, 0, None, None)
    assert holders(meeting) == {(day.slots[2].id, day.people[0].id), (day.slots[2].id, day.people[1].id)}


def test_any_time_is_chosen_from_what_is_free_for_who_asked(day: Day) -> None:
    star(day, 0, 1)
    row = making.request(day, day.people[0], day.people[1])
    actor = day.actor(day.people[1])
    with pytest.raises(Stale, match="Attendee 0 has something else then"):
        accept(actor, row.id, 1, day.slots[1].id)
    assert accept(actor, row.id, 1, day.slots[0].id).slot_id == day.slots[0].id


def test_what_a_time_cuts_into_of_mine_i_must_have_seen(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[1:3])
    star(day, 1, 1)
    actor = day.actor(day.people[1])
    with pytest.raises(Refused, match="cuts into “A starred session”") as refused:
        accept(actor, row.id, 1, day.slots[1].id)
    assert refused.value.field == "slot"
    assert accept(actor, row.id, 1, day.slots[1].id, sure=[day.slots[1].id]).state is MeetingState.BOOKED


def test_a_slot_that_its_proposer_named_is_theirs_though_they_starred_something_since(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[1:2])
    star(day, 0, 1)
    assert accept(day.actor(day.people[1]), row.id, 1).slot_id == day.slots[1].id


def test_what_is_not_free_any_more_is_refused_and_holds_nothing(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[1:4])
    making.booked(day, day.slots[1], day.people[0], day.people[2])
    starts = day.slots[2].starts_at
    make.kept(Unavailability(participant_id=day.people[1].id, starts_at=starts, ends_at=starts + timedelta(minutes=1)))
    actor = day.actor(day.people[1])
    with pytest.raises(Stale, match="Attendee 0 is not free then any more"):
        accept(actor, row.id, 1, day.slots[1].id)
    with pytest.raises(Stale, match="You are not free at that time any more"):
        accept(actor, row.id, 1, day.slots[2].id)
    with clock.stopped_at(day.slots[1].starts_at), pytest.raises(Stale, match="has begun already"):
        accept(actor, row.id, 1, day.slots[1].id)
    meeting = db.session.get_one(Meeting, row.id)
    assert meeting.state is MeetingState.REQUESTED
    assert holders(meeting) == set()


def test_nobody_accepts_what_has_expired_in_the_second_before_it_is_noted(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    assert row.expires_at is not None
    with clock.stopped_at(row.expires_at), pytest.raises(Stale, match="has expired"):
        accept(day.actor(day.people[1]), row.id, 1)
    with clock.stopped_at(row.expires_at - timedelta(seconds=1)), pytest.raises(Stale, match="begun already"):
        accept(day.actor(day.people[1]), row.id, 1)


def test_who_asked_cannot_accept_and_who_is_not_in_it_finds_nothing(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    with pytest.raises(Refused, match="not for you to do"):
        accept(day.actor(day.people[0]), row.id, 1)
    for person in (day.people[2], day.organiser, make.participant(make.conference())):
        with pytest.raises(NotFound):
            accept(make.actor(person), row.id, 1)


def test_two_who_blocked_each_other_never_book_and_are_not_told_why(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    make.kept(ParticipantBlock(participant_id=day.people[0].id, blocked_id=day.people[1].id))
    with pytest.raises(Refused, match="somebody cannot be met any more"):
        accept(day.actor(day.people[1]), row.id, 1)


def test_full_days_are_full_for_either(day: Day) -> None:
    make.kept(MeetingSettings(conference_id=day.house.id, most_meetings=1))
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    making.booked(day, day.slots[3], day.people[0], day.people[2])
    with pytest.raises(Refused, match="nobody may have more"):
        accept(day.actor(day.people[1]), row.id, 1)


def test_a_meeting_that_was_held_counts_and_a_missed_one_does_not(day: Day) -> None:
    make.kept(MeetingSettings(conference_id=day.house.id, most_meetings=1))
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[4:5])
    held = making.booked(day, day.slots[0], day.people[0], day.people[2])
    with clock.stopped_at(day.slots[1].starts_at):
        with pytest.raises(Refused, match="nobody may have more"):
            accept(day.actor(day.people[1]), row.id, 1)
        end(db.session.get_one(Meeting, held.id), MeetingState.MISSED)
        db.session.commit()
        assert accept(day.actor(day.people[1]), row.id, 1).state is MeetingState.BOOKED


def test_proposing_others_turns_the_request_around(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1], slots=day.slots[:1])
    meeting = propose(day.actor(day.people[1]), row.id, 1, Times((day.slots[4].id,)), "A little later?")
    assert (meeting.proposed_by_id, meeting.proposal, meeting.expires_at) == (
        day.people[1].id,
        2,
        day.slots[4].starts_at,
    )
    assert answers(meeting)[:2] == [Answer.WAITING, Answer.ACCEPTED]
    with pytest.raises(Stale):
        accept(day.actor(day.people[0]), row.id, 1, day.slots[0].id)
    assert accept(day.actor(day.people[0]), row.id, 2).slot_id == day.slots[4].id


def test_declining_ends_it_with_a_word(day: Day) -> None:
    row = making.request(day, day.people[0], day.people[1])
    meeting = decline(day.actor(day.people[1]), row.id, 1, "Not this year")
    assert (meeting.state, meeting.reason, meeting.ended_at is None) == (MeetingState.DECLINED, "Not this year", False)
    with pytest.raises(Stale, match="was declined"):
        accept(day.actor(day.people[1]), row.id, meeting.proposal)


def test_the_first_of_three_books_and_the_others_answer_for_that_time(day: Day) -> None:
    row = making.request(day, *day.people[:4], slots=day.slots[:2])
    meeting = accept(day.actor(day.people[1]), row.id, 1, day.slots[1].id)
    assert answers(meeting) == [Answer.ACCEPTED, Answer.ACCEPTED, Answer.WAITING, Answer.WAITING]
    meeting = accept(day.actor(day.people[2]), row.id, 2)
    assert holders(meeting) == {(day.slots[1].id, person.id) for person in day.people[:3]}
    assert meeting.sequence == 1
    meeting = decline(day.actor(day.people[3]), row.id, 2)
    assert meeting.state is MeetingState.BOOKED
    assert answers(meeting)[3] is Answer.DECLINED


def test_a_third_who_is_taken_then_or_saw_not_what_it_cuts_into_does_not_come(day: Day) -> None:
    row = making.request(day, *day.people[:4], slots=day.slots[:1])
    making.booked(day, day.slots[0], day.people[2], day.people[4])
    star(day, 3, 0)
    accept(day.actor(day.people[1]), row.id, 1)
    with pytest.raises(Stale, match="You have another meeting"):
        accept(day.actor(day.people[2]), row.id, 2)
    with pytest.raises(Refused, match="cuts into"):
        accept(day.actor(day.people[3]), row.id, 2)
    meeting = accept(day.actor(day.people[3]), row.id, 2, sure=[day.slots[0].id])
    assert answers(meeting)[3] is Answer.ACCEPTED


def test_of_three_who_are_asked_the_last_no_ends_it(day: Day) -> None:
    row = making.request(day, *day.people[:3])
    assert decline(day.actor(day.people[1]), row.id, 1).state is MeetingState.REQUESTED
    with pytest.raises(Refused):
        decline(day.actor(day.people[1]), row.id, 1)
    assert decline(day.actor(day.people[2]), row.id, 1).state is MeetingState.DECLINED
