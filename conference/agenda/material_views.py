"""HTTP door of the materials: the page of a session's materials, the form of one, and the file itself."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import uploads
from conference.agenda.blueprint import blueprint
from conference.agenda.material_actions import (
    add_material,
    all_materials,
    edit_material,
    editable_material,
    move_material,
    readable_material,
    remove_material,
)
from conference.agenda.material_forms import MaterialForm
from conference.agenda.views import Answer
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.people.identity import current_actor, open_to_all, signed_in

Answers = Answer | tuple[str, int]


@blueprint.route("/<slug>/agenda/<int:item_id>/materials", methods=["GET", "POST"])
@signed_in
def materials(item_id: int) -> Answers:
    """Show a session's materials to those who may change them, and add one."""
    item, listed = all_materials(current_actor(), item_id)
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            add_material(current_actor(), item_id, form.content())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(title)s” is added.", title=form.title.data), "success")
            return redirect(url_for("agenda.materials", item_id=item_id))
    status = 422 if request.method == "POST" else 200
    return render_template("agenda/materials.html", item=item, materials=listed, form=form), status


@blueprint.route("/<slug>/agenda/materials/<int:material_id>", methods=["GET", "POST"])
@signed_in
def material(material_id: int) -> Answers:
    """Change one material."""
    item, shown = editable_material(current_actor(), material_id)
    form = MaterialForm(obj=shown.row, publication=shown.publication.value)
    if form.validate_on_submit():
        try:
            edit_material(current_actor(), material_id, form.content())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(title)s” is saved.", title=form.title.data), "success")
            return redirect(url_for("agenda.materials", item_id=item.id))
    status = 422 if request.method == "POST" else 200
    return render_template("agenda/material.html", item=item, material=shown, form=form), status


@blueprint.post("/<slug>/agenda/materials/<int:material_id>/remove")
@signed_in
def material_remove(material_id: int) -> Response:
    """Remove one material."""
    item_id = remove_material(current_actor(), material_id)
    flash(_("The material is removed."), "success")
    return redirect(url_for("agenda.materials", item_id=item_id))


@blueprint.post("/<slug>/agenda/materials/<int:material_id>/move")
@signed_in
def material_move(material_id: int) -> Response:
    """Move one material a place up or down."""
    step = -1 if request.form.get("direction") == "up" else 1
    item_id = move_material(current_actor(), material_id, step)
    return redirect(url_for("agenda.materials", item_id=item_id, _anchor=f"material-{material_id}"))


@blueprint.get("/<slug>/agenda/materials/<int:material_id>/file")
@open_to_all
def material_file(material_id: int) -> Response:
    """Send a material's file to who may read it now; asked again each time, so that hiding it counts at once."""
    row = readable_material(current_actor(), material_id)
    if not row.upload:
        raise NotFound(_("There is no such material."))
    answer = uploads.send(row.upload, row.file_name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
