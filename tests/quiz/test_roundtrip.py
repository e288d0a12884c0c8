"""The measured round trip: only what we signed counts, for whom we signed it, and never more than its bound."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conference.quiz.roundtrip import GOOD_FOR, challenge, grace_in, measured
from conference.quiz.rules import MOST_GRACE, USUAL_GRACE

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@given(st.integers(0, 60_000))
def test_a_round_trip_is_what_the_server_measured(milliseconds: int) -> None:
    later = NOW + timedelta(milliseconds=milliseconds)
    found = measured("secret", 7, challenge("secret", 7, NOW), later)
    assert found is not None
    assert found[1] == min(timedelta(milliseconds=milliseconds), MOST_GRACE)
    assert grace_in("secret", 7, found[0], later) == found[1]


@given(st.text(max_size=60))
@example("1.2.\ud800")
@example("\ud800.2.3")
def test_what_was_not_signed_counts_as_the_usual_trip(text: str) -> None:
    assert measured("secret", 7, text, NOW) is None
    assert grace_in("secret", 7, text, NOW) == USUAL_GRACE


@pytest.mark.parametrize("ticket", [None, 5, [], {}, b"x"])
def test_a_ticket_of_another_type_counts_as_the_usual_trip(ticket: object) -> None:
    assert grace_in("secret", 7, ticket, NOW) == USUAL_GRACE


def test_a_ticket_is_for_one_person_and_for_a_while() -> None:
    found = measured("secret", 7, challenge("secret", 7, NOW), NOW + timedelta(milliseconds=900))
    assert found is not None
    assert grace_in("secret", 8, found[0], NOW + timedelta(seconds=2)) == USUAL_GRACE
    assert grace_in("secret", 7, found[0], NOW + GOOD_FOR + timedelta(seconds=2)) == USUAL_GRACE
    assert measured("secret", 8, challenge("secret", 7, NOW), NOW) is None
    # A moment is no ticket.
    assert grace_in("secret", 7, challenge("secret", 7, NOW), NOW) == USUAL_GRACE
