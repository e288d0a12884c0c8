"""Entries for the tests of what attendees see, made from a few numbers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from conference.agenda.content import AgendaContent, ItemContent, RoomContent
from conference.agenda.display import Entry, Viewing, entries_of
from conference.agenda.rules import ItemKind, ItemStatus

BRUSSELS = ZoneInfo("Europe/Brussels")
MORNING = datetime(2026, 3, 10, 8, tzinfo=UTC)
ROOMS = tuple(RoomContent(number, f"r{number}", f"Room {number}", parallel=number == 3) for number in (1, 2, 3))


def item(number: int, start: int = 0, minutes: int = 60, **values: Any) -> ItemContent:
    """Return an item that starts some minutes after nine in Brussels."""
    return ItemContent(
        number,
        f"i{number}",
        **{
            "kind": ItemKind.WORKSHOP,
            "title": f"Session {number}",
            "room_id": 1,
            "starts_at": MORNING + timedelta(minutes=start),
            "minutes": minutes,
            **values,
        },
    )


def agenda(*items: ItemContent) -> AgendaContent:
    """Return an agenda of these items in three rooms."""
    return AgendaContent(ROOMS, (), items)


def entries(*items: ItemContent, **viewing: Any) -> list[Entry]:
    """Return the entries of items, seen in Brussels at nine unless said otherwise."""
    values = {"now": MORNING, "zone": BRUSSELS, "conference_zone": BRUSSELS, **viewing}
    return entries_of(agenda(*items), {}, Viewing(**values))


@st.composite
def some_items(draw: st.DrawFn, most: int = 8) -> list[ItemContent]:
    """Return a strategy for a few items on one or two days."""
    count = draw(st.integers(0, most))
    return [
        item(
            number,
            draw(st.integers(-600, 2000)),
            draw(st.integers(1, 300)),
            room_id=draw(st.sampled_from([1, 2, 3, None])),
            kind=draw(st.sampled_from([ItemKind.WORKSHOP, ItemKind.BREAK])),
            status=draw(st.sampled_from(ItemStatus)),
        )
        for number in range(1, count + 1)
    ]
