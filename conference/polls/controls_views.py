"""HTTP door of a poll's controls: the moderators' fragment, the page around it, and the steps of a round."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, Refused
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Actor, Permission
from conference.polls.actions import poll_desk_state
from conference.polls.blueprint import blueprint
from conference.polls.chart import chart_of, percent_text, turnout_text
from conference.polls.edit_actions import poll_of
from conference.polls.join_actions import code_of_poll, is_over
from conference.polls.labels import SHOWING_WORDS, STATE_WORDS, kind_icon, kind_name
from conference.polls.models import Poll
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import PollKind, RoundState, Showing
from conference.polls.settings import settings_from_json
from conference.polls.steps import steps_offered
from conference.polls.text_actions import texts_of, words_of

SECONDS_MORE = 30


@blueprint.get("/<slug>/polls/<int:poll_id>/controls")
@permitted(Permission.POLLS_MANAGE)
def controls(poll_id: int) -> str:
    """Show a poll's controls: the bare section with ?fragment=1, else a page around it."""
    poll = poll_of(current_actor(), poll_id)
    template = "polls/_controls.html" if is_fragment() else "polls/controls.html"
    return render_template(template, **controls_context(poll))


@blueprint.post("/<slug>/polls/<int:poll_id>/act")
@permitted(Permission.POLLS_MANAGE)
def act(poll_id: int) -> Response:
    """Take the step `do`, as whoever pressed saw the poll (`seen`)."""
    return said_back(poll_id, f"poll-{poll_id}", _take)


def said_back(poll_id: int, anchor: str, deed: Callable[[Actor, int], str]) -> Response:
    """Do what was pressed and say what came of it: to a script as JSON, else on the page that the form stood on."""
    home = url_for("polls.controls", poll_id=poll_id)
    try:
        says = deed(current_actor(), poll_id)
    except ConferenceError as error:
        if error.status == 404 or wants_json():
            raise
        flash(error.message, "warning" if error.status == 409 else "error")
        return done(home, anchor)
    if not wants_json():
        flash(says, "success")
    return done(home, anchor, notice=says)


def _take(actor: Actor, poll_id: int) -> str:
    what = request.form.get("do", "")
    if what not in set(What) or what == What.SCHEDULE:
        poll_of(actor, poll_id)
        raise Refused(_("Choose what to do with the poll."))
    seen = number_in(request.form.get("seen"))
    return act_on_round(actor, poll_id, What(what), seen, seconds=SECONDS_MORE).says


def controls_context(poll: Poll) -> dict[str, Any]:
    """Return what the template of the controls shows."""
    state = poll_desk_state(poll.id)
    options = {option["id"]: option["text"] for option in state["options"]}
    return {
        "poll": poll,
        "state": state,
        "chart": chart_of(poll.kind, options, settings_from_json(poll.settings), state["result"]),
        "steps": steps_offered(
            RoundState(state["state"]), Showing(state["showing"]), has_end=state["closes_at"] is not None
        ),
        "turnout": turnout_text(state["turnout"]),
        "closes_at": poll.rounds[-1].closes_at if state["closes_at"] else None,
        "code": None if is_over(current_conference()) else code_of_poll(poll),
        "join_address": url_for("polls.enter_code", _external=True).partition("://")[2],
        "texts": texts_of(poll) if poll.kind is PollKind.TEXT else None,
        "words": words_of(poll) if poll.kind is PollKind.WORDS else None,
        "states": STATE_WORDS,
        "showings": SHOWING_WORDS,
        "kind_name": kind_name,
        "kind_icon": kind_icon,
        "percent_text": percent_text,
        "zone": current_conference().zone,
    }
