"""What organisers do from their board: freeing the time of who does not come, stand-ins, cancelling with a reason."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from conference import clock, presence
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings.desk_act_actions import cancel_for_all, free_missed
from conference.meetings.desk_actions import meeting_of_board
from conference.meetings.desk_stand_in_actions import book_stand_in, stand_ins, who_waits
from conference.meetings.models import (
    Meeting,
    MeetingChange,
    MeetingHold,
    MeetingPlaceHold,
    MeetingPreference,
    MeetingSettings,
)
from conference.meetings.rules import Act, MeetingState, Origin
from conference.people.models import ParticipantBlock, ParticipantTag, Tag
from conference.people.rules import TagSide
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.making import Day, booked, day, place
from tests.meetings.meeting_days import crowd
from tests.meetings.post import mails_to


class Late:
    """A meeting that began five minutes ago, to which one of two has come."""

    def __init__(self) -> None:
        self.day: Day = day(6)
        self.slot = self.day.slots[0]
        self.waits, self.missing, *self.others = self.day.people
        self.meeting = booked(self.day, self.slot, self.waits, self.missing)
        self.meeting.people[0].arrived_at = self.slot.starts_at
        db.session.commit()
        self.organiser = make.actor(self.day.organiser)

    def free(self) -> Meeting:
        """Free its time."""
        return free_missed(self.organiser, self.meeting.id, self.meeting.proposal)

    def free_now(self) -> list[int]:
        """Return the ids of the stand-ins, in their order."""
        return [one.card.id for one in stand_ins(self.organiser, meeting_of_board(self.organiser, self.meeting.id))]


@pytest.fixture
def late(session: Any) -> Iterator[Late]:
    made = Late()
    with clock.stopped_at(five_minutes_into(made)):
        yield made


def five_minutes_into(made: Late) -> datetime:
    return made.slot.starts_at + (made.slot.ends_at - made.slot.starts_at) / 4


def holds(meeting: Meeting) -> list[int]:
    return list(db.session.scalars(select(MeetingHold.participant_id).where(MeetingHold.meeting_id == meeting.id)))


def test_a_meeting_that_somebody_misses_is_freed_and_its_story_says_so(late: Late) -> None:
    late.free()
    assert late.meeting.state is MeetingState.MISSED
    assert not holds(late.meeting)
    change = db.session.scalars(select(MeetingChange).where(MeetingChange.meeting_id == late.meeting.id)).one()
    assert (change.act, change.after, change.by_id) == (None, MeetingState.MISSED, late.day.organiser.id)
    waits = who_waits(meeting_of_board(late.organiser, late.meeting.id))
    assert waits is not None
    assert waits.id == late.waits.id
    # Both are told, and their calendars lose it.
    for person in (late.waits, late.missing):
        [mail] = mails_to(person)
        assert "METHOD:CANCEL" in (mail.calendar or "")


def test_whoever_has_the_room_open_when_it_is_freed_is_the_one_who_waits(late: Late) -> None:
    late.meeting.people[0].arrived_at = None
    db.session.commit()
    presence.visit(("meeting_here", late.meeting.id), late.missing.id)
    late.free()
    waits = who_waits(meeting_of_board(late.organiser, late.meeting.id))
    assert waits is not None
    assert waits.id == late.missing.id


def test_a_meeting_is_not_freed_before_its_time_nor_where_two_are_there_nor_after_its_end(late: Late) -> None:
    with clock.stopped_at(late.slot.starts_at), pytest.raises(Refused):
        late.free()
    late.meeting.people[1].arrived_at = clock.now()
    db.session.commit()
    with pytest.raises(Refused):
        late.free()
    late.meeting.people[1].arrived_at = None
    db.session.commit()
    with clock.stopped_at(late.slot.ends_at), pytest.raises(Stale):
        late.free()
    assert len(holds(late.meeting)) == 2


def test_a_page_that_is_not_of_today_any_more_frees_and_cancels_nothing(late: Late) -> None:
    seen = late.meeting.proposal
    late.free()
    with pytest.raises(Stale):
        free_missed(late.organiser, late.meeting.id, seen)
    with pytest.raises(Stale):
        cancel_for_all(late.organiser, late.meeting.id, late.meeting.proposal, "Sorry.")
    other = booked(late.day, late.slot, *late.others[:2])
    with pytest.raises(Stale):
        cancel_for_all(late.organiser, other.id, other.proposal + 1, "Sorry.")
    assert other.state is MeetingState.BOOKED


def test_organisers_cancel_with_a_reason_and_everything_is_free_again(late: Late) -> None:
    meeting = booked(late.day, late.day.slots[3], *late.others[:2])
    before = meeting.sequence
    cancel_for_all(late.organiser, meeting.id, meeting.proposal, "The hall is closed.")
    assert (meeting.state, meeting.reason) == (MeetingState.CANCELLED, "The hall is closed.")
    assert meeting.sequence > before
    assert not holds(meeting)
    change = db.session.scalars(select(MeetingChange).where(MeetingChange.meeting_id == meeting.id)).one()
    assert (change.act, change.word) == (Act.CANCEL, "The hall is closed.")


def test_stand_ins_are_free_shown_and_not_kept_apart_those_who_can_be_booked_first(late: Late) -> None:
    late.free()
    busy, hidden, blocked, plain = late.others
    instant = make.participant(late.day.house, name="Instant", in_directory=True)
    suited = make.participant(late.day.house, name="Suited", in_directory=True)
    make.participant(late.day.house, name="Unlisted", in_directory=False)
    booked(late.day, late.slot, busy, make.participant(late.day.house, in_directory=False))
    make.kept(MeetingPreference(participant_id=hidden.id, hidden=True))
    make.kept(MeetingPreference(participant_id=instant.id, instant=True))
    make.kept(ParticipantBlock(participant_id=blocked.id, blocked_id=late.waits.id))
    tag = make.kept(Tag(conference_id=late.day.house.id, name="Photonics"))
    make.kept(ParticipantTag(participant_id=late.waits.id, tag_id=tag.id, side=TagSide.SEEKS))
    make.kept(ParticipantTag(participant_id=suited.id, tag_id=tag.id, side=TagSide.OFFERS))
    assert late.free_now() == [instant.id, suited.id, plain.id]


def test_a_stand_in_is_booked_with_the_one_who_waits_in_the_freed_time_and_place(late: Late) -> None:
    table = place(late.day.house)
    make.kept(MeetingPlaceHold(slot_id=late.slot.id, place_id=table.id, meeting_id=late.meeting.id))
    late.meeting.place_id = table.id
    db.session.commit()
    late.free()
    meeting = book_stand_in(late.organiser, late.meeting.id, late.others[0].id)
    assert (meeting.state, meeting.origin) == (MeetingState.BOOKED, Origin.ORGANISER)
    assert (meeting.slot_id, meeting.place_id, meeting.starts_at) == (late.slot.id, table.id, late.slot.starts_at)
    assert set(holds(meeting)) == {late.waits.id, late.others[0].id}
    assert late.free_now() == []
    # Pressed twice, it is the same meeting; and nobody else is booked with who meets by now.
    assert book_stand_in(late.organiser, late.meeting.id, late.others[0].id).id == meeting.id
    with pytest.raises(Stale):
        book_stand_in(late.organiser, late.meeting.id, late.others[1].id)
    assert db.session.query(Meeting).filter_by(origin=Origin.ORGANISER).count() == 1


def test_nobody_is_booked_who_is_busy_hidden_blocked_full_or_of_elsewhere(late: Late) -> None:
    late.free()
    busy, hidden, blocked, full = late.others
    booked(late.day, late.slot, busy, make.participant(late.day.house))
    make.kept(MeetingPreference(participant_id=hidden.id, hidden=True))
    make.kept(ParticipantBlock(participant_id=late.waits.id, blocked_id=blocked.id))
    booked(late.day, late.day.slots[4], full, make.participant(late.day.house))
    make.kept(MeetingSettings(conference_id=late.day.house.id, most_meetings=1))
    for person, refusal in ((busy, (Stale, Refused)), (hidden, Refused), (blocked, Refused), (full, Refused)):
        with pytest.raises(refusal):
            book_stand_in(late.organiser, late.meeting.id, person.id)
    with pytest.raises(NotFound):
        book_stand_in(late.organiser, late.meeting.id, make.participant(make.conference()).id)
    with pytest.raises(Refused):
        book_stand_in(late.organiser, late.meeting.id, late.waits.id)
    assert not db.session.query(Meeting).filter_by(origin=Origin.ORGANISER).count()


def test_nobody_stands_in_where_nobody_waits_or_the_time_is_over(late: Late) -> None:
    with pytest.raises(Stale):
        book_stand_in(late.organiser, late.meeting.id, late.others[0].id)
    late.free()
    with clock.stopped_at(late.slot.ends_at):
        assert late.free_now() == []
        with pytest.raises(Stale):
            book_stand_in(late.organiser, late.meeting.id, late.others[0].id)


def test_only_organisers_of_this_conference_do_any_of_it(late: Late) -> None:
    seen, meeting_id = late.meeting.proposal, late.meeting.id
    acts: tuple[Callable[[Any], object], ...] = (
        lambda actor: free_missed(actor, meeting_id, seen),
        lambda actor: cancel_for_all(actor, meeting_id, seen, "No."),
        lambda actor: book_stand_in(actor, meeting_id, late.others[0].id),
    )
    elsewhere = make.actor(day().organiser)
    for act in acts:
        with pytest.raises(Forbidden):
            act(make.actor(late.waits))
        with pytest.raises(NotFound):
            act(elsewhere)


def test_a_thousand_people_cost_as_many_queries_as_ten(
    late: Late, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    late.free()
    counts = []
    for more in (1, 1000):
        crowd(late.day.house, more)
        db.session.expire_all()
        counts.append(count_queries(late.free_now))
    assert counts[0] == counts[1] <= 25


def test_the_page_frees_books_and_cancels_by_its_forms(app: Any, sign_in: SignIn) -> None:
    with app.app_context():
        made = Late()
        slug, organiser, meeting_id = made.day.house.slug, made.day.organiser.account_id, made.meeting.id
        seen, stand_in, moment = made.meeting.proposal, made.others[0].id, five_minutes_into(made)
        attendee = made.waits.account_id
    address = f"/{slug}/meetings/board/{meeting_id}"
    with clock.stopped_at(moment):
        browser = sign_in(organiser)
        assert "Free the time" in browser.get(address).text
        assert "Somebody has not come." in browser.get(address).text
        with app.app_context():
            db.session.get_one(Meeting, meeting_id).people[0].arrived_at = None
            db.session.commit()
        assert "Nobody has come." in browser.get(address).text
        with app.app_context():
            db.session.get_one(Meeting, meeting_id).people[0].arrived_at = moment
            db.session.commit()
        assert sign_in(attendee).post(f"{address}/free", data={"seen": seen}).status_code == 403
        assert browser.post(f"{address}/free", data={"seen": seen}, follow_redirects=True).status_code == 200
        assert f"{address}/stand-in/{stand_in}" in browser.get(address).text
        answer = browser.post(f"{address}/stand-in/{stand_in}")
        booked_address = answer.headers["Location"]
        assert browser.post(booked_address, data={"word": "", "seen": "2"}).status_code == 422
        assert browser.post(booked_address, data={"word": "Sorry.", "seen": "999"}).status_code == 409
        with app.app_context():
            row = db.session.scalars(select(Meeting).where(Meeting.origin == Origin.ORGANISER)).one()
            number = row.proposal
        assert browser.post(booked_address, data={"word": "Sorry.", "seen": str(number)}).status_code == 302
    with app.app_context():
        row = db.session.scalars(select(Meeting).where(Meeting.origin == Origin.ORGANISER)).one()
        assert (row.state, row.reason) == (MeetingState.CANCELLED, "Sorry.")
