"""Questions as a table: read from a CSV or a workbook line by line, and written as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conference.people.spreadsheet import Table
from conference.quiz.rules import (
    DEFAULT_POINTS,
    DEFAULT_SECONDS,
    LEAST_SECONDS,
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_SECONDS,
)

LETTERS = "ABCDEF"
HEADINGS = ("question", *(letter.lower() for letter in LETTERS), "right", "seconds", "points", "explanation", "source")
MOST_LINES = 200
LONGEST = {"question": 500, "option": 200, "explanation": 5000, "source": 300}


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """All that is decided about a question; `right` are places in `options`."""

    text: str
    options: tuple[str, ...]
    right: frozenset[int]
    seconds: int = DEFAULT_SECONDS
    points: int = DEFAULT_POINTS
    explanation: str = ""
    source: str = ""


class Problem(StrEnum):
    """What is wrong with a line."""

    NO_TEXT = "no_text"
    TOO_FEW = "too_few"
    SAME = "same"
    GAP = "gap"
    NO_RIGHT = "no_right"
    RIGHT_UNKNOWN = "right_unknown"
    SECONDS = "seconds"
    POINTS = "points"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: its number in the file, its question as far as it could be read, and what is wrong."""

    number: int
    content: QuestionContent
    problems: Sequence[Problem]


def read_questions(table: Table) -> tuple[list[Line], list[str]] | None:
    """Return the lines, and the headings that mean nothing to us; None where no heading is `question`."""
    if not table:
        return None
    headings = [cell.strip().casefold() for cell in table[0]]
    if "question" not in headings:
        return None
    unknown = [cell for cell, name in zip(table[0], headings, strict=True) if name and name not in HEADINGS]
    lines = []
    for number, cells in enumerate(table[1 : MOST_LINES + 1], start=2):
        row = {name: cells[at].strip() if at < len(cells) else "" for at, name in enumerate(headings)}
        if any(row.values()):
            lines.append(_line(number, row))
    return lines, unknown


def as_table(questions: Iterable[QuestionContent]) -> list[list[str]]:
    """Return questions as a table that `read_questions` reads back."""
    rows = [list(HEADINGS)]
    for one in questions:
        options = [*one.options, *[""] * (MOST_OPTIONS - len(one.options))]
        right = "".join(LETTERS[at] for at in sorted(one.right))
        rows.append([one.text, *options, right, str(one.seconds), str(one.points), one.explanation, one.source])
    return rows


def _line(number: int, row: Mapping[str, str]) -> Line:
    problems: list[Problem] = []
    cells = [row.get(letter.lower(), "") for letter in LETTERS]
    options = tuple(cell for cell in cells if cell)
    letters = [letter for letter in row.get("right", "").upper() if letter.isalnum()]
    right = frozenset(LETTERS.index(letter) for letter in letters if letter in LETTERS[: len(options)])
    if not row["question"]:
        problems.append(Problem.NO_TEXT)
    if len(options) < 2:
        problems.append(Problem.TOO_FEW)
    if len({option.casefold() for option in options}) < len(options):
        problems.append(Problem.SAME)
    if any(cells[len(options) :]):
        problems.append(Problem.GAP)
    if not letters:
        problems.append(Problem.NO_RIGHT)
    elif len(right) < len(set(letters)):
        problems.append(Problem.RIGHT_UNKNOWN)
    seconds = _number(row.get("seconds", ""), DEFAULT_SECONDS, LEAST_SECONDS, MOST_SECONDS)
    points = _number(row.get("points", ""), DEFAULT_POINTS, 1, MOST_POINTS)
    problems += [Problem.SECONDS] * (seconds is None) + [Problem.POINTS] * (points is None)
    if any(len(option) > LONGEST["option"] for option in options) or _too_long(row):
        problems.append(Problem.TOO_LONG)
    content = QuestionContent(
        row["question"], options, right, seconds or DEFAULT_SECONDS, points or DEFAULT_POINTS,
        row.get("explanation", ""), row.get("source", ""),
    )  # fmt: skip
    return Line(number, content, problems)


def _too_long(row: Mapping[str, str]) -> bool:
    return any(len(row.get(name, "")) > most for name, most in LONGEST.items())


def _number(text: str, default: int, least: int, most: int) -> int | None:
    if not text:
        return default
    whole = text.removesuffix(".0")
    readable = whole.isascii() and whole.isdigit() and len(whole) < 7
    return int(whole) if readable and least <= int(whole) <= most else None
