"""Asking: whom, how often, for which times; who is booked at once; what a request is until it is answered."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.agenda.models import Unavailability
from conference.errors import Forbidden, NotFound, Refused, SignInNeeded
from conference.extensions import db
from conference.meetings.ask_actions import AlreadyAsked, Wish, ask, count_open
from conference.meetings.choices import Times
from conference.meetings.end_actions import expire_requests
from conference.meetings.models import (
    Meeting,
    MeetingChange,
    MeetingHold,
    MeetingPlace,
    MeetingPlaceHold,
    MeetingPreference,
    MeetingSettings,
)
from conference.meetings.move_actions import withdraw
from conference.meetings.rules import Answer, MeetingState, Origin
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.meetings import making
from tests.meetings.making import Day


@pytest.fixture
def day(session: scoped_session[Session]) -> Day:
    return making.day(people=6)


def wish(*others: Participant, slots: tuple[int, ...] = (), key: str = "key-00000001", message: str = "Hello") -> Wish:
    return Wish(tuple(person.id for person in others), message, key, Times(slots))


def absent(day: Day, who: int, slot: int) -> None:
    starts = day.slots[slot].starts_at
    make.kept(
        Unavailability(participant_id=day.people[who].id, starts_at=starts, ends_at=starts + timedelta(minutes=1))
    )


def test_a_request_waits_holds_nothing_and_expires_as_the_organisers_set(day: Day) -> None:
    make.kept(MeetingSettings(conference_id=day.house.id, expires_hours=1))
    now = clock.now()
    with clock.stopped_at(now):
        meeting = ask(day.actor(day.people[0]), wish(day.people[1], slots=(day.slots[1].id, day.slots[2].id)))
    assert (meeting.state, meeting.origin, meeting.proposal) == (MeetingState.REQUESTED, Origin.REQUEST, 1)
    assert {row.slot_id for row in meeting.proposals} == {day.slots[1].id, day.slots[2].id}
    assert {person.participant_id: person.answer for person in meeting.people} == {
        day.people[0].id: Answer.ACCEPTED,
        day.people[1].id: Answer.WAITING,
    }
    assert meeting.expires_at == now + timedelta(hours=1)
    assert db.session.scalars(select(MeetingHold)).all() == []
    story = db.session.scalars(select(MeetingChange)).one()
    assert (story.act, story.after, story.by_id) == (None, MeetingState.REQUESTED, day.people[0].id)


def test_a_request_expires_at_the_latest_when_its_last_slot_begins(day: Day) -> None:
    meeting = ask(day.actor(day.people[0]), wish(day.people[1], slots=(day.slots[0].id, day.slots[2].id)))
    assert meeting.expires_at == day.slots[2].starts_at
    any_time = ask(day.actor(day.people[2]), wish(day.people[1]))
    assert any_time.expires_at == day.slots[-1].starts_at


def test_one_key_makes_one_request_and_the_same_key_of_another_person_another(day: Day) -> None:
    first = ask(day.actor(day.people[0]), wish(day.people[2]))
    assert ask(day.actor(day.people[0]), wish(day.people[2])).id == first.id
    assert ask(day.actor(day.people[1]), wish(day.people[2])).id != first.id


@pytest.mark.parametrize("case", ["cancelled", "no account", "unlisted", "elsewhere", "hidden", "nobody"])
def test_who_cannot_be_asked_is_not_there(day: Day, case: str) -> None:
    other = day.people[1]
    other_id = other.id
    if case == "cancelled":
        other.status = ParticipantStatus.CANCELLED
    elif case == "no account":
        other_id = make.speaker(day.house, in_directory=True).id
    elif case == "unlisted":
        other.in_directory = False
    elif case == "elsewhere":
        other_id = make.participant(make.conference(), in_directory=True).id
    elif case == "hidden":
        make.kept(MeetingPreference(participant_id=other_id, hidden=True))
    else:
        other_id = 987654
    db.session.commit()
    with pytest.raises(NotFound):
        ask(day.actor(day.people[0]), Wish((other_id,), "Hello", "key-00000001"))


def test_nobody_meets_themselves_nobody_or_four_others(day: Day) -> None:
    actor = day.actor(day.people[0])
    for others in ((day.people[0],), (), tuple(day.people[1:5])):
        with pytest.raises(Refused):
            ask(actor, wish(*others))
    assert ask(actor, wish(*day.people[1:4])).state is MeetingState.REQUESTED


def test_two_people_have_one_request_between_them_in_whatever_company(day: Day) -> None:
    first = ask(day.actor(day.people[0]), wish(day.people[1], day.people[2]))
    for asker, other in ((0, 1), (1, 0), (2, 0)):
        with pytest.raises(AlreadyAsked) as refused:
            ask(day.actor(day.people[asker]), wish(day.people[other], key="key-00000002"))
        assert refused.value.meeting_id == first.id
    # The two who were asked have nothing between them that one of them wanted... but they are in it together.
    with pytest.raises(AlreadyAsked):
        ask(day.actor(day.people[1]), wish(day.people[2], key="key-00000003"))


def test_an_expired_request_keeps_nobody_from_asking_anew_before_it_is_noted(day: Day) -> None:
    ask(day.actor(day.people[0]), wish(day.people[1], slots=(day.slots[0].id,)))
    with clock.stopped_at(day.slots[0].starts_at):
        again = ask(day.actor(day.people[0]), wish(day.people[1], key="key-00000002"))
        assert count_open(day.people[0].id) == 1
        expire_requests()
    assert again.state is MeetingState.REQUESTED


def test_so_many_requests_wait_and_no_more(day: Day) -> None:
    make.kept(MeetingSettings(conference_id=day.house.id, most_open=2))
    actor = day.actor(day.people[0])
    first = ask(actor, wish(day.people[1], key="key-00000001"))
    ask(actor, wish(day.people[2], key="key-00000002"))
    with pytest.raises(Refused, match="2 requests of yours"):
        ask(actor, wish(day.people[3], key="key-00000003"))
    withdraw(actor, first.id, 1)
    assert ask(actor, wish(day.people[3], key="key-00000003")).state is MeetingState.REQUESTED


def test_closed_meetings_and_full_days_are_refused(day: Day) -> None:
    settings = make.kept(MeetingSettings(conference_id=day.house.id, is_open=False))
    with pytest.raises(Refused, match="not opened"):
        ask(day.actor(day.people[0]), wish(day.people[1]))
    settings.is_open, settings.most_meetings = True, 1
    db.session.commit()
    making.booked(day, day.slots[0], day.people[0], day.people[2])
    with pytest.raises(Refused, match="1 meeting already"):
        ask(day.actor(day.people[0]), wish(day.people[1]))


def test_slots_that_are_taken_past_too_many_or_of_elsewhere_are_refused(day: Day) -> None:
    making.booked(day, day.slots[0], day.people[0], day.people[2])
    making.booked(day, day.slots[1], day.people[1], day.people[3])
    absent(day, 1, 2)
    other = making.day()
    for slots in ((0,), (1,), (2,)):
        with pytest.raises(Refused):
            ask(day.actor(day.people[0]), wish(day.people[1], slots=tuple(day.slots[one].id for one in slots)))
    for ids in ([other.slots[3].id], [slot.id for slot in day.slots[2:6]], [987654]):
        with pytest.raises(Refused):
            ask(day.actor(day.people[0]), wish(day.people[1], slots=tuple(ids)))
    with clock.stopped_at(day.slots[4].starts_at), pytest.raises(Refused):
        ask(day.actor(day.people[0]), wish(day.people[1], slots=(day.slots[4].id,)))
    assert db.session.query(Meeting).count() == 2


def test_without_a_common_time_there_is_nothing_to_ask_for(day: Day) -> None:
    for number, slot in enumerate(day.slots):
        making.booked(day, slot, day.people[number % 2], day.people[2 + number % 4])
    with pytest.raises(Refused, match="no free time in common"):
        ask(day.actor(day.people[0]), wish(day.people[1]))


def test_who_lets_others_book_is_booked_in_the_first_slot_that_nothing_is_against(day: Day) -> None:
    make.kept(MeetingPreference(participant_id=day.people[1].id, instant=True))
    absent(day, 1, 0)
    making.booked(day, day.slots[1], day.people[0], day.people[2])
    meeting = ask(day.actor(day.people[0]), wish(day.people[1]))
    assert (meeting.state, meeting.origin, meeting.slot_id) == (MeetingState.BOOKED, Origin.INSTANT, day.slots[2].id)
    assert {person.answer for person in meeting.people} == {Answer.ACCEPTED}
    assert meeting.sequence == 0
    held = db.session.scalars(select(MeetingHold.slot_id).where(MeetingHold.meeting_id == meeting.id)).all()
    assert held == [day.slots[2].id] * 2


def test_one_of_two_who_lets_others_book_is_no_booking(day: Day) -> None:
    make.kept(MeetingPreference(participant_id=day.people[1].id, instant=True))
    assert ask(day.actor(day.people[0]), wish(day.people[1], day.people[2])).state is MeetingState.REQUESTED


def test_meetings_at_places_take_one_and_end_when_there_is_none(day: Day) -> None:
    make.kept(MeetingSettings(conference_id=day.house.id, by_video=False))
    make.kept(MeetingPreference(participant_id=day.people[1].id, instant=True))
    with pytest.raises(Refused, match="no free time in common"):
        ask(day.actor(day.people[0]), wish(day.people[1]))
    place = making.place(day.house)
    meeting = ask(day.actor(day.people[0]), wish(day.people[1], slots=(day.slots[0].id,)))
    assert meeting.place_id == place.id
    assert db.session.scalars(select(MeetingPlaceHold)).one().place_id == place.id
    make.kept(MeetingPreference(participant_id=day.people[3].id, instant=True))
    with pytest.raises(Refused, match="No place is free"):
        ask(day.actor(day.people[2]), wish(day.people[3], slots=(day.slots[0].id,)))
    assert db.session.query(MeetingPlace).count() == 1


def test_who_met_before_can_ask_again_though_the_directory_has_them_no_more(day: Day) -> None:
    making.booked(day, day.slots[0], day.people[0], day.people[1])
    day.people[1].in_directory = False
    db.session.commit()
    assert ask(day.actor(day.people[0]), wish(day.people[1])).state is MeetingState.REQUESTED


def test_a_guest_and_a_stranger_ask_nobody(day: Day) -> None:
    guest = make.participant(day.house, Role.GUEST, account=None)
    with pytest.raises((Forbidden, SignInNeeded)):
        ask(make.actor(guest), wish(day.people[1]))
