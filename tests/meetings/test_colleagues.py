"""Meetings of one organisation: who sees them, who comes along, who goes in whose place."""

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings.colleague_actions import hand_over, join_colleague, shared_meetings, sharing_colleagues
from conference.meetings.models import Meeting, MeetingHold, MeetingPreference
from conference.meetings.rules import Answer
from conference.people.models import ParticipantBlock
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making
from tests.meetings.making import Day
from tests.meetings.racing import check_holds


def sharing_day() -> Day:
    """Make people of whom the first two are of one organisation, and the first shares their meetings."""
    made = making.day(people=6)
    made.people[0].organisation, made.people[1].organisation = "Clúster  Uno", "cluster uno"
    make.kept(MeetingPreference(participant_id=made.people[0].id, shares=True))
    return made


@pytest.fixture
def day(session: scoped_session[Session]) -> Day:
    return sharing_day()


def held_by(meeting: Meeting) -> set[int]:
    check_holds()
    return set(db.session.scalars(select(MeetingHold.participant_id).where(MeetingHold.meeting_id == meeting.id)))


def test_colleagues_see_what_is_shared_and_nobody_else_does(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[2])
    making.request(day, day.people[0], day.people[3])
    assert [one.id for one in shared_meetings(day.actor(day.people[1]))] == [row.id]
    for other in (day.people[0], day.people[2], day.people[3], day.organiser):
        assert shared_meetings(day.actor(other)) == []
    # Without an organisation nobody is anybody's colleague.
    day.people[0].organisation = day.people[1].organisation = " "
    db.session.commit()
    assert sharing_colleagues(day.actor(day.people[1])) == []


def test_a_colleague_comes_along_where_there_is_room_and_they_are_free(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[2])
    making.booked(day, day.slots[1], day.people[0], day.people[3])
    busy = making.booked(day, day.slots[1], day.people[1], day.people[4])
    meeting = join_colleague(day.actor(day.people[1]), row.id)
    assert held_by(meeting) == {day.people[0].id, day.people[1].id, day.people[2].id}
    assert meeting.sequence == 1
    shared = shared_meetings(day.actor(day.people[1]))
    assert [one.id for one in shared] == [busy.id - 1]
    with pytest.raises(Stale, match="another meeting"):
        join_colleague(day.actor(day.people[1]), shared[0].id)
    assert held_by(shared[0]) == {day.people[0].id, day.people[3].id}


def test_four_are_enough_and_a_block_keeps_away(day: Day) -> None:
    four = making.booked(day, day.slots[0], day.people[0], *day.people[2:5])
    with pytest.raises(Refused, match="At most 4"):
        join_colleague(day.actor(day.people[1]), four.id)
    row = making.booked(day, day.slots[1], day.people[0], day.people[5])
    make.kept(ParticipantBlock(participant_id=day.people[5].id, blocked_id=day.people[1].id))
    with pytest.raises(NotFound):
        join_colleague(day.actor(day.people[1]), row.id)


def test_whoever_is_no_colleague_finds_nothing_to_join(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[0], day.people[2])
    for other in (day.people[3], day.organiser, make.participant(make.conference())):
        with pytest.raises(NotFound):
            join_colleague(make.actor(other), row.id)


def test_a_meeting_is_handed_to_a_colleague_who_shares_and_is_free(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[1], day.people[2])
    with pytest.raises(NotFound):
        hand_over(day.actor(day.people[1]), row.id, 1, day.people[3].id)
    with pytest.raises(Stale):
        hand_over(day.actor(day.people[1]), row.id, 0, day.people[0].id)
    meeting = hand_over(day.actor(day.people[1]), row.id, 1, day.people[0].id)
    assert held_by(meeting) == {day.people[0].id, day.people[2].id}
    answers = {one.participant_id: one.answer for one in meeting.people}
    assert answers[day.people[1].id] is Answer.LEFT


def test_a_colleague_who_is_taken_then_is_handed_nothing(day: Day) -> None:
    row = making.booked(day, day.slots[0], day.people[1], day.people[2])
    making.booked(day, day.slots[0], day.people[0], day.people[3])
    with pytest.raises(Refused, match="Attendee 0 is not free then"):
        hand_over(day.actor(day.people[1]), row.id, 1, day.people[0].id)
    assert held_by(row) == {day.people[1].id, day.people[2].id}


def test_the_page_lists_them_and_its_buttons_work(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        day = sharing_day()
        meeting_id = making.booked(day, day.slots[0], day.people[0], day.people[2]).id
        address, mine = f"/{day.house.slug}/meetings", day.people[1].id
        owner, browser, _other, stranger = (sign_in(person.account_id) for person in day.people[:4])
    assert "Attendee 0, Attendee 2" in browser.get(f"{address}/organisation").text
    assert "Attendee 0, Attendee 2" not in stranger.get(f"{address}/organisation").text
    assert stranger.post(f"{address}/{meeting_id}/join").status_code == 404
    assert stranger.post(f"{address}/{meeting_id}/hand-over").status_code == 404
    assert browser.post(f"{address}/{meeting_id}/join").headers["Location"].endswith(f"/{meeting_id}")
    assert "Attendee 1 (you)" in browser.get(f"{address}/{meeting_id}").text
    # Who does not share is handed nothing; who does is offered.
    assert owner.post(f"{address}/{meeting_id}/hand-over", data={"participant": mine, "seen": 1}).status_code == 404
    assert "Let a colleague go in my place" not in owner.get(f"{address}/{meeting_id}").text
    assert "Let a colleague go in my place" in browser.get(f"{address}/{meeting_id}").text
