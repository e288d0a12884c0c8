"""Figures of meetings as pure rules: sums agree, nobody is counted twice, the matrix and its picture say the same."""

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from math import hypot, isclose, pi

from hypothesis import given
from hypothesis import strategies as st

from conference.meetings.figures import (
    HEATS,
    MOST_GROUPS,
    REST,
    STANDING,
    Matrix,
    MeetingFact,
    Outcome,
    gathered,
    matrix,
    newest_word,
    outcome_of,
    outcomes,
    per_person,
    requests_of,
)
from conference.meetings.figures_chord import LABEL_AT, LINE, LOWEST, NARROW, chord
from conference.meetings.rules import MeetingState, Origin, is_held

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ASKED = NOW - timedelta(days=2)
PEOPLE = range(1, 25)
NEVER_BOOKED = {MeetingState.REQUESTED, MeetingState.DECLINED, MeetingState.WITHDRAWN, MeetingState.EXPIRED}


@st.composite
def facts(draw: st.DrawFn) -> list[MeetingFact]:
    """Draw meetings, each in a state with an outcome that it can have."""
    found = []
    for number in range(draw(st.integers(0, 9))):
        state = draw(st.sampled_from(MeetingState))
        begin = NOW + timedelta(minutes=draw(st.integers(-90, 90)))
        times = (None, None) if state in NEVER_BOOKED else (begin, begin + timedelta(minutes=20))
        said = draw(st.sampled_from([None, True, False]))
        found.append(
            MeetingFact(
                id=number,
                state=state,
                origin=draw(st.sampled_from(Origin)),
                outcome=outcome_of(state, times, draw(st.integers(0, 3)), said, NOW),
                people=tuple(sorted(draw(st.sets(st.sampled_from(PEOPLE), max_size=4)))),
                asked_at=ASKED,
                answered_at=draw(st.none() | st.just(ASKED + timedelta(hours=draw(st.integers(0, 40))))),
            )
        )
    return found


groupings = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(["FR", "DE", "ES", "PL", "BE"]))
many_groups = st.dictionaries(
    st.sampled_from(PEOPLE), st.sampled_from([f"{letter}{other}" for letter in "ABCD" for other in "EFGHIJ"])
)


@given(facts())
def test_every_meeting_that_was_booked_has_one_outcome_and_no_other_has_any(some: list[MeetingFact]) -> None:
    assert sum(outcomes(some).values()) == sum(fact.state not in NEVER_BOOKED for fact in some)


@given(facts())
def test_what_became_of_requests_adds_up_to_those_that_were_made(some: list[MeetingFact]) -> None:
    found = requests_of(some)
    assert found.made == found.waiting + found.accepted + found.declined + found.lapsed
    assert min(found.waiting, found.accepted, found.declined, found.lapsed) >= 0
    assert found.accepted_share is None or 0 <= found.accepted_share <= 1
    assert found.hours is None or 0 <= found.hours <= 40


@given(facts(), st.sets(st.sampled_from(PEOPLE)))
def test_everybody_is_counted_once_however_many_meetings_they_have(some: list[MeetingFact], people: set[int]) -> None:
    found = per_person(some, people)
    assert sum(found.values()) == len(people)
    seats = sum(len(set(fact.people) & people) for fact in some if fact.outcome in STANDING)
    assert sum(number * count for number, count in found.items()) == seats
    assert list(found) == list(range(len(found)))


@given(facts(), groupings)
def test_the_matrix_is_symmetric_and_has_each_pair_once(some: list[MeetingFact], groups: dict[int, str]) -> None:
    found = matrix(some, groups)
    pairs = [pair for fact in some if fact.outcome in STANDING for pair in combinations(fact.people, 2)]
    names = [tuple(sorted(groups.get(person, "") for person in pair)) for pair in pairs]
    assert found.pairs == len(pairs)
    assert sum(found.ends(group) for group in range(len(found.groups))) == 2 * len(pairs)
    for row, one in enumerate(found.groups):
        for column, other in enumerate(found.groups):
            wanted = sum(named == tuple(sorted((one, other))) for named in names)
            assert found.cells[row][column] == found.cells[column][row] == wanted
            assert (found.heat(row, column) == 0) == (found.cells[row][column] == 0)
            assert found.heat(row, column) <= HEATS


@given(facts(), many_groups)
def test_small_groups_are_taken_together_and_nothing_is_lost(some: list[MeetingFact], groups: dict[int, str]) -> None:
    whole = matrix(some, groups)
    found = gathered(whole)
    assert found.pairs == whole.pairs
    assert len(found.groups) <= MOST_GROUPS + 1
    assert (REST in found.groups) == (len(whole.groups) > MOST_GROUPS + 1)
    if REST in found.groups:
        assert REST in found.groups[-2:]


@given(facts(), many_groups)
def test_the_picture_says_what_the_matrix_says(some: list[MeetingFact], groups: dict[int, str]) -> None:
    found = gathered(matrix(some, groups))
    picture = chord(found)
    size = len(found.groups)
    drawn = {frozenset((ribbon.one, ribbon.other)): ribbon.count for ribbon in picture.ribbons}
    assert len(drawn) == len(picture.ribbons)
    assert drawn == {
        frozenset((row, column)): found.cells[row][column]
        for row in range(size)
        for column in range(row + 1)
        if found.cells[row][column]
    }
    # A ribbon is as wide at both its ends, as the share of all who meet says.
    for ribbon in picture.ribbons:
        widths = [span.end - span.begin for span in ribbon.spans]
        assert isclose(*widths, abs_tol=1e-9)
        assert all(width > 0 for width in widths)


@given(facts(), many_groups)
def test_arcs_and_the_ends_of_ribbons_fill_the_circle_and_never_overlap(
    some: list[MeetingFact], groups: dict[int, str]
) -> None:
    found = gathered(matrix(some, groups))
    picture = chord(found)
    spans = sorted((arc.span.begin, arc.span.end) for arc in picture.arcs)
    assert all(0 <= begin < end <= 2 * pi + 1e-9 for begin, end in spans)
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(spans))
    ends = sorted((span.begin, span.end) for ribbon in picture.ribbons for span in ribbon.spans)
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(ends))
    assert isclose(sum(end - begin for begin, end in ends), sum(end - begin for begin, end in spans), abs_tol=1e-6)
    for begin, end in ends:
        assert any(arc[0] - 1e-9 <= begin and end <= arc[1] + 1e-9 for arc in spans)


@given(facts(), many_groups)
def test_names_around_the_circle_stand_outside_it_and_cover_no_other(
    some: list[MeetingFact], groups: dict[int, str]
) -> None:
    picture = chord(gathered(matrix(some, groups)))
    wide = {arc.group for arc in picture.arcs if arc.span.end - arc.span.begin > NARROW}
    assert {label.group for label in picture.labels} == wide
    for is_right in (True, False):
        heights = sorted(label.y for label in picture.labels if label.right is is_right)
        assert all(low - high >= LINE - 0.2 for high, low in pairwise(heights))
    for label in picture.labels:
        assert abs(label.y) <= LOWEST
        assert (label.x > 0) is label.right
        assert hypot(label.x, label.y) >= LABEL_AT - 0.2


def test_names_that_would_meet_at_the_top_are_moved_apart_and_led_to_their_arcs() -> None:
    crowded = Matrix(
        ("FR", "BE", "DE", "PL", "ES"), tuple(tuple(1 if one != two else 0 for one in range(5)) for two in range(5))
    )
    assert not any(label.lead for label in chord(crowded).labels)
    rows = [[0] * 12 for _ in range(12)]
    for at in range(11):
        rows[at][11] = rows[11][at] = 1
    rows[11][11] = 20
    thin = chord(Matrix(tuple(f"{at:02}" for at in range(12)), tuple(tuple(row) for row in rows)))
    assert [label for label in thin.labels if label.lead]


def test_one_group_alone_is_a_whole_circle_and_nobody_at_all_is_an_empty_picture() -> None:
    alone = chord(Matrix(("FR",), ((3,),)))
    assert isclose(alone.arcs[0].span.end - alone.arcs[0].span.begin, 2 * pi)
    assert [ribbon.count for ribbon in alone.ribbons] == [3]
    assert chord(Matrix((), ())).arcs == ()


def test_the_newest_word_counts_and_silence_does_not() -> None:
    early, late = NOW, NOW + timedelta(minutes=1)
    assert newest_word([(True, early), (False, late), (None, None)]) is False
    assert newest_word([(True, late), (False, early)]) is True
    assert newest_word([(None, None)]) is None


def test_what_came_of_a_booked_meeting_by_the_clock_by_who_came_and_by_what_is_said() -> None:
    begin, end = NOW - timedelta(minutes=5), NOW + timedelta(minutes=15)
    booked = MeetingState.BOOKED
    cases = [
        (begin - timedelta(seconds=1), 0, None, Outcome.COMING),
        (begin, 2, None, Outcome.ON),
        (end, 2, None, Outcome.HELD),
        (end, 1, None, Outcome.UNKNOWN),
        (end, 0, True, Outcome.HELD),
        (end, 2, False, Outcome.MISSED),
    ]
    assert [is_held(arrived, said) for _at, arrived, said, _wanted in cases[2:]] == [True, None, True, False]
    for moment, arrived, said, wanted in cases:
        assert outcome_of(booked, (begin, end), arrived, said, moment) is wanted
    assert outcome_of(MeetingState.MISSED, (begin, end), 1, None, NOW) is Outcome.MISSED
    assert outcome_of(MeetingState.MISSED, (begin, end), 1, True, NOW) is Outcome.HELD
    assert outcome_of(MeetingState.CANCELLED, (begin, end), 2, True, NOW) is Outcome.CANCELLED
