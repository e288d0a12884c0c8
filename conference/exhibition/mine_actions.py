"""What somebody has under way at the booths of others: talks, questions, cards."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from sqlalchemy import func, or_, select, true
from sqlalchemy.sql.expression import SelectBase

from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk
from conference.exhibition.models import Booth
from conference.exhibition.question_list_actions import Asked, own_questions
from conference.exhibition.rules import TalkState
from conference.exhibition.talk_actions import current_talk
from conference.extensions import db
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Mine:
    """All of it; `booths` are those that any of it is at."""

    talk: BoothTalk | None
    questions: Sequence[Asked]
    cards: Sequence[BoothLead]
    booths: Mapping[int, Booth]


def my_contacts(actor: Actor) -> Mine:
    """Return what the actor has under way."""
    require(actor, Permission.EXHIBITION_VISIT)
    talk, questions = current_talk(actor.participant_id), own_questions(actor)
    cards = db.session.scalars(
        select(BoothLead)
        .where(BoothLead.participant_id == actor.participant_id)
        .where(BoothLead.consented_at.is_not(None), BoothLead.withdrawn_at.is_(None))
        .order_by(BoothLead.consented_at.desc())
    ).all()
    ids = {one.row.booth_id for one in questions} | {one.booth_id for one in cards}
    ids |= {talk.booth_id} if talk is not None else set()
    rows = db.session.scalars(select(Booth).where(Booth.id.in_(ids)))
    return Mine(talk, questions, cards, {row.id: row for row in rows})


def mine_state(participant_id: int) -> dict[str, object]:
    """Return what a person's pages follow: a stamp of all that changed, and the talk that they wait for or are in."""
    talk = current_talk(participant_id)
    return {
        "stamp": mine_stamp(participant_id),
        "talk": None if talk is None else {"id": talk.id, "booth": talk.booth_id, "state": talk.state.value},
    }


def mine_stamp(participant_id: int) -> str:
    """Return a text that is another one whenever anything changed that somebody has under way; one query."""
    me = participant_id
    asked, talks, leads = BoothQuestion, BoothTalk, BoothLead
    mine = or_(talks.participant_id == me, talks.taken_by_id == me)
    # A state is never gone back to: how many talks are in which tells each step.
    steps = [func.count().filter(talks.state == state) for state in TalkState]
    parts = (
        select(func.count(), func.sum(asked.version), func.max(asked.id)).where(asked.asked_by_id == me),
        select(func.count(), func.sum(leads.version)).where(leads.participant_id == me),
        select(func.max(talks.id), *steps).where(mine),
    )
    return digest([counts_of(*parts)])


def counts_of(*queries: SelectBase) -> Sequence[object]:
    """Return what some queries for one row each return, one after the other, asked in one."""
    first, *others = [query.subquery() for query in queries]
    joined = reduce(lambda left, right: left.join(right, true()), others, select(first, *others).select_from(first))
    return tuple(db.session.execute(joined).one())


def digest(parts: Sequence[Sequence[object]]) -> str:
    """Return a short text that is another one whenever one of these values is."""
    text = "|".join(",".join(str(value) for value in part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
