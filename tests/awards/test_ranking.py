"""A jury's ranking: places, spread, whom it would shortlist, and how far a juror is."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from conference.awards.ranking import progress, proposed, ranking

SHEETS = st.lists(st.tuples(st.integers(1, 6), st.builds(Fraction, st.integers(0, 70), st.just(7))), max_size=30)
NOMINEES = [1, 2, 3, 4, 5, 6]


@given(SHEETS)
def test_a_nominee_s_score_is_the_mean_of_its_sheets_and_lies_between_them(sheets: list[tuple[int, Fraction]]) -> None:
    for one in ranking(NOMINEES, sheets):
        scores = [score for nominee, score in sheets if nominee == one.nominee_id]
        assert one.sheets == len(scores)
        if one.score is not None and one.least is not None and one.most is not None:
            assert one.score * len(scores) == sum(scores)
            assert min(scores) == one.least <= one.score <= one.most == max(scores)


@given(SHEETS)
def test_a_place_is_one_more_than_there_are_better_ones(sheets: list[tuple[int, Fraction]]) -> None:
    ranked = ranking(NOMINEES, sheets)

    assert {one.nominee_id for one in ranked} == set(NOMINEES)
    for one in ranked:
        if one.score is None:
            assert one.place is None
        else:
            assert one.place == 1 + sum(other.score is not None and other.score > one.score for other in ranked)
    unscored = [one.score is None for one in ranked]
    assert unscored == sorted(unscored)


@given(SHEETS, st.integers(1, 6))
def test_a_shortlist_has_as_many_as_wanted_unless_they_tie_or_are_missing(
    sheets: list[tuple[int, Fraction]], wanted: int
) -> None:
    ranked = ranking(NOMINEES, sheets)
    shortlist = proposed(ranked, wanted)

    scored = {one.nominee_id: one.score for one in ranked if one.score is not None}
    assert len(shortlist) >= min(wanted, len(scored))
    out = [score for nominee, score in scored.items() if nominee not in shortlist]
    assert all(scored[nominee] > max(out, default=Fraction(-1)) for nominee in shortlist)


def test_one_sheet_has_no_spread_and_two_that_differ_have() -> None:
    alone, apart = ranking([1, 2], [(1, Fraction(5)), (2, Fraction(2)), (2, Fraction(4))])

    assert (alone.nominee_id, alone.spread) == (1, 0)
    assert (apart.nominee_id, apart.spread) == (2, 1)


def test_a_juror_is_done_with_what_is_submitted_or_in_conflict_and_what_is_gone_does_not_count() -> None:
    assert progress([1, 2, 3], {1, 2}, {3}).is_done
    assert not progress([1, 2, 3], {1}, {3}).is_done
    assert progress([1], {1, 9}, {8}).is_done
    # Declared after a sheet was submitted by whatever way: it counts as a conflict.
    assert progress([1], {1}, {1}).submitted == 0
