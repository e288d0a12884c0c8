"""Which slots people can choose from to meet each other."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from conference import clock
from conference.extensions import db
from conference.meetings.actions import settings_of
from conference.meetings.choices import SlotChoice
from conference.meetings.models import MeetingPlace, MeetingPlaceHold, MeetingSlot
from conference.meetings.times_actions import slot_times


def slot_choices(
    conference_id: int, me: int, others: Collection[int], among: Collection[int] | None = None
) -> list[SlotChoice]:
    """Return the slots that are still to come, first to last, and how each stands; a fixed number of queries.

    `among`: only these slots.
    """
    query = select(MeetingSlot).where(MeetingSlot.conference_id == conference_id, MeetingSlot.starts_at > clock.now())
    if among is not None:
        query = query.where(MeetingSlot.id.in_(among))
    slots = db.session.scalars(query.order_by(MeetingSlot.starts_at)).all()
    times = slot_times(conference_id, {me, *others}, slots)
    full = _without_place(conference_id, slots)
    return [
        SlotChoice(
            slot.id,
            slot.starts_at,
            slot.ends_at,
            mine=times[me][slot.id],
            others={other: times[other][slot.id].weight for other in others},
            has_place=slot.id not in full,
        )
        for slot in slots
    ]


def _without_place(conference_id: int, slots: Sequence[MeetingSlot]) -> frozenset[int]:
    """Return the slots in which every place is held; none where meetings are held by video."""
    if settings_of(conference_id).by_video:
        return frozenset()
    places = db.session.scalar(select(func.count()).where(MeetingPlace.conference_id == conference_id)) or 0
    held = db.session.execute(
        select(MeetingPlaceHold.slot_id, func.count())
        .where(MeetingPlaceHold.slot_id.in_([slot.id for slot in slots]))
        .group_by(MeetingPlaceHold.slot_id)
    )
    taken: dict[int, int] = {row[0]: row[1] for row in held}
    return frozenset(slot.id for slot in slots if taken.get(slot.id, 0) >= places)
