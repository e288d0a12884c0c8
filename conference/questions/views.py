"""HTTP door of questions for the hall: the panel, asking, voting, one's own; the wall and the speakers' view."""

from secrets import token_hex
from typing import Any

from flask import flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda import below_session
from conference.agenda.sight_actions import seen_item
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, NotFound
from conference.people.identity import current_actor, permitted
from conference.people.message_identity import form_key
from conference.permissions import Actor, Permission, can
from conference.questions.actions import may_present, may_take_part, public_state, question_list, seen_question
from conference.questions.ask_actions import ask, change_words, own_part, similar, vote, withdraw
from conference.questions.blueprint import blueprint
from conference.questions.rules import LONGEST_QUESTION


@blueprint.get("/<slug>/questions/<int:item_id>/panel")
@permitted(Permission.QUESTIONS_ASK)
def panel(item_id: int) -> str:
    """Show the questions of a session, and ask: a section for another page, or a page of its own."""
    template = "questions/_panel.html" if is_fragment() else "questions/panel.html"
    return render_template(template, **panel_values(item_id))


def panel_values(item_id: int) -> dict[str, Any]:
    """Return what the panel's template needs, for whoever is looking."""
    actor = current_actor()
    item = seen_item(actor, item_id)
    return {
        "item": item,
        "state": public_state(item_id),
        "own": own_part(actor, item_id),
        "takes_part": may_take_part(actor, question_list(item_id)),
        "key": token_hex(16),
        "longest": LONGEST_QUESTION,
        "sort": "time" if request.args.get("sort") == "time" else "votes",
        "without_answered": request.args.get("answered") == "0",
        "still": "still" in request.args,
    }


@blueprint.post("/<slug>/questions/<int:item_id>/ask")
@permitted(Permission.QUESTIONS_ASK)
def send(item_id: int) -> Response | tuple[str, int]:
    """Ask; what could not be sent stays in the field."""
    key = form_key(request.form.get("key"))
    text, anonymous = request.form.get("text"), bool(request.form.get("anonymous"))
    try:
        question = ask(current_actor(), item_id, text, key, anonymous=anonymous)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        values = panel_values(item_id) | {"draft": text, "anonymous": anonymous, "refusal": refusal.message, "key": key}
        return render_template("questions/panel.html", **values), refusal.status
    if not wants_json():
        waits = question.state.value == "waiting"
        flash(_("Your question waits for approval.") if waits else _("Your question is in the list."), "success")
    return done(_home(item_id), f"questions-{item_id}", id=question.id)


@blueprint.get("/<slug>/questions/<int:item_id>/similar")
@permitted(Permission.QUESTIONS_ASK)
def alike(item_id: int) -> Response:
    """Answer a script with questions that say much the same as the text that is being typed."""
    return jsonify(similar(current_actor(), item_id, request.args.get("text")))


@blueprint.post("/<slug>/questions/of/<int:question_id>/vote")
@permitted(Permission.QUESTIONS_ASK)
def want(question_id: int) -> Response:
    """Want a question answered (`wanted` 1), or no longer (0)."""
    head_id = vote(current_actor(), question_id, wanted=request.form.get("wanted") != "0")
    return done(url_for("agenda.home"), f"question-{head_id}", question=head_id)


@blueprint.post("/<slug>/questions/of/<int:question_id>/change")
@permitted(Permission.QUESTIONS_ASK)
def change(question_id: int) -> Response:
    """Change the words of a question of one's own."""
    change_words(current_actor(), question_id, request.form.get("text"))
    return done(url_for("agenda.home"), f"question-{question_id}", notice=_("Your question is changed."))


@blueprint.post("/<slug>/questions/of/<int:question_id>/withdraw")
@permitted(Permission.QUESTIONS_ASK)
def take_back(question_id: int) -> Response:
    """Take a question of one's own back."""
    withdraw(current_actor(), question_id)
    return done(url_for("agenda.home"), notice=_("Your question is taken back."))


@blueprint.get("/<slug>/questions/<int:item_id>/wall")
@permitted(Permission.STAGE_WATCH)
def wall(item_id: int) -> str:
    """Show the questions as the hall sees them."""
    seen_item(current_actor(), item_id)
    if is_fragment():
        return wall_section(item_id)
    return render_template("questions/wall.html", state=public_state(item_id))


def wall_section(item_id: int) -> str:
    """Return the hall's section; whoever embeds it has asked who may see it."""
    return render_template("questions/_wall.html", state=public_state(item_id))


@blueprint.get("/<slug>/questions/<int:item_id>/speaker")
@permitted(Permission.QUESTIONS_ASK)
def speaker(item_id: int) -> str:
    """Show the questions in large type to who appears in the session, and to moderators."""
    actor = current_actor()
    if not may_present(actor, item_id):
        raise NotFound(_("There is no such page for you."))
    return render_template("questions/speaker.html", state=public_state(item_id), item=seen_item(actor, item_id))


@blueprint.get("/<slug>/questions/of/<int:question_id>/write")
@permitted(Permission.QUESTIONS_ASK)
def answer_page(question_id: int) -> str:
    """Answer a question in writing: who appears in the session, and moderators."""
    actor = current_actor()
    question, its_list = seen_question(actor, question_id)
    item_id = its_list.item_id or 0
    shown = {one["id"]: one for one in public_state(item_id)["questions"]}
    if not may_present(actor, item_id) or question_id not in shown:
        raise NotFound(_("There is no such question."))
    return render_template(
        "questions/write.html", question=shown[question_id], version=question.version, item=seen_item(actor, item_id)
    )


@below_session.part
def answered_section(actor: Actor, item_id: int) -> str:
    """Return the answered questions for the session's page; for those who take part, as askers are named in it."""
    if not can(actor, Permission.QUESTIONS_ASK):
        return ""
    answered = [one for one in public_state(item_id)["questions"] if one["state"] == "answered"]
    return render_template("questions/_answered.html", answered=answered) if answered else ""


def _home(item_id: int) -> str:
    return url_for("questions.panel", item_id=item_id)
