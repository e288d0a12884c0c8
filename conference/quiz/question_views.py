"""HTTP door of questions for who manages them: the form, copies, order, deleting, and the look of a player."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.quiz.actions import managed_part, managed_question
from conference.quiz.blueprint import blueprint
from conference.quiz.edit_views import Page, saved_or_shown, told
from conference.quiz.forms import QuestionForm
from conference.quiz.question_actions import (
    Picture,
    content_of,
    delete_question,
    duplicate_question,
    move_question,
    save_question,
)
from conference.quiz.state_actions import preview_state


@blueprint.route("/<slug>/quiz/parts/<int:part_id>/questions/new", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def new_question(part_id: int) -> Page:
    """Add a question."""
    managed_part(current_actor(), part_id)
    return _edit(part_id, None, QuestionForm())


@blueprint.route("/<slug>/quiz/questions/<int:quiz_question_id>/edit", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def edit_question(quiz_question_id: int) -> Page:
    """Change a question."""
    question = managed_question(current_actor(), quiz_question_id)
    form = QuestionForm()
    if not form.is_submitted():
        form.fill(content_of(question))
        form.picture_alt.data, form.version.data = question.picture_alt, str(question.version)
    return _edit(question.part_id, quiz_question_id, form)


def _edit(part_id: int, question_id: int | None, form: QuestionForm) -> Page:
    actor = current_actor()

    def save() -> str:
        sent = form.picture.data
        picture = Picture(
            file=sent.stream if sent and sent.filename else None,
            remove=bool(form.remove_picture.data),
            alt=form.picture_alt.data or "",
        )
        seen = number_in(form.version.data) or 0
        question = save_question(actor, part_id, question_id, form.content(), picture, seen_version=seen)
        flash(_("The question is saved."), "success")
        if "another" in request.form:
            return url_for("quiz.new_question", part_id=part_id)
        return url_for("quiz.edit_part", part_id=part_id, _anchor=f"question-{question.id}")

    question = managed_question(actor, question_id) if question_id else None
    return saved_or_shown(form, save, "quiz/question_form.html", part=managed_part(actor, part_id), question=question)


@blueprint.post("/<slug>/quiz/questions/<int:quiz_question_id>/order")
@permitted(Permission.QUIZ_MANAGE)
def order_question(quiz_question_id: int) -> Response:
    """Move a question one place earlier or later."""
    part = move_question(current_actor(), quiz_question_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("quiz.edit_part", part_id=part.id, _anchor=f"question-{quiz_question_id}"))


@blueprint.post("/<slug>/quiz/questions/<int:quiz_question_id>/duplicate")
@permitted(Permission.QUIZ_MANAGE)
def copy_question(quiz_question_id: int) -> Response:
    """Copy a question."""
    copy = duplicate_question(current_actor(), quiz_question_id)
    flash(_("The question is copied."), "success")
    return redirect(url_for("quiz.edit_question", quiz_question_id=copy.id))


@blueprint.post("/<slug>/quiz/questions/<int:quiz_question_id>/delete")
@permitted(Permission.QUIZ_MANAGE)
def remove_question(quiz_question_id: int) -> Response:
    """Delete a question that was not asked."""
    actor = current_actor()
    back = url_for("quiz.edit_part", part_id=managed_question(actor, quiz_question_id).part_id)
    return told(lambda: delete_question(actor, quiz_question_id), _("The question is deleted."), back)


@blueprint.get("/<slug>/quiz/parts/<int:part_id>/preview")
@permitted(Permission.QUIZ_MANAGE)
def preview(part_id: int) -> str:
    """Show every question of a part as a player will see it, first asked, then answered."""
    part = managed_part(current_actor(), part_id)
    return render_template("quiz/preview.html", part=part, questions=preview_state(part))
