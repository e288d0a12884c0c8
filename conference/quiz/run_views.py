"""HTTP door of the moderator: the controls of a part, and each step of its run."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import path_before
from conference.errorpages import wants_json
from conference.errors import Refused
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.quiz.actions import managed_part, managed_question, part_card
from conference.quiz.blueprint import blueprint
from conference.quiz.panel_views import LOOK_AGAIN_SECONDS, fragment
from conference.quiz.rules import What
from conference.quiz.run_actions import Step, last_answers_in, next_step, step_part, step_question
from conference.quiz.state_actions import desk_state


@blueprint.get("/<slug>/quiz/parts/<int:part_id>/controls")
@permitted(Permission.QUIZ_MANAGE)
def controls(part_id: int) -> str:
    """Show the run of a part to a moderator, with one large button for what comes next."""
    part = managed_part(current_actor(), part_id)
    following = next_step(part)
    return fragment(
        "controls", LOOK_AGAIN_SECONDS, part=part, card=part_card(part), state=desk_state(part_id), next=following,
        ready_in=last_answers_in(part),
    )  # fmt: skip


@blueprint.post("/<slug>/quiz/questions/<int:quiz_question_id>/step")
@permitted(Permission.QUIZ_MANAGE)
def question_step(quiz_question_id: int) -> Response:
    """Open, close or reveal a question, as the moderator saw it (`version`)."""
    actor = current_actor()
    part_id = managed_question(actor, quiz_question_id).part_id
    return _answer(step_question(actor, quiz_question_id, _what(), _version()), part_id)


@blueprint.post("/<slug>/quiz/parts/<int:part_id>/step")
@permitted(Permission.QUIZ_MANAGE)
def part_step(part_id: int) -> Response:
    """End a part, or show its answers."""
    actor = current_actor()
    managed_part(actor, part_id)
    return _answer(step_part(actor, part_id, _what(), _version()), part_id)


def _what() -> What:
    sent = request.form.get("what", "")
    if sent not in set(What):
        raise Refused(_("There is no such step."))
    return What(sent)


def _version() -> int:
    return number_in(request.form.get("version")) or 0


def _answer(step: Step, part_id: int) -> Response:
    if wants_json():
        return jsonify(done=step.done, said=step.said)
    flash(step.said, "success" if step.done else "info")
    return redirect(path_before(url_for("quiz.controls", part_id=part_id)))
