"""HTTP door of rooms."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.blueprint import blueprint
from conference.agenda.draft_actions import rooms_of
from conference.agenda.room_actions import FIELDS, delete_room, move_room, room_of, save_room, sessions_in
from conference.agenda.room_forms import RoomForm
from conference.agenda.rules import RoomKind
from conference.errors import ConferenceError
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

Page = AnyResponse | tuple[str, int]


@blueprint.get("/<slug>/agenda/builder/rooms")
@permitted(Permission.AGENDA_EDIT)
def rooms() -> str:
    """List the rooms in the order of the columns."""
    return render_template("agenda/rooms.html", rooms=rooms_of(current_actor().conference_id))


@blueprint.route("/<slug>/agenda/builder/rooms/new", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def new_room() -> Page:
    """Add a room."""
    return _edit(None, RoomForm())


@blueprint.route("/<slug>/agenda/builder/rooms/<int:room_id>", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def edit_room(room_id: int) -> Page:
    """Change a room."""
    room = room_of(current_actor(), room_id)
    form = RoomForm(data={**{name: getattr(room, name) for name in FIELDS}, "kind": room.kind.value})
    return _edit(room_id, form)


def _edit(room_id: int | None, form: RoomForm) -> Page:
    if form.validate_on_submit():
        values = {name: form[name].data for name in FIELDS} | {"kind": RoomKind(form.kind.data)}
        values |= {name: values[name] or "" for name in ("stream_url", "description")}
        try:
            room = save_room(current_actor(), room_id, values)
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” is saved.", name=room.name), "success")
            return redirect(url_for("agenda.rooms"))
    status = 422 if form.is_submitted() else 200
    return render_template("agenda/room_form.html", form=form, room_id=room_id), status


@blueprint.post("/<slug>/agenda/builder/rooms/<int:room_id>/order")
@permitted(Permission.AGENDA_EDIT)
def order_room(room_id: int) -> AnyResponse:
    """Move a room one place earlier or later."""
    move_room(current_actor(), room_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("agenda.rooms", _anchor=f"room-{room_id}"))


@blueprint.route("/<slug>/agenda/builder/rooms/<int:room_id>/delete", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def remove_room(room_id: int) -> AnyResponse | str:
    """Say what a deletion affects, then do it."""
    room = room_of(current_actor(), room_id)
    if request.method == "POST":
        name = room.name
        delete_room(current_actor(), room_id)
        flash(_("“%(name)s” is deleted.", name=name), "success")
        return redirect(url_for("agenda.rooms"))
    return render_template("agenda/room_delete.html", room=room, sessions=sessions_in(current_actor(), room_id))
