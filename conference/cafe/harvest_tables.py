"""What came of a café as tables and as plain text; the same values, in the reader's language."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from conference.cafe.harvest import CafeOutcomes, Outcome, Pile

Rows = list[list[str | int | float | None]]


def outcome_rows(cafe: CafeOutcomes) -> Rows:
    """Return one row for each line of each question's list."""
    rows: Rows = [
        [
            _("Question"),
            _("Number"),
            _("Outcome"),
            _("Dots"),
            _("Tables"),
            _("Number of cards"),
            _("Cards"),
            _("Agreed"),
        ]
    ]
    for question in cafe.questions:
        for number, outcome in enumerate(question.outcomes, 1):
            rows.append([
                question.text, number, outcome.text, outcome.dots, tables_text(outcome), len(outcome.trail),
                " | ".join(f"{card.text} ({card.table})" for card in outcome.trail),
                question.agreed_at.isoformat(timespec="seconds") if question.agreed_at else "",
            ])  # fmt: skip
    return rows


def card_rows(questions: Iterable[tuple[str, Mapping[int, str], list[Pile]]]) -> Rows:
    """Return one row for each card; each question comes with its headings by id and its piles."""
    rows: Rows = [[_("Question"), _("Heading"), _("Card"), _("Table"), _("Starred"), _("Merged into")]]
    for question, headings, piles in questions:
        for pile in piles:
            top, heading = pile.card, headings.get(pile.card.heading, "")
            rows.append([question, heading, top.text, top.table, int(top.is_starred), ""])
            rows += [[question, heading, one.text, one.table, int(one.is_starred), top.text] for one in pile.merged]
    return rows


def tables_text(outcome: Outcome) -> str:
    """Return the numbers of the tables behind an outcome."""
    return ", ".join(map(str, outcome.tables))


def plain_text(cafe: CafeOutcomes) -> str:
    """Return the lists as text to be sent or pasted somewhere: each line with its dots and its trail."""
    lines = [cafe.title, "=" * len(cafe.title), ""]
    for question in cafe.questions:
        lines += [question.text, "-" * min(len(question.text), 80)]
        if not question.outcomes:
            lines.append(_("No list yet."))
        elif question.agreed_at is None:
            lines.append(_("This list is not agreed yet."))
        for number, outcome in enumerate(question.outcomes, 1):
            dots = ngettext("%(num)s dot", "%(num)s dots", outcome.dots)
            # What was never voted on has none, which is not the same as nobody's.
            lines.append(
                f"{number}. {outcome.text} ({dots})" if outcome.dots or outcome.trail else f"{number}. {outcome.text}"
            )
            lines += [f"   - {card.text} ({_('table %(number)s', number=card.table)})" for card in outcome.trail]
        lines.append("")
    return "\n".join(lines)
