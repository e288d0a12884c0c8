"""HTTP door of a visitor's choice whether the teams of booths see who they are."""

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done
from conference.errorpages import wants_json
from conference.exhibition.blueprint import blueprint
from conference.exhibition.visit_actions import be_seen, is_seen
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.post("/<slug>/exhibition/seen", endpoint="seen")
@permitted(Permission.EXHIBITION_VISIT)
def choose_seen() -> Response:
    """Agree to be seen by the teams of the booths that one is at (`seen` 1), or not (anything else)."""
    seen = request.form.get("seen") == "1"
    be_seen(current_actor(), seen=seen)
    said = _("Teams now see your name while you are at their booth.") if seen else _("Teams do not see who you are.")
    if not wants_json():
        flash(said, "success")
    return done(url_for("exhibition.hall"), "seen", notice=said)


@blueprint.app_template_global("seen_at_booths")
def seen_at_booths() -> bool | None:
    """Tell templates whether the reader agreed to be seen; None for whoever was not asked."""
    return is_seen(current_actor())
