"""A result as rows to draw: what `polls_result.js` makes of a snapshot, for pages that come without a script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import format_decimal

from conference.polls.rules import PollKind

# A word of the cloud has one of so many sizes.
SIZES = 7
# A part of a cloud is a list of its most frequent words.
WORDS_OF_PART = 10
Result = Mapping[str, Any]
Texts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its count and per cent as text, and how long it is, in per cent of the whole track."""

    key: str
    label: str
    count: str
    percent: str
    width: float
    note: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class CloudWord:
    """One word of a cloud, with its size from 1 to `SIZES`, and its place in the list by frequency."""

    key: str
    label: str
    size: int
    place: int
    count: str
    percent: str


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A part of a result."""

    key: str
    label: str
    n: str
    rows: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class ResultView:
    """All that is drawn of a result. `facts` are sentences; `more` says what is not drawn, `empty` why nothing is."""

    rows: Sequence[Bar] = ()
    facts: Sequence[str] = ()
    cloud: Sequence[CloudWord] = ()
    texts: Sequence[str] = ()
    more: str = ""
    segments: Sequence[SegmentView] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a result is drawn with: the options' texts, the page's words, the names of segments, the unit."""

    kind: PollKind
    options: Mapping[int, str]
    texts: Texts
    segment_name: Callable[[str], str] = str
    unit: str = ""
    ends: Mapping[int, str] = field(default_factory=dict)


def view_of(result: Result | None, words: Words) -> ResultView:
    """Return what is drawn of a result; nothing where none is shown."""
    if result is None:
        return ResultView()
    return ResultView(
        rows=bars_of(result, words),
        facts=facts_of_result(result, words),
        cloud=cloud_of(result.get("rows", [])) if words.kind is PollKind.WORDS else (),
        texts=result.get("texts", ()),
        more=filled(words.texts["more"], result["more"]) if result.get("more") else "",
        segments=[segment for part in result.get("segments", ()) if (segment := _segment(part, words)).rows],
        empty=_why_empty(result, words),
    )


def _why_empty(result: Result, words: Words) -> str:
    if not result["n"]:
        return str(words.texts["none"])
    unread = words.kind is PollKind.TEXT and not (result["groups"] or result["texts"])
    return str(words.texts["unread"]) if unread else ""


def bars_of(result: Result, words: Words) -> Sequence[Bar]:
    """Return the bars of a result, in the order in which they are read; empty for a cloud."""
    if words.kind is PollKind.WORDS:
        return ()
    if words.kind is PollKind.TEXT:
        return [_counted(f"g{row['id']}", row["name"], row, row["percent"]) for row in result.get("groups", ())]
    rows = result.get("rows", ())
    if words.kind is PollKind.RANKING:
        return _ranked(rows, result.get("pairwise_winner"), words)
    if words.kind is PollKind.POINTS:
        return [_points(row, words) for row in rows]
    if words.kind in {PollKind.SCALE, PollKind.NUMBER}:
        most = max((row["count"] for row in rows), default=0)
        return [_value(row, most, words) for row in rows]
    return [_counted(str(row["id"]), words.options.get(row["id"], ""), row, row["percent"]) for row in rows]


def _counted(key: str, label: str, row: Result, width: float) -> Bar:
    return Bar(key, label, number(row["count"]), per_cent(row["percent"]), width)


def _ranked(rows: Sequence[Result], winner: int | None, words: Words) -> Sequence[Bar]:
    most = max((row["borda"] for row in rows), default=0)
    return [
        Bar(
            key=str(row["id"]),
            label=words.options.get(row["id"], ""),
            count=counted(words.texts["points"], row["borda"]),
            percent=per_cent(row["percent"]),
            width=share(row["borda"], most),
            note=" · ".join(
                [filled(words.texts["first"], row["first"])] * bool(row["first"])
                + [words.texts["winner"]] * (row["id"] == winner)
            ),
            first=row["id"] == winner,
        )
        for row in sorted(rows, key=lambda row: row["place"])
    ]


def _points(row: Result, words: Words) -> Bar:
    note = filled(words.texts["average"], row["mean"])
    label = words.options.get(row["id"], "")
    count = counted(words.texts["points"], row["points"])
    return Bar(str(row["id"]), label, count, per_cent(row["percent"]), row["percent"], note)


def _value(row: Result, most: int, words: Words) -> Bar:
    if "value" in row:
        label = " ".join(part for part in (str(row["value"]), words.ends.get(row["value"], "")) if part)
        return _counted(str(row["value"]), label, row, share(row["count"], most))
    low, high = number(row["from"]), number(row["to"])
    label = " ".join(part for part in (low if low == high else f"{low}\u2013{high}", words.unit) if part)
    return _counted(f"{row['from']}:{row['to']}", label, row, share(row["count"], most))


def facts_of_result(result: Result, words: Words) -> Sequence[str]:
    """Return mean, median and spread as sentences, where the kind has them and there are answers."""
    if result.get("mean") is None:
        return ()
    return [filled(words.texts[name], result[name]) for name in ("mean", "median", "spread")]


def cloud_of(rows: Sequence[Result]) -> Sequence[CloudWord]:
    """Return the words of a cloud, the largest in the middle; the same words always stand in the same order."""
    most, least = max((row["count"] for row in rows), default=1), min((row["count"] for row in rows), default=1)
    words = [
        CloudWord(
            row["word"].casefold(),
            row["word"],
            1 + round((SIZES - 1) * (row["count"] - least) / (most - least)) if most > least else SIZES // 2 + 1,
            place,
            number(row["count"]),
            per_cent(row["percent"]),
        )
        for place, row in enumerate(rows)
    ]
    return words[1::2][::-1] + words[::2]


def _segment(part: Result, words: Words) -> SegmentView:
    names = ", ".join(words.segment_name(name) if name else words.texts["unstated"] for name in part["of"])
    return SegmentView(
        "+".join(part["of"]), names, counted(words.texts["answers"], part["n"]), _bars_of_part(part, words)
    )


def _bars_of_part(part: Result, words: Words) -> Sequence[Bar]:
    if words.kind is not PollKind.WORDS:
        return bars_of(part, words)
    rows = part["rows"][:WORDS_OF_PART]
    return [_counted(row["word"].casefold(), row["word"], row, row["percent"]) for row in rows]


def share(count: float, most: float) -> float:
    """Return a length in per cent of the longest."""
    return round(100 * count / most, 1) if most else 0.0


def number(value: float) -> str:
    """Return a number as the reader writes it."""
    return str(format_decimal(value))


def per_cent(value: float) -> str:
    """Return a share as the reader writes it."""
    return f"{format_decimal(value)}\u00a0%"


def filled(text: str, value: float) -> str:
    """Return a text with its number."""
    return text.replace("{n}", number(value))


def counted(forms: Sequence[str], n: int) -> str:
    """Return the form of a text that fits a number, with it."""
    return filled(forms[0 if n == 1 else 1], n)
