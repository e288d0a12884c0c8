"""Changing what one proposed oneself: the words and times of a request, the times of a move; or taking it back."""

from flask_babel import gettext as _

from conference.errors import Refused
from conference.extensions import db
from conference.meetings import mail_actions
from conference.meetings.actions import lock_times
from conference.meetings.booking_actions import clear_proposal, judged, note, own_id
from conference.meetings.choices import Times
from conference.meetings.end_actions import part
from conference.meetings.models import Meeting
from conference.meetings.proposal_actions import propose_slots, refusing
from conference.meetings.rules import MOST_LETTERS, Act, MeetingState
from conference.permissions import Actor


def edit(actor: Actor, meeting_id: int, seen: int, message: str | None, times: Times | None) -> Meeting:
    """Change one's own request or proposal. The message is who asked's to change. None leaves either as it is."""
    lock_times(times.slot_ids if times else ())
    meeting = judged(actor, meeting_id, Act.EDIT, seen)
    me = own_id(actor)
    words = message if meeting.asked_by_id == me and meeting.state is MeetingState.REQUESTED else None
    with refusing():
        if times is not None:
            propose_slots(meeting, me, times)
        elif words is None:
            raise Refused(_("Please say in a sentence what you would like to talk about."), field="message")
        else:
            # What others have before them is another request by now.
            meeting.proposal += 1
    if words is not None:
        meeting.message = words[:MOST_LETTERS]
    note(meeting, Act.EDIT, me)
    if meeting.state is MeetingState.REQUESTED:
        mail_actions.tell_edited(meeting)
    else:
        mail_actions.tell_proposed(meeting, me)
    db.session.commit()
    return meeting


def withdraw(actor: Actor, meeting_id: int, seen: int, word: str = "") -> Meeting:
    """Take back one's own request, or one's own wish to move a booked meeting, which then stays where it is."""
    meeting = judged(actor, meeting_id, Act.WITHDRAW, seen)
    me = own_id(actor)
    if meeting.state is MeetingState.BOOKED:
        clear_proposal(meeting)
        note(meeting, Act.WITHDRAW, me, word)
        mail_actions.tell_stays(meeting, me)
    else:
        part(meeting, me, Act.WITHDRAW, word)
    db.session.commit()
    return meeting
