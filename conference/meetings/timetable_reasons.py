"""Why a wish is not met, and why somebody has no meeting at all."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from conference.meetings.timetable_grid import fixed_pairs, open_slots, room_of
from conference.meetings.timetable_types import Pair, Problem, Reason, Unmet, Wish, Without

# What could be mended most easily is the last.
ORDER = list(Reason)


class Explained:
    """The state of a finished timetable that reasons are read from."""

    def __init__(self, problem: Problem, slot_of: Mapping[Pair, int]) -> None:
        self.problem, self.slot_of = problem, slot_of
        self.here = {person.id: person.free for person in problem.people}
        self.open = open_slots(problem)
        self.room = {slot.id: room_of(problem, slot) for slot in problem.slots}
        self.used = Counter(slot_of.values())
        self.met = fixed_pairs(problem)
        self.blocked = {tuple(sorted(pair)) for pair in problem.blocked}
        self.held = Counter(one for meeting in problem.fixed for one in meeting.people)
        self.busy: dict[int, set[int]] = defaultdict(set)
        for pair, slot in slot_of.items():
            for one in pair:
                self.busy[one].add(slot)

    def unmet(self) -> tuple[Unmet, ...]:
        """Return every wish that no meeting meets, with its reason."""
        wishes = sorted(self.problem.wishes, key=lambda wish: (wish.by, wish.about))
        left = [wish for wish in wishes if wish.pair not in self.slot_of and wish.pair not in self.met]
        return tuple(Unmet(wish.by, wish.about, self.reason(wish)) for wish in left)

    def without(self, unmet: tuple[Unmet, ...]) -> tuple[Without, ...]:
        """Return those who wished and meet nobody, with the reason that came nearest to a meeting."""
        reasons: dict[int, list[Reason]] = defaultdict(list)
        for wish in unmet:
            if not self.busy[wish.by] and not self.held[wish.by]:
                reasons[wish.by].append(wish.reason)
        return tuple(Without(one, max(reasons[one], key=ORDER.index)) for one in sorted(reasons))

    def reason(self, wish: Wish) -> Reason:
        """Return why a wish is not met."""
        by, about = wish.by, wish.about
        if by not in self.here or about not in self.here:
            return Reason.AWAY
        if wish.pair in self.blocked:
            return Reason.BLOCKED
        known = {slot for slot in self.here[by] & self.here[about] if slot in self.room}
        if not known:
            return Reason.NO_COMMON_SLOT
        common = {slot for slot in known & self.open[by] & self.open[about] if self.room[slot]}
        if not common or self._full(by, new=False) or self._full(about, new=False):
            return Reason.FIXED
        return self._taken(common, by, about)

    def _full(self, one: int, *, new: bool = True) -> bool:
        most = self.problem.most
        return most is not None and self.held[one] + new * len(self.busy[one]) >= most

    def _taken(self, common: set[int], by: int, about: int) -> Reason:
        """Return which maximum is reached, or who or what takes the slots that both could have."""
        if self._full(by):
            return Reason.OWN_LIMIT
        if self._full(about):
            return Reason.THEIR_LIMIT
        if common <= self.busy[about]:
            return Reason.THEIR_SLOTS
        if common <= self.busy[by]:
            return Reason.OWN_SLOTS
        idle = common - self.busy[by] - self.busy[about]
        if not idle:
            return Reason.BOTH_SLOTS
        full = all(self.used[slot] >= self.room[slot] for slot in idle)
        return Reason.NO_PLACE if full else Reason.NOT_REACHED
