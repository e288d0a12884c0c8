"""HTTP door of the builder: the page, its state for browsers without sockets, changes, undo and redo."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.blueprint import blueprint
from conference.agenda.builder_actions import builder_view
from conference.agenda.change import Applied
from conference.agenda.change_actions import apply_changes, create_item
from conference.agenda.draft_actions import load_draft
from conference.agenda.payload_forms import new_item_in, steps_in
from conference.agenda.rules import ItemKind
from conference.agenda.undo_actions import drop_change, redo_change, redoable, undo_change, undoable
from conference.agenda.words import kind_name
from conference.errorpages import wants_json
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/agenda/builder")
@permitted(Permission.AGENDA_EDIT)
def builder() -> str:
    """Show the grid with what it starts from; without a script, the same as lists and forms."""
    actor = current_actor()
    seen = builder_view(actor)
    return render_template(
        "agenda/builder.html",
        seen=seen,
        draft=load_draft(actor.conference_id),
        undo=undoable(actor),
        redo=redoable(actor),
        kinds=[(kind.value, kind_name(kind)) for kind in ItemKind],
    )


@blueprint.get("/<slug>/agenda/builder/state")
@permitted(Permission.AGENDA_EDIT)
def builder_snapshot() -> Response:
    """Answer with the snapshot, for browsers that no socket reaches."""
    return jsonify(builder_view(current_actor()))


@blueprint.post("/<slug>/agenda/builder/changes")
@permitted(Permission.AGENDA_EDIT)
def builder_changes() -> Response:
    """Apply {"items": [...]} or {"create": {...}} and answer with the new snapshot."""
    actor, conference = current_actor(), current_conference()
    payload = request.get_json(silent=True)
    if isinstance(payload, dict) and "create" in payload:
        return _answer(create_item(actor, new_item_in(payload, conference)))
    steps, versions = steps_in(payload, conference)
    return _answer(apply_changes(actor, steps, versions))


@blueprint.post("/<slug>/agenda/builder/undo")
@permitted(Permission.AGENDA_EDIT)
def builder_undo() -> AnyResponse:
    """Undo the organiser's last change."""
    applied = undo_change(current_actor())
    return _answer(applied) if wants_json() else _back(_("Undone: %(what)s.", what=applied.label))


@blueprint.post("/<slug>/agenda/builder/redo")
@permitted(Permission.AGENDA_EDIT)
def builder_redo() -> AnyResponse:
    """Do again what was undone last."""
    applied = redo_change(current_actor())
    return _answer(applied) if wants_json() else _back(_("Done again: %(what)s.", what=applied.label))


@blueprint.post("/<slug>/agenda/builder/undo/<int:change_id>/drop")
@permitted(Permission.AGENDA_EDIT)
def builder_drop(change_id: int) -> Response:
    """Give up a step that can no longer be undone."""
    drop_change(current_actor(), change_id)
    return jsonify(builder_view(current_actor()))


def _answer(applied: Applied) -> Response:
    seen = builder_view(current_actor())
    seen["applied"] = {"label": applied.label, "items": applied.item_ids, "notes": applied.notes}
    return jsonify(seen)


def _back(message: str) -> AnyResponse:
    flash(message, "success")
    return redirect(url_for("agenda.builder"))
