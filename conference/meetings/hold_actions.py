"""Holding slots and places for a meeting, and freeing them; nothing here commits."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Table, delete, func, select

from conference.errors import Stale
from conference.extensions import db
from conference.locking import inserting_once, on_sqlite
from conference.meetings.models import Meeting, MeetingHold, MeetingPlace, MeetingPlaceHold, MeetingSlot


def hold(meeting: Meeting, slots: Sequence[MeetingSlot], participant_ids: Collection[int]) -> None:
    """Hold slots for people; raises `Stale` if one of them is in another meeting then. For none of them, then.

    The key of the table decides, so that who comes second learns it here, whatever was read before.
    """
    rows = [
        {"slot_id": slot.id, "participant_id": person, "meeting_id": meeting.id}
        for slot in slots
        for person in sorted(set(participant_ids))
    ]
    if len(_insert(MeetingHold, "participant_id", rows)) < len(rows):
        raise Stale(_("One of you has another meeting at that time by now. Please choose another time."))


def hold_place(meeting: Meeting, slots: Sequence[MeetingSlot], place_id: int) -> None:
    """Hold a place for slots; raises `Stale` if another meeting has it then."""
    rows = [{"slot_id": slot.id, "place_id": place_id, "meeting_id": meeting.id} for slot in slots]
    if len(_insert(MeetingPlaceHold, "place_id", rows)) < len(rows):
        raise Stale(_("This place has just been taken. Please choose another time."))


def free_place(conference_id: int, slots: Sequence[MeetingSlot], wanted: int | None = None) -> MeetingPlace | None:
    """Return a place that nobody holds in any of the slots: the wanted one if it is free, else the first; or None."""
    taken = select(MeetingPlaceHold.place_id).where(MeetingPlaceHold.slot_id.in_([slot.id for slot in slots]))
    return db.session.scalars(
        select(MeetingPlace)
        .where(MeetingPlace.conference_id == conference_id, MeetingPlace.id.not_in(taken))
        .order_by((MeetingPlace.id != (wanted or 0)), MeetingPlace.order, MeetingPlace.id)
        .limit(1)
    ).first()


def release(meeting: Meeting) -> None:
    """Free all that a meeting holds."""
    for model in (MeetingHold, MeetingPlaceHold):
        db.session.execute(delete(model).where(model.meeting_id == meeting.id))


def release_person(meeting: Meeting, participant_id: int) -> None:
    """Free what one of a meeting's people holds for it."""
    db.session.execute(
        delete(MeetingHold).where(MeetingHold.meeting_id == meeting.id, MeetingHold.participant_id == participant_id)
    )


def held_slots(meeting: Meeting) -> Sequence[MeetingSlot]:
    """Return the slots that a meeting holds, first to last; more than one once it was extended."""
    slots = select(MeetingHold.slot_id).where(MeetingHold.meeting_id == meeting.id)
    return db.session.scalars(
        select(MeetingSlot).where(MeetingSlot.id.in_(slots)).order_by(MeetingSlot.starts_at)
    ).all()


def count_meetings(participant_id: int) -> int:
    """Return how many meetings somebody has at their conference: those to come, and those that were not missed."""
    held = select(func.count(func.distinct(MeetingHold.meeting_id)))
    return db.session.scalar(held.where(MeetingHold.participant_id == participant_id)) or 0


def _insert(model: type[MeetingHold] | type[MeetingPlaceHold], column: str, rows: list[dict[str, Any]]) -> list[Any]:
    """Write the rows that are new, and return them."""
    db.session.flush()
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - a mapped table is one; only its type says less
    statement = inserting_once(table, table.c[column])[on_sqlite()]
    # One by one and in order, so that two who hold several slots never wait for each other.
    ordered = sorted(rows, key=lambda row: (row["slot_id"], row[column]))
    return [found for row in ordered if (found := db.session.execute(statement, row).scalar()) is not None]
