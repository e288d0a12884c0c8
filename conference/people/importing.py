"""Reading a list of people: which column is which, what each line says, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from conference.people.countries import find_country, find_language, folded
from conference.people.rules import OrganisationKind, normal_email
from conference.permissions import Role

MOST_LINES = 10_000
LONGEST = 200
# The library refuses what is no name on the public internet.
LOCAL_DOMAIN = re.compile(r"\.(invalid|test|example|local|localhost)$")

_HEADINGS: Mapping[str, Sequence[str]] = {
    "email": (
        "email",
        "e mail",
        "mail",
        "email address",
        "e mail address",
        "mail address",
        "courriel",
        "adresse email",
    ),
    "name": ("name", "full name", "participant", "nom complet"),
    "first_name": ("first name", "given name", "forename", "firstname", "prenom", "vorname"),
    "last_name": ("last name", "family name", "surname", "lastname", "nom", "nachname"),
    "organisation": ("organisation", "organization", "company", "institution", "affiliation", "organisme"),
    "position": ("position", "job title", "job", "function", "title", "fonction"),
    "country": ("country", "country code", "pays", "land"),
    "kind": ("kind", "type", "kind of organisation", "organisation type", "type of organisation", "organisation kind"),
    "languages": ("languages", "language", "langues", "sprachen"),
    "roles": ("roles", "role"),
}
COLUMN_OF: Mapping[str, str] = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_KINDS: Mapping[str, OrganisationKind] = {kind.value.replace("_", " "): kind for kind in OrganisationKind} | {
    "cluster": OrganisationKind.CLUSTER_ORGANISATION,
    "cluster organization": OrganisationKind.CLUSTER_ORGANISATION,
    "public administration": OrganisationKind.PUBLIC_AUTHORITY,
    "sme": OrganisationKind.COMPANY,
    "university": OrganisationKind.RESEARCH,
    "research organisation": OrganisationKind.RESEARCH,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line: a word of `wrong_line` in `import_actions`, and the text it is about."""

    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; `number` as a spreadsheet program counts. Empty cells say nothing."""

    number: int
    email: str
    name: str = ""
    organisation: str = ""
    position: str = ""
    country: str = ""
    kind: OrganisationKind | None = None
    languages: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list that was read; `ignored` are headings that mean nothing to us."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = ()


class NoPeopleList(ValueError):
    """The table is no list of people; the argument is a word of `import_actions.refused_list`."""


@dataclass
class _Reader:
    """Reads the cells of one line and gathers what is wrong with them."""

    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return a cell as plain text."""
        text = " ".join("".join(letter for letter in self.cells.get(column, "") if letter.isprintable()).split())
        if len(text) > LONGEST:
            self.problems.append(Problem("too_long", column))
        return text

    def email(self) -> str:
        """Return the address as accounts are known by."""
        text = normal_email(self.cells.get("email", ""))
        if not text:
            self.problems.append(Problem("no_email"))
        elif not is_email(text):
            self.problems.append(Problem("bad_email", text[:LONGEST]))
        return text

    def country(self) -> str:
        """Return the code of the named country."""
        text = self.text("country")
        code = find_country(text) if text else ""
        if code is None:
            self.problems.append(Problem("unknown_country", text))
        return code or ""

    def kind(self) -> OrganisationKind | None:
        """Return the kind of organisation."""
        text = self.text("kind")
        kind = _KINDS.get(folded(text).replace("_", " ")) if text else None
        if text and kind is None:
            self.problems.append(Problem("unknown_kind", text))
        return kind

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the named languages."""
        found = []
        for word in _words(self.cells.get("languages", "")):
            code = find_language(word)
            if code is None:
                self.problems.append(Problem("unknown_language", word))
            else:
                found.append(code)
        return tuple(dict.fromkeys(found))

    def roles(self) -> tuple[Role, ...]:
        """Return the named roles."""
        found = []
        for word in _words(self.cells.get("roles", "")):
            if folded(word) in set(Role):
                found.append(Role(folded(word)))
            else:
                self.problems.append(Problem("unknown_role", word))
        return tuple(dict.fromkeys(found))


def is_email(text: str) -> bool:
    """Tell whether mail could be sent to the text, by its form alone; names of local networks and tests count."""
    local, _at, domain = text.rpartition("@")
    checked = f"{local}@{LOCAL_DOMAIN.sub('.org', domain)}"
    try:
        validate_email(checked, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(text) <= 254


def read_people(table: Sequence[Sequence[str]]) -> PeopleList:
    """Return what a table says. A table without headings whose first cell is an address is a list of addresses.

    Raises `NoPeopleList` with `empty`, `too_many`, `no_email_column` or `column_twice`.
    """
    numbered = [(number, row) for number, row in enumerate(table, start=1) if any(cell.strip() for cell in row)]
    if not numbered:
        raise NoPeopleList("empty")
    first = numbered[0][1]
    if any("@" in cell for cell in first):
        columns: list[str | None] = ["email" if "@" in cell else None for cell in first[:1]]
        columns = columns if columns[0] else ["name", "email"]
        headings: Sequence[str] = ()
    else:
        headings = first
        columns = [COLUMN_OF.get(_heading(cell)) for cell in first]
        numbered = numbered[1:]
    known = [column for column in columns if column]
    if "email" not in known:
        raise NoPeopleList("no_email_column")
    if len(set(known)) != len(known):
        raise NoPeopleList("column_twice")
    if not numbered:
        raise NoPeopleList("empty")
    if len(numbered) > MOST_LINES:
        raise NoPeopleList("too_many")
    ignored = tuple(cell for cell, column in zip(headings, columns, strict=False) if cell and not column)
    return PeopleList(_without_doubles([_line(number, columns, row) for number, row in numbered]), ignored)


def _line(number: int, columns: Sequence[str | None], row: Sequence[str]) -> Line:
    reader = _Reader({column: cell for column, cell in zip(columns, row, strict=False) if column})
    name = reader.text("name") or f"{reader.text('first_name')} {reader.text('last_name')}".strip()
    return Line(
        number=number,
        email=reader.email(),
        name=name,
        organisation=reader.text("organisation"),
        position=reader.text("position"),
        country=reader.country(),
        kind=reader.kind(),
        languages=reader.languages(),
        roles=reader.roles(),
        problems=tuple(dict.fromkeys(reader.problems)),
    )


def _without_doubles(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines; all but the first with one address carry the problem that they repeat it."""
    first: dict[str, int] = {}
    checked = []
    for line in lines:
        earlier = first.setdefault(line.email, line.number) if line.email else line.number
        if earlier != line.number:
            problem = Problem("repeated", str(earlier))
            checked.append(_with_problem(line, problem))
        else:
            checked.append(line)
    return tuple(checked)


def _with_problem(line: Line, problem: Problem) -> Line:
    return Line(
        line.number, line.email, line.name, line.organisation, line.position, line.country, line.kind,
        line.languages, line.roles, (*line.problems, problem),
    )  # fmt: skip


def _heading(cell: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", folded(cell)).split())


def _words(cell: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;|/\n]", cell) if word.strip()]
