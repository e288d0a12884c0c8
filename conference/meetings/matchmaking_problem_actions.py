"""A matchmaking as the solver's problem: who is free when, who wishes whom, and what is fixed."""

from itertools import pairwise

from conference.meetings.matchmaking_actions import ranked_wishes
from conference.meetings.matchmaking_facts_actions import Known, known_of
from conference.meetings.matchmaking_judging import Pair
from conference.meetings.matchmaking_models import Matchmaking
from conference.meetings.rules import Weight
from conference.meetings.settings_actions import places_of
from conference.meetings.timetable_types import FixedMeeting, Person, Problem, Slot, Wish, strength_of


def problem_of(row: Matchmaking) -> tuple[Problem, int]:
    """Return what the timetable is computed from, and how many wishes are met by meetings at other times.

    Left out of it are those, and the wishes of two whose published meeting has ended.
    """
    known = known_of(row)
    wishes = _wishes(row, known)
    here = {pair for those, _place in known.fixed.values() for pair in _pairs(those)}
    elsewhere = set(known.facts.known) - here
    problem = Problem(
        slots=_slots(row, known),
        people=tuple(
            Person(
                one,
                frozenset(slot_id for slot_id, time in of.items() if time.weight is not Weight.HARD),
                frozenset(slot_id for slot_id, time in of.items() if time.weight is Weight.SOFT),
            )
            for one, of in sorted(known.times.items())
            if known.facts.left.get(one, 1)
        ),
        wishes=tuple(wish for wish in wishes if wish.pair not in elsewhere),
        blocked=frozenset(known.facts.blocked),
        fixed=tuple(
            FixedMeeting(slot_id, tuple(sorted(those)), place)
            for (_meeting, slot_id), (those, place) in sorted(known.fixed.items())
        ),
        most=row.most_meetings,
        seed=row.seed,
    )
    return problem, sum(wish.pair in known.met - here for wish in wishes)


def _pairs(those: frozenset[int]) -> set[Pair]:
    return {(one, other) for one in those for other in those if one < other}


def _wishes(row: Matchmaking, known: Known) -> list[Wish]:
    ranked = ranked_wishes(row.id, frozenset(known.facts.here))
    both = {(by, about) for by, wished in ranked.items() for about in wished}
    return [
        Wish(by, about, strength_of(rank, mutual=(about, by) in both))
        for by, wished in sorted(ranked.items())
        for rank, about in enumerate(wished, start=1)
    ]


def _slots(row: Matchmaking, known: Known) -> tuple[Slot, ...]:
    places = tuple(place.id for place in places_of(row.conference_id)) if row.at_places else ()
    follows = {later.id for one, later in pairwise(known.slots) if one.window_id == later.window_id}
    return tuple(
        Slot(slot.id, slot.id in follows, places, None if row.at_places else row.most_at_once) for slot in known.slots
    )
