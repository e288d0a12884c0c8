"""HTTP door of quizzes and their parts for who manages them, and of the players' nicknames."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda.actions import draft_agenda
from conference.errors import ConferenceError, Stale
from conference.forms import Form, number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.quiz.actions import managed_part, managed_quiz, part_card, quizzes_of
from conference.quiz.blueprint import blueprint
from conference.quiz.edit_actions import (
    PART_FIELDS,
    QUIZ_FIELDS,
    delete_part,
    delete_quiz,
    duplicate_quiz,
    move_part,
    save_part,
    save_quiz,
    start_over,
)
from conference.quiz.forms import PartForm, QuizForm
from conference.quiz.player_actions import hide_nickname, players_of, rename_player
from conference.quiz.rules import Answers

Page = Response | str | tuple[str, int]


@blueprint.get("/<slug>/quiz/manage")
@permitted(Permission.QUIZ_MANAGE)
def manage() -> str:
    """List the quizzes with their parts and questions."""
    quizzes = quizzes_of(current_actor().conference_id)
    cards = {part.id: part_card(part) for quiz in quizzes for part in quiz.parts}
    return render_template("quiz/manage.html", quizzes=quizzes, cards=cards)


@blueprint.route("/<slug>/quiz/manage/new", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def new_quiz() -> Page:
    """Make a quiz."""
    return _edit_quiz(None, QuizForm())


@blueprint.route("/<slug>/quiz/<int:quiz_id>/edit", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def edit_quiz(quiz_id: int) -> Page:
    """Change a quiz."""
    quiz = managed_quiz(current_actor(), quiz_id)
    return _edit_quiz(quiz_id, QuizForm(obj=quiz))


def _edit_quiz(quiz_id: int | None, form: QuizForm) -> Page:
    def save() -> str:
        values = {name: form[name].data or "" for name in QUIZ_FIELDS} | {"guests": bool(form.guests.data)}
        quiz = save_quiz(current_actor(), quiz_id, values, number_in(form.version.data) or 0)
        flash(_("“%(name)s” is saved.", name=quiz.title), "success")
        return url_for("quiz.manage", _anchor=f"quiz-{quiz.id}")

    return saved_or_shown(form, save, "quiz/quiz_form.html", quiz_id=quiz_id)


@blueprint.route("/<slug>/quiz/<int:quiz_id>/parts/new", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def new_part(quiz_id: int) -> Page:
    """Add a part."""
    managed_quiz(current_actor(), quiz_id)
    return _edit_part(quiz_id, None, PartForm())


@blueprint.route("/<slug>/quiz/parts/<int:part_id>/edit", methods=["GET", "POST"])
@permitted(Permission.QUIZ_MANAGE)
def edit_part(part_id: int) -> Page:
    """Change a part and see its questions."""
    part = managed_part(current_actor(), part_id)
    kept = {name: getattr(part, name) for name in PART_FIELDS} | {"version": part.version}
    kept["item_id"], kept["answers"] = part.item_id or 0, part.answers.value
    kept["answers_at"] = part.answers_at and part.answers_at.astimezone(current_conference().zone)
    return _edit_part(part.quiz_id, part_id, PartForm(data=kept))


def _edit_part(quiz_id: int, part_id: int | None, form: PartForm) -> Page:
    actor, zone = current_actor(), current_conference().zone
    items = sorted(draft_agenda(actor.conference_id).items, key=lambda item: (item.starts_at is None, item.starts_at))
    form.item_id.choices = [(0, _("None")), *((item.id, _item_label(item)) for item in items)]

    def save() -> str:
        at = form.answers_at.data
        values: dict[str, Any] = {name: form[name].data for name in PART_FIELDS}
        values |= {"item_id": form.item_id.data or None, "answers": Answers(form.answers.data)}
        values["answers_at"] = at.replace(tzinfo=zone).astimezone(UTC) if at else None
        part = save_part(actor, quiz_id, part_id, values, number_in(form.version.data) or 0)
        flash(_("“%(name)s” is saved.", name=part.title), "success")
        return url_for("quiz.edit_part", part_id=part.id)

    part = managed_part(actor, part_id) if part_id else None
    return saved_or_shown(
        form, save, "quiz/part_form.html", part=part, card=part_card(part) if part else None,
        quiz=managed_quiz(actor, quiz_id),
    )  # fmt: skip


def _item_label(item: Any) -> str:
    zone = current_conference().zone
    return f"{item.starts_at.astimezone(zone):%d.%m. %H:%M} · {item.title}" if item.starts_at else str(item.title)


@blueprint.post("/<slug>/quiz/parts/<int:part_id>/order")
@permitted(Permission.QUIZ_MANAGE)
def order_part(part_id: int) -> Response:
    """Move a part one place earlier or later."""
    move_part(current_actor(), part_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("quiz.manage", _anchor=f"part-{part_id}"))


@blueprint.post("/<slug>/quiz/<int:quiz_id>/duplicate")
@permitted(Permission.QUIZ_MANAGE)
def duplicate(quiz_id: int) -> Response:
    """Copy a quiz."""
    copy = duplicate_quiz(current_actor(), quiz_id)
    flash(_("“%(name)s” is made. Its parts belong to no session yet.", name=copy.title), "success")
    return redirect(url_for("quiz.manage", _anchor=f"quiz-{copy.id}"))


@blueprint.post("/<slug>/quiz/<int:quiz_id>/delete")
@permitted(Permission.QUIZ_MANAGE)
def remove_quiz(quiz_id: int) -> Response:
    """Delete a quiz that was not played."""
    return told(lambda: delete_quiz(current_actor(), quiz_id), _("The quiz is deleted."), url_for("quiz.manage"))


@blueprint.post("/<slug>/quiz/parts/<int:part_id>/delete")
@permitted(Permission.QUIZ_MANAGE)
def remove_part(part_id: int) -> Response:
    """Delete a part that was not played."""
    return told(lambda: delete_part(current_actor(), part_id), _("The part is deleted."), url_for("quiz.manage"))


@blueprint.post("/<slug>/quiz/parts/<int:part_id>/start-over")
@permitted(Permission.QUIZ_MANAGE)
def restart_part(part_id: int) -> Response:
    """Delete the answers of a part, so that it can be played from the beginning."""
    here = url_for("quiz.edit_part", part_id=part_id)
    return told(lambda: start_over(current_actor(), part_id), _("The part begins anew; its answers are deleted."), here)


@blueprint.get("/<slug>/quiz/<int:quiz_id>/players")
@permitted(Permission.QUIZ_MANAGE)
def players(quiz_id: int) -> str:
    """List the nicknames, so that an offensive one can be hidden or replaced."""
    actor = current_actor()
    return render_template("quiz/players.html", quiz=managed_quiz(actor, quiz_id), players=players_of(actor, quiz_id))


@blueprint.post("/<slug>/quiz/players/<int:player_id>")
@permitted(Permission.QUIZ_MANAGE)
def change_player(player_id: int) -> Response:
    """Hide a nickname, show it again, or replace it."""
    actor, sent = current_actor(), request.form
    back = url_for("quiz.players", quiz_id=number_in(sent.get("quiz_id")) or 0)
    if "hide" in sent or "show" in sent:
        player = hide_nickname(actor, player_id, "hide" in sent)
        said = _("The nickname is hidden.") if player.hidden else _("The nickname is shown again.")
        return told(lambda: None, said, url_for("quiz.players", quiz_id=player.quiz_id))
    said = _("The nickname is replaced; the player cannot change it.")
    return told(lambda: rename_player(actor, player_id, sent.get("nickname", "")), said, back)


def told(act: Callable[[], object], said: str, to: str) -> Response:
    """Do something, and say on the next page that it was done or why not."""
    try:
        act()
    except ConferenceError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(to)


def saved_or_shown(form: Form, save: Callable[[], str], template: str, **values: Any) -> Page:
    """Save what was sent and go where `save` says; else show the form, with what is wrong or who was first."""
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            return redirect(save())
        except Stale as error:
            stale = error
        except ConferenceError as error:
            form.add_refusal(error)
    status = 409 if stale else 422 if form.is_submitted() else 200
    return render_template(template, form=form, stale=stale, **values), status
