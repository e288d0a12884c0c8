"""HTTP door of a booth's live desk, and of its answers."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.coming_back import is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, Stale
from conference.exhibition.actions import settings_of
from conference.exhibition.blueprint import blueprint
from conference.exhibition.chat_subject_actions import chat_of
from conference.exhibition.contact_forms import AnswerForm
from conference.exhibition.desk_actions import desk_of
from conference.exhibition.question_actions import answer_question, show_question, team_question
from conference.exhibition.question_list_actions import Asked
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.presentation import panel_of

Answer = str | Response | tuple[str, int]


@blueprint.get("/<slug>/exhibition/<int:booth_id>/desk")
@permitted(Permission.EXHIBITION_EXHIBIT)
def desk(booth_id: int) -> str:
    """Show the desk to the booth's team."""
    if is_fragment():
        return render_template("exhibition/_desk_live.html", **_values(booth_id))
    return _page(booth_id)


@blueprint.post("/<slug>/exhibition/questions/<int:booth_question_id>/answer")
@permitted(Permission.EXHIBITION_EXHIBIT)
def answer(booth_question_id: int) -> Answer:
    """Answer a question; where somebody else has answered meanwhile, both texts are shown."""
    question = team_question(current_actor(), booth_question_id)
    booth_id, form = question.booth_id, AnswerForm(prefix=_prefix(question.id))
    try:
        form.check()
        answer_question(
            current_actor(), booth_question_id, form.seen, form.text.data, is_public=bool(form.is_public.data)
        )
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        typed = {"typed_id": booth_question_id, "typed": form}
        if isinstance(refusal, Stale):
            # What is sent again is then for the version that is shown.
            form.version.data = str(team_question(current_actor(), booth_question_id).version)
            return _page(booth_id, stale=refusal, **typed), refusal.status
        form.add_refusal(refusal)
        return _page(booth_id, **typed), refusal.status
    return _done(booth_id, booth_question_id, _("Your answer is sent."))


@blueprint.post("/<slug>/exhibition/questions/<int:booth_question_id>/public")
@permitted(Permission.EXHIBITION_EXHIBIT)
def publish_answer(booth_question_id: int) -> Answer:
    """Show question and answer to everybody (`public` 1), or no more (0)."""
    booth_id = team_question(current_actor(), booth_question_id).booth_id
    is_public = request.form.get("public") == "1"
    version = number_in(request.form.get("version")) or 0
    try:
        show_question(current_actor(), booth_question_id, version, is_public=is_public)
    except Stale as refusal:
        if wants_json():
            raise
        flash(refusal.message, "warning")
        return redirect(url_for("exhibition.desk", booth_id=booth_id))
    said = _("Everybody can read it now.") if is_public else _("Only who asked and you can read it now.")
    return _done(booth_id, booth_question_id, said)


def _page(booth_id: int, **typed: object) -> str:
    # The first who asks for a chat makes it, and what was read before that is read again.
    chat = chat_of(current_actor(), booth_id)
    shown = panel_of("chat", chat.id, "chat.js") if chat else None
    is_open = settings_of(current_actor().conference_id).is_open
    return render_template("exhibition/desk.html", **{**_values(booth_id), "chat": shown, "is_open": is_open, **typed})


def _values(booth_id: int) -> dict[str, Any]:
    return {
        "desk": desk_of(current_actor(), booth_id),
        "now": clock.now(),
        "answer_form": _answer_form,
        **dict.fromkeys(("typed_id", "typed", "stale")),
    }


def _answer_form(asked: Asked) -> AnswerForm:
    row = asked.row
    kept = {"text": row.answer, "is_public": row.is_public, "version": str(row.version)}
    return AnswerForm(formdata=None, prefix=_prefix(row.id), data=kept)


def _prefix(question_id: int) -> str:
    return f"q{question_id}-"


def _done(booth_id: int, question_id: int, said: str) -> Response:
    if wants_json():
        return jsonify(ok=1, notice=said)
    flash(said, "success")
    return redirect(url_for("exhibition.desk", booth_id=booth_id, _anchor=f"question-{question_id}"))
