"""HTTP door of publishing a matchmaking's timetable."""

from flask import flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.errors import ConferenceError
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.matchmaking_publish_actions import publish
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.post("/<slug>/meetings/matchmaking/<int:matchmaking_id>/publish")
@permitted(Permission.MEETINGS_MANAGE)
def publish_matchmaking(matchmaking_id: int) -> Response:
    """Make the draft booked meetings, and mail their people."""
    try:
        made, left = publish(current_actor(), matchmaking_id, number_in(request.form.get("version")) or 0)
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
        return redirect(url_for("meetings.matchmaking_timetable", matchmaking_id=matchmaking_id))
    flash(ngettext("%(num)s meeting is published.", "%(num)s meetings are published.", made), "success")
    if left:
        sentence = ngettext(
            "%(num)s meeting had become impossible. It is still in the draft, with its reason.",
            "%(num)s meetings had become impossible. They are still in the draft, each with its reason.",
            left,
        )
        flash(sentence, "warning")
    return redirect(url_for("meetings.matchmaking", matchmaking_id=matchmaking_id))
