"""When somebody is free to meet: sessions, absences, meetings, and what they chose."""

from datetime import timedelta

import pytest

from conference.agenda.models import ItemPerson, Star, Unavailability
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.meetings import own_times_actions as own
from conference.meetings.actions import preference_of
from conference.meetings.models import MeetingSlot
from conference.meetings.rules import Weight
from conference.meetings.times import SlotTime
from conference.meetings.times_actions import slot_times
from conference.people.models import Participant
from tests import factories as make
from tests.meetings.making import Day, booked, day

pytestmark = pytest.mark.usefixtures("session")


def time_of(of: Day, person: Participant, slot: MeetingSlot) -> SlotTime:
    return slot_times(of.house.id, [person.id])[person.id][slot.id]


def choose(person: Participant, starred: Weight = Weight.SOFT, speaking: Weight = Weight.HARD) -> None:
    own.save_choices(make.actor(person), own.Choices(False, False, starred, speaking, False, True, True, True))


def test_sessions_count_as_the_person_chose_and_only_for_who_starred_or_appears() -> None:
    made = day()
    slot = made.slots[1]
    star, speaker, other = made.people[:3]
    room = make.room(made.house)
    item = make.item(made.house, room_id=room.id, starts_at=slot.starts_at - timedelta(minutes=5), minutes=10)
    db.session.add(Star(participant_id=star.id, item_id=item.id))
    db.session.add(ItemPerson(item_id=item.id, participant_id=speaker.id, role=RoleInItem.SPEAKER))
    db.session.commit()
    db.session.expire_all()
    release_agenda(make.actor(made.organiser), notify=False)
    assert time_of(made, star, slot).weight is Weight.SOFT
    assert time_of(made, speaker, slot).weight is Weight.HARD
    assert time_of(made, other, slot).is_quite_free
    assert time_of(made, star, made.slots[0]).is_quite_free == (
        slot.starts_at - timedelta(minutes=5) >= made.slots[0].ends_at
    )
    choose(star, starred=Weight.HARD)
    choose(speaker, speaking=Weight.NONE)
    assert time_of(made, star, slot).weight is Weight.HARD
    assert time_of(made, speaker, slot).is_quite_free


def test_a_booked_meeting_takes_the_slot_of_its_people_alone() -> None:
    made = day()
    meeting = booked(made, made.slots[0], *made.people[:2])
    assert time_of(made, made.people[0], made.slots[0]).meeting_id == meeting.id
    assert not time_of(made, made.people[1], made.slots[0]).is_free
    assert time_of(made, made.people[2], made.slots[0]).is_quite_free
    assert time_of(made, made.people[0], made.slots[1]).is_quite_free


def test_a_slot_is_kept_free_and_given_back_by_its_owner_alone() -> None:
    made = day()
    me, other = map(make.actor, made.people[:2])
    absence = own.block_slot(me, made.slots[2].id)
    assert not time_of(made, made.people[0], made.slots[2]).is_free
    assert time_of(made, made.people[0], made.slots[1]).is_quite_free
    with pytest.raises(NotFound):
        own.remove_own_absence(other, absence)
    own.remove_own_absence(me, absence)
    assert time_of(made, made.people[0], made.slots[2]).is_quite_free


def test_a_slot_of_another_conference_is_not_found() -> None:
    made, other = day(), day()
    with pytest.raises(NotFound):
        own.block_slot(make.actor(made.people[0]), other.slots[0].id)


def test_an_absence_that_ends_before_it_begins_or_the_hundred_and_first_is_refused() -> None:
    made = day()
    me, begin = make.actor(made.people[0]), made.slots[0].starts_at
    for until in (begin, begin - timedelta(minutes=1), begin + timedelta(days=40)):
        with pytest.raises(Refused):
            own.add_own_absence(me, begin, until, "")
        db.session.rollback()
    hour = timedelta(hours=1)
    db.session.add_all(
        Unavailability(participant_id=me.participant_id, starts_at=begin + n * hour, ends_at=begin + (n + 1) * hour)
        for n in range(own.MOST_ABSENCES)
    )
    db.session.commit()
    with pytest.raises(Refused):
        own.add_own_absence(me, begin, begin + hour, "")


def test_who_chose_nothing_has_the_defaults() -> None:
    made = day()
    kept = preference_of(made.people[0].id)
    assert (kept.hidden, kept.instant, kept.starred, kept.speaking) == (False, False, Weight.SOFT, Weight.HARD)
    choose(made.people[0], starred=Weight.NONE)
    assert preference_of(made.people[0].id).starred is Weight.NONE
