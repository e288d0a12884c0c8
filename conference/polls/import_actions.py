"""Importing polls from a table: looked over first, then exactly what was shown, in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import select

from conference.errors import Refused, Stale
from conference.extensions import db, dump_json
from conference.people.countries import folded
from conference.permissions import Actor, Permission, require
from conference.polls.edit_actions import Place, add_poll
from conference.polls.import_reading import Line, NoPollList, read_polls
from conference.polls.list_actions import sessions_to_choose
from conference.polls.models import Poll


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing would do: the lines that can be imported have no problems. `asked` already: their numbers."""

    lines: Sequence[Line]
    ignored: Sequence[str]
    asked_already: frozenset[int]

    @property
    def good(self) -> list[Line]:
        """The lines that would become polls."""
        return [line for line in self.lines if not line.problems]

    @property
    def digest(self) -> str:
        """A text that is another one as soon as anything else would happen."""
        said = [[line.number, repr(line.content), line.item_id, list(line.problems)] for line in self.lines]
        return hashlib.sha256(dump_json(said).encode()).hexdigest()


def plan_polls(actor: Actor, table: Sequence[Sequence[str]]) -> ImportPlan:
    """Return what importing a table would do now. Raises `Refused` for one that is no list of polls."""
    require(actor, Permission.POLLS_MANAGE)
    try:
        lines, ignored = read_polls(table)
    except NoPollList as error:
        raise Refused(str(error), field="file") from error
    by_title = {folded(title): id_ for id_, title, _start in sessions_to_choose(actor.conference_id)}
    there = {folded(question) for question in _questions(actor.conference_id)}
    return ImportPlan(
        [_placed(line, by_title) for line in lines],
        ignored,
        frozenset(line.number for line in lines if folded(line.content.question) in there),
    )


def import_polls(actor: Actor, table: Sequence[Sequence[str]], digest: str) -> int:
    """Make the polls that the plan of that digest showed, and return how many. Raises `Stale` for another plan."""
    plan = plan_polls(actor, table)
    if plan.digest != digest:
        raise Stale(_("Something changed since you looked. Nothing was imported; please look over the list again."))
    for line in plan.good:
        add_poll(actor, line.content, Place(line.item_id))
    db.session.commit()
    return len(plan.good)


def _placed(line: Line, by_title: dict[str, int]) -> Line:
    if not line.session:
        return line
    item_id = by_title.get(folded(line.session))
    if item_id is None:
        return line.with_problem(_("No session is called “%(title)s”.", title=line.session))
    return replace(line, item_id=item_id)


def _questions(conference_id: int) -> Sequence[str]:
    return db.session.scalars(
        select(Poll.question).where(Poll.conference_id == conference_id, Poll.is_template.is_(False))
    ).all()
