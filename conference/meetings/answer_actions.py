"""Answering: accepting one of the times, proposing others, declining."""

from collections.abc import Collection

from flask_babel import gettext as _

from conference import clock
from conference.errors import Refused
from conference.extensions import db
from conference.meetings import mail_actions
from conference.meetings.actions import lock_times, person_in
from conference.meetings.booking_actions import book, clear_proposal, join, judged, note, own_id
from conference.meetings.choices import Times
from conference.meetings.end_actions import part
from conference.meetings.hold_actions import held_slots
from conference.meetings.models import Meeting
from conference.meetings.proposal_actions import propose_slots, refusing
from conference.meetings.rules import Act, Answer, MeetingState
from conference.permissions import Actor


def accept(actor: Actor, meeting_id: int, seen: int, slot_id: int | None = None, sure: Collection[int] = ()) -> Meeting:
    """Accept a request in one of its slots, a move, or the time at which others booked; return the meeting.

    `slot_id` may be left out where one slot is proposed. `sure` are slots that the actor saw cut into something.
    """
    meeting = judged(actor, meeting_id, Act.ACCEPT, seen)
    me = own_id(actor)
    if meeting.state is MeetingState.BOOKED and me not in meeting.standing.accepted:
        join(meeting, held_slots(meeting), sure, me)
        _say(meeting, me, Answer.ACCEPTED)
        note(meeting, Act.ACCEPT, me)
        mail_actions.tell_booked(meeting, me)
    else:
        _book(meeting, me, slot_id, sure)
    db.session.commit()
    return meeting


def _book(meeting: Meeting, me: int, slot_id: int | None, sure: Collection[int]) -> None:
    proposed = [row.slot_id for row in meeting.proposals]
    wanted = slot_id if slot_id is not None else proposed[0] if len(proposed) == 1 else None
    if wanted is None or wanted == meeting.slot_id or not (meeting.any_time or wanted in proposed):
        db.session.rollback()
        raise Refused(_("Please choose one of the times."), field="slot")
    was_booked, by = meeting.state is MeetingState.BOOKED, meeting.proposed_by_id
    people = {me, by} - {None}
    # Who proposed a slot wanted it; who is ready for any time gave nothing up for it.
    yes = ({by} if wanted in proposed else set()) | ({me} if wanted in sure else set())
    book(meeting, wanted, {one for one in people if one is not None}, {one for one in yes if one is not None}, me)
    for person in meeting.people:
        if person.participant_id in people:
            person.answer, person.answered_at = Answer.ACCEPTED, clock.now()
        elif person.answer is Answer.ACCEPTED:
            # A third was ready for the old time; they answer for the new one.
            person.answer = Answer.WAITING
    note(meeting, Act.ACCEPT, me)
    (mail_actions.tell_moved if was_booked else mail_actions.tell_booked)(meeting, me)


def propose(actor: Actor, meeting_id: int, seen: int, times: Times, word: str = "") -> Meeting:
    """Propose other times for a request, or to move a booked meeting, which stays put until another accepts."""
    lock_times(times.slot_ids)
    meeting = judged(actor, meeting_id, Act.PROPOSE, seen)
    me = own_id(actor)
    with refusing():
        propose_slots(meeting, me, times)
    note(meeting, Act.PROPOSE, me, word)
    mail_actions.tell_proposed(meeting, me)
    db.session.commit()
    return meeting


def decline(actor: Actor, meeting_id: int, seen: int, word: str = "") -> Meeting:
    """Say no: to a request, to a move, or to the time at which the others meet; with a kind word."""
    meeting = judged(actor, meeting_id, Act.DECLINE, seen)
    me = own_id(actor)
    if meeting.state is MeetingState.BOOKED and me in meeting.standing.accepted:
        clear_proposal(meeting)
        note(meeting, Act.DECLINE, me, word)
        mail_actions.tell_declined(meeting, me)
    else:
        part(meeting, me, Act.DECLINE, word)
    db.session.commit()
    return meeting


def _say(meeting: Meeting, me: int, answer: Answer) -> None:
    person = person_in(meeting, me)
    person.answer, person.answered_at = answer, clock.now()
