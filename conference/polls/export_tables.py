"""The tables of an export: a summary of every round, and one row for each ballot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import gettext as _

from conference.people.spreadsheet import Cell
from conference.polls.answers import Choice
from conference.polls.chart import Chart
from conference.polls.rules import PollKind

Rows = list[list[Cell]]


def moment_text(moment: datetime | None) -> str:
    """Return a moment as tables have it: UTC, ISO 8601, to the second; empty for none."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def summary_rows(
    question: str, kind: str, rounds: Iterable[tuple[int, str, str, str, int, Sequence[tuple[str, Chart]]]]
) -> Rows:  # fmt: skip
    """Return the summary. Each round: number, state, opened, closed, answers, and its charts (part of whom, chart)."""
    rows: Rows = [[_("Question"), question], [_("Kind"), kind]]
    for number, state, opened, closed, answers, charts in rounds:
        rows += [
            [],
            [_("Round"), number, state],
            [_("Opened (UTC)"), opened],
            [_("Closed (UTC)"), closed],
            [_("Answers"), answers],
        ]
        for part, chart in charts:
            rows += [
                [],
                [part],
                [_("Answer"), chart.counted, _("%(share)s in per cent", share=chart.share), *chart.more],
            ]
            rows += [[bar.label, bar.count, bar.percent, *bar.more] for bar in chart.bars]
            rows += [[label, text] for label, text in chart.facts]
    return rows


def answer_headings(kind: PollKind, options: Mapping[int, str], words: int) -> list[Cell]:
    """Return what the columns of an answer are called."""
    if kind in {PollKind.MULTIPLE, PollKind.RANKING, PollKind.POINTS}:
        return list(options.values())
    if kind is PollKind.TEXT:
        return [_("Answer"), _("Moderation"), _("Group")]
    if kind is PollKind.WORDS:
        return [_("Word %(number)s", number=number) for number in range(1, words + 1)]
    return [_("Answer")]


def answer_cells(kind: PollKind, options: Mapping[int, str], words: int, answer: Sequence[Choice]) -> list[Cell]:
    """Return an answer in those columns: 1 where an option was chosen, its place, its points, or what was given."""
    ids = [choice.option_id for choice in answer]
    points = {choice.option_id: choice.number or 0 for choice in answer}
    texts = [choice.text or "" for choice in answer][:words]
    cells: Mapping[PollKind, Callable[[], list[Cell]]] = {
        PollKind.SINGLE: lambda: [options.get(option or 0, "") for option in ids[:1]],
        PollKind.MULTIPLE: lambda: [int(option in ids) for option in options],
        PollKind.RANKING: lambda: [ids.index(option) + 1 if option in ids else "" for option in options],
        PollKind.POINTS: lambda: [points.get(option, 0) for option in options],
        PollKind.SCALE: lambda: [choice.number for choice in answer],
        PollKind.NUMBER: lambda: [choice.number for choice in answer],
        PollKind.TEXT: lambda: [choice.text for choice in answer],
        PollKind.WORDS: lambda: [*texts, *[""] * (words - len(texts))],
    }
    return cells[kind]()
