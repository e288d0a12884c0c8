"""What pages need to show slots to choose from: by day, on the reader's clock and on the others'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from conference.agenda.display import same_clock, zone_named
from conference.agenda.reading_views import chosen_zone
from conference.meetings.choices import SlotChoice, by_day
from conference.meetings.mine_actions import cards_of_people, zones_of
from conference.people.identity import current_conference


@dataclass(frozen=True, slots=True)
class Shown:
    """Slots by day; `clocks` are the others' that differ from the page's, each with the name of who lives by it.

    `own` is the reader's, where that differs: who lives by one clock may look at the page on another.
    """

    days: Sequence[tuple[date, Sequence[SlotChoice]]]
    names: Mapping[int, str]
    clocks: Sequence[tuple[str, ZoneInfo]]
    zone: ZoneInfo
    own: ZoneInfo | None

    @property
    def common(self) -> list[SlotChoice]:
        """The slots that are open to all."""
        return [choice for _day, choices in self.days for choice in choices if choice.is_open]


def shown_slots(choices: Sequence[SlotChoice], me: int, others: Sequence[int]) -> Shown:
    """Return slots as a page shows them to the reader."""
    zone, home = chosen_zone(), current_conference().zone
    names = {one: card.name for one, card in cards_of_people(others).items()}
    moments = [choice.starts_at for choice in choices]
    zones = {one: zone_named(name) for one, name in zones_of([me, *others]).items()}
    clocks = [(names.get(one, ""), zones.get(one) or home) for one in others]
    mine = zones.get(me)
    own = mine if mine is not None and not same_clock(mine, zone, moments) else None
    others_clocks = [(name, theirs) for name, theirs in clocks if name and not same_clock(theirs, zone, moments)]
    return Shown(by_day(choices, zone), names, others_clocks, zone, own)
