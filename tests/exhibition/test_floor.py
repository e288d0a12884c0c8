"""The floor plan: every booth has one stand, and nobody moves because somebody else came or went."""

from hypothesis import given
from hypothesis import strategies as st

from conference.exhibition.floor import ACROSS, ISLAND, HallPlan, Placed, floor_plan

HALLS = [3, 1, 2]


@st.composite
def _floors(draw: st.DrawFn) -> list[Placed]:
    """Booths with ids and numbers that occur once, some without a number, some in no hall or one that is gone."""
    ids = draw(st.lists(st.integers(1, 500), unique=True, max_size=60))
    numbers = draw(st.lists(st.integers(1, 500), unique=True, min_size=len(ids), max_size=len(ids)))
    halls = st.sampled_from([*HALLS, None, 99])
    return [
        Placed(booth_id, draw(halls), number if draw(st.booleans()) else None)
        for booth_id, number in zip(ids, numbers, strict=True)
    ]


def _places(plan: list[HallPlan]) -> dict[int, tuple[int | None, int, int]]:
    """Return where each booth stands: hall, island, stand."""
    return {
        stand.booth_id: (hall.hall_id, at, place)
        for hall in plan
        for at, island in enumerate(hall.islands)
        for place, stand in enumerate(island)
        if stand.booth_id is not None
    }


@given(_floors())
def test_every_booth_has_one_stand_in_its_own_hall(booths: list[Placed]) -> None:
    plan = floor_plan(HALLS, booths, {one.booth_id for one in booths})
    stands = [stand for hall in plan for island in hall.islands for stand in island]
    assert sorted(stand.booth_id or 0 for stand in stands) == sorted(one.booth_id for one in booths)
    places = _places(plan)
    assert all(places[one.booth_id][0] == (one.hall_id if one.hall_id in HALLS else None) for one in booths)


@given(_floors(), st.randoms(use_true_random=False))
def test_a_plan_does_not_depend_on_how_booths_are_read(booths: list[Placed], shuffling: object) -> None:
    other = list(booths)
    shuffling.shuffle(other)  # type: ignore[attr-defined]
    shown = {one.booth_id for one in booths}
    assert floor_plan(HALLS, other, shown) == floor_plan(HALLS, booths, shown)


@given(_floors(), st.data())
def test_nobody_moves_when_others_leave(booths: list[Placed], data: st.DataObject) -> None:
    everybody = {one.booth_id for one in booths}
    gone = data.draw(st.sets(st.sampled_from(sorted(everybody)))) if everybody else set()
    before, after = (_places(floor_plan(HALLS, booths, shown)) for shown in (everybody, everybody - gone))
    assert after == {booth_id: place for booth_id, place in before.items() if booth_id not in gone}


@given(_floors(), st.sampled_from([*HALLS, None]))
def test_nobody_moves_when_one_comes_with_a_number_above_all_or_with_none(
    booths: list[Placed], hall_id: int | None
) -> None:
    numbered = [one for one in booths if one.number is not None]
    for floor, number in ((numbered, 501), (booths, None)):
        more = [*floor, Placed(501, hall_id, number)]
        before = _places(floor_plan(HALLS, floor, {one.booth_id for one in floor}))
        after = _places(floor_plan(HALLS, more, {one.booth_id for one in more}))
        assert {booth_id: after[booth_id] for booth_id in before} == before


@given(_floors())
def test_halls_keep_the_organisers_order_and_fill_the_floor_from_wall_to_wall(booths: list[Placed]) -> None:
    plan = floor_plan(HALLS, booths, {one.booth_id for one in booths})
    order = [*HALLS, None]
    assert [hall.hall_id for hall in plan] == [one for one in order if one in {hall.hall_id for hall in plan}]
    rows: list[list[HallPlan]] = []
    for hall in plan:
        if not hall.beside:
            rows.append([])
        rows[-1].append(hall)
    assert all(sum(hall.width for hall in row) == ACROSS for row in rows)
    assert all(len(island) <= ISLAND for hall in plan for island in hall.islands)


@given(_floors())
def test_stands_of_a_hall_follow_the_numbers_and_those_without_come_last(booths: list[Placed]) -> None:
    for hall in floor_plan(HALLS, booths, {one.booth_id for one in booths}):
        numbers = [stand.number for island in hall.islands for stand in island]
        given_ones = [number for number in numbers if number is not None]
        assert numbers == sorted(given_ones) + [None] * (len(numbers) - len(given_ones))


def test_who_left_leaves_an_empty_stand_with_its_number() -> None:
    booths = [Placed(1, 3, 10), Placed(2, 3, 20), Placed(3, 3, 30)]
    [hall] = floor_plan(HALLS, booths, {1, 3})
    assert [(stand.booth_id, stand.number) for stand in hall.islands[0]] == [(1, 10), (None, 20), (3, 30)]


def test_halls_where_nobody_stands_are_not_drawn() -> None:
    assert floor_plan(HALLS, [Placed(1, 3, 1)], set()) == []
