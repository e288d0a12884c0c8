"""A day as a grid: rooms side by side, time down the side in lines of five minutes, parallel sessions in lanes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conference.agenda.content import RoomContent
from conference.agenda.display import Entry

LINE = timedelta(minutes=5)
# The first row and the first column are for the names of rooms and hours.
FIRST_ROW = 2
FIRST_COLUMN = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A room's place: `lanes` columns from `column` on. `room` is None for what has no room."""

    room: RoomContent | None
    column: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Cell:
    """An entry's place, in lines of the grid."""

    entry: Entry
    row: int
    end_row: int
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A full hour (or half, in zones that want it) down the side, on the reader's clock."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything that a template needs to lay out a day. `now_row` is None when now is not on it."""

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]
    lanes: int
    now_row: int | None


def grid_of(entries: Sequence[Entry], rooms: Iterable[RoomContent], now: datetime, zone: ZoneInfo) -> Grid | None:
    """Return the grid of a day, or None for a day without entries. Only rooms that are used have a column."""
    if not entries:
        return None
    top = _floor(min(entry.starts_at for entry in entries), zone)
    spans = {entry.id: _rows(entry, top) for entry in entries}
    wide = {entry.id for entry in entries if _spans_all_rooms(entry, entries, spans)}
    columns: list[Column] = []
    cells: list[Cell] = []
    column = FIRST_COLUMN
    for room in [*rooms, None]:
        inside = [entry for entry in entries if entry.id not in wide and _room_id(entry) == (room.id if room else None)]
        if not inside:
            continue
        lanes = lanes_of([spans[entry.id] for entry in inside])
        columns.append(Column(room, column, max(lanes) + 1))
        for entry, lane in zip(inside, lanes, strict=True):
            cells.append(Cell(entry, *spans[entry.id], column + lane, column + lane + 1))
        column += max(lanes) + 1
    last = max(column, FIRST_COLUMN + 1)
    cells += [Cell(entry, *spans[entry.id], FIRST_COLUMN, last) for entry in entries if entry.id in wide]
    bottom = max(end for _start, end in spans.values())
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(
        columns=tuple(columns),
        cells=tuple(cells),
        marks=_marks(top, bottom, zone),
        lanes=last - FIRST_COLUMN,
        now_row=_now_row(now, top, bottom),
    )


def lanes_of(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return a lane for each span (start, end), so that none overlap in a lane; no more lanes than must be."""
    free_from: list[int] = []
    lanes = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda at: spans[at]):
        start, end = spans[index]
        lane = next((number for number, free in enumerate(free_from) if free <= start), len(free_from))
        free_from[lane : lane + 1] = [end]
        lanes[index] = lane
    return lanes


def _floor(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the half hour, on the reader's clock, that a moment lies in."""
    local = moment.astimezone(zone)
    return moment - timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)


def _rows(entry: Entry, top: datetime) -> tuple[int, int]:
    start = FIRST_ROW + (entry.starts_at - top) // LINE
    return start, max(start + 1, FIRST_ROW + (entry.ends_at - top) // LINE)


def _room_id(entry: Entry) -> int | None:
    return entry.room.id if entry.room else None


def _spans_all_rooms(entry: Entry, entries: Iterable[Entry], spans: dict[int, tuple[int, int]]) -> bool:
    """Tell whether an entry is a pause for everybody: without a room, and with nothing beside it."""
    if not entry.is_break or entry.room is not None:
        return False
    start, end = spans[entry.id]
    return all(other.id == entry.id or spans[other.id][1] <= start or spans[other.id][0] >= end for other in entries)


def _marks(top: datetime, bottom: int, zone: ZoneInfo) -> tuple[Mark, ...]:
    moments = (top + step * timedelta(minutes=30) for step in range((bottom - FIRST_ROW) // 6 + 1))
    return tuple(
        Mark(FIRST_ROW + (moment - top) // LINE, f"{moment.astimezone(zone):%H:%M}")
        for moment in moments
        if moment.astimezone(zone).minute == 0 or moment == top
    )


def _now_row(now: datetime, top: datetime, bottom: int) -> int | None:
    row = FIRST_ROW + (now - top) // LINE
    return row if FIRST_ROW <= row < bottom else None
