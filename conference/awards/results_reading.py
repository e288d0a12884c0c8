"""What is frozen and sealed, read as what `results` reckons with."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from conference.awards.results import Result, Rules
from conference.awards.rules import DecidedBy, Quorum, QuorumUnit, TieRule

# The places that are revealed one after the other, from the last of them up.
PLACES_SHOWN = (1, 2, 3)


def rules_in(frozen: Mapping[str, Any]) -> Rules:
    """Return the declared rules."""
    quorum = Quorum(frozen["quorum"]["least"], QuorumUnit(frozen["quorum"]["unit"]))
    return Rules(DecidedBy(frozen["decided_by"]), frozen["jury_weight"], TieRule(frozen["tie_rule"]), quorum)


def scores_in(sealed: Mapping[str, Any]) -> dict[str, Fraction]:
    """Return the jury's scores by finalist, from the sealed part."""
    return {one: Fraction(text) for one, text in sealed.get("scores", {}).items()}


def places_to_show(result: Result) -> list[int]:
    """Return the places that are revealed, in their order: third, second, first; one moment where nobody has one."""
    places = {line.place for line in result.lines if line.place is not None}
    return sorted(places.intersection(PLACES_SHOWN), reverse=True) or [1]
