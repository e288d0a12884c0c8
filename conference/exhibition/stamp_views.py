"""HTTP door of the stamp card: collecting a booth's stamp, and the card with all that one has."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done
from conference.errorpages import wants_json
from conference.errors import Refused
from conference.exhibition.blueprint import blueprint
from conference.exhibition.models import Booth
from conference.exhibition.stamp_actions import StampCard, card_at, collect, stamps_of
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/exhibition/stamps")
@permitted(Permission.EXHIBITION_VISIT)
def stamps() -> str:
    """Show the reader's stamp card."""
    card, collected = stamps_of(current_actor())
    return render_template("exhibition/stamps.html", card=card, stamps=collected)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/stamp")
@permitted(Permission.EXHIBITION_VISIT)
def stamp(booth_id: int) -> Response:
    """Put the booth's stamp on the reader's card."""
    try:
        card = collect(current_actor(), booth_id)
    except Refused as refusal:
        if wants_json():
            raise
        flash(refusal.message, "warning")
        return redirect(url_for("exhibition.booth", booth_id=booth_id))
    said = _("The stamp is on your card: %(count)s of %(needed)s.", count=card.count, needed=card.needed)
    if not wants_json():
        flash(said, "success")
    return done(url_for("exhibition.booth", booth_id=booth_id), "stamp", notice=said)


@blueprint.app_template_global()
def stamp_card(booth: Booth) -> StampCard | None:
    """Return the reader's card at a booth to templates; None where none is handed out to them."""
    return card_at(current_actor(), booth.id)
