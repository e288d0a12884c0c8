"""HTTP door of boards: the page, the facilitators' steps with what takes them back, dots, suggestions."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.cafe.actions import run_cafe
from conference.cafe.blueprint import blueprint
from conference.cafe.board_actions import STEPS, do_step
from conference.cafe.board_state_actions import board_state, desk_state, is_taken_over, seen_board, suggestions
from conference.cafe.dot_actions import open_dots, own_dots, put_dot
from conference.cafe.harvest import LONGEST_HEADING, Done
from conference.cafe.outcome_state_actions import outcomes_of_question
from conference.cafe.rules import CafeState
from conference.coming_back import done
from conference.errorpages import wants_json
from conference.errors import ConferenceError, NotFound
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission, can

# What a browser without a script is offered next: to take back what it just did.
_UNDO = "cafe_undo"
# Suggestions that this browser does not want, newest last.
_DISMISSED, _MOST_DISMISSED, _LONGEST_KEY = "cafe_dismissed", 30, 60


@blueprint.get("/<slug>/cafe/<int:cafe_id>/board/<int:question_id>")
@permitted(Permission.CAFE_JOIN)
def board(cafe_id: int, question_id: int) -> str:
    """Show the board of a question: to who takes part once the harvest begins, to facilitators always."""
    actor = current_actor()
    cafe, question = seen_board(actor, cafe_id, question_id)
    facilitates = can(actor, Permission.CAFE_FACILITATE)
    # What is closed is read only, for facilitators too.
    leads = facilitates and cafe.state is not CafeState.CLOSED
    return render_template(
        "cafe/board.html",
        cafe=cafe,
        question=question,
        questions=cafe.questions,
        leads=leads,
        facilitates=facilitates,
        state=board_state(question_id),
        desk=desk_state(question_id) if leads else None,
        own=own_dots(actor, question_id),
        outcomes=outcomes_of_question(question),
        alike=suggestions(question_id, session.get(_DISMISSED, [])) if leads else [],
        undo=_undo_of(question_id) if leads else None,
        longest=LONGEST_HEADING,
        still="still" in request.args,
        taken_over=is_taken_over(question),
    )


@blueprint.get("/<slug>/cafe/<int:cafe_id>/board/<int:question_id>/alike")
@permitted(Permission.CAFE_FACILITATE)
def alike(cafe_id: int, question_id: int) -> str:
    """Show anew which cards say much the same: a section for the facilitators' board."""
    cafe, question = seen_board(current_actor(), cafe_id, question_id)
    found = suggestions(question_id, session.get(_DISMISSED, []))
    return render_template(
        "cafe/_board_alike.html", cafe=cafe, question=question, alike=found, state=board_state(question_id)
    )


@blueprint.post(
    "/<slug>/cafe/<int:cafe_id>/board/<int:question_id>/<any({}):form>".format(", ".join((*STEPS, "dismiss")))
)
@permitted(Permission.CAFE_FACILITATE)
def step(cafe_id: int, question_id: int, form: str) -> Response:
    """Do one thing on the board. A script gets {notice, undo: {address, fields}}; a form goes back to the board."""
    home = url_for("cafe.board", cafe_id=cafe_id, question_id=question_id)
    if form == "dismiss":
        return _dismiss(cafe_id, question_id, home)
    try:
        result = do_step(current_actor(), cafe_id, question_id, form, request.form.to_dict(flat=False))
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "error")
        return redirect(home)
    undo = _undo_fields(cafe_id, question_id, result)
    if wants_json():
        return jsonify(ok=1, words=result.words, undo=undo)
    session[_UNDO] = {"question": question_id, "words": result.words, **(undo or {"address": "", "fields": []})}
    return redirect(home)


def _undo_fields(cafe_id: int, question_id: int, result: Done) -> dict[str, Any] | None:
    if result.undo is None:
        return None
    pairs = [(name, value) for name, values in result.undo.fields.items() for value in values]
    address = url_for("cafe.step", cafe_id=cafe_id, question_id=question_id, form=result.undo.form)
    # As one text: a cookie has no room for a list of a hundred cards in JSON.
    return {"address": address, "fields": urlencode(pairs)}


def _undo_of(question_id: int) -> dict[str, Any] | None:
    """Return what this browser's last step was and how it is taken back; once, and only on the board it was done on."""
    kept: dict[str, Any] | None = session.pop(_UNDO, None)
    if kept is None or kept.get("question") != question_id:
        return None
    return {**kept, "fields": parse_qsl(kept["fields"], keep_blank_values=True) if kept["fields"] else []}


def _dismiss(cafe_id: int, question_id: int, home: str) -> Response:
    seen_board(current_actor(), cafe_id, question_id)
    key = request.form.get("key", "")[:_LONGEST_KEY]
    kept = [one for one in session.get(_DISMISSED, []) if one != key]
    session[_DISMISSED] = [*kept, key][-_MOST_DISMISSED:]
    return done(home)


@blueprint.post("/<slug>/cafe/<int:cafe_id>/dots/open")
@permitted(Permission.CAFE_FACILITATE)
def dots(cafe_id: int) -> Response:
    """Let dots be put on all boards of a café (`to` 1), or no longer (0)."""
    to = request.form.get("to") == "1"
    cafe = run_cafe(current_actor(), cafe_id)
    home = url_for("cafe.board", cafe_id=cafe_id, question_id=cafe.questions[0].id) if cafe.questions else "/"
    try:
        open_dots(current_actor(), cafe_id, opened=to)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "error")
        return done(home)
    return done(home, notice=_("Dots can be put now.") if to else _("Dots are closed."))


@blueprint.post("/<slug>/cafe/<int:cafe_id>/board/<int:question_id>/dot/<int:heading_id>")
@permitted(Permission.CAFE_JOIN)
def dot(cafe_id: int, question_id: int, heading_id: int) -> Response:
    """Put a dot on a heading (`wanted` 1), or take it back (0)."""
    actor = current_actor()
    seen_board(actor, cafe_id, question_id)
    home = url_for("cafe.board", cafe_id=cafe_id, question_id=question_id)
    try:
        if put_dot(actor, heading_id, wanted=request.form.get("wanted") != "0") != question_id:
            raise NotFound(_("There is no such heading. Somebody may have taken it away."))
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "error")
    return done(home, f"heading-{heading_id}", own=own_dots(actor, question_id))
