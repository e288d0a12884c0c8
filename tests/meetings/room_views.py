"""Doors for a server that a test starts: a meeting of two demo roles that begins soon, and its times moved."""

from datetime import timedelta

from sqlalchemy import select

from conference import clock
from conference.demo.people import persona_email
from conference.extensions import db
from conference.meetings.actions import tell
from conference.meetings.blueprint import blueprint
from conference.meetings.booking_actions import note
from conference.meetings.models import Meeting, MeetingPreference, MeetingSlot
from conference.meetings.rules import Act
from conference.people.identity import current_conference, open_to_all
from conference.people.models import Account, Participant
from conference.permissions import Role
from tests.meetings import making


def _persona(role: str) -> Participant:
    house = current_conference()
    return db.session.scalars(
        select(Participant)
        .join(Account, Account.id == Participant.account_id)
        .where(Participant.conference_id == house.id, Account.email == persona_email(Role(role)))
    ).one()


@blueprint.get("/<slug>/test-meeting/<one>/<other>")
@open_to_all
def test_meeting(one: str, other: str) -> dict[str, int]:
    """Make a meeting of two roles that begins in two minutes, with more slots after it, and answer with its id."""
    house, people = current_conference(), (_persona(one), _persona(other))
    window = making.window(house, clock.now() + timedelta(minutes=2), slots=3, minutes=15)
    day = making.Day(house, people[0], list(people), list(window.slots))
    return {"meeting": making.booked(day, window.slots[0], *people).id}


@blueprint.get("/<slug>/test-meeting/<int:meeting_id>/earlier/<int:minutes>")
@open_to_all
def test_meeting_earlier(meeting_id: int, minutes: int) -> str:
    """Have a meeting, and the slots of its window, be so many minutes earlier: as if that time had passed."""
    meeting, by = db.session.get_one(Meeting, meeting_id), timedelta(minutes=minutes)
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    window = db.session.get_one(MeetingSlot, meeting.slot_id).window_id
    for slot in db.session.scalars(select(MeetingSlot).where(MeetingSlot.window_id == window)):
        slot.starts_at, slot.ends_at = slot.starts_at - by, slot.ends_at - by
    meeting.starts_at, meeting.ends_at = meeting.starts_at - by, meeting.ends_at - by
    tell(meeting)
    db.session.commit()
    return ""


@blueprint.get("/<slug>/test-request/<one>/<other>")
@open_to_all
def test_request(one: str, other: str) -> dict[str, int]:
    """Make a request of one role to another for any time, and answer with its id."""
    people = (_persona(one), _persona(other))
    day = making.Day(current_conference(), people[0], list(people), [])
    return {"meeting": making.request(day, *people).id}


@blueprint.get("/<slug>/test-meeting/<int:meeting_id>/joined")
@open_to_all
def test_meeting_joined(meeting_id: int) -> str:
    """Have something be done in a meeting under which what is proposed stays: as when a colleague comes along."""
    meeting = db.session.get_one(Meeting, meeting_id)
    note(meeting, Act.ACCEPT, meeting.asked_by_id)
    db.session.commit()
    return ""


@blueprint.get("/<slug>/test-colleagues/<one>/<other>/<third>")
@open_to_all
def test_colleagues(one: str, other: str, third: str) -> str:
    """Have three roles be of one organisation, where all share their meetings."""
    for role in (one, other, third):
        person = _persona(role)
        person.organisation = "House of tests"
        db.session.merge(MeetingPreference(participant_id=person.id, shares=True))
    db.session.commit()
    return ""
