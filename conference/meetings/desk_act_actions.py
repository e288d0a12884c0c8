"""What organisers do with a meeting from their board: free the time of who does not come, cancel with a reason."""

from collections.abc import Collection

from flask_babel import gettext as _

from conference import clock
from conference.errors import ConferenceError, NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings import mail_actions
from conference.meetings.actions import conference_of_meeting, lock_known_meeting
from conference.meetings.booking_actions import note, own_id
from conference.meetings.desk_rows_actions import board_meetings
from conference.meetings.end_actions import end
from conference.meetings.labels import STATE_SENTENCES
from conference.meetings.models import Meeting
from conference.meetings.rules import Act, MeetingState
from conference.permissions import Actor, Permission, require


def free_missed(actor: Actor, meeting_id: int, seen: int) -> Meeting:
    """Note that a meeting does not take place, and free its time for others.

    Raises `Refused` while it is too early, and where two are there.
    """
    meeting = _booked(actor, meeting_id, seen)
    [shown] = board_meetings(actor.conference_id, Meeting.id == meeting_id)
    if not shown.freeable:
        db.session.rollback()
        raise Refused(_("This time cannot be freed: two are there, or it is too early, or it is over."))
    _note_arrivals(meeting, {guest.id for guest in shown.waiting})
    end(meeting, MeetingState.MISSED)
    meeting.sequence += 1
    note(meeting, None, own_id(actor))
    mail_actions.tell_missed(meeting)
    db.session.commit()
    return meeting


def _note_arrivals(meeting: Meeting, came: Collection[int]) -> None:
    """Keep who waited: whoever has the room open has come, also where they did not say so yet."""
    for person in meeting.people:
        if person.participant_id in came and person.arrived_at is None:
            person.arrived_at = clock.now()


def cancel_for_all(actor: Actor, meeting_id: int, seen: int, word: str) -> Meeting:
    """Cancel a meeting that is to come or is on, for all of its people, who are mailed the reason."""
    meeting = _booked(actor, meeting_id, seen)
    end(meeting, MeetingState.CANCELLED, word)
    meeting.sequence += 1
    note(meeting, Act.CANCEL, own_id(actor), word)
    mail_actions.tell_cancelled(meeting, own_id(actor))
    db.session.commit()
    return meeting


def _booked(actor: Actor, meeting_id: int, seen: int) -> Meeting:
    """Return a booked meeting of the actor's conference that is not over, locked; `seen` is the page's proposal.

    Raises `NotFound` for any other, and `Stale` with what is so now.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    if conference_of_meeting(meeting_id) != actor.conference_id:
        raise NotFound(_("There is no such meeting."))
    meeting = lock_known_meeting(meeting_id)
    refusal = _refusal(meeting, seen)
    if refusal is not None:
        db.session.rollback()
        raise refusal
    return meeting


def _refusal(meeting: Meeting, seen: int) -> ConferenceError | None:
    if meeting.state is not MeetingState.BOOKED or meeting.proposal != seen:
        return Stale(str(STATE_SENTENCES[meeting.state]))
    if meeting.ends_at is not None and meeting.ends_at <= clock.now():
        return Stale(_("This meeting is over."))
    return None
