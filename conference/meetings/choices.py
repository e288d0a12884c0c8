"""How a slot stands for everybody who would meet in it: what is offered to choose from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from conference.meetings.rules import Weight
from conference.meetings.times import SlotTime


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """One slot for some people: how it stands for who chooses, and for each of the others; whether a place is free.

    Of the others it says how it stands and never why.
    """

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    mine: SlotTime
    others: Mapping[int, Weight]
    has_place: bool = True

    @property
    def taken_for(self) -> tuple[int, ...]:
        """Which of the others cannot then."""
        return tuple(person for person, weight in self.others.items() if weight is Weight.HARD)

    @property
    def unsure_for(self) -> tuple[int, ...]:
        """Which of the others have something then that they may give up."""
        return tuple(person for person, weight in self.others.items() if weight is Weight.SOFT)

    @property
    def is_open(self) -> bool:
        """Whether it can be proposed: nobody is taken, whatever it cuts into."""
        return self.has_place and self.mine.is_free and not self.taken_for

    @property
    def is_common(self) -> bool:
        """Whether it can be chosen when nobody named a time: free for the others with nothing against it."""
        return self.is_open and not self.unsure_for

    @property
    def is_quite_free(self) -> bool:
        """Whether nothing at all is against it."""
        return self.is_common and self.mine.is_quite_free


@dataclass(frozen=True, slots=True)
class Times:
    """Slots that somebody chose (none: any time), and those of them that they saw cut into something of theirs."""

    slot_ids: tuple[int, ...] = ()
    sure: frozenset[int] = frozenset()


def wanted_by(choices: Iterable[SlotChoice], slot_ids: Collection[int], person: int) -> list[SlotChoice]:
    """Return slots as they stand once one of the others proposed some of them: what these cut into they give up."""
    return [
        replace(one, others={**one.others, person: Weight.NONE})
        if one.slot_id in slot_ids and one.others.get(person) is Weight.SOFT
        else one
        for one in choices
    ]


def by_day(choices: Iterable[SlotChoice], zone: ZoneInfo) -> list[tuple[date, list[SlotChoice]]]:
    """Return slots by the day that they begin on, on the clock of a zone."""
    ordered = sorted(choices, key=lambda one: one.starts_at)
    return [(day, list(some)) for day, some in groupby(ordered, lambda one: one.starts_at.astimezone(zone).date())]


def first_for_all(choices: Sequence[SlotChoice], wanted: Collection[int]) -> SlotChoice | None:
    """Return the first slot that nothing is against; of the wanted ones, where any are named."""
    fitting = (one for one in choices if one.is_quite_free and (not wanted or one.slot_id in wanted))
    return min(fitting, key=lambda one: one.starts_at, default=None)
