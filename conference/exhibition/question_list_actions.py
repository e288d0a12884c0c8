"""Questions to booths as lists: one's own, those of a team, those that all may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from conference import clock
from conference.agenda.actions import people_cards
from conference.exhibition.actions import settings_of, team_booth
from conference.exhibition.contact_models import BoothQuestion
from conference.exhibition.models import Booth
from conference.exhibition.rules import QuestionState, question_state
from conference.extensions import db
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from
from conference.permissions import Actor

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands now; `by` is who asked and `answerer` who answered, where they are still here."""

    row: BoothQuestion
    state: QuestionState
    by: PersonCard | None
    answerer: PersonCard | None


def own_questions(actor: Actor, booth_id: int | None = None) -> list[Asked]:
    """Return what the actor asked, at one booth or at all, newest first."""
    query = (
        select(BoothQuestion)
        .join(Booth, Booth.id == BoothQuestion.booth_id)
        .where(BoothQuestion.asked_by_id == actor.participant_id, Booth.conference_id == actor.conference_id)
    )
    return _asked(actor, query if booth_id is None else query.where(BoothQuestion.booth_id == booth_id))


def team_questions(actor: Actor, booth_id: int) -> list[Asked]:
    """Return what the actor's team was asked: what waits first, the longest waiting first; then the newest answers."""
    team_booth(actor, booth_id)
    apart = apart_from(actor.participant_id)
    # Who was erased left an empty text behind.
    query = select(BoothQuestion).where(BoothQuestion.booth_id == booth_id, BoothQuestion.text != "")
    found = [one for one in _asked(actor, query) if one.row.asked_by_id not in apart]
    waiting = [one for one in found if one.state is not QuestionState.ANSWERED]
    return [*reversed(waiting), *(one for one in found if one.state is QuestionState.ANSWERED)]


def public_questions(booth_id: int) -> Sequence[BoothQuestion]:
    """Return what everybody may read of a booth's questions, the newest answer first; nobody is named beside them."""
    return db.session.scalars(
        select(BoothQuestion)
        .where(BoothQuestion.booth_id == booth_id, BoothQuestion.is_public, BoothQuestion.answered_at.is_not(None))
        .order_by(BoothQuestion.answered_at.desc(), BoothQuestion.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def _asked(actor: Actor, query: Select[Any]) -> list[Asked]:
    newest = query.order_by(BoothQuestion.asked_at.desc(), BoothQuestion.id.desc()).limit(MOST_SHOWN)
    rows = db.session.scalars(newest).all()
    # Nor does who asked, or a mate, read the name of somebody whom a block keeps apart.
    cards = people_cards(_people_of(rows) - apart_from(actor.participant_id))
    hours, now = settings_of(actor.conference_id).answer_hours, clock.now()
    return [
        Asked(
            row,
            question_state(row.asked_at, row.answered_at, hours, now),
            cards.get(row.asked_by_id or 0),
            cards.get(row.answered_by_id or 0),
        )
        for row in rows
    ]


def _people_of(rows: Iterable[BoothQuestion]) -> set[int]:
    return {one for row in rows for one in (row.asked_by_id, row.answered_by_id) if one is not None}
