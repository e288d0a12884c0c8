"""What an answer is worth, who has which place, and when an answer was in time; for any numbers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conference.quiz.rules import (
    MOST_GRACE,
    Answers,
    NextStep,
    QuestionState,
    RunningPart,
    RunningQuestion,
    What,
    counts,
    next_step,
    points_for,
    seconds_used,
    state_at,
)
from conference.quiz.standings import Standings, sum_of

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(), timedelta(minutes=20))
GIVEN = st.timedeltas(timedelta(seconds=5), timedelta(minutes=10))
POINTS = st.integers(1, 10_000)
TABLES = st.dictionaries(st.integers(1, 40), st.integers(0, 6), max_size=25)


@given(st.booleans(), SPANS, GIVEN, POINTS)
def test_points_are_never_negative_and_never_more_than_all(
    right: bool, used: timedelta, span: timedelta, points: int
) -> None:
    assert 0 <= points_for(right, used, span, points) <= points


@given(SPANS, SPANS, GIVEN, POINTS)
def test_faster_is_never_worth_less(one: timedelta, other: timedelta, span: timedelta, points: int) -> None:
    quick, slow = sorted((one, other))
    assert points_for(True, quick, span, points) >= points_for(True, slow, span, points)


@given(SPANS, SPANS, GIVEN, POINTS)
def test_right_beats_wrong_however_slow(used: timedelta, other: timedelta, span: timedelta, points: int) -> None:
    assert points_for(True, used, span, points) > points_for(False, other, span, points) == 0


@given(GIVEN, POINTS)
def test_points_fall_from_all_to_half(span: timedelta, points: int) -> None:
    assert points_for(True, timedelta(), span, points) == points
    assert points_for(True, span, span, points) == -(-points // 2)


@given(SPANS, SPANS)
def test_no_round_trip_counts_for_more_than_its_bound(late: timedelta, claimed: timedelta) -> None:
    received = NOON + late
    in_time = counts(QuestionState.OPEN, NOON, received, claimed)
    assert in_time == (late < min(claimed, MOST_GRACE))
    assert seconds_used(NOON, received, claimed) >= max(late - MOST_GRACE, timedelta())


def test_nothing_counts_once_the_answer_is_out() -> None:
    assert not counts(QuestionState.REVEALED, NOON, NOON - timedelta(seconds=5), MOST_GRACE)
    assert not counts(QuestionState.WAITING, None, NOON, MOST_GRACE)


def test_an_open_question_closes_by_the_clock_itself() -> None:
    assert state_at(QuestionState.OPEN, NOON, NOON - timedelta(microseconds=1)) is QuestionState.OPEN
    assert state_at(QuestionState.OPEN, NOON, NOON) is QuestionState.CLOSED


@given(TABLES)
def test_places_are_those_that_counting_finds(points: dict[int, int]) -> None:
    standings = Standings(points)
    for player, own in points.items():
        place = standings.place_of(player)
        assert place is not None
        assert place.number == 1 + sum(other > own for other in points.values())
        assert place.shared == (sum(other == own for other in points.values()) > 1)
    assert standings.place_of(99) is None


@given(TABLES, st.integers(0, 12))
def test_the_best_come_first_and_nobody_is_left_out_for_sharing_a_place(points: dict[int, int], most: int) -> None:
    standings = Standings(points)
    best = standings.best(most)
    assert [points[one] for one in best] == sorted((points[one] for one in best), reverse=True)
    assert len(best) >= min(most, len(points))
    left = [own for player, own in points.items() if player not in best]
    assert not best or not left or max(left) <= points[best[-1]]


@given(st.lists(TABLES, max_size=5))
def test_the_total_is_the_sum_of_the_parts(parts: list[dict[int, int]]) -> None:
    total = sum_of(map(Standings, parts))
    assert sum(total.points.values()) == sum(sum(part.values()) for part in parts)
    for player in {player for part in parts for player in part}:
        assert total.points[player] == sum(part.get(player, 0) for part in parts)


def test_ties_are_written_as_shared_places() -> None:
    standings = Standings({1: 10, 2: 7, 3: 7, 4: 5})
    assert [str(standings.place_of(player)) for player in (1, 2, 3, 4)] == ["1", "2=", "2=", "4"]


@given(st.integers(0, 6), st.sampled_from(Answers))
def test_pressing_next_asks_every_question_once_and_ends(questions: int, answers: Answers) -> None:
    states = [QuestionState.WAITING] * questions
    ended = revealed = False
    taken: list[NextStep] = []
    while True:
        running = [RunningQuestion(at + 1, at + 1, state, 1) for at, state in enumerate(states)]
        step = next_step(RunningPart(1, 1, answers, ended, revealed, running))
        if step is None:
            break
        taken.append(step)
        assert len(taken) <= 3 * questions + 2
        if step.question_id is not None:
            states[step.question_id - 1] = {
                What.OPEN: QuestionState.OPEN,
                What.CLOSE: QuestionState.CLOSED,
                What.REVEAL: QuestionState.REVEALED,
            }[step.what]
        elif step.what is What.END:
            ended = True
            revealed = answers is Answers.AT_ONCE
        else:
            revealed = True
    assert [step.question_id for step in taken if step.what is What.OPEN] == list(range(1, questions + 1))
    assert (ended, revealed) == (questions > 0, questions > 0)
    assert QuestionState.OPEN not in states
