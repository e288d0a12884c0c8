"""What somebody chooses for their own meetings, and when they do not want any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, realtime
from conference.agenda.models import Unavailability
from conference.agenda.write_actions import TOPIC
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.meetings.actions import lock_people, preference_of, slots_of_conference
from conference.meetings.models import MeetingPreference, MeetingSlot
from conference.meetings.rules import Weight
from conference.meetings.times import SlotTime
from conference.meetings.times_actions import slot_times
from conference.permissions import Actor, Permission, require

MOST_ABSENCES = 100
LONGEST_ABSENCE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chooses for their meetings."""

    hidden: bool
    instant: bool
    starred: Weight
    speaking: Weight
    shares: bool
    remind_day: bool
    remind_hour: bool
    remind_minutes: bool


def save_choices(actor: Actor, choices: Choices) -> None:
    """Save what the actor chose."""
    require(actor, Permission.MEETINGS_MEET)
    me = _me(actor)
    lock_people([me])
    row = preference_of(me)
    if row not in db.session:
        row = MeetingPreference(participant_id=me)
        db.session.add(row)
    for name in Choices.__dataclass_fields__:
        setattr(row, name, getattr(choices, name))
    realtime.changed("meetings_mine", me)
    db.session.commit()


def own_slots(actor: Actor) -> list[tuple[MeetingSlot, SlotTime]]:
    """Return the slots that are not over, each with how it stands for the actor."""
    require(actor, Permission.MEETINGS_MEET)
    me, now = _me(actor), clock.now()
    slots = [slot for slot in slots_of_conference(actor.conference_id) if slot.ends_at > now]
    times = slot_times(actor.conference_id, [me], slots)[me]
    return [(slot, times[slot.id]) for slot in slots]


def own_absences(actor: Actor) -> Sequence[Unavailability]:
    """Return when the actor said that they cannot, as far as it is not over."""
    require(actor, Permission.MEETINGS_MEET)
    return db.session.scalars(
        select(Unavailability)
        .where(Unavailability.participant_id == _me(actor), Unavailability.ends_at > clock.now())
        .order_by(Unavailability.starts_at, Unavailability.id)
    ).all()


def add_own_absence(actor: Actor, starts_at: datetime, ends_at: datetime, reason: str) -> int:
    """Say that the actor cannot meet from one moment to another, and return its id; what is booked stays booked."""
    require(actor, Permission.MEETINGS_MEET)
    me = _me(actor)
    lock_people([me])
    if ends_at <= starts_at:
        raise Refused(_("The end has to come after the start."), field="until")
    if ends_at - starts_at > LONGEST_ABSENCE:
        raise Refused(_("That is too long."), field="until")
    count = select(func.count()).select_from(Unavailability).where(Unavailability.participant_id == me)
    if (db.session.scalar(count) or 0) >= MOST_ABSENCES:
        raise Refused(_("These are too many times. Remove some first."), field="start")
    row = Unavailability(participant_id=me, starts_at=starts_at, ends_at=ends_at, reason=reason)
    db.session.add(row)
    _commit(actor)
    return row.id


def block_slot(actor: Actor, slot_id: int) -> int:
    """Say that the actor does not want to meet in one slot, and return the absence's id; said twice it is one.

    Raises `NotFound`.
    """
    require(actor, Permission.MEETINGS_MEET)
    slot = db.session.get(MeetingSlot, slot_id)
    if slot is None or slot.conference_id != actor.conference_id:
        raise NotFound(_("There is no such meeting time."))
    same = (one.id for one in own_absences(actor) if (one.starts_at, one.ends_at) == (slot.starts_at, slot.ends_at))
    return next(same, 0) or add_own_absence(actor, slot.starts_at, slot.ends_at, "")


def remove_own_absence(actor: Actor, absence_id: int) -> None:
    """Take a time back at which the actor could not."""
    require(actor, Permission.MEETINGS_MEET)
    row = db.session.get(Unavailability, absence_id)
    if row is None or row.participant_id != actor.participant_id:
        raise NotFound(_("There is no such time."))
    db.session.delete(row)
    _commit(actor)


def _me(actor: Actor) -> int:
    if actor.participant_id is None:
        raise NotFound(_("There is no such person here."))
    return actor.participant_id


def _commit(actor: Actor) -> None:
    realtime.changed("meetings_mine", _me(actor))
    # The builder shows where a session falls into a time at which one of its speakers cannot.
    realtime.changed(TOPIC, actor.conference_id)
    db.session.commit()
