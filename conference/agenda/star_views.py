"""HTTP door of the stars: two buttons that say what they want, so that pressing twice does no harm."""

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from conference.agenda.blueprint import blueprint
from conference.agenda.star_actions import star_item, unstar_item
from conference.coming_back import done
from conference.errorpages import wants_json
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.post("/<slug>/agenda/<int:item_id>/star")
@permitted(Permission.AGENDA_STAR)
def star(item_id: int) -> Response:
    """Star a session."""
    star_item(current_actor(), item_id)
    return _answer(item_id, True)


@blueprint.post("/<slug>/agenda/<int:item_id>/unstar")
@permitted(Permission.AGENDA_STAR)
def unstar(item_id: int) -> Response:
    """Take a star back."""
    unstar_item(current_actor(), item_id)
    return _answer(item_id, False)


def _answer(item_id: int, starred: bool) -> Response:
    """Answer a script with the state, and a form by going back to the row it was pressed in."""
    if wants_json():
        return jsonify(starred=starred)
    if request.form.get("then") == "mine":
        return redirect(url_for("agenda.my_agenda", removed=None if starred else item_id))
    return done(url_for("agenda.session_page", item_id=item_id), f"item-{item_id}")
