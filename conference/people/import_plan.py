"""What an import would do, line by line: create, change, leave, refuse; decided before anything is written."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from conference.people.importing import Line, Problem
from conference.people.rules import ParticipantStatus
from conference.people.status import ENDED, takes_place
from conference.permissions import Role


class Verdict(StrEnum):
    """What happens to a line."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Existing:
    """A participant as the import finds them; `values` by field, as texts."""

    participant_id: int
    status: ParticipantStatus
    values: Mapping[str, str]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that becomes another; texts, lists separated by commas."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line and what happens to it."""

    line: Line
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    participant_id: int | None = None


@dataclass(frozen=True)
class ImportPlan:
    """The whole of it. Two plans with the same digest do the same."""

    lines: tuple[PlannedLine, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines have each verdict."""
        found = Counter(line.verdict.value for line in self.lines)
        return {verdict.value: found[verdict.value] for verdict in Verdict}

    @property
    def digest(self) -> str:
        """A text that is another for every other plan."""
        plain = json.dumps([asdict(line) for line in self.lines], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()


FIELDS = ("name", "organisation", "position", "country", "kind", "languages")


def values_of(line: Line) -> dict[str, str]:
    """Return what a line says, as texts; what it does not say is left out."""
    values = {
        "name": line.name,
        "organisation": line.organisation,
        "position": line.position,
        "country": line.country,
        "kind": line.kind.value if line.kind else "",
        "languages": ", ".join(line.languages),
    }
    return {field: value for field, value in values.items() if value}


def plan_import(lines: Sequence[Line], existing: Mapping[str, Existing], places_left: int | None = None) -> ImportPlan:
    """Return the plan for the lines, given who takes part already (by address).

    New people are invited. Of those there already, what the line says replaces what is stored, and its roles are
    added; whoever declined or was cancelled is refused, as is an attendee role for somebody confirmed when no place
    is left for it.
    """
    planned = []
    for line in lines:
        known = existing.get(line.email)
        if line.problems:
            planned.append(PlannedLine(line, Verdict.REFUSED, problems=line.problems))
        elif known is None:
            changes = (*(Change(field, "", value) for field, value in values_of(line).items()), _roles(line, None))
            planned.append(PlannedLine(line, Verdict.CREATED, changes))
        elif known.status in ENDED:
            planned.append(PlannedLine(line, Verdict.REFUSED, problems=(Problem("ended", known.status.value),)))
        else:
            one = _plan_existing(line, known, places_left)
            if places_left is not None and one.verdict is Verdict.CHANGED and _needs_place(line, known):
                places_left -= 1
            planned.append(one)
    return ImportPlan(tuple(planned))


def roles_for(line: Line) -> frozenset[Role]:
    """Return the roles of somebody new: those the line names, else attendee."""
    return frozenset(line.roles) or frozenset({Role.ATTENDEE})


def _plan_existing(line: Line, known: Existing, places_left: int | None) -> PlannedLine:
    if places_left == 0 and _needs_place(line, known):
        return PlannedLine(line, Verdict.REFUSED, problems=(Problem("no_place"),))
    changes = [
        Change(field, known.values.get(field, ""), value)
        for field, value in values_of(line).items()
        if known.values.get(field, "") != value
    ]
    if not frozenset(line.roles) <= known.roles:
        changes.append(_roles(line, known))
    verdict = Verdict.CHANGED if changes else Verdict.UNCHANGED
    return PlannedLine(line, verdict, tuple(changes), participant_id=known.participant_id)


def _needs_place(line: Line, known: Existing) -> bool:
    return takes_place(line.roles) and not takes_place(known.roles) and known.status is ParticipantStatus.CONFIRMED


def _roles(line: Line, known: Existing | None) -> Change:
    before = known.roles if known else frozenset()
    after = before | frozenset(line.roles) if known else roles_for(line)
    return Change("roles", ", ".join(sorted(before)), ", ".join(sorted(after)))
