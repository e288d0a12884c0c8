"""HTTP door between pitches and meetings, which do not know each other: an interest becomes a request."""

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done
from conference.errorpages import wants_json
from conference.errors import ConferenceError
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.stage.blueprint import blueprint
from conference.stage.pitch_actions import ask_for_meeting


@blueprint.post("/<slug>/pitches/of/<int:pitch_id>/meeting/<int:participant_id>")
@permitted(Permission.PITCHES_PRESENT)
def pitch_meeting(pitch_id: int, participant_id: int) -> Response:
    """Ask somebody who is interested for a meeting."""
    home, anchor = url_for("pitches.desk", pitch_id=pitch_id), f"interest-{participant_id}"
    try:
        ask_for_meeting(current_actor(), pitch_id, participant_id)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "warning")
        return done(home, anchor)
    said = _("Your request is sent.")
    if not wants_json():
        flash(said, "success")
    return done(home, anchor, notice=said)
