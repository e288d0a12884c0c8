"""All booths as organisers see them: where each stands, and what came of it; counts only, and nobody's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk
from conference.exhibition.models import Booth, BoothMember, BoothVisit
from conference.exhibition.rules import BoothState, TalkState, may_be_put_back
from conference.exhibition.visit_figures_actions import visit_counts
from conference.extensions import db
from conference.likeness import folded
from conference.permissions import Actor, Permission, require


class Order(StrEnum):
    """By what the list of booths is sorted."""

    VISITS = "visits"
    CONTACTS = "contacts"
    NAME = "name"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Managed:
    """A booth and what came of it. `contacts` are people who left their card, or talked."""

    booth: Booth
    team: int
    visitors: int
    visits: int
    cards: int
    talks: int
    questions: int
    unanswered: int

    @property
    def contacts(self) -> int:
        """How many contacts were made."""
        return self.cards + self.talks

    @property
    def is_unvisited(self) -> bool:
        """Tell whether it is in the hall and nobody came."""
        return self.booth.state is BoothState.PUBLISHED and not self.visits

    def is_called(self, words: str) -> bool:
        """Tell whether its name or number is what somebody looks for."""
        return folded(words) in folded(self.booth.name) or words == str(self.booth.number)

    @property
    def may_be_put_back(self) -> bool:
        """Tell whether it was taken out and may have its place again."""
        return may_be_put_back(self.booth.state, self.booth.applied_at, self.booth.decided_at)


def managed_booths(actor: Actor, order: Order = Order.VISITS) -> list[Managed]:
    """Return all booths of the conference with their figures; a fixed number of queries."""
    require(actor, Permission.EXHIBITION_MANAGE)
    rows = db.session.scalars(
        select(Booth).where(Booth.conference_id == actor.conference_id).options(selectinload(Booth.hall))
    ).all()
    mine = select(Booth.id).where(Booth.conference_id == actor.conference_id)
    team = _counts(_of(mine, BoothMember.booth_id, func.count()))
    came = visit_counts(actor.conference_id)
    visits = {booth_id: count.visits for booth_id, count in came.items()}
    visitors = {booth_id: count.people for booth_id, count in came.items()}
    left = BoothLead.consented_at.is_not(None) & BoothLead.withdrawn_at.is_(None)
    cards = _counts(_of(mine, BoothLead.booth_id, func.count()).where(left))
    held = BoothTalk.state.in_((TalkState.TALKING, TalkState.OVER))
    talks = _counts(_of(mine, BoothTalk.booth_id, func.count()).where(held))
    questions = _counts(_of(mine, BoothQuestion.booth_id, func.count()))
    # Who was erased left an empty text behind, and waits for no answer.
    waits = BoothQuestion.answered_at.is_(None) & (BoothQuestion.text != "")
    unanswered = _counts(_of(mine, BoothQuestion.booth_id, func.count()).where(waits))
    found = [
        Managed(
            row, *(counts.get(row.id, 0) for counts in (team, visitors, visits, cards, talks, questions, unanswered))
        )
        for row in rows
    ]
    return sorted(found, key=_key(order))


def _of(booths: Select[Any], booth_id: Any, what: Any) -> Select[Any]:
    return select(booth_id, what).where(booth_id.in_(booths)).group_by(booth_id)


def _counts(query: Select[Any]) -> Mapping[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _key(order: Order) -> Any:
    def name(one: Managed) -> tuple[str, int]:
        return folded(one.booth.name), one.booth.id

    keys = {
        Order.VISITS: lambda one: (-one.visits, -one.visitors, *name(one)),
        Order.CONTACTS: lambda one: (-one.contacts, -one.visits, *name(one)),
        Order.NAME: name,
        Order.NUMBER: lambda one: (one.booth.number is None, one.booth.number or 0, *name(one)),
    }
    return keys[order]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the exhibition came to. `people` visited at least one booth."""

    booths: int
    visits: int
    people: int
    cards: int
    talks: int
    questions: int
    answered: int


def totals(actor: Actor, booths: Sequence[Managed]) -> Totals:
    """Return the sums of all booths."""
    require(actor, Permission.EXHIBITION_MANAGE)
    mine = select(Booth.id).where(Booth.conference_id == actor.conference_id)
    people = select(func.count(func.distinct(BoothVisit.participant_id))).where(BoothVisit.booth_id.in_(mine))
    answered = select(func.count()).where(BoothQuestion.booth_id.in_(mine), BoothQuestion.answered_at.is_not(None))
    return Totals(
        booths=sum(one.booth.state is BoothState.PUBLISHED for one in booths),
        visits=sum(one.visits for one in booths),
        people=db.session.scalar(people) or 0,
        cards=sum(one.cards for one in booths),
        talks=sum(one.talks for one in booths),
        questions=sum(one.questions for one in booths),
        answered=db.session.scalar(answered) or 0,
    )
