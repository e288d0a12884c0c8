"""Results of awards: parts that sum to the whole, fair places, every tie rule, quorum; against a slow reference."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.awards.results import (
    Outcome,
    Result,
    Rules,
    Standing,
    percent,
    result_from_json,
    result_of,
    result_to_json,
)
from conference.awards.rules import DecidedBy, Quorum, QuorumUnit, TieRule

SCORES = st.builds(Fraction, st.integers(0, 600), st.just(60))
FINALISTS = st.lists(st.tuples(st.integers(0, 5), SCORES), min_size=1, max_size=6).map(
    lambda rows: [Standing(f"{at:032x}", ballots, jury) for at, (ballots, jury) in enumerate(rows)]
)
QUORUMS = st.builds(Quorum, st.integers(0, 40), st.sampled_from(QuorumUnit))
RULES = st.builds(
    Rules,
    st.sampled_from([DecidedBy.JURY, DecidedBy.AUDIENCE, DecidedBy.BOTH]),
    st.integers(0, 100),
    st.sampled_from(TieRule),
    QUORUMS,
)


def _standings(*rows: tuple[str, int, int]) -> list[Standing]:
    """Return finalists of (name, ballots, score by the jury)."""
    return [Standing(name, ballots, Fraction(jury)) for name, ballots, jury in rows]


def _places(result: Result) -> dict[str, int | None]:
    return {line.id: line.place for line in result.lines}


def _slow_total(rules: Rules, one: Standing, finalists: Sequence[Standing]) -> Fraction:
    """Return a finalist's total as the declared rules say it in words."""
    all_ballots = sum(other.ballots for other in finalists)
    all_scores = sum((other.jury or Fraction() for other in finalists), Fraction())
    votes = Fraction(one.ballots * 100, all_ballots) if all_ballots else Fraction()
    jury = (one.jury or 0) * 100 / all_scores if all_scores else Fraction()
    if rules.decided_by is DecidedBy.JURY:
        return jury
    if rules.decided_by is DecidedBy.AUDIENCE:
        return votes
    return jury * Fraction(rules.jury_weight, 100) + votes * Fraction(100 - rules.jury_weight, 100)


@given(RULES, FINALISTS, st.integers(0, 50))
def test_totals_and_places_are_those_of_a_slow_reference(rules: Rules, finalists: list[Standing], roll: int) -> None:
    result = result_of(rules, finalists, roll)

    totals = {one.id: _slow_total(rules, one, finalists) for one in finalists}
    assert {line.id: line.total for line in result.lines} == totals
    if result.outcome is Outcome.NO_QUORUM:
        assert set(_places(result).values()) == {None}
        return
    for line in result.lines:
        better = [other for other in finalists if totals[other.id] > totals[line.id]]
        ordered = [
            one
            for one in finalists
            if totals[one.id] == totals[line.id] and _jury(finalists, one.id) > _jury(finalists, line.id)
        ]
        by_jury = rules.tie_rule is TieRule.JURY_RANK and rules.decided_by is not DecidedBy.JURY
        assert line.place == 1 + len(better) + (len(ordered) if by_jury else 0)


def _jury(finalists: Sequence[Standing], guid: str) -> Fraction:
    return next(one.jury or Fraction() for one in finalists if one.id == guid)


@given(RULES, FINALISTS, st.integers(0, 50))
def test_each_part_and_the_total_sum_to_a_hundred_or_to_nothing(
    rules: Rules, finalists: list[Standing], roll: int
) -> None:
    lines = result_of(rules, finalists, roll).lines

    for part in ("audience", "jury"):
        values = [getattr(line, part) for line in lines]
        assert None in values or sum(values) in {0, 100}
    assert sum(line.total or 0 for line in lines) <= 100


@given(RULES, FINALISTS, st.integers(0, 50), st.randoms())
def test_the_order_of_finalists_changes_nothing(
    rules: Rules, finalists: list[Standing], roll: int, chance: object
) -> None:
    shuffled = list(finalists)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = result_of(rules, finalists, roll), result_of(rules, shuffled, roll)

    assert (one.outcome, set(one.winners), _places(one)) == (other.outcome, set(other.winners), _places(other))


@given(RULES, FINALISTS, st.integers(0, 50), st.data())
def test_one_more_ballot_never_costs_its_finalist_a_place(
    rules: Rules, finalists: list[Standing], roll: int, data: st.DataObject
) -> None:
    before = result_of(rules, finalists, roll)
    at = data.draw(st.integers(0, len(finalists) - 1))
    lucky = finalists[at]
    more = [*finalists[:at], Standing(lucky.id, lucky.ballots + 1, lucky.jury), *finalists[at + 1 :]]

    after = result_of(rules, more, roll)

    if before.outcome is not Outcome.NO_QUORUM:
        assert after.outcome is not Outcome.NO_QUORUM
        assert (_places(after)[lucky.id] or 0) <= (_places(before)[lucky.id] or 0)


@given(RULES, FINALISTS, st.integers(0, 50))
def test_a_result_is_read_as_it_was_written(rules: Rules, finalists: list[Standing], roll: int) -> None:
    result = result_of(rules, finalists, roll)

    assert result_from_json(result_to_json(result)) == result


@given(RULES, FINALISTS, st.integers(0, 50))
def test_winners_are_those_in_the_first_place(rules: Rules, finalists: list[Standing], roll: int) -> None:
    result = result_of(rules, finalists, roll)

    assert set(result.winners) == {line.id for line in result.lines if line.place == 1}
    assert (result.outcome is Outcome.WON) == (len(result.winners) == 1)
    assert all(line.tied == ([*_places(result).values()].count(line.place) > 1) for line in result.lines if line.place)


@pytest.mark.parametrize(
    ("quorum", "roll", "needed"),
    [
        (Quorum(), 100, 1),
        (Quorum(7), 100, 7),
        (Quorum(20, QuorumUnit.PERCENT), 100, 20),
        (Quorum(20, QuorumUnit.PERCENT), 101, 21),
        (Quorum(100, QuorumUnit.PERCENT), 3, 3),
    ],
)
def test_one_ballot_below_the_quorum_there_is_no_winner(quorum: Quorum, roll: int, needed: int) -> None:
    rules = Rules(DecidedBy.AUDIENCE, quorum=quorum)

    below = result_of(rules, _standings(("a", needed - 1, 0), ("b", 0, 0)), roll)
    there = result_of(rules, _standings(("a", needed, 0), ("b", 0, 0)), roll)

    assert (below.outcome, below.winners, below.needed) == (Outcome.NO_QUORUM, (), needed)
    assert (there.outcome, there.winners) == (Outcome.WON, ("a",))


def test_the_jury_s_weight_decides_against_the_audience_where_it_was_declared() -> None:
    finalists = _standings(("loved", 6, 2), ("judged", 4, 8))

    assert result_of(Rules(DecidedBy.BOTH, 10), finalists, 20).winners == ("loved",)
    assert result_of(Rules(DecidedBy.BOTH, 60), finalists, 20).winners == ("judged",)


def test_a_third_is_no_rounded_number() -> None:
    result = result_of(Rules(DecidedBy.AUDIENCE), _standings(("a", 1, 0), ("b", 1, 0), ("c", 1, 0)), 3)

    assert [line.total for line in result.lines] == [Fraction(100, 3)] * 3
    assert sum(line.total or 0 for line in result.lines) == 100
    assert percent(result.lines[0].total) == 33.3


def test_a_tie_is_shared_where_that_was_declared() -> None:
    result = result_of(Rules(DecidedBy.AUDIENCE), _standings(("a", 3, 0), ("b", 3, 0), ("c", 1, 0)), 10)

    assert (result.outcome, _places(result)) == (Outcome.SHARED, {"a": 1, "b": 1, "c": 3})


def test_a_tie_goes_to_whom_the_jury_ranked_higher_where_that_was_declared() -> None:
    rules = Rules(DecidedBy.AUDIENCE, tie_rule=TieRule.JURY_RANK)

    result = result_of(rules, _standings(("a", 3, 5), ("b", 3, 7), ("c", 3, 5)), 10)

    assert (result.outcome, _places(result)) == (Outcome.WON, {"b": 1, "a": 2, "c": 2})


def test_a_tie_that_the_jury_cannot_order_is_shared() -> None:
    rules = Rules(DecidedBy.BOTH, tie_rule=TieRule.JURY_RANK)

    assert result_of(rules, _standings(("a", 3, 5), ("b", 3, 5)), 10).outcome is Outcome.SHARED


def test_a_tie_for_the_first_place_asks_for_a_run_off_and_one_further_down_does_not() -> None:
    rules = Rules(DecidedBy.AUDIENCE, tie_rule=TieRule.RUN_OFF)

    first = result_of(rules, _standings(("a", 3, 0), ("b", 3, 0), ("c", 1, 0)), 10)
    second = result_of(rules, _standings(("a", 3, 0), ("b", 1, 0), ("c", 1, 0)), 10)

    assert (first.outcome, set(first.winners)) == (Outcome.RUN_OFF, {"a", "b"})
    assert (second.outcome, second.winners) == (Outcome.WON, ("a",))


def test_a_run_off_orders_those_who_tied_and_nobody_else() -> None:
    rules = Rules(DecidedBy.AUDIENCE, tie_rule=TieRule.RUN_OFF)

    result = result_of(rules, _standings(("a", 3, 0), ("b", 3, 0), ("c", 1, 0)), 10, {"a": 2, "b": 5})

    assert (result.outcome, _places(result)) == (Outcome.WON, {"b": 1, "a": 2, "c": 3})
    assert [line.run_off for line in result.lines] == [5, 2, None]


def test_a_run_off_that_ties_again_is_shared() -> None:
    rules = Rules(DecidedBy.AUDIENCE, tie_rule=TieRule.RUN_OFF)

    assert result_of(rules, _standings(("a", 3, 0), ("b", 3, 0)), 10, {"a": 2, "b": 2}).outcome is Outcome.SHARED


def test_a_conferred_award_goes_to_whoever_was_chosen() -> None:
    rules = Rules(DecidedBy.CONFERRED)

    assert result_of(rules, [Standing("a"), Standing("b", chosen=True)]).winners == ("b",)
    assert result_of(rules, [Standing("a")]).outcome is Outcome.NOBODY
