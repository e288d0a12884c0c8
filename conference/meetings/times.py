"""How a slot stands for somebody: free, better not, or taken, and by what."""

from collections.abc import Iterable
from dataclasses import dataclass

from conference.agenda.busy import Busy, BusyKind
from conference.meetings.rules import Weight
from conference.meetings.slots import Span


@dataclass(frozen=True, slots=True)
class SlotTime:
    """How a slot stands for one person. `meeting_id`: what holds it; `because`: what makes it less than free."""

    weight: Weight
    because: Busy | None = None
    meeting_id: int | None = None

    @property
    def is_free(self) -> bool:
        """Whether it can be taken, if need be from something that matters less."""
        return self.weight is not Weight.HARD

    @property
    def is_quite_free(self) -> bool:
        """Whether nothing at all is against it."""
        return self.weight is Weight.NONE


_ORDER = {Weight.HARD: 0, Weight.SOFT: 1, Weight.NONE: 2}


def weight_of(kind: BusyKind, starred: Weight, speaking: Weight) -> Weight:
    """Return what one kind of thing means for meetings, by what the person chose."""
    return {BusyKind.STARRED: starred, BusyKind.SPEAKING: speaking}.get(kind, Weight.HARD)


def standing_of(
    slot: Span, busy: Iterable[Busy], *, starred: Weight, speaking: Weight, held: int | None = None
) -> SlotTime:
    """Return how a slot stands for somebody; `held` is the meeting that they hold it for."""
    if held is not None:
        return SlotTime(Weight.HARD, meeting_id=held)
    against = [
        (weight_of(one.kind, starred, speaking), one) for one in busy if slot.overlaps(Span(one.starts_at, one.ends_at))
    ]
    if not against:
        return SlotTime(Weight.NONE)
    weight, because = min(against, key=lambda pair: (_ORDER[pair[0]], pair[1].starts_at))
    return SlotTime(weight, because if weight is not Weight.NONE else None)
