"""What the quiz holds about a person: nicknames and answers; and what of it is erased with them."""

from collections.abc import Mapping

from sqlalchemy import select

from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser
from conference.people.models import Participant
from conference.quiz.models import Quiz, QuizAnswer, QuizOption, QuizPlayer, QuizQuestion
from conference.quiz.rules import QuestionState


@contributor
def quiz_data(person: Participant) -> Mapping[str, object]:
    """Return under which nicknames the person played, and what they answered."""
    players = db.session.execute(
        select(QuizPlayer, Quiz.title)
        .join(Quiz, Quiz.id == QuizPlayer.quiz_id)
        .where(QuizPlayer.participant_id == person.id)
        .order_by(QuizPlayer.id)
    ).all()
    return {"quizzes": [{"quiz": title, **_player_data(player)} for player, title in players]}


@eraser
def erase_from_quizzes(person: Participant) -> None:
    """Forget the nicknames; the answers stay with the nameless row, for they count in the places of others."""
    for player in db.session.scalars(select(QuizPlayer).where(QuizPlayer.participant_id == person.id)):
        player.nickname = player.nickname_key = f"#{player.id}"
        player.hidden = player.renamed = True


def _player_data(player: QuizPlayer) -> dict[str, object]:
    rows = db.session.execute(
        select(QuizAnswer, QuizQuestion.text, QuizQuestion.state)
        .join(QuizQuestion, QuizQuestion.id == QuizAnswer.question_id)
        .where(QuizAnswer.player_id == player.id)
        .order_by(QuizAnswer.received_at, QuizAnswer.question_id)
    ).all()
    return {
        "nickname": player.nickname,
        "joined_at": as_data(player.joined_at),
        "answers": [
            {
                "question": text,
                "chosen": _chosen(answer),
                "at": as_data(answer.received_at),
                # Points tell what is right: nobody may learn that before everybody does.
                "points": answer.points if state is QuestionState.REVEALED else None,
            }
            for answer, text, state in rows
        ],
    }


def _chosen(answer: QuizAnswer) -> list[str]:
    ids = [choice.option_id for choice in answer.choices]
    return list(db.session.scalars(select(QuizOption.text).where(QuizOption.id.in_(ids)).order_by(QuizOption.order)))
