"""Which table or room each meeting has: people keep theirs from slot to slot where they can."""

from collections.abc import Mapping

from conference.meetings.timetable_types import Meeting, Pair, Problem


def placed(problem: Problem, slot_of: Mapping[Pair, int]) -> tuple[Meeting, ...]:
    """Return the meetings by slot and people, each with a place of its slot that nobody else has."""
    meetings: list[Meeting] = []
    last: dict[int, int] = {}
    here: dict[int, list[Pair]] = {}
    for pair in sorted(slot_of):
        here.setdefault(slot_of[pair], []).append(pair)
    for slot in problem.slots:
        fixed = [meeting for meeting in problem.fixed if meeting.slot == slot.id]
        pairs = here.get(slot.id, [])
        free = sorted(set(slot.places) - {meeting.place for meeting in fixed})
        place_of = _kept(pairs, free, last) if slot.places else {}
        meetings += [Meeting(slot.id, pair, place_of.get(pair)) for pair in pairs]
        last.update({one: place for pair, place in place_of.items() for one in pair})
        last.update({one: meeting.place for meeting in fixed if meeting.place is not None for one in meeting.people})
    return tuple(meetings)


def _kept(pairs: list[Pair], free: list[int], last: Mapping[int, int]) -> dict[Pair, int]:
    """Give places: those where both were last, then those where one was, then whatever is left, in order."""
    left, place_of = set(free), dict[Pair, int]()
    for both in (True, False):
        for pair in pairs:
            known = [last[one] for one in pair if one in last]
            if both and (len(known) < 2 or known[0] != known[1]):
                continue
            kept = next((place for place in known if place in left), None)
            if pair not in place_of and kept is not None:
                place_of[pair] = kept
                left.discard(kept)
    rest = iter(sorted(left))
    return place_of | {pair: next(rest) for pair in pairs if pair not in place_of}
