"""States, order and likeness of questions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.questions.rules import FROM, TO, Decision, QuestionState, Rank, by_votes, is_allowed, may_edit
from conference.questions.similarity import most_alike

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_what_was_taken_back_stays_taken_back() -> None:
    assert [d for d in Decision if d is not Decision.UNPIN and is_allowed(d, QuestionState.WITHDRAWN)] == []


def test_every_decision_is_possible_and_none_leads_where_it_comes_from() -> None:
    assert set(FROM) == set(Decision)
    assert all(TO[decision] not in FROM[decision] for decision in TO)


def test_the_one_being_answered_stands_first_then_pinned_ones_then_by_votes_and_age() -> None:
    ranks = [
        Rank(QuestionState.ANSWERED, False, 99, NOON, 1),
        Rank(QuestionState.APPROVED, False, 5, NOON, 2),
        Rank(QuestionState.APPROVED, False, 5, NOON - timedelta(minutes=1), 3),
        Rank(QuestionState.APPROVED, True, 0, NOON, 4),
        Rank(QuestionState.ANSWERING, False, 0, NOON, 5),
        Rank(QuestionState.APPROVED, False, 7, NOON, 6),
    ]
    assert [rank.id for rank in sorted(ranks, key=by_votes)] == [5, 4, 6, 3, 2, 1]


def test_words_change_only_while_nobody_stands_behind_them() -> None:
    assert may_edit(QuestionState.APPROVED, 0)
    assert not may_edit(QuestionState.APPROVED, 1)
    assert not may_edit(QuestionState.ANSWERED, 0)


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("How will the recovery fund reach small clusters?", [1]),
        ("Will clusters get money from the RECOVERY fund?", [1]),
        ("¿Cómo se financian los clústeres rurales?", [3]),
        ("When is lunch?", []),
        ("", []),
        ("fund", []),
    ],
)
def test_questions_that_ask_the_same_are_found(text: str, alike: list[int]) -> None:
    others = {
        1: "How does the recovery fund get to clusters?",
        2: "Which skills do apprentices need?",
        3: "Cómo se financian los clusteres en zonas rurales",
    }
    assert most_alike(text, others) == alike


@given(st.text(max_size=200), st.dictionaries(st.integers(), st.text(max_size=100), max_size=8))
def test_likeness_never_fails_and_names_few(text: str, others: dict[int, str]) -> None:
    found = most_alike(text, others)
    assert set(found) <= set(others)
    assert len(found) <= 3
