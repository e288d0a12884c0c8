"""A whole café as one value, from the form, a template or a copy; what is wrong with it; how many tables it needs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from conference.cafe.rules import (
    FEWEST_SEATS,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_DOTS,
    MOST_MINUTES,
    MOST_QUESTIONS,
    MOST_ROUNDS,
    MOST_SEATS,
    MOST_TABLES,
    HostPolicy,
)

LONGEST_THEME, LONGEST_NAME, LONGEST_BRIEFING = 80, 80, 10_000


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, for every round or for one; `id` of one that is stored, whose cards stay with it."""

    text: str
    round_number: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A table: what it is called, what is spoken there ("": whatever the people there agree on), who hosts it."""

    name: str = ""
    language: str = ""
    host_id: int | None = None


@dataclass(frozen=True, slots=True)
class CafeContent:
    """All that organisers decide about a café; rounds (their minutes) and tables are numbered by their place."""

    title: str
    theme: str = ""
    item_id: int | None = None
    questions: tuple[AskedQuestion, ...] = ()
    rounds: tuple[int, ...] = (20, 20)
    tables: tuple[LaidTable, ...] = (LaidTable(),)
    fewest: int = 4
    most: int = 6
    hosts: HostPolicy = HostPolicy.STAY
    mix_organisation: bool = True
    mix_country: bool = True
    mix_kind: bool = True
    mix_language: bool = True
    may_choose: bool = False
    dots: int = 3
    briefing: str = ""

    @property
    def normal(self) -> "CafeContent":
        """The same with nothing in it that it does not use: empty questions, and hosts where they rotate."""
        questions = tuple(one for one in self.questions if one.text)
        tables = self.tables
        if self.hosts is HostPolicy.ROTATE:
            tables = tuple(replace(one, host_id=None) for one in tables)
        return replace(self, questions=questions, tables=tables)

    @property
    def copied(self) -> "CafeContent":
        """The same for another café: no people, no session, and questions that are new ones."""
        return replace(
            self,
            item_id=None,
            questions=tuple(replace(one, id=None) for one in self.questions),
            tables=tuple(replace(one, host_id=None) for one in self.tables),
        )


def tables_for(people: int, fewest: int, most: int) -> int:
    """Return how many tables so many people need: as small as they may be, for at small ones everybody has a say."""
    if not 0 < fewest <= most:
        return 1
    return max(1, min(MOST_TABLES, max(people // fewest, -(-people // most))))


def without_round(questions: tuple[AskedQuestion, ...], number: int) -> tuple[AskedQuestion, ...]:
    """Return the questions as they are when a round goes: those of later ones go with theirs, its own are for all."""

    def follow(at: int | None) -> int | None:
        if at is None or at == number:
            return None
        return at - 1 if at > number else at

    return tuple(replace(one, round_number=follow(one.round_number)) for one in questions)


def problems(content: CafeContent) -> dict[str, str]:
    """Return what is wrong, a sentence for each field; a row's field carries its place: `questions-2`, `tables-0`."""
    found: dict[str, str] = {}
    for name, sentence in _problems(content):
        found.setdefault(name, sentence)
    return found


def _problems(content: CafeContent) -> Iterator[tuple[str, str]]:
    if not content.title:
        yield "title", _("Please give the café a title.")
    for name, longest in (
        ("title", LONGEST_TITLE), ("theme", LONGEST_THEME), ("briefing", LONGEST_BRIEFING),
    ):  # fmt: skip
        if len(getattr(content, name)) > longest:
            yield name, _("At most %(most)s characters.", most=longest)
    if not FEWEST_SEATS <= content.fewest <= MOST_SEATS:
        yield "fewest", _("Please give a number from %(least)s to %(most)s.", least=FEWEST_SEATS, most=MOST_SEATS)
    elif not content.fewest <= content.most <= MOST_SEATS:
        yield "most", _("Please give a number from %(least)s to %(most)s.", least=content.fewest, most=MOST_SEATS)
    if not 0 <= content.dots <= MOST_DOTS:
        yield "dots", _("Please give a number from %(least)s to %(most)s.", least=0, most=MOST_DOTS)
    yield from _question_problems(content)
    yield from _round_problems(content.rounds)
    yield from _table_problems(content.tables)


def _question_problems(content: CafeContent) -> Iterator[tuple[str, str]]:
    if not any(one.text for one in content.questions):
        yield "questions", _("Please ask at least one question.")
    if len(content.questions) > MOST_QUESTIONS:
        yield "questions", _("A café has at most %(most)s questions.", most=MOST_QUESTIONS)
    for at, one in enumerate(content.questions):
        if len(one.text) > LONGEST_QUESTION:
            yield f"questions-{at}", _("At most %(most)s characters.", most=LONGEST_QUESTION)
        if one.round_number is not None and not 1 <= one.round_number <= len(content.rounds):
            yield f"questions-{at}", _("There is no round %(number)s.", number=one.round_number)
    asked_in = {one.round_number for one in content.questions if one.text}
    empty = [number for number in range(1, len(content.rounds) + 1) if number not in asked_in]
    if asked_in and None not in asked_in and empty:
        yield "questions", _("Nothing is asked in round %(number)s.", number=empty[0])


def _round_problems(rounds: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    if not 1 <= len(rounds) <= MOST_ROUNDS:
        yield "rounds", _("A café has between 1 and %(most)s rounds.", most=MOST_ROUNDS)
    for at, minutes in enumerate(rounds):
        if not 1 <= minutes <= MOST_MINUTES:
            yield f"rounds-{at}", _("Please give a number from %(least)s to %(most)s.", least=1, most=MOST_MINUTES)


def _table_problems(tables: tuple[LaidTable, ...]) -> Iterator[tuple[str, str]]:
    if not 1 <= len(tables) <= MOST_TABLES:
        yield "table_count", _("Please give a number from %(least)s to %(most)s.", least=1, most=MOST_TABLES)
    hosting = Counter(one.host_id for one in tables if one.host_id is not None)
    for at, one in enumerate(tables):
        if len(one.name) > LONGEST_NAME:
            yield f"tables-{at}", _("At most %(most)s characters.", most=LONGEST_NAME)
        if one.host_id is not None and hosting[one.host_id] > 1:
            yield f"tables-{at}", _("This person is to host another table too.")


def summary(content: CafeContent) -> str:
    """Return in a few words how large a café is."""
    return " · ".join((
        ngettext("%(num)s question", "%(num)s questions", len(content.questions)),
        ngettext("%(num)s round", "%(num)s rounds", len(content.rounds)),
        ngettext("%(num)s table", "%(num)s tables", len(content.tables)),
    ))  # fmt: skip
