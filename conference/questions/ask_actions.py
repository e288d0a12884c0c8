"""What people do with questions: ask, change and take back their own, and want others' answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.exc import IntegrityError

from conference import clock
from conference.agenda.sight_actions import seen_item
from conference.chat.plain import one_line
from conference.errors import Forbidden, NotFound, Refused, TooMany
from conference.extensions import db
from conference.locking import insert_once, locked
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require
from conference.questions.actions import list_row, lock_list, may_take_part, seen_question, tell, voted_by, votes_of
from conference.questions.models import Question, QuestionList, QuestionVote
from conference.questions.rules import (
    LONGEST_QUESTION,
    MOST_A_MINUTE,
    MOST_OPEN,
    SHOWN,
    UNDECIDED,
    VOTED_ON,
    QuestionState,
    may_edit,
    may_withdraw,
)
from conference.questions.similarity import most_alike


def ask(actor: Actor, item_id: int, text: object, key: str, *, anonymous: bool) -> Question:
    """Ask, and commit. Sent again with the same key it is the same question.

    Raises `Refused` for a closed list, no text or too much, and the same question again; `TooMany` for the limits.
    """
    require(actor, Permission.QUESTIONS_ASK)
    seen_item(actor, item_id)
    assert actor.participant_id is not None  # noqa: S101 - whoever may ask is a participant
    # One person's questions follow each other, so that the limits count them all.
    locked(Participant, actor.participant_id)
    asked_before = _asked_with(actor, item_id, key)
    if asked_before is not None:
        return asked_before
    its_list = _open_list(actor, item_id)
    mine = (Question.list_id == its_list.id, Question.asker_id == actor.participant_id)
    words = _words(text)
    _refuse_too_many(mine, words)
    question = Question(
        list_id=its_list.id,
        asker_id=actor.participant_id,
        is_anonymous=anonymous,
        text=words,
        key=key,
        state=QuestionState.WAITING if its_list.with_approval else QuestionState.APPROVED,
    )
    db.session.add(question)
    tell(item_id)
    try:
        db.session.commit()
    except IntegrityError:
        # The same question by two ways at once: the other one has written it.
        db.session.rollback()
        return db.session.scalars(select(Question).where(*mine, Question.key == key)).one()
    return question


def _asked_with(actor: Actor, item_id: int, key: str) -> Question | None:
    """Return the question that came by the same message before, also where the list has been closed since."""
    return db.session.scalar(
        select(Question)
        .join(QuestionList, QuestionList.id == Question.list_id)
        .where(QuestionList.item_id == item_id, Question.asker_id == actor.participant_id, Question.key == key)
    )


def _open_list(actor: Actor, item_id: int) -> QuestionList:
    seen_item(actor, item_id)
    its_list = list_row(item_id)
    if its_list is None or not its_list.is_open:
        raise Refused(_("The list of questions is closed."))
    if not may_take_part(actor, its_list):
        raise Forbidden(_("Questions are for people who have registered."))
    return its_list


def _words(text: object) -> str:
    words = one_line(text, LONGEST_QUESTION)
    if not words:
        raise Refused(_("Write your question first."), field="text")
    if len(words) > LONGEST_QUESTION:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_QUESTION), field="text")
    return words


def _refuse_too_many(mine: Sequence[ColumnElement[bool]], words: str) -> None:
    minute_ago = clock.now() - timedelta(minutes=1)
    lately = select(func.count()).select_from(Question).where(*mine, Question.asked_at > minute_ago)
    if (db.session.scalar(lately) or 0) >= MOST_A_MINUTE:
        raise TooMany(_("That was a lot at once: wait a minute before you ask again."))
    texts = db.session.scalars(select(Question.text).where(*mine, Question.state.in_(UNDECIDED))).all()
    if len(texts) >= MOST_OPEN:
        raise TooMany(_("%(count)s of your questions are still open. Let others ask too.", count=len(texts)))
    if words.casefold() in {known.casefold() for known in texts}:
        raise Refused(_("You have asked this already."), field="text")


def change_words(actor: Actor, question_id: int, text: object) -> Question:
    """Change a question of one's own that nobody has voted for, and commit; a list with approval looks at it again."""
    question, its_list = _own(actor, question_id)
    _open_list(actor, its_list.item_id or 0)
    words = _words(text)
    if not may_edit(question.state, votes_of(Question.list_id == its_list.id).get(question.id, 0)):
        raise Refused(_("Others stand behind this question already, or it is decided: it cannot be changed any more."))
    if words != question.text:
        question.text = words
        question.state = QuestionState.WAITING if its_list.with_approval else question.state
        question.is_pinned = question.is_pinned and question.state is QuestionState.APPROVED
        tell(its_list.item_id)
        db.session.commit()
    return question


def withdraw(actor: Actor, question_id: int) -> None:
    """Take a question of one's own back, and commit; doing so twice is fine. Others' merged into it keep it."""
    question, its_list = _own(actor, question_id)
    if question.state is QuestionState.WITHDRAWN:
        return
    if not may_withdraw(question.state):
        raise Refused(_("This question has been taken up: it cannot be taken back any more."))
    if db.session.scalar(select(Question.id).where(Question.merged_into_id == question.id).limit(1)) is not None:
        raise Refused(_("Others asked the same and stand behind it: it cannot be taken back any more."))
    question.is_pinned = False
    question.state = QuestionState.WITHDRAWN
    tell(its_list.item_id)
    db.session.commit()


def _own(actor: Actor, question_id: int) -> tuple[Question, QuestionList]:
    """Return a question of the actor's own, its list locked first. Raises `NotFound` or `Forbidden`."""
    require(actor, Permission.QUESTIONS_ASK)
    question, its_list = seen_question(actor, question_id)
    lock_list(its_list.id)
    question, its_list = seen_question(actor, question_id)
    if question.asker_id != actor.participant_id:
        # Whether there is such a question is nobody's business before it is shown.
        if question.state not in SHOWN:
            raise NotFound(_("There is no such question."))
        raise Forbidden(_("This question is somebody else's."))
    return question, its_list


def vote(actor: Actor, question_id: int, *, wanted: bool) -> int:
    """Want a question answered, or no longer; commit, and return the id of the question that it counts for.

    A vote for a merged question counts for what it was merged into. Saying the same twice is fine.
    """
    require(actor, Permission.QUESTIONS_ASK)
    # Judged as the list stands when the vote is committed; moderators wait for it, other voters do not.
    _question, its_list = seen_question(actor, question_id)
    lock_list(its_list.id, shared=True)
    asked_for, its_list = seen_question(actor, question_id)
    question = db.session.get_one(Question, asked_for.merged_into_id) if asked_for.merged_into_id else asked_for
    if question.state not in SHOWN:
        raise NotFound(_("There is no such question."))
    if wanted is (question.id in voted_by(actor, its_list.item_id or 0)):
        # Said before, and its answer was lost: also where the list has been closed since.
        return question.id
    _open_list(actor, its_list.item_id or 0)
    if question.state not in VOTED_ON:
        raise Refused(_("This question is answered already."))
    if question.asker_id == actor.participant_id:
        raise Refused(_("This is your own question; it counts without your vote."))
    mine = QuestionVote.participant_id == actor.participant_id
    if wanted:
        insert_once(QuestionVote, question_id=question.id, participant_id=actor.participant_id)
    else:
        group = select(Question.id).where(or_(Question.id == question.id, Question.merged_into_id == question.id))
        db.session.execute(delete(QuestionVote).where(mine, QuestionVote.question_id.in_(group)))
    tell(its_list.item_id)
    head_id = question.id
    db.session.commit()
    return head_id


def own_part(actor: Actor, item_id: int) -> dict[str, Any]:
    """Return what only the actor sees of a session's questions: their own, whatever became of them, and their votes."""
    require(actor, Permission.QUESTIONS_ASK)
    seen_item(actor, item_id)
    its_list = list_row(item_id)
    if its_list is None:
        return {"asked": [], "voted": []}
    votes = votes_of(Question.list_id == its_list.id)
    heads = set(db.session.scalars(select(Question.merged_into_id).where(Question.list_id == its_list.id).distinct()))
    rows = db.session.scalars(
        select(Question)
        .where(
            Question.list_id == its_list.id,
            Question.asker_id == actor.participant_id,
            Question.state != QuestionState.WITHDRAWN,
        )
        .order_by(Question.id)
    )
    asked = [
        {
            "id": row.id,
            "text": row.text,
            "anonymous": row.is_anonymous,
            "state": row.state.value,
            "reason": row.reason if row.state is QuestionState.HIDDEN else "",
            "into": row.merged_into_id or 0,
            "edit": its_list.is_open and may_edit(row.state, votes.get(row.id, 0)),
            "withdraw": may_withdraw(row.state) and row.id not in heads,
        }
        for row in rows
    ]
    return {"asked": asked, "voted": voted_by(actor, item_id)}


def similar(actor: Actor, item_id: int, text: object) -> list[dict[str, Any]]:
    """Return questions that are asked already and say much the same as a text, the most alike first."""
    require(actor, Permission.QUESTIONS_ASK)
    seen_item(actor, item_id)
    its_list = list_row(item_id)
    words = one_line(text, LONGEST_QUESTION)
    if its_list is None or not words:
        return []
    rows = db.session.execute(
        select(Question.id, Question.text, Question.asker_id).where(
            Question.list_id == its_list.id, Question.state.in_(SHOWN)
        )
    ).all()
    texts = {row.id: row.text for row in rows if row.asker_id != actor.participant_id}
    votes = votes_of(Question.list_id == its_list.id)
    return [{"id": key, "text": texts[key], "votes": votes.get(key, 0)} for key in most_alike(words, texts)]
