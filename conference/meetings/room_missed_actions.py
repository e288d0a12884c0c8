"""Somebody did not come: who waits frees the time for others, and sees who is free right now."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from conference import clock
from conference.errors import Refused
from conference.extensions import db
from conference.meetings import mail_actions
from conference.meetings.actions import lock_meeting, preferences_of, settings_of
from conference.meetings.booking_actions import note
from conference.meetings.end_actions import end
from conference.meetings.matching import Reason
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.pool_actions import pool_of
from conference.meetings.room_actions import coming, meeting_with_room, people_of, times_of
from conference.meetings.room_rules import is_missed
from conference.meetings.rules import MeetingState
from conference.meetings.times_actions import slot_times
from conference.people.rules import PersonCard
from conference.permissions import Actor

MOST_STAND_INS = 6


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is free right now and suits. `instant`: their free times are booked without asking."""

    card: PersonCard
    reasons: tuple[Reason, ...]
    instant: bool


def may_free(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor, who waits, may free the time of a meeting to which nobody else has come."""
    if meeting.state is not MeetingState.BOOKED:
        return False
    here = [person.participant_id for person in coming(meeting) if person.arrived_at is not None]
    minutes = settings_of(meeting.conference_id).no_show_minutes
    return actor.participant_id in here and is_missed(times_of(meeting), minutes, len(here), clock.now())


def free_missed(actor: Actor, meeting_id: int) -> Meeting:
    """Note that nobody else came, free all that the meeting held, and commit. Raises `Refused` where somebody did."""
    meeting_with_room(actor, meeting_id)
    meeting = lock_meeting(actor, meeting_id)
    if not may_free(actor, meeting):
        db.session.rollback()
        raise Refused(_("This time cannot be freed: somebody has come, or it is too early, or the time is over."))
    end(meeting, MeetingState.MISSED)
    meeting.sequence += 1
    note(meeting, None, actor.participant_id)
    mail_actions.tell_missed(meeting)
    db.session.commit()
    return meeting


def stand_ins(actor: Actor, meeting: Meeting) -> Sequence[StandIn]:
    """Return who suits the actor and is free while the meeting would have lasted; who lets others book comes first."""
    me, now = actor.participant_id or 0, clock.now()
    if meeting.state is not MeetingState.MISSED or times_of(meeting).is_over(now) or meeting.slot_id is None:
        return ()
    pool = pool_of(meeting.conference_id, me)
    slot = db.session.get_one(MeetingSlot, meeting.slot_id)
    # Not who has just not come.
    able = pool.askable - pool.blocked - {person.participant_id for person in meeting.people}
    suited = [one.id for one in pool.matches.suggestions(me) if one.id in able]
    times = slot_times(meeting.conference_id, suited, [slot])
    free = [one for one in suited if times[one][slot.id].is_quite_free]
    instant = preferences_of(free)
    chosen = sorted(free, key=lambda one: not instant[one].instant)[:MOST_STAND_INS]
    people = people_of(chosen)
    return [
        StandIn(people[one].card, pool.matches.reasons(me, one), instant[one].instant)
        for one in chosen
        if one in people
    ]
