"""HTTP door of cafés for everybody who takes part: the list, the lobby, choosing a table."""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import presence
from conference.agenda import below_session
from conference.cafe.actions import seen_cafe
from conference.cafe.blueprint import blueprint
from conference.cafe.board_state_actions import dots_are_open
from conference.cafe.choose_actions import choose_table
from conference.cafe.content import summary
from conference.cafe.labels import ROUND_WORDS, STATE_SENTENCES, round_name, state_badge, state_name
from conference.cafe.lobby_actions import (
    ListedCafe,
    agreed_lists,
    cafe_of_session,
    cafes_seen,
    lobby_of,
    session_of,
)
from conference.cafe.rules import CafeState
from conference.cafe.setup_actions import content_of
from conference.errors import Refused
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Actor, Permission

for said in (state_name, state_badge, round_name):
    blueprint.add_app_template_global(said, f"cafe_{said.__name__}")


@blueprint.get("/<slug>/cafe/")
@permitted(Permission.CAFE_JOIN)
def index() -> str:
    """List the cafés: which are on or to come, which are being prepared, which are over."""
    seen = cafes_seen(current_actor())
    return render_template(
        "cafe/list.html",
        groups=_groups(seen),
        sentences=STATE_SENTENCES,
        sizes={one.cafe.id: summary(content_of(one.cafe)) for one in seen},
        zone=current_conference().zone,
    )


@blueprint.get("/<slug>/cafe/<int:cafe_id>")
@permitted(Permission.CAFE_JOIN)
def show(cafe_id: int) -> str:
    """Show a café's lobby, and what came of it."""
    actor = current_actor()
    cafe = seen_cafe(actor, cafe_id)
    if request.args.get("wait") and cafe.state is CafeState.OPEN:
        # A page without a script asks again every few seconds, and is as present as one that listens.
        presence.visit(("cafe", cafe.id), actor.participant_id)
    lobby = lobby_of(actor, cafe)
    return render_template(
        "cafe/lobby.html",
        cafe=cafe,
        lobby=lobby,
        item=session_of(actor, cafe),
        round_words=ROUND_WORDS,
        outcomes=agreed_lists(cafe),
        dots=dots_are_open(cafe),
        zone=current_conference().zone,
    )


@blueprint.post("/<slug>/cafe/<int:cafe_id>/choose")
@permitted(Permission.CAFE_JOIN)
def choose(cafe_id: int) -> Response | tuple[Response, int]:
    """Choose a table for the next round (`table`; 0: wherever there is room)."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        choose_table(current_actor(), cafe_id, number_in(request.form.get("table")) or None)
    except Refused as refusal:
        if wants_json:
            return jsonify(error=refusal.message), refusal.status
        flash(refusal.message, "error")
    else:
        if wants_json:
            return jsonify(ok=1), 200
        flash(_("Your choice is noted."), "success")
    return redirect(url_for("cafe.show", cafe_id=cafe_id, _anchor="choose", wait=1))


@below_session.part
def session_section(actor: Actor, item_id: int) -> str:
    """Return the way into a session's café, for its page."""
    cafe = cafe_of_session(actor, item_id)
    if cafe is None:
        return ""
    return render_template("cafe/_session.html", cafe=cafe, sentence=STATE_SENTENCES[cafe.state])


def _groups(seen: Sequence[ListedCafe]) -> list[tuple[str, list[ListedCafe]]]:
    """Return the cafés in parts with a heading each; those that are on come first."""
    parts = (
        (_("On, or to come"), {CafeState.OPEN, CafeState.HARVEST}),
        (_("Being prepared"), {CafeState.DRAFT}),
        (_("Over"), {CafeState.CLOSED}),
    )
    groups = [(title, [one for one in seen if one.cafe.state in states]) for title, states in parts]
    return [group for group in groups if group[1]]
