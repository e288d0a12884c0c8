"""A day as a grid: nothing lies on anything else, and no more lanes than must be."""

from datetime import timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.content import ItemContent
from conference.agenda.grid import FIRST_COLUMN, FIRST_ROW, grid_of, lanes_of
from conference.agenda.rules import ItemKind
from tests.agenda.showing import BRUSSELS, MORNING, ROOMS, entries, item, some_items

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair))))


@given(spans)
def test_no_two_spans_of_one_lane_overlap_and_lanes_are_as_few_as_can_be(given_spans: list[tuple[int, int]]) -> None:
    lanes = lanes_of(given_spans)
    for (one, first), (other, second) in combinations(zip(lanes, given_spans, strict=True), 2):
        assert one != other or first[1] <= second[0] or second[1] <= first[0]
    at_once = [sum(start <= line < end for start, end in given_spans) for line in range(90)]
    assert max(lanes, default=-1) + 1 == max(at_once, default=0)


@given(some_items(), st.sampled_from(["Europe/Brussels", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns"]))
def test_cells_never_lie_on_each_other_and_stay_inside(items: list[ItemContent], zone: str) -> None:
    grid = grid_of(entries(*items, zone=ZoneInfo(zone)), ROOMS, MORNING, ZoneInfo(zone))
    if grid is None:
        assert not items
        return
    assert sorted(cell.entry.id for cell in grid.cells) == [one.id for one in items]
    for cell in grid.cells:
        assert FIRST_ROW <= cell.row < cell.end_row
        assert FIRST_COLUMN <= cell.column < cell.end_column <= FIRST_COLUMN + grid.lanes
    for one, other in combinations(grid.cells, 2):
        apart = one.end_row <= other.row or other.end_row <= one.row
        assert apart or one.end_column <= other.column or other.end_column <= one.column
    assert sum(column.lanes for column in grid.columns) in {grid.lanes, 0}


def test_sessions_that_follow_each_other_share_one_lane() -> None:
    grid = grid_of(entries(item(1, 0, 62), item(2, 62, 28), item(3, 90)), ROOMS, MORNING, BRUSSELS)
    assert grid is not None
    assert grid.lanes == 1


def test_a_pause_for_everybody_spans_all_rooms() -> None:
    pause = item(3, 60, 30, room_id=None, kind=ItemKind.BREAK)
    grid = grid_of(entries(item(1), item(2, room_id=2), pause), ROOMS, MORNING, BRUSSELS)
    assert grid is not None
    (cell,) = (cell for cell in grid.cells if cell.entry.id == 3)
    assert (cell.column, cell.end_column) == (2, 4)
    assert [column.room.name for column in grid.columns if column.room] == ["Room 1", "Room 2"]


def test_a_pause_beside_a_session_has_a_place_of_its_own() -> None:
    grid = grid_of(entries(item(1), item(2, 30, room_id=None, kind=ItemKind.BREAK)), ROOMS, MORNING, BRUSSELS)
    assert grid is not None
    assert [column.room for column in grid.columns][-1] is None


def test_hours_stand_where_they_are_and_now_is_a_line_only_inside_the_day() -> None:
    half_past = entries(item(1, 30, 90))
    grid = grid_of(half_past, ROOMS, MORNING + timedelta(minutes=60), BRUSSELS)
    assert grid is not None
    assert [(mark.row, mark.text) for mark in grid.marks] == [(2, "09:30"), (8, "10:00"), (20, "11:00")]
    assert grid.now_row == 8
    before = grid_of(half_past, ROOMS, MORNING, BRUSSELS)
    assert before is not None
    assert before.now_row is None
