"""A result as pages and the wall write it: its lines with their places and bars, and what it comes to in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from conference.awards.results import Outcome
from conference.people.labels import kind_label


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One finalist in a result; numbers are written, widths are per cent of a bar that shows the total."""

    id: str
    name: str
    place: str
    is_winner: bool
    ballots: str
    run_off: str | None
    audience: str
    jury: str
    total: str
    audience_width: float
    jury_width: float


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result, written. `has_audience`, `has_both`, `has_points`: which columns there are."""

    says: str
    lines: Sequence[ResultLine]
    has_audience: bool
    has_both: bool
    has_points: bool
    turnout: str
    quorum: str
    weights: str
    parts: Sequence[str]


def result_view(result: Mapping[str, Any] | None, jury_weight: int) -> ResultView | None:
    """Return a result of an award's state, written; None while there is none. `jury_weight`: per cent of the total."""
    if result is None:
        return None
    lines = result["lines"]
    has_audience = any(line["audience"] is not None for line in lines) and result["roll"] > 0
    has_jury = any(line["jury"] is not None for line in lines)
    both = has_audience and has_jury
    weights = _weights(jury_weight) if both else ""
    parts = (jury_weight if both else 100 if has_jury else 0) / 100
    return ResultView(
        says=_says(result),
        lines=[_line(line, result["winners"], parts) for line in lines],
        has_audience=has_audience,
        has_both=both,
        has_points=has_audience or has_jury,
        turnout=_turnout(result) if has_audience else "",
        quorum=_quorum(result) if has_audience and result["needed"] > 1 else "",
        weights=weights,
        parts=[_part(part) for part in result["turnout"]] if has_audience else [],
    )


def _line(line: Mapping[str, Any], winners: Sequence[str], jury_part: float) -> ResultLine:
    place = line["place"]
    return ResultLine(
        id=line["id"],
        name=line["name"],
        place="" if place is None else f"{place}=" if line["tied"] else f"{place}",
        is_winner=place == 1 and line["id"] in winners,
        ballots=_number(line["ballots"]),
        run_off=None if line["run_off"] is None else _number(line["run_off"]),
        audience=_number(line["audience"]),
        jury=_number(line["jury"]),
        total=_number(line["total"]),
        audience_width=round((1 - jury_part) * (line["audience"] or 0), 2),
        jury_width=round(jury_part * (line["jury"] or 0), 2),
    )


def _says(result: Mapping[str, Any]) -> str:
    names = [line["name"] for line in result["lines"] if line["id"] in result["winners"]]
    match result["outcome"]:
        case Outcome.NO_QUORUM:
            return str(
                _(
                    "No winner: %(ballots)s votes were cast, and the declared quorum is %(needed)s.",
                    ballots=_number(result["ballots"]),
                    needed=_number(result["needed"]),
                )
            )
        case Outcome.SHARED:
            return str(_("Shared by %(names)s", names=_(" and ").join(names)))
        case Outcome.WON:
            return str(_("The winner is %(name)s", name=names[0]))
    return str(_("There is no winner."))


def _turnout(result: Mapping[str, Any]) -> str:
    share = 100 * result["ballots"] / result["roll"]
    return str(
        _(
            "%(ballots)s of %(roll)s have voted (%(share)s %%).",
            ballots=_number(result["ballots"]),
            roll=_number(result["roll"]),
            share=_number(round(share, 1)),
        )
    )


def _part(part: Mapping[str, Any]) -> str:
    kinds = ", ".join(kind_label(kind) if kind else str(_("not said")) for kind in part["of"])
    return str(
        _(
            "%(kinds)s: %(ballots)s of %(roll)s",
            kinds=kinds,
            ballots=_number(part["ballots"]),
            roll=_number(part["roll"]),
        )
    )


def _quorum(result: Mapping[str, Any]) -> str:
    needed = _number(result["needed"])
    if result["outcome"] == Outcome.NO_QUORUM:
        return str(_("The quorum of %(needed)s votes was not reached.", needed=needed))
    return str(_("The quorum of %(needed)s votes was reached.", needed=needed))


def _weights(jury_weight: int) -> str:
    return str(
        _("The jury decides %(jury)s %%, the audience %(audience)s %%.", jury=jury_weight, audience=100 - jury_weight)
    )


def _number(value: float | None) -> str:
    return "" if value is None else str(format_decimal(value, format="#,##0.#"))
