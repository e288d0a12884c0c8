"""HTTP door of the exhibition's settings, halls, letters and draw: for organisers."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Stale
from conference.exhibition.actions import settings_of
from conference.exhibition.blueprint import blueprint
from conference.exhibition.draw_actions import draw, draws, full_cards
from conference.exhibition.settings_actions import (
    FIELDS,
    booths_by_hall,
    delete_hall,
    hall_of,
    halls_of,
    move_hall,
    save_hall,
    save_settings,
)
from conference.exhibition.settings_forms import HallForm, SettingsForm
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = Response | tuple[str, int]


@blueprint.route("/<slug>/exhibition/settings", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def settings() -> Page:
    """Show and save what holds for the whole exhibition; its halls stand below."""
    actor, zone = current_actor(), current_conference().zone
    kept = settings_of(actor.conference_id)
    until = kept.apply_until.astimezone(zone).replace(tzinfo=None) if kept.apply_until else None
    values = {name: getattr(kept, name) for name in FIELDS}
    form = SettingsForm(data={**values, "apply_until": until, "version": str(kept.version)})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        wanted = {name: form[name].data for name in FIELDS} | {"apply_until": form.until(zone)}
        try:
            save_settings(actor, wanted, form.begun_from())
        except ConferenceError as error:
            form.add_refusal(error)
            status = 409 if isinstance(error, Stale) else 422
        else:
            flash(_("The settings of the exhibition are saved."), "success")
            return redirect(url_for("exhibition.settings"))
    halls, counts = halls_of(actor.conference_id), booths_by_hall(actor.conference_id)
    return render_template("exhibition/settings.html", form=form, halls=halls, counts=counts), status


@blueprint.route("/<slug>/exhibition/halls/new", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def new_hall() -> Page:
    """Add a hall."""
    return _edit_hall(None, HallForm())


@blueprint.route("/<slug>/exhibition/halls/<int:hall_id>", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def edit_hall(hall_id: int) -> Page:
    """Change a hall."""
    row = hall_of(current_actor(), hall_id)
    return _edit_hall(hall_id, HallForm(data={"name": row.name, "description": row.description}))


def _edit_hall(hall_id: int | None, form: HallForm) -> Page:
    if form.validate_on_submit():
        try:
            row = save_hall(current_actor(), hall_id, form.name.data or "", form.description.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” is saved.", name=row.name), "success")
            return redirect(url_for("exhibition.settings", _anchor="halls"))
    status = 422 if form.is_submitted() else 200
    return render_template("exhibition/hall_form.html", form=form, hall_id=hall_id), status


@blueprint.post("/<slug>/exhibition/halls/<int:hall_id>/order")
@permitted(Permission.EXHIBITION_MANAGE)
def order_hall(hall_id: int) -> Response:
    """Move a hall one place earlier or later."""
    move_hall(current_actor(), hall_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("exhibition.settings", _anchor=f"hall-{hall_id}"))


@blueprint.post("/<slug>/exhibition/halls/<int:hall_id>/delete")
@permitted(Permission.EXHIBITION_MANAGE)
def remove_hall(hall_id: int) -> Response:
    """Delete a hall; its booths stay."""
    name = hall_of(current_actor(), hall_id).name
    delete_hall(current_actor(), hall_id)
    flash(_("“%(name)s” is deleted. Its booths stay, in no hall.", name=name), "success")
    return redirect(url_for("exhibition.settings", _anchor="halls"))


@blueprint.route("/<slug>/exhibition/draw", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def stamp_draw() -> Page:
    """Draw among those whose stamp card is full, and look at who was drawn."""
    actor = current_actor()
    if request.method == "POST":
        try:
            draw(actor, number_in(request.form.get("seen")))
        except ConferenceError as error:
            flash(error.message, "warning")
        return redirect(url_for("exhibition.stamp_draw"))
    page = render_template(
        "exhibition/draw.html",
        drawn=draws(actor),
        left=len(full_cards(actor.conference_id)),
        settings=settings_of(actor.conference_id),
    )
    return page, 200
