"""Shared reads of questions: the list of a session, what everybody sees of it, what its moderators see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from conference import realtime
from conference.agenda.attendance_actions import people_in_session, takes_part
from conference.agenda.models import AgendaItem
from conference.agenda.sight_actions import seen_item, tell_stage
from conference.errors import NotFound
from conference.extensions import db
from conference.locking import insert_once, lock_rows
from conference.people.models import Participant
from conference.permissions import Actor, Permission, Role, can, require
from conference.questions.models import Question, QuestionList, QuestionVote
from conference.questions.rules import SHOWN, QuestionState, Rank, by_votes

TOPICS = ("questions", "questions_desk")
MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class ListCard:
    """How the list of questions of a session stands, for the rooms above; there is one for every session."""

    item_id: int
    is_open: bool
    with_approval: bool
    guests_may: bool
    version: int
    waiting: int
    shown: int
    answered: int


def question_list(item_id: int) -> ListCard:
    """Return how the list of a session stands; a session whose list nobody has touched has a closed, empty one."""
    row = list_row(item_id)
    if row is None:
        return ListCard(item_id, False, False, False, 0, 0, 0, 0)
    rows = db.session.execute(
        select(Question.state, func.count()).where(Question.list_id == row.id).group_by(Question.state)
    )
    counts: dict[QuestionState, int] = {state: count for state, count in rows}  # noqa: C416 - a Row is no pair to dict()
    return ListCard(
        item_id,
        row.is_open,
        row.with_approval,
        row.guests_may,
        row.version,
        waiting=counts.get(QuestionState.WAITING, 0),
        shown=counts.get(QuestionState.APPROVED, 0) + counts.get(QuestionState.ANSWERING, 0),
        answered=counts.get(QuestionState.ANSWERED, 0),
    )


@takes_part
def _topic_of(item_id: int) -> list[tuple[str, int]]:
    return [("questions", item_id)]


def askers_here(item_id: int) -> int:
    """Return how many are in a session now who may ask."""
    return len(people_in_session(item_id, with_guests=question_list(item_id).guests_may))


def list_row(item_id: int) -> QuestionList | None:
    """Return the row of a session's list, or None where nobody has touched it yet."""
    return db.session.scalar(select(QuestionList).where(QuestionList.item_id == item_id))


def list_made(actor: Actor, item_id: int) -> QuestionList:
    """Return the row of a session's list for an action that writes, made if need be; does not commit.

    Raises `NotFound` for a session that the actor may not know of, or that is no longer planned.
    """
    seen_item(actor, item_id)
    found = list_row(item_id)
    if found is not None:
        return found
    planned = select(AgendaItem.id).where(AgendaItem.id == item_id, AgendaItem.conference_id == actor.conference_id)
    if db.session.scalar(planned) is None:
        raise NotFound(_("This session is no longer planned."))
    closed = {"is_open": False, "with_approval": False, "guests_may": False, "version": 1}
    insert_once(QuestionList, conference_id=actor.conference_id, item_id=item_id, **closed)
    return db.session.scalars(select(QuestionList).where(QuestionList.item_id == item_id)).one()


def lock_list(list_id: int, *, shared: bool = False) -> None:
    """Hold a list until the end of the transaction: alone to decide, `shared` to vote by it as it stands."""
    lock_rows(select(QuestionList.id).where(QuestionList.id == list_id), shared=shared)


def seen_question(actor: Actor, question_id: int) -> tuple[Question, QuestionList]:
    """Return a question of a session that the actor may know of, and its list. Raises `NotFound`.

    Whether they may see this very question, in its state, is the caller's to ask.
    """
    row = db.session.get(Question, question_id)
    its_list = db.session.get(QuestionList, row.list_id) if row else None
    if row is None or its_list is None or its_list.item_id is None or its_list.conference_id != actor.conference_id:
        raise NotFound(_("There is no such question."))
    seen_item(actor, its_list.item_id)
    return row, its_list


def may_take_part(actor: Actor, its_list: QuestionList | ListCard) -> bool:
    """Tell whether the actor may ask and vote while the list is open; guests only where the list admits them."""
    return can(actor, Permission.QUESTIONS_ASK) and (not actor.is_guest or its_list.guests_may)


def may_present(actor: Actor, item_id: int) -> bool:
    """Tell whether the speakers' view is for the actor: moderators, and who appears in the session."""
    item = seen_item(actor, item_id)
    return can(actor, Permission.QUESTIONS_MODERATE) or actor.participant_id in item.participant_ids


def votes_of(where: ColumnElement[bool]) -> dict[int, int]:
    """Return how many people want each question answered, by id, those merged into it counted in.

    Each voter counts once however many of the merged ones they voted for, and the asker not at all. Counted anew each
    time, so that no merging and no vote in the same moment can make it wrong. `where` chooses among `Question`.
    """
    head_id = func.coalesce(Question.merged_into_id, Question.id)
    head = aliased(Question)
    rows = db.session.execute(
        select(head_id, func.count(func.distinct(QuestionVote.participant_id)))
        .select_from(QuestionVote)
        .join(Question, Question.id == QuestionVote.question_id)
        .join(head, head.id == head_id)
        .where(where, or_(head.asker_id.is_(None), head.asker_id != QuestionVote.participant_id))
        .group_by(head_id)
    )
    return {question_id: count for question_id, count in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes


def voted_by(actor: Actor, item_id: int) -> list[int]:
    """Return the ids of the questions that the actor wants answered; for merged ones, what they were merged into."""
    rows = db.session.scalars(
        select(func.coalesce(Question.merged_into_id, Question.id))
        .join(QuestionVote, QuestionVote.question_id == Question.id)
        .join(QuestionList, QuestionList.id == Question.list_id)
        .where(QuestionList.item_id == item_id, QuestionVote.participant_id == actor.participant_id)
        .distinct()
    )
    return sorted(rows)


def public_state(item_id: int) -> dict[str, Any]:
    """Return what everybody at the session sees: the list's state, and the questions in their order."""
    return _state(item_id, SHOWN, desk=False)


def desk_state(item_id: int) -> dict[str, Any]:
    """Return what moderators see: also what waits, what is hidden and why, what was merged; never who is anonymous."""
    return _state(item_id, frozenset(QuestionState) - {QuestionState.WITHDRAWN}, desk=True)


def _state(item_id: int, states: Iterable[QuestionState], *, desk: bool) -> dict[str, Any]:
    row = list_row(item_id)
    rows = (
        db.session.scalars(
            select(Question)
            .where(Question.list_id == row.id, Question.state.in_(list(states)))
            .order_by(Question.id.desc())
            .limit(MOST_SHOWN)
        ).all()
        if row
        else ()
    )
    votes = votes_of(Question.list_id == row.id) if row else {}
    people = _names({key for one in rows for key in (one.asker_id, one.answered_by_id) if key})
    merged: defaultdict[int, list[Question]] = defaultdict(list)
    for one in rows:
        if one.merged_into_id:
            merged[one.merged_into_id].append(one)
    heads = [one for one in rows if one.merged_into_id is None]
    heads.sort(key=lambda one: by_votes(Rank(one.state, one.is_pinned, votes.get(one.id, 0), one.asked_at, one.id)))
    shown = [_question(one, votes.get(one.id, 0), people) for one in heads]
    if desk:
        for question, one in zip(shown, heads, strict=True):
            question |= {"version": one.version, "reason": one.reason}
            question["merged"] = [{**_question(dup, 0, people), "version": dup.version} for dup in merged[one.id]]
    return {
        "item": item_id,
        "open": row.is_open if row else False,
        "approval": row.with_approval if row else False,
        "guests": row.guests_may if row else False,
        "version": row.version if row else 0,
        "decided": _decided(row),
        "questions": shown,
    }


def _decided(row: QuestionList | None) -> int:
    """Return a number that changes when moderators decide, so that whoever waits for a decision asks for theirs."""
    if row is None:
        return 0
    return db.session.scalar(select(func.sum(Question.version)).where(Question.list_id == row.id)) or 0


def _question(row: Question, votes: int, people: Mapping[int, tuple[str, str, bool]]) -> dict[str, Any]:
    name, organisation, guest = ("", "", False)
    if not row.is_anonymous and row.asker_id:
        name, organisation, guest = people.get(row.asker_id, ("", "", False))
    return {
        "id": row.id,
        "text": row.text,
        "name": name,
        "organisation": organisation,
        "guest": guest,
        "votes": votes,
        "state": row.state.value,
        "pinned": row.is_pinned,
        "at": row.asked_at.isoformat(timespec="seconds"),
        "how": row.answered_how.value if row.answered_how else "",
        "answer": row.answer,
        "answered_by": people.get(row.answered_by_id or 0, ("", "", False))[0],
    }


def _names(ids: set[int]) -> dict[int, tuple[str, str, bool]]:
    rows = db.session.scalars(select(Participant).where(Participant.id.in_(ids))) if ids else ()
    return {row.id: (row.name, row.organisation, Role.GUEST in row.roles) for row in rows}


def moderated_list(actor: Actor, item_id: int) -> QuestionList:
    """Return the row of a list that the actor moderates, made if need be; does not commit."""
    require(actor, Permission.QUESTIONS_MODERATE)
    return list_made(actor, item_id)


def tell(item_id: int | None) -> None:
    """Say, inside an action, that a session's questions change; it counts after the commit."""
    if item_id is not None:
        for topic in TOPICS:
            realtime.changed(topic, item_id)
        tell_stage(item_id)
