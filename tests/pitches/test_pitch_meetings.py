"""An interest becomes a request for a meeting, in one press."""

import pytest
from sqlalchemy import func, select

from conference import clock
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.models import Meeting, MeetingPerson, MeetingSettings
from conference.people.models import Participant
from conference.pitches.interest_actions import be_interested
from conference.stage.pitch_actions import ask_for_meeting
from tests import factories as make
from tests.meetings import making as meetings
from tests.pitches import making
from tests.pitches.making import Stage


@pytest.fixture
def there(session: object) -> Stage:
    made = making.stage()
    house = made.person(made.petra_id).conference
    meetings.window(house, clock.now().replace(microsecond=0))
    be_interested(made.actor(made.anna_id), made.first, "", shares_email=False)
    return made


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Meeting)) or 0


def test_one_press_asks_at_any_time_and_a_second_finds_it(there: Stage) -> None:
    first = ask_for_meeting(there.actor(there.petra_id), there.first, there.anna_id)
    assert ask_for_meeting(there.actor(there.petra_id), there.first, there.anna_id) == first
    meeting = db.session.get_one(Meeting, first)
    assert meeting.any_time
    assert "Green hydrogen" in meeting.message
    assert {row.participant_id for row in db.session.scalars(select(MeetingPerson))} == {there.petra_id, there.anna_id}
    interest = there.interest(there.first, there.anna_id)
    assert interest is not None
    assert interest.meeting_at is not None


def test_a_request_that_is_there_already_is_found(there: Stage) -> None:
    asked = ask(there.actor(there.anna_id), Wish((there.petra_id,), "Shall we?", "key-00000001")).id
    assert ask_for_meeting(there.actor(there.petra_id), there.first, there.anna_id) == asked
    assert _count() == 1


def test_nobody_is_asked_who_did_not_press_or_by_who_does_not_pitch(there: Stage) -> None:
    with pytest.raises(NotFound):
        ask_for_meeting(there.actor(there.petra_id), there.first, there.bruno_id)
    with pytest.raises(Forbidden):
        ask_for_meeting(there.actor(there.quentin_id), there.first, there.anna_id)
    assert _count() == 0


def test_closed_meetings_and_people_out_of_sight_are_refused_in_words(there: Stage) -> None:
    person = db.session.get_one(Participant, there.anna_id)
    person.in_directory = False
    db.session.commit()
    with pytest.raises(Refused) as unseen:
        ask_for_meeting(there.actor(there.petra_id), there.first, there.anna_id)
    assert "contact" in unseen.value.message
    db.session.rollback()
    db.session.get_one(Participant, there.anna_id).in_directory = True
    make.kept(MeetingSettings(conference_id=there.conference_id, is_open=False))
    with pytest.raises(Refused) as closed:
        ask_for_meeting(there.actor(there.petra_id), there.first, there.anna_id)
    assert "not opened" in closed.value.message
    db.session.rollback()
    interest = there.interest(there.first, there.anna_id)
    assert interest is not None
    assert not interest.is_taken_up
