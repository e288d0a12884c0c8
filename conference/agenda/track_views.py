"""HTTP door of tracks."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.blueprint import blueprint
from conference.agenda.draft_actions import tracks_of
from conference.agenda.room_forms import TrackForm
from conference.agenda.track_actions import delete_track, move_track, save_track, sessions_on, track_of
from conference.errors import ConferenceError
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

Page = AnyResponse | tuple[str, int]


@blueprint.get("/<slug>/agenda/builder/tracks")
@permitted(Permission.AGENDA_EDIT)
def tracks() -> str:
    """List the tracks in their order."""
    return render_template("agenda/tracks.html", tracks=tracks_of(current_actor().conference_id))


@blueprint.route("/<slug>/agenda/builder/tracks/new", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def new_track() -> Page:
    """Add a track."""
    return _edit(None, TrackForm())


@blueprint.route("/<slug>/agenda/builder/tracks/<int:track_id>", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def edit_track(track_id: int) -> Page:
    """Change a track."""
    track = track_of(current_actor(), track_id)
    return _edit(track_id, TrackForm(data={"name": track.name, "colour": track.colour}))


def _edit(track_id: int | None, form: TrackForm) -> Page:
    if form.validate_on_submit():
        try:
            track = save_track(current_actor(), track_id, form.name.data or "", form.colour.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” is saved.", name=track.name), "success")
            return redirect(url_for("agenda.tracks"))
    status = 422 if form.is_submitted() else 200
    return render_template("agenda/track_form.html", form=form, track_id=track_id), status


@blueprint.post("/<slug>/agenda/builder/tracks/<int:track_id>/order")
@permitted(Permission.AGENDA_EDIT)
def order_track(track_id: int) -> AnyResponse:
    """Move a track one place earlier or later."""
    move_track(current_actor(), track_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("agenda.tracks", _anchor=f"track-{track_id}"))


@blueprint.route("/<slug>/agenda/builder/tracks/<int:track_id>/delete", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def remove_track(track_id: int) -> AnyResponse | str:
    """Say what a deletion affects, then do it."""
    track = track_of(current_actor(), track_id)
    if request.method == "POST":
        name = track.name
        delete_track(current_actor(), track_id)
        flash(_("“%(name)s” is deleted.", name=name), "success")
        return redirect(url_for("agenda.tracks"))
    return render_template("agenda/track_delete.html", track=track, sessions=sessions_on(current_actor(), track_id))
