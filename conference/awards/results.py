"""What an award's vote and jury come to: parts, totals, places, ties and quorum, in exact fractions.

Nothing here is rounded: two totals are equal or they are not. Pages round what they show (`percent`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from conference.awards.rules import DecidedBy, Quorum, TieRule

# Whoever stands highest comes first.
Rank = Callable[["Line"], Any]
WITH_VOTE = frozenset({DecidedBy.AUDIENCE, DecidedBy.BOTH})
WITH_JURY = frozenset({DecidedBy.JURY, DecidedBy.BOTH})


class Outcome(StrEnum):
    """How an award came out."""

    WON = "won"
    SHARED = "shared"
    RUN_OFF = "run_off"
    NO_QUORUM = "no_quorum"
    # A conferred award that nobody was chosen for, or a jury's without finalists.
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Rules:
    """What was declared. `jury_weight`: per cent of the total that the jury decides, where both do."""

    decided_by: DecidedBy
    jury_weight: int = 50
    tie_rule: TieRule = TieRule.SHARED
    quorum: Quorum = field(default_factory=Quorum)


@dataclass(frozen=True, slots=True)
class Standing:
    """A finalist: its guid, its ballots, the jury's score (0 to 10; None without one), and whether it was chosen."""

    id: str
    ballots: int = 0
    jury: Fraction | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A finalist in a result. `audience`, `jury` and `total` are per cent; `place` is None where there is no winner.

    `tied`: somebody else has the same place. `run_off`: its ballots in the run-off, None where it did not stand there.
    """

    id: str
    ballots: int
    place: int | None = None
    tied: bool = False
    audience: Fraction | None = None
    jury: Fraction | None = None
    total: Fraction | None = None
    run_off: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How an award came out; `lines` by place. `needed`: the ballots that the quorum asks for, 0 without a vote.

    `winners` has the first place, or those who stand in the run-off that is due.
    """

    outcome: Outcome
    lines: tuple[Line, ...]
    winners: tuple[str, ...] = ()
    ballots: int = 0
    roll: int = 0
    needed: int = 0


def result_of(
    rules: Rules, finalists: Sequence[Standing], roll: int = 0, run_off: Mapping[str, int] | None = None
) -> Result:
    """Return how an award came out. `roll`: how many could vote; `run_off`: the run-off's ballots, once closed."""
    if rules.decided_by is DecidedBy.CONFERRED:
        chosen = [Line(one.id, 0, 1) for one in finalists if one.chosen]
        return _with_winners([replace(line, tied=len(chosen) > 1) for line in chosen])
    ballots = sum(one.ballots for one in finalists)
    lines = _with_parts(rules, finalists)
    if rules.decided_by is DecidedBy.JURY:
        return _with_winners(_placed(lines, lambda line: line.total))
    # Nobody wins a vote in which nobody voted.
    needed = max(1, rules.quorum.ballots(roll))
    if ballots < needed:
        lines.sort(key=lambda line: -line.ballots)
        return Result(Outcome.NO_QUORUM, tuple(lines), (), ballots, roll, needed)
    if run_off is not None:
        lines = [replace(line, run_off=run_off.get(line.id)) for line in lines]
    result = _with_winners(_placed(lines, _rank(rules, finalists)))
    if result.outcome is Outcome.SHARED and rules.tie_rule is TieRule.RUN_OFF and run_off is None:
        result = replace(result, outcome=Outcome.RUN_OFF)
    return replace(result, ballots=ballots, roll=roll, needed=needed)


def _with_parts(rules: Rules, finalists: Sequence[Standing]) -> list[Line]:
    """Return the finalists with their shares of the ballots and of the jury's scores, each per cent, and the total."""
    votes = _shares([Fraction(one.ballots) for one in finalists]) if rules.decided_by in WITH_VOTE else None
    scores = _shares([one.jury or Fraction() for one in finalists]) if rules.decided_by in WITH_JURY else None
    weight = {DecidedBy.JURY: 100, DecidedBy.AUDIENCE: 0}.get(rules.decided_by, rules.jury_weight)
    lines = []
    for at, one in enumerate(finalists):
        audience = votes[at] if votes else None
        jury = scores[at] if scores else None
        total = (weight * (jury or 0) + (100 - weight) * (audience or 0)) / Fraction(100)
        lines.append(Line(one.id, one.ballots, audience=audience, jury=jury, total=total))
    return lines


def _shares(values: Sequence[Fraction]) -> list[Fraction]:
    whole = sum(values)
    return [100 * value / whole if whole else Fraction() for value in values]


def _rank(rules: Rules, finalists: Sequence[Standing]) -> Rank:
    """Return what finalists are ordered by: the total, and then what the tie rule says."""
    if rules.tie_rule is TieRule.JURY_RANK:
        scores = {one.id: one.jury or Fraction() for one in finalists}
        return lambda line: (line.total, scores[line.id])
    # Only those who shared the first place stood in the run-off, so that it orders nobody else.
    return lambda line: (line.total, line.run_off or 0)


def _placed(lines: Sequence[Line], rank: Rank) -> list[Line]:
    """Return the lines by place; who has as much shares it, and as many places after it stay empty (1, 2=, 2=, 4)."""
    ranks = [rank(line) for line in lines]
    placed = [
        replace(line, place=1 + sum(other > mine for other in ranks), tied=ranks.count(mine) > 1)
        for line, mine in zip(lines, ranks, strict=True)
    ]
    return sorted(placed, key=lambda line: line.place or 0)


def _with_winners(lines: Sequence[Line]) -> Result:
    winners = tuple(line.id for line in lines if line.place == 1)
    outcome = {0: Outcome.NOBODY, 1: Outcome.WON}.get(len(winners), Outcome.SHARED)
    return Result(outcome, tuple(lines), winners)


def percent(part: Fraction | None) -> float | None:
    """Return a part as pages show it, with one decimal."""
    return None if part is None else float(round(part, 1))


def result_to_json(result: Result) -> dict[str, Any]:
    """Return a result as it is sealed and published; fractions as "1/3", so that nothing is lost."""
    return {
        "outcome": result.outcome.value,
        "winners": list(result.winners),
        "ballots": result.ballots,
        "roll": result.roll,
        "needed": result.needed,
        "lines": [
            {
                "id": line.id, "ballots": line.ballots, "place": line.place, "tied": line.tied, "run_off": line.run_off,
                "audience": _text(line.audience), "jury": _text(line.jury), "total": _text(line.total),
            }
            for line in result.lines
        ],
    }  # fmt: skip


def result_from_json(value: Mapping[str, Any]) -> Result:
    """Return the result that `result_to_json` wrote."""
    lines = tuple(
        Line(**{**line, **{part: _fraction(line[part]) for part in ("audience", "jury", "total")}})
        for line in value["lines"]
    )
    return Result(
        Outcome(value["outcome"]), lines, tuple(value["winners"]), value["ballots"], value["roll"], value["needed"]
    )


def _text(part: Fraction | None) -> str | None:
    return None if part is None else str(part)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
