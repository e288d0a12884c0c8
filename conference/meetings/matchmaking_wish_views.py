"""HTTP door of those who take part in a matchmaking: joining, leaving, and their wishes."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import is_fragment
from conference.errors import ConferenceError, Refused
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.matchmaking_rules import Step
from conference.meetings.matchmaking_wish_actions import seen_matchmaking, stay_out, take_part, wish, wish_page
from conference.meetings.people_views import by_direction
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/meetings/matchmaking/<int:matchmaking_id>/wishes")
@permitted(Permission.MEETINGS_MEET)
def matchmaking_wishes(matchmaking_id: int) -> str:
    """Show somebody their wishes, and whom they could wish for."""
    text = request.args.get("text", "")[:100].strip()
    shown = wish_page(current_actor(), matchmaking_id, text, number_in(request.args.get("page")) or 1)
    page = "_wish_page" if is_fragment() else "matchmaking_wishes"
    return render_template(f"meetings/{page}.html", shown=shown, text=text, by_direction=by_direction)


@blueprint.post("/<slug>/meetings/matchmaking/<int:matchmaking_id>/join")
@permitted(Permission.MEETINGS_MEET)
def join_matchmaking(matchmaking_id: int) -> Response:
    """Take part."""
    try:
        take_part(current_actor(), matchmaking_id)
    except Refused as error:
        flash(error.message, "error")
    else:
        flash(_("You take part."), "success")
    return redirect(url_for("meetings.matchmaking_wishes", matchmaking_id=matchmaking_id))


@blueprint.post("/<slug>/meetings/matchmaking/<int:matchmaking_id>/leave")
@permitted(Permission.MEETINGS_MEET)
def leave_matchmaking(matchmaking_id: int) -> Response:
    """Do not take part, or no more."""
    stay_out(current_actor(), matchmaking_id)
    flash(_("You do not take part. Meetings that are published stay; cancel them where you see them."), "success")
    return redirect(url_for("meetings.matchmakings"))


@blueprint.post("/<slug>/meetings/matchmaking/<int:matchmaking_id>/wishes/<int:participant_id>")
@permitted(Permission.MEETINGS_MEET)
def change_wish(matchmaking_id: int, participant_id: int) -> Response:
    """Wish for somebody, move a wish up or down, or take it back."""
    actor = current_actor()
    seen_matchmaking(actor, matchmaking_id)
    step = request.form.get("step", "")
    try:
        if step not in set(Step):
            raise Refused(_("Choose what to do with this wish."))
        wish(actor, matchmaking_id, participant_id, Step(step))
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
    back = {"text": request.args.get("text", "")[:100], "page": request.args.get("page", "")[:5]}
    asked: dict[str, Any] = {name: value for name, value in back.items() if value}
    return redirect(url_for("meetings.matchmaking_wishes", matchmaking_id=matchmaking_id, _anchor="wishes", **asked))
