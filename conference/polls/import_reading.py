"""Reading polls from a table: which column is which, what each line says, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _

from conference.people.countries import find_country, folded
from conference.people.rules import OrganisationKind
from conference.permissions import Role
from conference.polls.content import PollContent, problems
from conference.polls.rules import (
    WITH_OPTIONS,
    Eligibility,
    PollKind,
    PollSettings,
    Secrecy,
    Segment,
    Showing,
)

MOST_LINES = 500
COLUMNS: Mapping[str, Sequence[str]] = {
    "question": ("question", "poll", "title"),
    "kind": ("kind", "type"),
    "options": ("options", "answers", "choices"),
    "description": ("explanation", "description"),
    "session": ("session",),
    "group": ("group",),
    "least": ("least", "from", "min", "minimum"),
    "most": ("most", "to", "max", "maximum"),
    "least_label": ("least label", "lowest means"),
    "most_label": ("most label", "highest means"),
    "points": ("points",),
    "words": ("words",),
    "unit": ("unit",),
    "secrecy": ("secrecy", "names"),
    "showing": ("result", "showing"),
    "seconds": ("seconds", "time limit"),
    "guests": ("guests",),
    "roles": ("roles",),
    "organisation_kinds": ("organisations", "kinds of organisation", "organisation kinds"),
    "countries": ("countries",),
    "segment_by": ("split", "split by", "segments"),
}
COLUMN_OF = {name: column for column, names in COLUMNS.items() for name in names}
KIND_NAMES = {
    "single choice": PollKind.SINGLE, "choice": PollKind.SINGLE, "multiple choice": PollKind.MULTIPLE,
    "rank": PollKind.RANKING, "rating": PollKind.SCALE, "open": PollKind.TEXT, "open text": PollKind.TEXT,
    "word cloud": PollKind.WORDS, "cloud": PollKind.WORDS, **{kind.value: kind for kind in PollKind},
}  # fmt: skip
YES = {"yes", "y", "1", "true", "x", "ja", "oui"}
Choice = TypeVar("Choice", bound=StrEnum)


class NoPollList(ValueError):
    """The table is no list of polls; the message is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the poll it says, the session it names, and what is wrong with it."""

    number: int
    content: PollContent
    session: str = ""
    item_id: int | None = None
    problems: tuple[str, ...] = ()

    def with_problem(self, sentence: str) -> "Line":
        """Return the line with one more thing wrong with it."""
        return replace(self, problems=(*self.problems, sentence))


def read_polls(table: Sequence[Sequence[str]]) -> tuple[list[Line], list[str]]:
    """Return the lines of a table whose first line names the columns, and the headings that mean nothing.

    Raises `NoPollList`.
    """
    numbered = [(number, row) for number, row in enumerate(table, start=1) if any(cell.strip() for cell in row)]
    if not numbered:
        raise NoPollList(_("The list is empty."))
    headings = numbered.pop(0)[1]
    columns = [COLUMN_OF.get(_heading(cell), "option" if _is_option(cell) else "") for cell in headings]
    known = [column for column in columns if column not in {"", "option"}]
    if "question" not in known:
        raise NoPollList(_("No column is called “question”. The first line must name the columns."))
    if len(set(known)) != len(known):
        raise NoPollList(_("Two columns mean the same. Please remove one of them."))
    if not numbered:
        raise NoPollList(_("The list is empty."))
    if len(numbered) > MOST_LINES:
        raise NoPollList(_("The list has more than %(most)s lines. Please split it.", most=MOST_LINES))
    ignored = [cell for cell, column in zip(headings, columns, strict=True) if cell and not column]
    return [_Reader(number, columns, row).line() for number, row in numbered], ignored


def _heading(cell: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", folded(cell)).split())


def _is_option(cell: str) -> bool:
    return re.fullmatch(r"(option|answer|choice) ?\d{1,2}", _heading(cell)) is not None


class _Reader:
    """One line, cell by cell; what it cannot read is said and replaced by what a new poll begins with."""

    def __init__(self, number: int, columns: Sequence[str], row: Sequence[str]) -> None:
        self.number = number
        self.found: list[str] = []
        pairs = list(zip(columns, (cell.strip() for cell in row), strict=False))
        self.cells = {column: cell for column, cell in pairs if column and column != "option"}
        self.options = [cell for column, cell in pairs if column == "option" and cell]

    def line(self) -> Line:
        """Return the line."""
        kind = self._kind()
        text = self.cells.get("options", "")
        options = (*(part.strip() for part in re.split(r"[|\n]", text) if part.strip()), *self.options)
        content = PollContent(
            kind=kind,
            question=self.cells.get("question", ""),
            description=self.cells.get("description", ""),
            options=options if kind in WITH_OPTIONS else (),
            settings=self._settings(kind, len(options)),
            eligibility=self._eligibility(),
            secrecy=self._choice("secrecy", Secrecy, Secrecy.ANONYMOUS),
            segment_by=self._choice("segment_by", Segment, Segment.NONE),
            showing=self._choice("showing", Showing, Showing.HIDDEN),
            seconds=self._number("seconds"),
            group=self.cells.get("group", ""),
        )
        if options and kind not in WITH_OPTIONS:
            self.found.append(_("A poll of this kind has no options."))
        wrong = problems(content).values()
        return Line(self.number, content.normal, self.cells.get("session", ""), None, (*self.found, *wrong))

    def _kind(self) -> PollKind:
        text = self.cells.get("kind", "")
        kind = KIND_NAMES.get(_heading(text)) if text else PollKind.SINGLE
        if kind is None:
            self.found.append(_("“%(text)s” is no kind of poll.", text=text))
        return kind or PollKind.SINGLE

    def _settings(self, kind: PollKind, count: int) -> PollSettings:
        least, most = {
            PollKind.MULTIPLE: (1, count), PollKind.RANKING: (count, count), PollKind.SCALE: (1, 5),
            PollKind.NUMBER: (0, 100),
        }.get(kind, (1, 1))  # fmt: skip
        most = self._given("most", most)
        # A ranking says only how many are put in order.
        least = most if kind is PollKind.RANKING else self._given("least", least)
        plain = PollSettings()
        return PollSettings(
            least=least,
            most=most,
            least_label=self.cells.get("least_label", "")[:80],
            most_label=self.cells.get("most_label", "")[:80],
            points=self._given("points", plain.points),
            words=self._given("words", plain.words),
            unit=self.cells.get("unit", "")[:20],
        )

    def _number(self, column: str) -> int | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,10}", text):
            self.found.append(_("“%(text)s” is no whole number.", text=text))
            return None
        return int(text)

    def _given(self, column: str, otherwise: int) -> int:
        number = self._number(column)
        return otherwise if number is None else number

    def _choice(self, column: str, values: type[Choice], otherwise: Choice) -> Choice:
        text = _heading(self.cells.get(column, "")).replace(" ", "_")
        if not text:
            return otherwise
        if text not in set(values):
            names = ", ".join(value.value for value in values)
            self.found.append(_("“%(text)s” is none of: %(names)s.", text=self.cells[column], names=names))
            return otherwise
        return values(text)

    def _eligibility(self) -> Eligibility:
        countries = {word: find_country(word) for word in self._words("countries")}
        for word, code in countries.items():
            if code is None:
                self.found.append(_("“%(text)s” is no country.", text=word))
        return Eligibility(
            roles=self._several("roles", Role),
            organisation_kinds=self._several("organisation_kinds", OrganisationKind),
            countries=frozenset(code for code in countries.values() if code),
            guests=folded(self.cells.get("guests", "")) in YES,
        )

    def _several(self, column: str, values: type[StrEnum]) -> frozenset[str]:
        found = set()
        for word in self._words(column):
            value = _heading(word).replace(" ", "_")
            if value in set(values):
                found.add(value)
            else:
                self.found.append(_("“%(text)s” is not known.", text=word))
        return frozenset(found)

    def _words(self, column: str) -> list[str]:
        return [word.strip() for word in re.split(r"[,;|/\n]", self.cells.get(column, "")) if word.strip()]
