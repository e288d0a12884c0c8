"""Extending a meeting: its people and its place hold the next slot too, where all of them are free."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.errors import ConferenceError, Stale
from conference.extensions import db
from conference.meetings import mail_actions
from conference.meetings.actions import lock_meeting
from conference.meetings.booking_actions import note
from conference.meetings.hold_actions import free_place, hold, hold_place
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.room_actions import coming, may_call, meeting_with_room
from conference.meetings.times_actions import slot_times
from conference.permissions import Actor


@dataclass(frozen=True, slots=True)
class Extension:
    """The slot that comes after a meeting, and whether all of its people and its place are free then."""

    slot: MeetingSlot
    is_free: bool


def extension_of(meeting: Meeting) -> Extension | None:
    """Return by what a meeting may be extended; None where no slot of the same window follows."""
    slot = _next_slot(meeting)
    if slot is None or slot.ends_at <= clock.now():
        return None
    people = [person.participant_id for person in coming(meeting)]
    times = slot_times(meeting.conference_id, people, [slot])
    place = meeting.place_id
    has_place = place is None or getattr(free_place(meeting.conference_id, [slot], place), "id", None) == place
    return Extension(slot, has_place and all(times[one][slot.id].is_free for one in people))


def _next_slot(meeting: Meeting) -> MeetingSlot | None:
    """Return the slot that follows in the same window, whatever the pause between."""
    first = select(MeetingSlot.window_id).where(MeetingSlot.id == meeting.slot_id).scalar_subquery()
    return db.session.scalars(
        select(MeetingSlot)
        .where(MeetingSlot.window_id == first, MeetingSlot.starts_at >= meeting.ends_at)
        .order_by(MeetingSlot.starts_at)
        .limit(1)
    ).first()


def extend(actor: Actor, meeting_id: int, slot_id: int) -> Meeting:
    """Extend a meeting by the slot that the actor was shown, and commit.

    Raises `Stale`, with nothing held, where somebody or the place has something else then by now, or where it was
    extended by somebody else just before.
    """
    meeting_with_room(actor, meeting_id)
    meeting = lock_meeting(actor, meeting_id)
    try:
        slot = _slot_to_add(actor, meeting, slot_id)
        hold(meeting, [slot], [person.participant_id for person in coming(meeting)])
        if meeting.place_id is not None:
            hold_place(meeting, [slot], meeting.place_id)
    except ConferenceError:
        db.session.rollback()
        raise
    meeting.ends_at = slot.ends_at
    meeting.sequence += 1
    # A booked meeting that stays booked without an act of its own: its story tells that as longer.
    note(meeting, None, actor.participant_id)
    mail_actions.tell_changed(meeting, actor.participant_id)
    db.session.commit()
    return meeting


def _slot_to_add(actor: Actor, meeting: Meeting, slot_id: int) -> MeetingSlot:
    if not may_call(actor, meeting.id):
        raise Stale(_("This meeting is over, or was ended."))
    extension = extension_of(meeting)
    if extension is None or extension.slot.id != slot_id:
        raise Stale(_("The meeting was extended already, or no time follows any more. Please look again."))
    if not extension.is_free:
        raise Stale(_("The next time is not free for all of you any more: the meeting ends as agreed."))
    return extension.slot
