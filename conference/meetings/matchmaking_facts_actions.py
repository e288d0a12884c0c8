"""What the hard rules of a matchmaking ask about, read afresh: times, meetings, blocks, places, limits."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference.extensions import db
from conference.meetings.actions import settings_of
from conference.meetings.matchmaking_actions import people_in, slots_of_matchmaking
from conference.meetings.matchmaking_judging import Facts, Pair
from conference.meetings.matchmaking_models import Matchmaking
from conference.meetings.models import Meeting, MeetingHold, MeetingPerson, MeetingPlaceHold, MeetingSlot
from conference.meetings.rules import Answer, MeetingState, Weight
from conference.meetings.settings_actions import places_of
from conference.meetings.times import SlotTime
from conference.meetings.times_actions import slot_times
from conference.people.block_actions import blocked_pairs

# What was published and ended is not arranged again: that somebody cancelled it counts for more than the wish.
_ENDED = (MeetingState.CANCELLED, MeetingState.MISSED, MeetingState.DECLINED)


@dataclass(frozen=True, slots=True)
class Known:
    """What one reading found: the facts, the slots in order of time, and how each stands for each person."""

    facts: Facts
    slots: tuple[MeetingSlot, ...]
    times: dict[int, dict[int, SlotTime]]
    # Booked meetings in these slots: by meeting and slot, who is in it and where.
    fixed: dict[tuple[int, int], tuple[frozenset[int], int | None]]
    # Who has a booked meeting with whom, at these times or at others; and whose meeting that was published ended.
    met: frozenset[Pair]
    ended: frozenset[Pair]


def known_of(row: Matchmaking, people: Collection[int] | None = None) -> Known:
    """Read what is so now; `people`: only these of who takes part (None: all), in a fixed number of queries."""
    here = people_in(row)
    asked = here if people is None else here & set(people)
    slots = tuple(slots_of_matchmaking(row))
    times = slot_times(row.conference_id, asked, slots)
    fixed = _fixed([slot.id for slot in slots])
    held: defaultdict[int, set[int]] = defaultdict(set)
    for (_meeting, slot_id), (those, _place) in fixed.items():
        for one in those:
            held[one].add(slot_id)
    busy = {
        one: frozenset(slot_id for slot_id, time in of.items() if time.weight is Weight.HARD)
        for one, of in times.items()
    }
    places, room = _room(row, slots, fixed)
    met, ended = _booked_pairs(row), _ended_pairs(row)
    facts = Facts(
        places=places,
        room=room,
        here=here if people is None else asked,
        busy=busy,
        held=held,
        blocked=blocked_pairs(asked),
        known=met | ended,
        left=_left(row, asked, fixed),
    )
    return Known(facts, slots, times, fixed, met, ended - met)


def _fixed(slot_ids: Collection[int]) -> dict[tuple[int, int], tuple[frozenset[int], int | None]]:
    people: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for meeting_id, slot_id, person in db.session.execute(
        select(MeetingHold.meeting_id, MeetingHold.slot_id, MeetingHold.participant_id).where(
            MeetingHold.slot_id.in_(slot_ids)
        )
    ):
        people[meeting_id, slot_id].add(person)
    places = {
        (meeting_id, slot_id): place_id
        for meeting_id, slot_id, place_id in db.session.execute(
            select(MeetingPlaceHold.meeting_id, MeetingPlaceHold.slot_id, MeetingPlaceHold.place_id).where(
                MeetingPlaceHold.slot_id.in_(slot_ids)
            )
        )
    }
    return {key: (frozenset(those), places.get(key)) for key, those in people.items()}


def _room(
    row: Matchmaking, slots: Collection[MeetingSlot], fixed: dict[tuple[int, int], tuple[frozenset[int], int | None]]
) -> tuple[dict[int, list[int]] | None, dict[int, int | None]]:
    """Return the free places of each slot (None: by video), and how many more meetings fit into it."""
    if not row.at_places:
        there = Counter(slot_id for _meeting, slot_id in fixed)
        most = row.most_at_once
        return None, {slot.id: None if most is None else max(0, most - there[slot.id]) for slot in slots}
    every = [place.id for place in places_of(row.conference_id)]
    taken = {(slot_id, place) for (_meeting, slot_id), (_those, place) in fixed.items()}
    free = {slot.id: [place for place in every if (slot.id, place) not in taken] for slot in slots}
    return free, {slot_id: len(places) for slot_id, places in free.items()}


def _booked_pairs(row: Matchmaking) -> frozenset[Pair]:
    """Return who has a booked meeting with whom, and has not left it or said no to it."""
    one, other = aliased(MeetingPerson), aliased(MeetingPerson)
    here = (Answer.ACCEPTED, Answer.WAITING)
    return _pairs_where(
        one, other, Meeting.conference_id == row.conference_id, Meeting.state == MeetingState.BOOKED,
        one.answer.in_(here), other.answer.in_(here),
    )  # fmt: skip


def _ended_pairs(row: Matchmaking) -> frozenset[Pair]:
    """Return who had a meeting that was published from here and has ended, or that one of them has left."""
    one, other = aliased(MeetingPerson), aliased(MeetingPerson)
    is_left = (one.answer == Answer.LEFT) | (other.answer == Answer.LEFT)
    return _pairs_where(one, other, Meeting.matchmaking_id == row.id, Meeting.state.in_(_ENDED) | is_left)


def _pairs_where(one: Any, other: Any, *conditions: Any) -> frozenset[Pair]:
    rows = db.session.execute(
        select(one.participant_id, other.participant_id)
        .join(Meeting, Meeting.id == one.meeting_id)
        .join(other, (other.meeting_id == one.meeting_id) & (other.participant_id > one.participant_id))
        .where(*conditions)
    )
    return frozenset((a, b) for a, b in rows)


def _left(
    row: Matchmaking, people: Collection[int], fixed: dict[tuple[int, int], tuple[frozenset[int], int | None]]
) -> dict[int, int]:
    """Return how many more meetings each may have: of this matchmaking's times, and of the conference."""
    meetings: defaultdict[int, set[int]] = defaultdict(set)
    for (meeting_id, _slot), (those, _place) in fixed.items():
        for one in those:
            meetings[one].add(meeting_id)
    left: dict[int, int] = {}
    if row.most_meetings is not None:
        left = {one: max(0, row.most_meetings - len(meetings[one])) for one in people}
    most = settings_of(row.conference_id).most_meetings
    if most is not None:
        theirs = _meetings(row.conference_id)
        left = {one: min(left.get(one, most), max(0, most - theirs.get(one, 0))) for one in people}
    return left


def _meetings(conference_id: int) -> dict[int, int]:
    """Return how many meetings people have, as `count_meetings` counts them for one."""
    rows = db.session.execute(
        select(MeetingHold.participant_id, func.count(func.distinct(MeetingHold.meeting_id)))
        .join(MeetingSlot, MeetingSlot.id == MeetingHold.slot_id)
        .where(MeetingSlot.conference_id == conference_id)
        .group_by(MeetingHold.participant_id)
    )
    return {person: count for person, count in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes
