"""HTTP door of the quiz for everybody: what there is to play, the leaderboards, and the page of answers."""

from flask import render_template
from flask_babel import gettext as _

from conference.errors import NotFound
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.quiz.actions import may_play, part_card, played_quiz, quizzes_of
from conference.quiz.blueprint import blueprint
from conference.quiz.models import QuizPart
from conference.quiz.rules import QuestionState
from conference.quiz.standing_actions import leaderboard, mine, part_standings, total_standings
from conference.quiz.state_actions import question_state

MOST_LINES = 100


@blueprint.get("/<slug>/quiz")
@permitted(Permission.QUIZ_PLAY)
def home() -> str:
    """List the quizzes and what of them can be played, looked up or is still to come."""
    actor = current_actor()
    quizzes = [
        (quiz, [(part, part_card(part)) for part in quiz.parts if part.questions and may_play(actor, part)])
        for quiz in quizzes_of(actor.conference_id)
    ]
    return render_template("quiz/home.html", quizzes=[pair for pair in quizzes if pair[1]])


@blueprint.get("/<slug>/quiz/<int:quiz_id>/leaderboard")
@permitted(Permission.QUIZ_PLAY)
def standings(quiz_id: int) -> str:
    """Show the leaderboards of a quiz: over all parts, and of each."""
    actor = current_actor()
    quiz, parts = played_quiz(actor, quiz_id)
    boards = [(part, part_standings(part)) for part in parts]
    total = total_standings(parts)
    states = {one.state for part in parts for one in part.questions}
    return render_template(
        "quiz/leaderboard.html",
        quiz=quiz,
        total=_rows(leaderboard(total, MOST_LINES)),
        players=len(total),
        boards=[(part, _rows(leaderboard(board, MOST_LINES)), len(board)) for part, board in boards if len(board)],
        mine=mine(actor, parts[0].id) if parts else None,
        all_out=states == {QuestionState.REVEALED},
    )


@blueprint.get("/<slug>/quiz/<int:quiz_id>/answers")
@permitted(Permission.QUIZ_PLAY)
def answers(quiz_id: int) -> str:
    """Show the right answers, with explanations, of every question whose answer is out."""
    quiz, parts = played_quiz(current_actor(), quiz_id)
    shown = [(part, _revealed(part)) for part in parts]
    if not parts:
        raise NotFound(_("There is no such quiz."))
    return render_template("quiz/answers.html", quiz=quiz, parts=shown, any_out=any(out for _part, out in shown))


def _revealed(part: QuizPart) -> list[dict[str, object]]:
    return [question_state(one, part) for one in part.questions if one.state is QuestionState.REVEALED]


def _rows(rows: list) -> list[list[object]]:  # type: ignore[type-arg]
    return [[row.place, row.name, row.points] for row in rows]
