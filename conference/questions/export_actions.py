"""The questions of a session as a table, for the report and whoever writes it."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require
from conference.questions.actions import list_row, votes_of
from conference.questions.models import Question
from conference.questions.rules import AnsweredHow, QuestionState
from conference.questions.words import STATES


def export_rows(actor: Actor, item_id: int) -> list[list[str]]:
    """Return a heading and a row a question, oldest first; nobody is named who asked without their name."""
    require(actor, Permission.QUESTIONS_MODERATE)
    rows = [
        [
            _("Number"), _("Question"), _("Asked by"), _("Organisation"), _("Asked at (UTC)"), _("Votes"), _("State"),
            _("Merged into"), _("Answered"), _("Answer"), _("Answered by"), _("Answered at (UTC)"),
        ]
    ]  # fmt: skip
    its_list = list_row(item_id)
    if its_list is None:
        return rows
    votes = votes_of(Question.list_id == its_list.id)
    questions = db.session.scalars(
        select(Question)
        .where(Question.list_id == its_list.id, Question.state != QuestionState.WITHDRAWN)
        .order_by(Question.id)
    ).all()
    ids = {key for one in questions for key in (one.asker_id, one.answered_by_id) if key}
    people = {row.id: row for row in db.session.scalars(select(Participant).where(Participant.id.in_(ids)))}
    return rows + [_row(one, votes.get(one.id, 0), people) for one in questions]


def _row(one: Question, votes: int, people: dict[int, Participant]) -> list[str]:
    asker = None if one.is_anonymous else people.get(one.asker_id or 0)
    by = people.get(one.answered_by_id or 0)
    how = {AnsweredHow.LIVE: _("live"), AnsweredHow.WRITING: _("in writing"), None: ""}
    return [
        str(one.id),
        one.text,
        asker.name if asker else "",
        asker.organisation if asker else "",
        f"{one.asked_at:%Y-%m-%d %H:%M:%S}",
        str(votes),
        str(STATES[one.state]),
        str(one.merged_into_id or ""),
        how[one.answered_how],
        one.answer,
        by.name if by else "",
        f"{one.answered_at:%Y-%m-%d %H:%M:%S}" if one.answered_at else "",
    ]
