"""When people are free to meet: slots, what else they have, and what they hold already."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from conference.agenda import busy_actions as _busy_actions  # noqa: F401 - adds what the agenda knows
from conference.agenda.busy import Busy, busy_times
from conference.extensions import db
from conference.meetings.actions import preferences_of, slots_of_conference
from conference.meetings.models import MeetingHold, MeetingSlot
from conference.meetings.slots import Span
from conference.meetings.times import SlotTime, standing_of


def slot_times(
    conference_id: int, participant_ids: Collection[int], slots: Sequence[MeetingSlot] | None = None
) -> dict[int, dict[int, SlotTime]]:
    """Return, for each person and slot id, how that slot stands for them; a fixed number of queries.

    `slots` None: all of the conference. Past slots are judged like any other: who asks decides about the clock.
    """
    asked = slots_of_conference(conference_id) if slots is None else slots
    if not asked or not participant_ids:
        return {one: {} for one in participant_ids}
    preferences = preferences_of(participant_ids)
    busy = _by_person(
        busy_times(conference_id, participant_ids, min(s.starts_at for s in asked), max(s.ends_at for s in asked))
    )
    held = _held(participant_ids, [slot.id for slot in asked])
    return {
        one: {
            slot.id: standing_of(
                Span(slot.starts_at, slot.ends_at),
                busy.get(one, ()),
                starred=preferences[one].starred,
                speaking=preferences[one].speaking,
                held=held.get((one, slot.id)),
            )
            for slot in asked
        }
        for one in participant_ids
    }


def _by_person(busy: Sequence[Busy]) -> Mapping[int, Sequence[Busy]]:
    found: defaultdict[int, list[Busy]] = defaultdict(list)
    for one in busy:
        found[one.participant_id].append(one)
    return found


def _held(participant_ids: Collection[int], slot_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return the meetings that people hold slots for, by person and slot."""
    rows = db.session.execute(
        select(MeetingHold.participant_id, MeetingHold.slot_id, MeetingHold.meeting_id).where(
            MeetingHold.participant_id.in_(participant_ids), MeetingHold.slot_id.in_(slot_ids)
        )
    )
    return {(person, slot): meeting for person, slot, meeting in rows}
