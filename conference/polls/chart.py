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
    rows: Sequence[Mapping[str, Any]] = result.get("groups" if kind is PollKind.TEXT else "rows", ())
    if kind is PollKind.RANKING:
        return _ranking(options, rows, result)
    if kind is PollKind.POINTS:
        return _points(options, rows)
    if kind in {PollKind.SCALE, PollKind.NUMBER}:
        bars = [_step(row, settings) if kind is PollKind.SCALE else _range(row, settings.unit) for row in rows]
        return Chart(bars, _("Answers"), _("Share"), facts=_summary(result, settings.unit))
    label = {PollKind.TEXT: "name", PollKind.WORDS: "word"}.get(kind, "")
    counted = _("Times given") if kind is PollKind.WORDS else _("Answers")
    bars = [
        Bar(
            str(row["word"] if kind is PollKind.WORDS else row["id"]),
            row[label] if label else options.get(row["id"], ""), row["count"], row["percent"],
        )
        for row in rows
    ]  # fmt: skip
    return Chart(bars, counted, _("Share") if kind is PollKind.SINGLE else _("Share of those who answered"))


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
    return Chart(
        bars, _("Borda points"), _("Share of the points"), (_("Place"), _("First choice"), _("Duels won")), facts
    )


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


def _range(row: Mapping[str, Any], unit: str) -> Bar:
    low, high = row["from"], row["to"]
    numbers = str(low) if low == high else _("%(low)s to %(high)s", low=low, high=high)
    return Bar(str(low), f"{numbers} {unit}".strip(), row["count"], row["percent"])


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
        return str(_("Nobody may answer yet"))
    return str(_("%(share)s of %(eligible)s who may answer; %(here)s", share=share, eligible=eligible, here=here))
