"""The order of the hall: what is shared comes first, the rest takes turns, and no name is of any use."""

from collections import Counter
from datetime import date, timedelta
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from conference.exhibition.order import Reason, Tags, Way, hall_order, next_booth, reasons_for, rotation, weights_of

NAMES = st.sampled_from(["photonics", "hydrogen", "batteries", "robots", "data", "steel"])
SETS = st.frozensets(NAMES, max_size=4)
TAGS = st.builds(Tags, SETS, SETS)
HALLS = st.dictionaries(st.integers(1, 10_000), TAGS, max_size=40)
SEEDS = st.text(max_size=20)
NOBODY = Tags()


@given(HALLS, TAGS, SEEDS)
def test_each_booth_stands_in_the_hall_once(booths: dict[int, Tags], visitor: Tags, seed: str) -> None:
    order, _ = hall_order(booths, visitor, seed)
    assert sorted(order) == sorted(booths)


@given(HALLS, TAGS, SEEDS, st.randoms(use_true_random=False))
def test_the_same_visitor_and_day_give_the_same_order_however_booths_are_read(
    booths: dict[int, Tags], visitor: Tags, seed: str, shuffling: object
) -> None:
    keys = list(booths)
    shuffling.shuffle(keys)  # type: ignore[attr-defined]
    assert hall_order({key: booths[key] for key in keys}, visitor, seed) == hall_order(booths, visitor, seed)


@given(HALLS, TAGS, SEEDS)
def test_recommended_booths_come_before_all_others(booths: dict[int, Tags], visitor: Tags, seed: str) -> None:
    order, reasons = hall_order(booths, visitor, seed)
    is_recommended = [booth_id in reasons for booth_id in order]
    assert is_recommended == sorted(is_recommended, reverse=True)


@given(HALLS, TAGS, SEEDS)
def test_reasons_are_exactly_what_both_sides_say(booths: dict[int, Tags], visitor: Tags, seed: str) -> None:
    _, reasons = hall_order(booths, visitor, seed)
    for booth_id, tags in booths.items():
        found = set(reasons.get(booth_id, ()))
        assert {one.tag for one in found if one.way is Way.THEY_OFFER} == visitor.seeks & tags.offers
        assert {one.tag for one in found if one.way is Way.THEY_SEEK} == visitor.offers & tags.seeks
        assert len(found) == len(reasons.get(booth_id, ()))


@given(HALLS, TAGS, SEEDS, st.integers(1, 10_000))
def test_a_booth_that_goes_moves_no_two_of_the_others_that_have_nothing_in_common_with_the_visitor(
    booths: dict[int, Tags], visitor: Tags, seed: str, gone: int
) -> None:
    order, reasons = hall_order(booths, visitor, seed)
    fewer, _ = hall_order({key: tags for key, tags in booths.items() if key != gone}, visitor, seed)
    assert [one for one in fewer if one not in reasons] == [one for one in order if one not in reasons and one != gone]


def test_a_rare_tag_says_more_than_a_common_one() -> None:
    booths = {number: Tags(offers=frozenset({"data"})) for number in range(1, 10)}
    booths[10] = Tags(offers=frozenset({"photonics"}))
    order, reasons = hall_order(booths, Tags(seeks=frozenset({"data", "photonics"})), "seed")
    assert order[0] == 10
    assert reasons[10] == (Reason(Way.THEY_OFFER, "photonics"),)


def test_the_rarest_reason_is_named_first() -> None:
    both = Tags(offers=frozenset({"data", "photonics"}))
    weights = weights_of([both, Tags(offers=frozenset({"data"}))])
    found = reasons_for(Tags(seeks=frozenset({"data", "photonics"})), both, weights)
    assert [one.tag for one in found] == ["photonics", "data"]


def test_over_many_visitors_every_booth_has_about_the_same_place() -> None:
    booths, visitors = list(range(1, 31)), 3_000
    places: dict[int, list[int]] = {booth_id: [] for booth_id in booths}
    first = Counter[int]()
    for visitor in range(visitors):
        order, _ = hall_order(dict.fromkeys(booths, NOBODY), NOBODY, f"2026-03-10/{visitor}")
        first[order[0]] += 1
        for place, booth_id in enumerate(order):
            places[booth_id].append(place)
    # The mean of 3,000 places of 0 to 29 strays by 0.16 (one standard deviation) from the middle, 14.5.
    assert all(abs(mean(found) - 14.5) < 5 * 0.16 for found in places.values())
    # 100 firsts are due to each; they stray by 10.
    assert all(abs(first[booth_id] - 100) < 50 for booth_id in booths)


def test_a_low_number_is_no_advantage() -> None:
    booths = dict.fromkeys(range(1, 301), NOBODY)
    orders = [hall_order(booths, NOBODY, f"2026-03-10/{visitor}")[0] for visitor in range(400)]
    # The lowest third is as often among the first ten as it is in the hall: 4,000 places, a third of them.
    among_first = sum(booth_id <= 100 for order in orders for booth_id in order[:10])
    assert abs(among_first - 4_000 / 3) < 5 * (4_000 * 2 / 9) ** 0.5


def test_each_day_and_each_visitor_has_an_order_of_their_own() -> None:
    days = [date(2026, 3, 10) + timedelta(days=number) for number in range(20)]
    orders = [tuple(rotation(range(1, 20), f"{day}/{visitor}")) for day in days for visitor in range(20)]
    assert len(set(orders)) == len(orders)


@given(HALLS, TAGS, SEEDS, st.sets(st.integers(1, 10_000)))
def test_a_tour_shows_each_booth_that_was_not_seen_once_and_then_ends(
    booths: dict[int, Tags], visitor: Tags, seed: str, seen_before: set[int]
) -> None:
    order, _ = hall_order(booths, visitor, seed)
    seen, shown = set(seen_before), list[int]()
    while (booth_id := next_booth(order, seen)) is not None:
        shown.append(booth_id)
        seen.add(booth_id)
    assert shown == [booth_id for booth_id in order if booth_id not in seen_before]
