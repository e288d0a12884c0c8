"""HTTP door of questions for moderators: the queue, decisions, the list's settings, and the export."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.sight_actions import seen_item
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, NotFound
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.people.spreadsheet import to_csv, to_xlsx
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.questions.actions import desk_state, seen_question
from conference.questions.blueprint import blueprint
from conference.questions.decide_actions import decide, set_list
from conference.questions.export_actions import export_rows
from conference.questions.rules import LONGEST_ANSWER, Decision
from conference.questions.similarity import most_alike


@blueprint.get("/<slug>/questions/<int:item_id>/controls")
@permitted(Permission.QUESTIONS_MODERATE)
def controls(item_id: int) -> str:
    """Show the queue and all that is decided: a section for the desk, or a page of its own."""
    item = seen_item(current_actor(), item_id)
    template = "questions/_controls.html" if is_fragment() else "questions/controls.html"
    return render_template(template, item=item, state=desk_state(item_id), still="still" in request.args)


@blueprint.get("/<slug>/questions/of/<int:question_id>/more")
@permitted(Permission.QUESTIONS_MODERATE)
def more(question_id: int) -> str:
    """Show what takes words or a choice: an answer in writing, hiding with a reason, merging."""
    actor = current_actor()
    _question, its_list = seen_question(actor, question_id)
    item_id = its_list.item_id or 0
    state = desk_state(item_id)
    question = next((one for one in state["questions"] if one["id"] == question_id), None)
    if question is None:
        raise NotFound(_("This question is merged into another one, or was taken back."))
    others = {
        one["id"]: one
        for one in state["questions"]
        if one["id"] != question_id and one["state"] in {"approved", "answering", "answered"}
    }
    alike = most_alike(question["text"], {key: one["text"] for key, one in others.items()})
    template = "questions/_more.html" if is_fragment() else "questions/more.html"
    return render_template(
        template,
        question=question,
        item=seen_item(actor, item_id),
        alike=[others[key] for key in alike],
        others=[one for key, one in others.items() if key not in alike],
        longest=LONGEST_ANSWER,
    )


@blueprint.post("/<slug>/questions/of/<int:question_id>/decide/<any({}):form>".format(", ".join(Decision)))
@permitted(Permission.QUESTIONS_ASK)
def decide_one(question_id: int, form: str) -> AnyResponse:
    """Do one thing with a question; moderators, and in writing also the session's speakers."""
    actor = current_actor()
    _question, its_list = seen_question(actor, question_id)
    details = {
        "reason": request.form.get("reason"),
        "answer": request.form.get("answer"),
        "into": number_in(request.form.get("into")),
    }
    back = url_for("questions.panel", item_id=its_list.item_id)
    try:
        seen_version = number_in(request.form.get("version")) or 0
        sentence = decide(actor, question_id, Decision(form), seen_version, details)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "error")
    else:
        if wants_json():
            return done(back, notice=sentence if form in {"write", "merge"} else "")
        flash(sentence, "success")
    then = request.form.get("then")
    endpoints = {"controls": "questions.controls", "speaker": "questions.speaker"}
    if then in endpoints:
        return redirect(url_for(endpoints[then], item_id=its_list.item_id, _anchor=f"question-{question_id}"))
    return done(back, f"question-{question_id}")


@blueprint.post("/<slug>/questions/<int:item_id>/settings")
@permitted(Permission.QUESTIONS_MODERATE)
def settings(item_id: int) -> AnyResponse:
    """Change one thing of the list: `set` says which, `to` (1 or 0) to what."""
    to = request.form.get("to") == "1"
    name = request.form.get("set")
    set_list(
        current_actor(),
        item_id,
        is_open=to if name == "open" else None,
        with_approval=to if name == "approval" else None,
        guests_may=to if name == "guests" else None,
    )
    return done(url_for("questions.controls", item_id=item_id))


@blueprint.get("/<slug>/questions/<int:item_id>/export/<any(csv, xlsx):form>")
@permitted(Permission.QUESTIONS_MODERATE)
def export(item_id: int, form: str) -> Response:
    """Give out the questions of a session as a table; who asked only where they gave their name."""
    item = seen_item(current_actor(), item_id)
    rows = export_rows(current_actor(), item_id)
    body = to_csv(rows) if form == "csv" else to_xlsx(rows, _("Questions"))
    return send_table(body, f"questions-{item.id}", form)
