"""The rows of a café's form that come, go and move by a press, with or without a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from conference.cafe.content import AskedQuestion, tables_for, without_round
from conference.cafe.rules import MOST_QUESTIONS, MOST_ROUNDS, MOST_TABLES
from conference.cafe.setup_forms import CafeForm, say
from conference.forms import number_in


@dataclass
class Rows:
    """The form's rows. `held`: up to which round the café was held; `preview`: whether the briefing is shown."""

    form: CafeForm
    held: int = 0
    preview: bool = False

    def pressed(self, sent: Mapping[str, str]) -> bool:
        """Do what the pressed button asks of the rows; False when it was the button that saves.

        Buttons: add_question, add_round; without_question, earlier, later, without_round (=INDEX); lay (as many
        tables as are wanted), work_out (as many as the people need), preview.
        """
        handlers = (
            "add_question", "without_question", "earlier", "later", "add_round", "without_round", "lay", "work_out",
            "preview",
        )  # fmt: skip
        name = next((name for name in handlers if name in sent), "")
        if name:
            getattr(self, f"_{name}")(number_in(sent[name]) or 0)
        return bool(name)

    def _preview(self, _at: int) -> None:
        self.preview = True

    def _add_question(self, _at: int) -> None:
        if len(self.form.questions) < MOST_QUESTIONS:
            self.form.questions.append_entry()

    def _without_question(self, at: int) -> None:
        rows = self._questions()
        if at < len(rows) > 1:
            rows.pop(at)
        self._put_questions(rows)

    def _earlier(self, at: int) -> None:
        self._move(at, at - 1)

    def _later(self, at: int) -> None:
        self._move(at, at + 1)

    def _move(self, at: int, to: int) -> None:
        rows = self._questions()
        if at < len(rows) and 0 <= to < len(rows):
            rows.insert(to, rows.pop(at))
        self._put_questions(rows)

    def _add_round(self, _at: int) -> None:
        rounds = [entry.form.minutes.data for entry in self.form.rounds]
        if len(rounds) < MOST_ROUNDS:
            self.form.rounds.append_entry({"minutes": rounds[-1] if rounds else 20})

    def _without_round(self, at: int) -> None:
        minutes = [entry.form.minutes.data for entry in self.form.rounds]
        if not self.held <= at < len(minutes) or len(minutes) < 2:
            return
        minutes.pop(at)
        _refill(self.form.rounds, [{"minutes": one} for one in minutes])
        rows = self._questions()
        asked = without_round(tuple(AskedQuestion("", row["round_number"] or None) for row in rows), at + 1)
        for row, one in zip(rows, asked, strict=True):
            row["round_number"] = one.round_number or 0
        self._put_questions(rows)

    def _lay(self, _at: int) -> None:
        self.lay_tables()

    def _work_out(self, _at: int) -> None:
        form = self.form
        if not form.people.data or form.people.data < 1:
            say(form.people, _("Please say how many people you expect."))
            return
        form.table_count.data = tables_for(form.people.data, form.fewest.data or 0, form.most.data or 0)
        form.table_count.raw_data = None
        self.lay_tables()

    def lay_tables(self) -> None:
        """Have as many rows as tables are wanted; those that stay keep what is in them."""
        wanted, form = self.form.table_count.data, self.form
        if wanted is None or not 1 <= wanted <= MOST_TABLES:
            return
        while len(form.tables) > wanted:
            form.tables.pop_entry()
        while len(form.tables) < wanted:
            form.tables.append_entry()

    def _questions(self) -> list[dict[str, Any]]:
        return [dict(entry.data) for entry in self.form.questions]

    def _put_questions(self, rows: list[dict[str, Any]]) -> None:
        _refill(self.form.questions, rows)


def _refill(field: Any, rows: list[dict[str, Any]]) -> None:
    while field.entries:
        field.pop_entry()
    for row in rows:
        field.append_entry(row)
