"""HTTP door of lists of questions: importing one, looking it over first, and taking one away."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from conference import set_aside
from conference.errors import Refused
from conference.people.identity import current_actor, permitted
from conference.people.spreadsheet import Table, to_csv
from conference.people.table_views import send_table, sent_table, set_table_aside, table_set_aside
from conference.permissions import Permission
from conference.quiz.actions import managed_part
from conference.quiz.blueprint import blueprint
from conference.quiz.edit_views import Page, saved_or_shown
from conference.quiz.forms import QuestionListForm
from conference.quiz.question_actions import add_questions, content_of
from conference.quiz.question_table import HEADINGS, MOST_LINES, Line, Problem, as_table, read_questions


@blueprint.route("/<slug>/quiz/parts/<int:part_id>/import", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def import_questions(part_id: int) -> Page:
    """Take a list, and go on to what importing it would do."""
    part = managed_part(current_actor(), part_id)
    form = QuestionListForm()

    def save() -> str:
        table = _table(form.file.data, form.text.data or "")
        _read(table)
        token = set_table_aside(_owner(part_id), table)
        return url_for("quiz.look_over", part_id=part_id, token=token)

    return saved_or_shown(form, save, "quiz/import.html", part=part, headings=HEADINGS)


@blueprint.route("/<slug>/quiz/parts/<int:part_id>/import/<token>", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def look_over(part_id: int, token: str) -> Page:
    """Show each question of a list and what is wrong with it; add those that are right when it is confirmed."""
    actor = current_actor()
    part = managed_part(actor, part_id)
    lines, unknown = _read(table_set_aside(_owner(part_id), token))
    good = [line.content for line in lines if not line.problems]
    if request.method == "POST":
        if not good:
            raise Refused(_("No line of this list is a question that can be added."))
        add_questions(actor, part_id, good)
        set_aside.drop(token)
        flash(ngettext("%(num)s question is added", "%(num)s questions are added", len(good)), "success")
        return redirect(url_for("quiz.edit_part", part_id=part_id))
    return render_template(
        "quiz/import_plan.html", part=part, lines=lines, good=len(good), unknown=unknown, token=token,
        problem_text=problem_text,
    )  # fmt: skip


@blueprint.get("/<slug>/quiz/parts/<int:part_id>/questions.csv")
@permitted(Permission.QUIZ_MANAGE)
def export_questions(part_id: int) -> FlaskResponse:
    """Send the questions of a part as a table that can be imported again."""
    part = managed_part(current_actor(), part_id)
    return send_table(to_csv(as_table(map(content_of, part.questions))), f"quiz-part-{part_id}", "csv")


def problem_text(problem: Problem) -> str:
    """Return what is wrong with a line in words."""
    texts: dict[Problem, str] = {
        Problem.NO_TEXT: _("The question is missing."),
        Problem.TOO_FEW: _("It needs at least two answers, in the columns a and b."),
        Problem.SAME: _("Two of its answers are the same."),
        Problem.GAP: _("An answer in between is empty."),
        Problem.NO_RIGHT: _("The column “right” names no answer, such as B or AC."),
        Problem.RIGHT_UNKNOWN: _("The column “right” names an answer that is not there."),
        Problem.SECONDS: _("Its seconds are no number from 5 to 600."),
        Problem.POINTS: _("Its points are no number from 1 to 10000."),
        Problem.TOO_LONG: _("A text is too long."),
    }
    return texts[problem]


def _table(file: FileStorage | None, text: str) -> Table:
    table = sent_table(file, text)
    if len(table) > MOST_LINES + 1:
        raise Refused(_("At most %(most)s questions can be imported at once.", most=MOST_LINES), field="file")
    return table


def _read(table: Table) -> tuple[list[Line], list[str]]:
    found = read_questions(table)
    if found is None or not found[0]:
        raise Refused(_("No question was found. The first line must have the headings, one of them “question”."))
    return found


def _owner(part_id: int) -> str:
    return f"quiz:{part_id}:{current_actor().participant_id}"
