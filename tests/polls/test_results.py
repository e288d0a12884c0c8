"""What a tally shows: against slow references, in any order of ballots, and the same when split and summed again."""

import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from statistics import mean, median, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.polls.answers import Answer, Asked, Choice
from conference.polls.contributions import BALLOTS, Counts, add, contributions, summed
from conference.polls.results import bars, result_of, summary
from conference.polls.rules import PollKind, PollSettings
from conference.polls.segments import FEWEST, split

OPTIONS = (1, 2, 3, 4, 5)
RANKING = Asked(PollKind.RANKING, PollSettings(least=1, most=5), OPTIONS)
# Whole orders, and those that leave some out.
ORDERS = st.permutations(OPTIONS).flatmap(lambda order: st.integers(1, 5).map(lambda many: tuple(order[:many])))


def _tally(asked: Asked, answers: list[Answer]) -> Counts:
    return summed(contributions(asked, answer) for answer in answers)


def _ranked(orders: Sequence[tuple[int, ...]]) -> Counts:
    return _tally(RANKING, [tuple(Choice(option_id=option) for option in order) for order in orders])


@given(st.lists(ORDERS, max_size=12))
def test_borda_is_what_a_slow_count_says(orders: list[tuple[int, ...]]) -> None:
    slow = dict.fromkeys(OPTIONS, 0)
    for order in orders:
        for option in OPTIONS:
            if option in order:
                # As many points as options are placed behind it or not at all.
                slow[option] += len(OPTIONS) - 1 - order.index(option)
    rows = result_of(RANKING, _ranked(orders))["rows"]
    assert {row["id"]: row["borda"] for row in rows} == slow
    by_points = sorted(slow.values(), reverse=True)
    assert all(row["place"] == by_points.index(row["borda"]) + 1 for row in rows)


@given(st.lists(ORDERS, max_size=12))
def test_the_pairwise_winner_is_what_every_duel_says(orders: list[tuple[int, ...]]) -> None:
    def prefers(order: tuple[int, ...], one: int, other: int) -> bool:
        return one in order and (other not in order or order.index(one) < order.index(other))

    def beats(one: int, other: int) -> bool:
        return sum(prefers(order, one, other) for order in orders) > sum(prefers(order, other, one) for order in orders)

    winners = [one for one in OPTIONS if all(beats(one, other) for other in OPTIONS if other != one)]
    assert len(winners) <= 1
    assert result_of(RANKING, _ranked(orders))["pairwise_winner"] == (winners[0] if winners else None)


def test_borda_and_pairwise_winner_may_differ() -> None:
    result = result_of(RANKING, _ranked([(1, 2, 3, 4, 5)] * 3 + [(2, 3, 4, 5, 1)] * 2))
    assert result["pairwise_winner"] == 1
    assert next(row["id"] for row in result["rows"] if row["place"] == 1) == 2


def test_in_a_circle_nobody_wins_pairwise() -> None:
    asked = Asked(PollKind.RANKING, PollSettings(), (1, 2, 3))
    circle = [tuple(Choice(option_id=option) for option in order) for order in ((1, 2, 3), (2, 3, 1), (3, 1, 2))]
    result = result_of(asked, _tally(asked, circle))
    assert result["pairwise_winner"] is None
    assert [row["place"] for row in result["rows"]] == [1, 1, 1]


@given(st.lists(st.integers(-50, 2000), min_size=1, max_size=40))
def test_mean_median_and_spread_are_those_of_the_numbers_written_out(numbers: list[int]) -> None:
    found = summary(Counter(numbers))
    assert found["mean"] == pytest.approx(mean(numbers), abs=0.006)
    assert Fraction(found["median"]) == Fraction(median(numbers))
    assert found["spread"] == pytest.approx(pstdev(numbers), abs=0.006)
    assert (found["least"], found["most"]) == (min(numbers), max(numbers))


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=40))
def test_every_number_stands_in_one_bar(numbers: list[int]) -> None:
    found = bars(Counter(numbers))
    assert sum(count for _low, _high, count in found) == len(numbers)
    assert len(found) <= 25
    assert all(before[1] + 1 == after[0] for before, after in pairwise(found))
    assert len({high - low for low, high, _count in found}) == 1


@given(st.lists(st.sampled_from(OPTIONS), max_size=30), st.randoms())
def test_the_order_of_ballots_does_not_matter(chosen: list[int], order: random.Random) -> None:
    asked = Asked(PollKind.SINGLE, PollSettings(), OPTIONS)
    answers: list[Answer] = [(Choice(option_id=option),) for option in chosen]
    before = _tally(asked, answers)
    order.shuffle(answers)
    assert _tally(asked, answers) == before


@given(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=30))
def test_counts_sum_to_the_ballots_and_shares_to_all(chosen: list[int]) -> None:
    asked = Asked(PollKind.SINGLE, PollSettings(), OPTIONS)
    result = result_of(asked, _tally(asked, [(Choice(option_id=option),) for option in chosen]))
    assert sum(row["count"] for row in result["rows"]) == result["n"] == len(chosen)
    assert sum(row["percent"] for row in result["rows"]) == pytest.approx(100, abs=0.3)


@given(st.lists(ORDERS, min_size=1, max_size=8))
def test_what_is_taken_off_again_leaves_what_was_there(orders: list[tuple[int, ...]]) -> None:
    total = _ranked(orders[1:])
    before = dict(total)
    one = contributions(RANKING, tuple(Choice(option_id=option) for option in orders[0]))
    add(total, one)
    add(total, one, -1)
    assert summed([total]) == before


def test_points_and_their_means() -> None:
    asked = Asked(PollKind.POINTS, PollSettings(points=10), (1, 2))
    answers: list[Answer] = [(Choice(1, 10),), (Choice(1, 4), Choice(2, 6))]
    rows = result_of(asked, _tally(asked, answers))["rows"]
    assert [(row["points"], row["percent"], row["mean"], row["count"]) for row in rows] == [
        (14, 70.0, 7.0, 2),
        (6, 30.0, 3.0, 1),
    ]


def test_a_word_is_counted_in_all_its_spellings_and_shown_in_the_most_frequent() -> None:
    asked = Asked(PollKind.WORDS, PollSettings(), ())
    answers: list[Answer] = [(Choice(text=word),) for word in ("AI", "ai", "AI", "Steel", "hidden")]
    result = result_of(asked, _tally(asked, answers), frozenset({"hidden"}))
    assert [(row["word"], row["count"]) for row in result["rows"]] == [("AI", 3), ("Steel", 1)]
    assert result["n"] == 5


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), max_size=8))
def test_segments_sum_to_the_whole_and_none_points_at_anyone(sizes: dict[str, int]) -> None:
    by_segment = {name: {BALLOTS: size, "o:1": size} for name, size in sizes.items()}
    parts = split(by_segment)
    assert all(part.counts[BALLOTS] >= FEWEST for part in parts)
    if parts:
        assert summed(part.counts for part in parts) == summed(by_segment.values())
        assert sorted(name for part in parts for name in part.segments) == sorted(
            name for name, size in sizes.items() if size
        )
        assert len(parts) >= 2


def test_parts_under_five_are_merged() -> None:
    parts = split({"company": {BALLOTS: 9}, "media": {BALLOTS: 3}, "investor": {BALLOTS: 2}, "research": {BALLOTS: 5}})
    assert [(part.segments, part.counts[BALLOTS]) for part in parts] == [
        (("company",), 9),
        (("research",), 5),
        (("media", "investor"), 5),
    ]
    # Four left over could be told from the whole: the smallest large part joins them.
    parts = split({"company": {BALLOTS: 9}, "media": {BALLOTS: 4}, "research": {BALLOTS: 5}})
    assert [part.segments for part in parts] == [("company",), ("research", "media")]


def test_pairs_count_for_what_is_placed_before_what_is_not() -> None:
    counts = _ranked([(3, 1)])
    assert [counts.get(f"p:3:{other}") for other in (1, 2, 4, 5)] == [1, 1, 1, 1]
    assert not any(counts.get(f"p:{one}:{other}") for one, other in combinations((2, 4, 5), 2))
