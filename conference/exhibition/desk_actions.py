"""The live desk of a booth's team: who is here, who waits, what was asked, whom one came to know, what was opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, or_, select

from conference import clock
from conference.agenda.actions import people_cards
from conference.exhibition.actions import team_at, team_booth, team_ids
from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk
from conference.exhibition.lead_desk_actions import Lead, leads_of, since_midnight
from conference.exhibition.mine_actions import counts_of, digest
from conference.exhibition.models import Booth, BoothMaterial, BoothOpening, BoothVisit, ExhibitionVisitor
from conference.exhibition.presence_actions import Here, here
from conference.exhibition.question_list_actions import Asked, team_questions
from conference.exhibition.rules import DOOR, TalkState
from conference.exhibition.talk_actions import GOING_ON
from conference.exhibition.visit_figures_actions import Opened, openings
from conference.extensions import db
from conference.people.models import ParticipantBlock
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from
from conference.permissions import Actor
from conference.read_once import once

NEWEST_LEADS = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A talk that waits or goes on, who knocked, and who took it."""

    row: BoothTalk
    by: PersonCard | None
    taker: PersonCard | None

    @property
    def waits_until(self) -> datetime:
        """Return when nobody waits any more."""
        return self.row.asked_at + DOOR


@dataclass(frozen=True, slots=True)
class Figures:
    """How many came today, each counted once, and how often."""

    people: int
    visits: int


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a desk shows to one of the team; `stamp` is what the news say while it is so."""

    booth: Booth
    stamp: str
    team: Sequence[PersonCard]
    named: Sequence[PersonCard]
    others: int
    waiting: Sequence[Waiting]
    going_on: Sequence[Waiting]
    questions: Sequence[Asked]
    leads: Sequence[Lead]
    today: Figures
    opened: Sequence[Opened]


def desk_of(actor: Actor, booth_id: int) -> Desk:
    """Return the desk of the actor's booth, without anybody whom a block keeps apart from the actor."""
    booth = team_booth(actor, booth_id)
    apart, team = apart_from(actor.participant_id), team_at(booth_id)
    there = here(booth_id, team)
    # Before all else is read, and of those who are shown: what changes while it is read is news.
    stamp = _stamp(booth_id, there, team)
    seen = [one for one in _agreed(there) if one not in apart]
    talks = [one for one in _talks(booth_id, apart) if one.row.participant_id not in apart]
    return Desk(
        booth=booth,
        stamp=stamp,
        team=list(people_cards(one for one in there.team if one not in apart).values()),
        named=list(people_cards(seen).values()),
        others=len(there.visitors) - len(seen),
        waiting=[one for one in talks if one.row.state is TalkState.WAITING],
        going_on=[one for one in talks if one.row.state is TalkState.TALKING],
        questions=team_questions(actor, booth_id),
        leads=leads_of(actor, booth_id, most=NEWEST_LEADS),
        today=visits_today(booth),
        opened=[one for one in openings(actor, booth_id) if one.people],
    )


def desk_state(booth_id: int) -> dict[str, object]:
    """Return what a desk follows: a stamp of all that it shows, and how many visitors are here. Nobody is named."""
    team = team_ids([booth_id])[booth_id]
    there = here(booth_id, team)
    return {"visitors": len(there.visitors), "stamp": _stamp(booth_id, there, team)}


def visits_today(booth: Booth) -> Figures:
    """Return how many visited a booth since the day began."""
    people, visits = db.session.execute(
        select(func.count(distinct(BoothVisit.participant_id)), func.count()).where(
            BoothVisit.booth_id == booth.id, BoothVisit.last_at >= since_midnight(booth.conference_id)
        )
    ).one()
    return Figures(people, visits)


def _stamp(booth_id: int, there: Here, team: Collection[int]) -> str:
    asked, leads = BoothQuestion, BoothLead
    counted = counts_of(
        select(func.count(), func.sum(asked.version), func.max(asked.id)).where(asked.booth_id == booth_id),
        select(func.count(), func.sum(leads.version), func.max(leads.id)).where(leads.booth_id == booth_id),
        select(func.count()).where(BoothVisit.booth_id == booth_id),
        select(func.count()).join(BoothMaterial).where(BoothMaterial.booth_id == booth_id).select_from(BoothOpening),
    )
    going_on = _still_going_on(booth_id)
    seen = (there.team, _agreed(there), (len(there.visitors),), _blocks(team))
    return digest([*seen, counted, *((t.id, t.state) for t in going_on)])


def _blocks(team: Collection[int]) -> list[tuple[int, int]]:
    """Return who of a team blocked whom, and who blocked them: their desks name each other no more."""
    by, of = ParticipantBlock.participant_id, ParticipantBlock.blocked_id
    rows = db.session.execute(select(by, of).where(or_(by.in_(team), of.in_(team))).order_by(by, of))
    return [(row[0], row[1]) for row in rows]


def _still_going_on(booth_id: int) -> list[BoothTalk]:
    rows = once(("booth talks", booth_id), lambda: _going_on(booth_id))
    over = clock.now() - DOOR
    return [talk for talk in rows if talk.state is TalkState.TALKING or talk.asked_at > over]


def _going_on(booth_id: int) -> Sequence[BoothTalk]:
    return db.session.scalars(
        select(BoothTalk)
        .where(BoothTalk.booth_id == booth_id, BoothTalk.state.in_(GOING_ON))
        .order_by(BoothTalk.asked_at, BoothTalk.id)
    ).all()


def _talks(booth_id: int, apart: Collection[int]) -> list[Waiting]:
    rows = _still_going_on(booth_id)
    people = {one for row in rows for one in (row.participant_id, row.taken_by_id) if one is not None}
    cards = people_cards(people.difference(apart))
    return [Waiting(row, cards.get(row.participant_id), cards.get(row.taken_by_id or 0)) for row in rows]


def _agreed(there: Here) -> Sequence[int]:
    """Return which visitors agreed to be seen by the team."""
    return once(("agreed to be seen", there.visitors), lambda: _seen_of(there.visitors)) if there.visitors else ()


def _seen_of(visitors: Collection[int]) -> Sequence[int]:
    agreed = select(ExhibitionVisitor.participant_id).where(
        ExhibitionVisitor.participant_id.in_(visitors), ExhibitionVisitor.is_seen
    )
    return sorted(db.session.scalars(agreed))
