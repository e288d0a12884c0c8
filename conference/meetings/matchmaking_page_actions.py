"""The draft of a timetable as organisers look at it: by slot, by person, and who has nobody."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from conference.extensions import db
from conference.meetings.matchmaking_actions import latest_run, matchmaking_of
from conference.meetings.matchmaking_facts_actions import Known, known_of
from conference.meetings.matchmaking_hand_actions import trouble_sentence
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingRun
from conference.meetings.matchmaking_rules import RunState
from conference.meetings.matchmaking_timetable_actions import DraftLine, judged_drafts, met_wishes
from conference.meetings.models import MeetingPlace, MeetingSlot
from conference.people.countries import folded
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Actor

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting as it is shown. `fixed`: booked already, by two to four; `trouble`: why it could not be published."""

    draft_id: int | None
    slot: MeetingSlot
    people: tuple[PersonCard, ...]
    place: str
    by_hand: bool
    trouble: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Without:
    """Somebody who wished and has no meeting, and why, where a run said."""

    card: PersonCard
    reason: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The draft with its figures as they are now; `run` has those of the computing."""

    row: Matchmaking
    slots: Sequence[MeetingSlot]
    counts: Mapping[int, int]
    rows: Sequence[Row]
    meetings: int
    booked: int
    met: int
    wishes: int
    troubled: int
    gaps: int
    without: Sequence[Without]
    run: MatchmakingRun | None
    cards: Mapping[int, PersonCard]


def draft_page(actor: Actor, matchmaking_id: int) -> DraftPage:
    """Return the whole timetable: the draft, and what is booked already at its times between those who take part."""
    row = matchmaking_of(actor, matchmaking_id)
    known = known_of(row)
    lines, _table = judged_drafts(row, known)
    cards = _cards(known, lines)
    slots = {slot.id: slot for slot in known.slots}
    places = _places(row.conference_id)
    fixed = _fixed_rows(known, cards, slots, places)
    shown = [
        Row(
            line.id, slots[line.sitting.slot], (cards[line.sitting.people[0]], cards[line.sitting.people[1]]),
            places.get(line.sitting.place or 0, ""), line.by_hand,
            trouble_sentence(line.found) if line.found is not None else "", fixed=False,
        )
        for line in lines
        if line.sitting.slot in slots
    ]  # fmt: skip
    good = [line.sitting for line in lines if line.found is None]
    pairs = {sitting.people for sitting in good} | known.met
    met, wishes, without = met_wishes(row, known.facts.here, pairs)
    run = _latest_done(row.id)
    return DraftPage(
        row=row,
        slots=known.slots,
        counts=Counter(one.slot.id for one in (*shown, *fixed)),
        rows=sorted([*shown, *fixed], key=lambda one: (one.slot.starts_at, folded(one.people[0].name), one.fixed)),
        meetings=len(lines),
        booked=len(fixed),
        met=met,
        wishes=wishes,
        troubled=len(lines) - len(good),
        gaps=_gaps(known, good),
        without=_without(without, known, run, cards),
        run=run,
        cards=cards,
    )


def _latest_done(matchmaking_id: int) -> MatchmakingRun | None:
    run = latest_run(matchmaking_id)
    if run is not None and run.state is RunState.DONE:
        return run
    return db.session.scalars(
        select(MatchmakingRun)
        .where(MatchmakingRun.matchmaking_id == matchmaking_id, MatchmakingRun.state == RunState.DONE)
        .order_by(MatchmakingRun.id.desc())
        .limit(1)
    ).first()


def _cards(known: Known, lines: Sequence[DraftLine]) -> dict[int, PersonCard]:
    ids = {person for line in lines for person in line.sitting.people}
    ids |= {person for those, _place in known.fixed.values() for person in those} | set(known.facts.here)
    people = db.session.scalars(select(Participant).where(Participant.id.in_(ids)))
    return {person.id: person.card for person in people}


def _places(conference_id: int) -> dict[int, str]:
    rows = db.session.scalars(select(MeetingPlace).where(MeetingPlace.conference_id == conference_id))
    return {place.id: place.name for place in rows}


def _fixed_rows(
    known: Known, cards: Mapping[int, PersonCard], slots: Mapping[int, MeetingSlot], places: Mapping[int, str]
) -> list[Row]:
    """Return the booked meetings that somebody who takes part is in, with all who come."""
    rows = []
    for (_meeting, slot_id), (those, place) in known.fixed.items():
        if len(those) >= 2 and not those.isdisjoint(known.facts.here):
            people = tuple(cards[one] for one in sorted(those))
            rows.append(
                Row(None, slots[slot_id], people, places.get(place or 0, ""), by_hand=False, trouble="", fixed=True)
            )
    return rows


def _gaps(known: Known, good: Sequence[Any]) -> int:
    """Return how many slots people wait between two meetings of one window."""
    at: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    order: dict[int, tuple[int, int]] = {}
    for number, slot in enumerate(known.slots):
        order[slot.id] = (slot.window_id, number)
    taken = [(person, sitting.slot) for sitting in good for person in sitting.people]
    taken += [(one, slot_id) for one, slots in known.facts.held.items() for slot_id in slots]
    for person, slot_id in taken:
        window, number = order[slot_id]
        at[person, window].append(number)
    return sum(max(numbers) - min(numbers) + 1 - len(set(numbers)) for numbers in at.values())


def _without(
    people: frozenset[int], known: Known, run: MatchmakingRun | None, cards: Mapping[int, PersonCard]
) -> list[Without]:
    reasons = {one: "ended" for pair in known.ended for one in pair}
    reasons |= dict(run.figures.get("without", ())) if run is not None else {}
    found = [Without(cards[one], reasons.get(one, "")) for one in people if one in cards]
    return sorted(found, key=lambda one: folded(one.card.name))


def timetable_rows(shown: DraftPage) -> list[Row]:
    """Return the meetings for an export: those that can be."""
    return [one for one in shown.rows if not one.trouble]
