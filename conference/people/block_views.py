"""HTTP door of blocking somebody, and of taking it back."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import Refused
from conference.people.block_actions import block_person, unblock_person
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.post("/<slug>/people/<int:participant_id>/block")
@permitted(Permission.PEOPLE_DIRECTORY)
def block(participant_id: int) -> Response:
    """Block somebody."""
    try:
        person = block_person(current_actor(), participant_id)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        said = _(
            "You blocked %(name)s: neither of you finds the other here any more. They are not told.", name=person.name
        )
        flash(said, "success")
        # Their page is not there any more; the block is taken back from the list in the profile.
        return redirect(url_for("people.profile", _anchor="blocked"))
    return redirect(url_for("people.person_page", participant_id=participant_id))


@blueprint.post("/<slug>/people/<int:participant_id>/unblock")
@permitted(Permission.PEOPLE_DIRECTORY)
def unblock(participant_id: int) -> Response:
    """Take a block back, from the person's page or (`from=profile`) from the list in one's own profile."""
    unblock_person(current_actor(), participant_id)
    flash(_("The block is taken back."), "success")
    if request.form.get("from") == "profile":
        return redirect(url_for("people.profile", _anchor="blocked"))
    return redirect(url_for("people.person_page", participant_id=participant_id))
