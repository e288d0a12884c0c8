"""HTTP door of a pitcher's own page: who is interested, and what is made of it."""

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.people.identity import current_actor, permitted
from conference.people.spreadsheet import to_csv, to_xlsx
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.pitches.blueprint import blueprint
from conference.pitches.desk_actions import desk_state, shared_rows
from conference.pitches.interest_actions import interests, make_contact, presented


@blueprint.get("/<slug>/pitches/of/<int:pitch_id>")
@permitted(Permission.PITCHES_PRESENT)
def desk(pitch_id: int) -> str:
    """Show who is interested, to those who pitch; with `fragment`, only what changes."""
    actor = current_actor()
    shown = presented(actor, pitch_id)
    # Read before the list: what comes between is drawn a second time, and never missed.
    stamp = desk_state(pitch_id)["stamp"]
    return render_template(
        "pitches/_desk.html" if is_fragment() else "pitches/desk.html",
        shown=shown,
        stamp=stamp,
        interested=interests(actor, pitch_id),
    )


@blueprint.post("/<slug>/pitches/of/<int:pitch_id>/contact/<int:participant_id>")
@permitted(Permission.PITCHES_PRESENT)
def contact(pitch_id: int, participant_id: int) -> Response:
    """Make a contact of somebody's interest."""
    make_contact(current_actor(), pitch_id, participant_id)
    said = _("Kept as a contact. They get a mail with your name and address.")
    if not wants_json():
        flash(said, "success")
    return done(url_for("pitches.desk", pitch_id=pitch_id), f"interest-{participant_id}", notice=said)


@blueprint.get("/<slug>/pitches/of/<int:pitch_id>/interests.<any(csv, xlsx):kind>")
@permitted(Permission.PITCHES_PRESENT)
def export(pitch_id: int, kind: str) -> Response:
    """Give out who shares an address with the pitcher."""
    rows = shared_rows(current_actor(), pitch_id)
    content = to_csv(rows) if kind == "csv" else to_xlsx(rows, _("Interested"))
    return send_table(content, f"pitch-{pitch_id}", kind)
