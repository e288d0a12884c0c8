"""HTTP door of a booth's materials for its team: all of them, the form of one, and the files before they are out."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import uploads
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.exhibition.blueprint import blueprint
from conference.exhibition.edit_views import Answer
from conference.exhibition.material_edit_actions import (
    MOST_MATERIALS,
    MOST_MEGABYTES,
    add_material,
    material_to_edit,
    materials_to_edit,
    move_material,
    remove_material,
    rename_material,
)
from conference.exhibition.material_edit_forms import KIND_NAMES, MaterialForm, NamingForm
from conference.exhibition.own_actions import head_of
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.route("/<slug>/exhibition/<int:booth_id>/materials", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_EXHIBIT)
def materials(booth_id: int) -> Answer:
    """Show all materials of a booth to its team, and add one."""
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            add_material(current_actor(), booth_id, form.material())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(title)s” is added. Visitors see it once you publish.", title=form.title.data), "success")
            return redirect(url_for("exhibition.materials", booth_id=booth_id))
    booth, listed = materials_to_edit(current_actor(), booth_id)
    page = render_template(
        "exhibition/materials.html",
        head=head_of(current_actor(), booth),
        materials=listed,
        form=form,
        kinds=KIND_NAMES,
        most=MOST_MATERIALS,
        most_megabytes=MOST_MEGABYTES,
        used=sum(row.size for row in listed),
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/<slug>/exhibition/materials/<int:booth_material_id>/edit", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_EXHIBIT)
def material_edit(booth_material_id: int) -> Answer:
    """Rename one material, or give a link another address."""
    actor = current_actor()
    booth, row = material_to_edit(actor, booth_material_id)
    form = NamingForm(obj=row)
    if form.validate_on_submit():
        try:
            rename_material(actor, booth_material_id, form.title.data or "", form.url.data or "")
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(title)s” is saved.", title=form.title.data), "success")
            return redirect(url_for("exhibition.materials", booth_id=booth.id))
    booth, row = material_to_edit(actor, booth_material_id)
    page = render_template("exhibition/material_edit.html", head=head_of(actor, booth), row=row, form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<slug>/exhibition/materials/<int:booth_material_id>/move")
@permitted(Permission.EXHIBITION_EXHIBIT)
def material_move(booth_material_id: int) -> Response:
    """Move one material a place up or down."""
    step = -1 if request.form.get("direction") == "up" else 1
    return _back(lambda: move_material(current_actor(), booth_material_id, step), f"material-{booth_material_id}")


@blueprint.post("/<slug>/exhibition/materials/<int:booth_material_id>/remove")
@permitted(Permission.EXHIBITION_EXHIBIT)
def material_remove(booth_material_id: int) -> Response:
    """Remove one material."""
    answer = _back(lambda: remove_material(current_actor(), booth_material_id))
    flash(_("The material is removed."), "success")
    return answer


def _back(act: Callable[[], int], anchor: str | None = None) -> Response:
    return redirect(url_for("exhibition.materials", booth_id=act(), _anchor=anchor))


@blueprint.get("/<slug>/exhibition/materials/<int:booth_material_id>/draft")
@permitted(Permission.EXHIBITION_EXHIBIT)
def draft_material(booth_material_id: int) -> Response:
    """Send a material's file to the team and the organisers; nobody is noted as having opened it."""
    _booth, row = material_to_edit(current_actor(), booth_material_id)
    if not row.upload:
        raise NotFound(_("There is no such material."))
    answer = uploads.send(row.upload, row.file_name or None)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
