"""Drawing a result: each kind has counts and per cent, no bar outgrows its track, a cloud is the same twice."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.polls.answers import Asked, read_answer
from conference.polls.contributions import add, contributions
from conference.polls.result_view import SIZES, Words, cloud_of, view_of
from conference.polls.results import result_of
from conference.polls.rules import PollKind, PollSettings
from conference.polls.vote_words import texts

pytestmark = pytest.mark.usefixtures("session")
OPTIONS = {1: "Steel", 2: "Batteries", 3: "Hydrogen"}
ANSWERS: dict[PollKind, st.SearchStrategy[dict[str, Any]]] = {
    PollKind.SINGLE: st.sampled_from([1, 2, 3]).map(lambda option: {"option": option}),
    PollKind.MULTIPLE: st.lists(st.sampled_from([1, 2, 3]), min_size=1, unique=True).map(lambda ids: {"options": ids}),
    PollKind.RANKING: st.permutations([1, 2, 3]).map(lambda order: {"order": order}),
    PollKind.SCALE: st.integers(1, 5).map(lambda number: {"number": number}),
    PollKind.POINTS: st.integers(0, 100).map(lambda n: {"points": {"1": n, "2": 100 - n}}),
    PollKind.NUMBER: st.integers(1, 5).map(lambda number: {"number": number}),
    PollKind.WORDS: st.sampled_from(["green", "trust", "Speed"]).map(lambda word: {"words": [word]}),
}


def _result(kind: PollKind, answers: list[dict[str, Any]]) -> dict[str, Any]:
    most = 5 if kind in {PollKind.SCALE, PollKind.NUMBER} else 3
    asked = Asked(kind, PollSettings(least=1, most=most), tuple(OPTIONS))
    tally: dict[str, int] = {}
    for answer in answers:
        add(tally, contributions(asked, read_answer(asked, answer)))
    return result_of(asked, tally)


@pytest.mark.parametrize("kind", list(ANSWERS))
@settings(max_examples=30)
@given(data=st.data())
def test_every_kind_is_drawn_with_counts_and_per_cent(kind: PollKind, data: st.DataObject) -> None:
    answers = data.draw(st.lists(ANSWERS[kind], max_size=12))
    seen = view_of(_result(kind, answers), Words(kind, OPTIONS, texts()))
    assert bool(seen.empty) is (not answers)
    for bar in seen.rows:
        assert 0 <= bar.width <= 100
        assert bar.percent.endswith("%")
        assert bar.count
    if kind is PollKind.RANKING and answers:
        assert [bar.width for bar in seen.rows] == sorted((bar.width for bar in seen.rows), reverse=True)
    if kind in {PollKind.SCALE, PollKind.NUMBER}:
        assert bool(seen.facts) is bool(answers)


def test_one_point_is_one_point() -> None:
    seen = view_of(_result(PollKind.RANKING, [{"order": [1, 2, 3]}]), Words(PollKind.RANKING, OPTIONS, texts()))
    assert [bar.count for bar in seen.rows] == ["2 points", "1 point", "0 points"]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=60))
def test_a_cloud_keeps_all_its_words_in_their_sizes(counts: list[int]) -> None:
    rows = [
        {"word": f"word {n}", "count": count, "percent": 1.0} for n, count in enumerate(sorted(counts, reverse=True))
    ]
    words = cloud_of(rows)
    assert sorted(word.place for word in words) == list(range(len(rows)))
    assert all(1 <= word.size <= SIZES for word in words)
    by_place = sorted(words, key=lambda word: word.place)
    assert [word.size for word in by_place] == sorted((word.size for word in words), reverse=True)
    assert cloud_of(rows) == words


def test_a_part_of_a_cloud_is_a_list_of_its_words() -> None:
    part = {"of": ["guest"], "n": 5, "rows": [{"word": "Trust", "count": 4, "percent": 80.0}]}
    whole = {"n": 5, "rows": part["rows"], "segments": [part]}
    (segment,) = view_of(whole, Words(PollKind.WORDS, OPTIONS, texts())).segments
    assert [(bar.label, bar.count, bar.percent) for bar in segment.rows] == [("Trust", "4", "80\u00a0%")]


def test_a_part_of_which_nothing_is_shown_is_not_drawn() -> None:
    whole = {"n": 5, "groups": [], "texts": [], "segments": [{"of": ["guest"], "n": 5, "groups": [], "texts": []}]}
    assert not view_of(whole, Words(PollKind.TEXT, OPTIONS, texts())).segments


def test_nothing_is_drawn_of_a_result_that_is_not_shown() -> None:
    assert not view_of(None, Words(PollKind.SINGLE, OPTIONS, texts())).rows
