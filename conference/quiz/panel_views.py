"""HTTP door of a running part: what players and the hall look at, answering without a script, a question's picture."""

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference import clock, uploads
from conference.coming_back import is_fragment, path_before
from conference.errors import NotFound, Refused
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission
from conference.presentation import local
from conference.quiz import roundtrip
from conference.quiz.actions import pictured_question, played_part, played_question, shown_part
from conference.quiz.answer_actions import answer_question
from conference.quiz.blueprint import blueprint
from conference.quiz.nicknames import LONGEST
from conference.quiz.player_actions import choose_nickname, free_suggestion
from conference.quiz.rules import MOST_OPTIONS
from conference.quiz.standing_actions import Mine, mine
from conference.quiz.state_actions import hall_state, player_state

# How often a page without a script looks again while nothing is to be answered.
LOOK_AGAIN_SECONDS = 4


@blueprint.get("/<slug>/quiz/parts/<int:part_id>/panel")
@permitted(Permission.QUIZ_PLAY)
def panel(part_id: int) -> str:
    """Show a part to a player, as a page or as a fragment of one."""
    actor = current_actor()
    part = played_part(actor, part_id)
    state = player_state(part_id)
    own = mine(actor, part_id, state["question"]["id"] if state["question"] else None)
    typed = request.args.get("nickname", "")[:LONGEST]
    return fragment(
        "panel", 0 if typed else _seconds_to_wait(state, own), part=part, state=state, mine=own, own=mine_as_json(own),
        # A page without a script is drawn anew each few seconds, but not while a nickname is typed.
        is_naming=bool(typed),
        suggestion=typed or (own.nickname if own else free_suggestion(part.quiz_id)), key=secrets.token_hex(16),
    )  # fmt: skip


@blueprint.get("/<slug>/quiz/parts/<int:part_id>/wall")
@permitted(Permission.STAGE_WATCH)
def wall(part_id: int) -> str:
    """Show a part to the hall."""
    part = shown_part(current_actor(), part_id)
    return fragment("wall", LOOK_AGAIN_SECONDS, part=part, state=hall_state(part_id))


@blueprint.get("/<slug>/quiz/parts/<int:part_id>/mine")
@permitted(Permission.QUIZ_PLAY)
def mine_in_part(part_id: int) -> Response:
    """Answer with what the asker alone may know: nickname, choice, points and places, as JSON."""
    answer = jsonify(mine_as_json(mine(current_actor(), part_id, number_in(request.args.get("question")))))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/<slug>/quiz/parts/<int:part_id>/nickname")
@permitted(Permission.QUIZ_PLAY)
def nickname(part_id: int) -> AnyResponse:
    """Join under a nickname, or change it; one that is refused stays in its field."""
    typed = request.form.get("nickname", "")
    try:
        player = choose_nickname(current_actor(), part_id, typed)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("quiz.panel", part_id=part_id, nickname=typed[:LONGEST]))
    flash(_("You play as “%(name)s”.", name=player.nickname), "success")
    return redirect(url_for("quiz.panel", part_id=part_id))


@blueprint.post("/<slug>/quiz/questions/<int:quiz_question_id>/answer")
@permitted(Permission.QUIZ_PLAY)
def give_answer(quiz_question_id: int) -> AnyResponse:
    """Keep an answer that came by a form."""
    received_at = clock.now()
    actor = current_actor()
    part_id = played_question(actor, quiz_question_id).part_id
    sent = [number_in(text) or 0 for text in request.form.getlist("option")[: MOST_OPTIONS + 1]]
    grace = roundtrip.grace_in(current_app.config["SECRET_KEY"], actor.participant_id or 0, None, received_at)

    try:
        answer_question(
            actor, quiz_question_id, frozenset(sent), key=form_key(request.form.get("key")),
            received_at=received_at, grace=grace, nickname=request.form.get("nickname", "")[:200],
        )  # fmt: skip
        flash(_("Your answer is in."), "success")
    except Refused as refusal:
        flash(refusal.message, "error")
    return redirect(path_before(url_for("quiz.panel", part_id=part_id)))


@blueprint.get("/<slug>/quiz/questions/<int:quiz_question_id>/picture")
@permitted(Permission.STAGE_WATCH)
def picture(quiz_question_id: int) -> Response:
    """Send a question's picture: once it was asked, and to who manages the quiz."""
    name = pictured_question(current_actor(), quiz_question_id).picture
    if not name:
        raise NotFound(_("There is no such picture."))
    return uploads.send(name)


def fragment(name: str, look_again: int, **values: Any) -> str:
    """Draw a fragment: bare for who puts it into a page of their own, else as a page that looks again by itself."""
    template = f"quiz/_{name}.html" if is_fragment() else f"quiz/{name}_page.html"
    state = values["state"]
    ends = state["question"]["closes_at"] if state["scene"] == "open" else None
    return render_template(
        template, look_again=look_again, ends_at=moment_of(ends), later=_when_answers_come(state), **values
    )


def moment_of(milliseconds: int | None) -> datetime | None:
    """Return the moment that a state carries as milliseconds."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _when_answers_come(state: dict[str, Any]) -> str:
    at = moment_of(state["answers_at"])
    if at is None:
        return str(_("The right answers are shown later."))
    shown = local(at, current_conference().zone, "EEEE d MMMM, HH:mm")
    return str(_("The right answers are shown on %(moment)s.", moment=shown))


def mine_as_json(own: Mine | None) -> dict[str, Any] | None:
    """Return what a player may know of themselves as JSON knows it."""
    if own is None:
        return None
    return {
        "nickname": own.nickname,
        "mayRename": own.may_rename,
        "isHidden": own.is_hidden,
        "chosen": own.chosen,
        "points": own.points,
        "part": [own.part.place, own.part.points] if own.part else None,
        "partPlayers": own.part_players,
        "total": [own.total.place, own.total.points] if own.total else None,
        "totalPlayers": own.total_players,
    }


def _seconds_to_wait(state: dict[str, Any], own: Mine | None) -> int:
    """Return when a page without a script looks again: not while somebody is choosing."""
    question = state["question"]
    if state["scene"] != "open" or (own is not None and own.chosen):
        return LOOK_AGAIN_SECONDS
    left = question["closes_at"] / 1000 - clock.now().timestamp()
    return max(int(left) + 1, 2)
