"""A result as bars with a table's words: what controls, the page of results and the exports all show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from conference.polls.rules import PollKind, PollSettings


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a result. `key` is what the script finds it by, `more` what its kind says besides."""

    key: str
    label: str
    count: int
    percent: float
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole result: its lines, what their numbers are called, and what is true of all of it."""

    bars: Sequence[Bar]
    counted: str
    share: str
    more: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def percent_text(share: float) -> str:
    """Return a share as it is written: "12.5 %" in the reader's language."""
    return f"{format_decimal(share, '0.#')} %"


def chart_of(
    kind: PollKind, options: Mapping[int, str], settings: PollSettings, result: Mapping[str, Any]
) -> Chart:  # fmt: skip
    """Return a result (docs/live.md) of a poll with these options, by id, as a chart."""
    rows: Sequence[Mapping[str, Any]] = result.get("rows", ())
    if kind is PollKind.RANKING:
        return _ranking(options, rows, result)
    if kind is PollKind.POINTS:
        return _points(options, rows)
    if kind is PollKind.SCALE:
        return Chart([_step(row, settings) for row in rows], _("Answers"), _("Share"), facts=_summary(result, ""))
    if kind is PollKind.NUMBER:
        bars = [Bar(str(row["from"]), _range(row, settings.unit), row["count"], row["percent"]) for row in rows]
        return Chart(bars, _("Answers"), _("Share"), facts=_summary(result, settings.unit))
    if kind is PollKind.TEXT:
        groups = result.get("groups", ())
        bars = [Bar(str(group["id"]), group["name"], group["count"], group["percent"]) for group in groups]
        return Chart(bars, _("Answers"), _("Share of all answers"))
    if kind is PollKind.WORDS:
        bars = [Bar(row["word"], row["word"], row["count"], row["percent"]) for row in rows]
        return Chart(bars, _("Times given"), _("Share of those who answered"))
    bars = [Bar(str(row["id"]), options.get(row["id"], ""), row["count"], row["percent"]) for row in rows]
    share = _("Share of those who answered") if kind is PollKind.MULTIPLE else _("Share")
    return Chart(bars, _("Answers"), share)


def _ranking(options: Mapping[int, str], rows: Sequence[Mapping[str, Any]], result: Mapping[str, Any]) -> Chart:
    bars = [
        Bar(
            str(row["id"]), options.get(row["id"], ""), row["borda"], row["percent"],
            (str(row["place"]), f"{row['first']} ({percent_text(row['first_percent'])})", str(row["wins"])),
        )
        for row in rows
    ]  # fmt: skip
    winner = options.get(result.get("pairwise_winner") or 0, "")
    facts = (
        (_("Preferred to every other, two by two"), winner or _("No option beats all others")),
    ) if result.get("n") else ()  # fmt: skip
    return Chart(bars, _("Borda points"), _("Share of the points"), (_("Place"), _("First choice"), _("Duels won")), facts)


def _points(options: Mapping[int, str], rows: Sequence[Mapping[str, Any]]) -> Chart:
    bars = [
        Bar(
            str(row["id"]), options.get(row["id"], ""), row["points"], row["percent"],
            (str(format_decimal(row["mean"], "0.#")), str(row["count"])),
        )
        for row in rows
    ]  # fmt: skip
    return Chart(bars, _("Points"), _("Share of the points"), (_("On average"), _("Given by")))


def _step(row: Mapping[str, Any], settings: PollSettings) -> Bar:
    value = row["value"]
    said = {settings.least: settings.least_label, settings.most: settings.most_label}.get(value, "")
    return Bar(str(value), f"{value}: {said}" if said else str(value), row["count"], row["percent"])


def _range(row: Mapping[str, Any], unit: str) -> str:
    numbers = str(row["from"]) if row["from"] == row["to"] else _("%(low)s to %(high)s", low=row["from"], high=row["to"])
    return f"{numbers} {unit}".strip()


def _summary(result: Mapping[str, Any], unit: str) -> tuple[tuple[str, str], ...]:
    if result.get("mean") is None:
        return ()
    names = (
        ("mean", _("Mean")), ("median", _("Median")), ("spread", _("Spread (standard deviation)")),
        ("least", _("Lowest")), ("most", _("Highest")),
    )  # fmt: skip
    return tuple((label, f"{format_decimal(result[name], '0.##')} {unit}".strip()) for name, label in names)


def turnout_text(turnout: Mapping[str, int]) -> str:
    """Return how many answered, of whom, in a sentence."""
    answered, eligible, present = turnout["answered"], turnout["eligible"], turnout["present"]
    share = percent_text(100 * answered / eligible) if eligible else ""
    here = ngettext("%(num)s of them is here now", "%(num)s of them are here now", present)
    if not eligible:
        return _("Nobody may answer yet")
    return _("%(share)s of %(eligible)s who may answer; %(here)s", share=share, eligible=eligible, here=here)
