"""HTTP door of meeting times, places and limits: for organisers."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.agenda.builder_forms import day_choices
from conference.agenda.display import zone_city
from conference.agenda.payload_forms import moment_in
from conference.conferences.rules import day_date
from conference.errors import ConferenceError, Stale
from conference.forms import number_in
from conference.meetings.actions import settings_of
from conference.meetings.blueprint import blueprint
from conference.meetings.models import MeetingWindow
from conference.meetings.settings_actions import (
    FIELDS,
    WindowContent,
    add_places,
    delete_place,
    delete_window,
    held_in_windows,
    places_of,
    save_settings,
    save_window,
    sessions_for_windows,
    stamp_of,
    window_of,
    windows_of,
)
from conference.meetings.settings_forms import LimitsForm, PlacesForm, WindowForm
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = Response | tuple[str, int]


@blueprint.route("/<slug>/meetings/settings", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def settings() -> Page:
    """Show when and where there are meetings, and save how many one may have."""
    actor = current_actor()
    kept = settings_of(actor.conference_id)
    form = LimitsForm(data={**{name: getattr(kept, name) for name in FIELDS}, "version": str(kept.version)})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            save_settings(actor, {name: form[name].data for name in FIELDS}, form.begun_from())
        except ConferenceError as error:
            form.add_refusal(error)
            status = 409 if isinstance(error, Stale) else 422
        else:
            flash(_("The settings of meetings are saved."), "success")
            return redirect(url_for("meetings.settings"))
    return _page(form, PlacesForm(formdata=None), status)


def _page(form: LimitsForm, places_form: PlacesForm, status: int) -> tuple[str, int]:
    actor = current_actor()
    windows = windows_of(actor.conference_id)
    page = render_template(
        "meetings/settings.html",
        form=form,
        places_form=places_form,
        windows=windows,
        stamps={row.id: stamp_of(row) for row in windows},
        held=held_in_windows(actor.conference_id),
        meeting_places=places_of(actor.conference_id),
        likely=sessions_for_windows(actor),
    )
    return page, status


@blueprint.route("/<slug>/meetings/settings/times/new", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def new_window() -> Page:
    """Add meeting times; with ?item= they are those of a session."""
    conference, form = current_conference(), WindowForm()
    form.day.choices = day_choices(conference)
    wanted = number_in(request.args.get("item"))
    item = next((one for one in sessions_for_windows(current_actor()) if one.id == wanted), None)
    if item is not None and item.starts_at and item.ends_at and not form.is_submitted():
        form.name.data = item.title[:120]
        form.day.data = day_date(item.starts_at, conference.zone, conference.change_hour).isoformat()
        form.fill(item.starts_at.astimezone(conference.zone), item.ends_at.astimezone(conference.zone))
    return _edit_window(None, form)


@blueprint.route("/<slug>/meetings/settings/times/<int:window_id>", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def edit_window(window_id: int) -> Page:
    """Change meeting times."""
    row, conference = window_of(current_actor(), window_id), current_conference()
    form = WindowForm(data=_values(row))
    day = day_date(row.starts_at, conference.zone, conference.change_hour)
    form.day.choices = day_choices(conference, day)
    if not form.is_submitted():
        form.day.data = day.isoformat()
        form.fill(row.starts_at.astimezone(conference.zone), row.ends_at.astimezone(conference.zone))
    return _edit_window(window_id, form)


def _values(row: MeetingWindow) -> dict[str, object]:
    values = {name: getattr(row, name) for name in ("name", "slot_minutes", "pause_minutes")}
    return values | {"seen": stamp_of(row)}


def _edit_window(window_id: int | None, form: WindowForm) -> Page:
    form.start.description = _("Conference time: %(clock)s", clock=zone_city(current_conference().timezone))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            row = save_window(current_actor(), window_id, _content(form), form.seen.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
            status = error.status
        else:
            count = len(row.slots)
            flash(ngettext("Saved: %(num)s meeting time.", "Saved: %(num)s meeting times.", count), "success")
            return redirect(url_for("meetings.settings", _anchor=f"window-{row.id}"))
    return render_template("meetings/window.html", form=form, window_id=window_id, is_stale=status == 409), status


def _content(form: WindowForm) -> WindowContent:
    conference = current_conference()
    return WindowContent(
        name=form.name.data or "",
        starts_at=moment_in(form.day.data, form.start.data, conference),
        ends_at=moment_in(form.day.data, form.until.data, conference),
        slot_minutes=form.slot_minutes.data or 0,
        pause_minutes=form.pause_minutes.data or 0,
    )


@blueprint.post("/<slug>/meetings/settings/times/<int:window_id>/delete")
@permitted(Permission.MEETINGS_MANAGE)
def remove_window(window_id: int) -> Response:
    """Delete meeting times that nobody has booked."""
    try:
        delete_window(current_actor(), window_id, request.form.get("seen", ""))
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
    else:
        flash(_("These meeting times are deleted."), "success")
    return redirect(url_for("meetings.settings"))


@blueprint.post("/<slug>/meetings/settings/places")
@permitted(Permission.MEETINGS_MANAGE)
def new_places() -> Page:
    """Add places, one to a line."""
    actor, form = current_actor(), PlacesForm()
    if form.validate_on_submit():
        try:
            count = add_places(actor, form.names.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(ngettext("%(num)s place is added.", "%(num)s places are added.", count), "success")
            return redirect(url_for("meetings.settings", _anchor="places"))
    kept = settings_of(actor.conference_id)
    limits = LimitsForm(
        formdata=None, data={**{name: getattr(kept, name) for name in FIELDS}, "version": str(kept.version)}
    )
    return _page(limits, form, 422)


@blueprint.post("/<slug>/meetings/settings/places/<int:place_id>/delete")
@permitted(Permission.MEETINGS_MANAGE)
def remove_place(place_id: int) -> Response:
    """Delete a place that no meeting has."""
    try:
        place = delete_place(current_actor(), place_id, request.form.get("seen"))
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
    else:
        flash(_("“%(name)s” is deleted.", name=place.name), "success")
    return redirect(url_for("meetings.settings", _anchor="places"))
