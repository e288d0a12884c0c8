"""What questions hold about a person: asked, wanted, answered, decided; and what is erased with them."""

from collections.abc import Mapping

from sqlalchemy import select, update

from conference.extensions import db
from conference.people.held_data import contributor, eraser, row_as_data
from conference.people.models import Participant
from conference.questions.models import Question, QuestionEvent, QuestionVote


@contributor
def question_data(person: Participant) -> Mapping[str, object]:
    """Return what the person asked (also without name), wanted answered, answered, and decided."""
    asked = db.session.scalars(select(Question).where(Question.asker_id == person.id).order_by(Question.id))
    answered = db.session.scalars(select(Question).where(Question.answered_by_id == person.id).order_by(Question.id))
    wanted = db.session.scalars(
        select(Question.text)
        .join(QuestionVote, QuestionVote.question_id == Question.id)
        .where(QuestionVote.participant_id == person.id)
        .order_by(Question.id)
    )
    decisions = db.session.scalars(
        select(QuestionEvent).where(QuestionEvent.by_id == person.id).order_by(QuestionEvent.id)
    )
    return {
        "questions": [row_as_data(row, "asker_id", "key", "answered_by_id") for row in asked],
        "answers": [{"question": row.text, "answer": row.answer} for row in answered],
        "question_votes": list(wanted),
        "question_decisions": [row_as_data(row, "by_id") for row in decisions],
    }


@eraser
def erase_from_questions(person: Participant) -> None:
    """Loosen the person's questions from them; the questions stay, without a name, and so do the votes."""
    db.session.execute(update(Question).where(Question.asker_id == person.id).values(asker_id=None, is_anonymous=True))
