"""HTTP door for single steps without a script: moving, shifting, taking off the grid, cancelling, deleting."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.blueprint import blueprint
from conference.agenda.builder_actions import shift_preview
from conference.agenda.builder_forms import MoveForm, ShiftForm, day_choices, room_choices
from conference.agenda.change import Delete, Place, SetStatus, Shift, Step, Unplace, wall_clock
from conference.agenda.change_actions import apply_changes
from conference.agenda.draft_actions import Draft, load_draft
from conference.agenda.payload_forms import moment_in
from conference.agenda.rules import ItemStatus
from conference.errors import ConferenceError, NotFound, Stale
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = AnyResponse | str | tuple[str, int]


def known_item(draft: Draft, item_id: int) -> None:
    """Raise `NotFound` for an item that this conference does not have."""
    if item_id not in draft.states:
        raise NotFound(_("There is no such session."))


@blueprint.route("/<slug>/agenda/builder/items/<int:item_id>/move", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def move_item(item_id: int) -> Page:
    """Move one session by day, room, time and minutes."""
    actor, conference = current_actor(), current_conference()
    draft = load_draft(actor.conference_id)
    known_item(draft, item_id)
    item = draft.states[item_id].content
    day, at = (None, None) if item.starts_at is None else wall_clock(item.starts_at, draft.names.zone, _hour(draft))
    form = MoveForm(
        day=day.isoformat() if day else request.args.get("day", ""),
        time=at,
        room_id=item.room_id,
        minutes=item.minutes,
        version=draft.versions[item_id],
    )
    form.day.choices = day_choices(conference, day)
    form.room_id.choices = room_choices(draft.agenda.rooms)
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            moment = moment_in(form.day.data, form.time.data, conference)
            step = Place(moment, form.room_id.data, form.minutes.data)
            apply_changes(actor, {item_id: step}, {item_id: _version(form.version.data)})
        except Stale as error:
            stale = error
            form.version.data = str(load_draft(conference.id).versions.get(item_id, 0))
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            _flash_result(item_id)
            return redirect(url_for("agenda.builder", day=form.day.data, item=item_id))
    status = 409 if stale else 422 if form.is_submitted() else 200
    return render_template("agenda/move.html", form=form, item=item, stale=stale), status


def _hour(draft: Draft) -> int:
    return draft.conference.change_hour


def _version(text: str | None) -> int:
    return number_in(text) or 0


def _flash_result(item_id: int) -> None:
    """Say how many conflicts a moved session has now."""
    lines = [line for line in load_draft(current_actor().conference_id).conflicts if item_id in line.conflict.item_ids]
    flash(_("Moved."), "success")
    if lines:
        number = len(lines)
        heading = ngettext("%(num)s conflict:", "%(num)s conflicts:", number)
        flash(" ".join([heading, *(line.text for line in lines)]), "warning")


STEPS: dict[str, Step] = {
    "unplace": Unplace(),
    "cancel": SetStatus(ItemStatus.CANCELLED),
    "restore": SetStatus(ItemStatus.ACTIVE),
    "delete": Delete(),
}


@blueprint.post("/<slug>/agenda/builder/items/<int:item_id>/step")
@permitted(Permission.AGENDA_EDIT)
def step_item(item_id: int) -> AnyResponse:
    """Take one session off the grid, cancel, restore or delete it."""
    step = STEPS.get(request.form.get("do", ""))
    if step is None:
        raise NotFound(_("There is no such step."))
    applied = apply_changes(current_actor(), {item_id: step}, {item_id: _version(request.form.get("version"))})
    for note in applied.notes:
        flash(note, "info")
    if applied.label:
        flash(_("%(what)s. You can undo this in the builder.", what=applied.label), "success")
    return redirect(url_for("agenda.builder"))


@blueprint.route("/<slug>/agenda/builder/shift", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def shift_items() -> Page:
    """Shift everything after a point: first shown, then done."""
    actor, conference = current_actor(), current_conference()
    draft = load_draft(actor.conference_id)
    values = request.form if request.method == "POST" else request.args
    # Reading changes nothing, so a preview needs no token; the POST is checked for the whole site.
    form = ShiftForm(values or None, meta={"csrf": False})
    form.day.choices = day_choices(conference)
    form.rooms.choices = room_choices(draft.agenda.rooms)
    if not values:
        form.rooms.data = [room.id for room in draft.agenda.rooms]
        form.day.data = form.day.choices[0][0]
        return render_template("agenda/shift.html", form=form, preview=None)
    asked = "time" in values
    if not asked or not form.validate():
        return render_template("agenda/shift.html", form=form, preview=None), 422 if asked else 200
    sign = -1 if form.direction.data == "earlier" else 1
    after = moment_in(form.day.data, form.time.data, conference)
    day = wall_clock(after, conference.zone, conference.change_hour)[0]
    shift = Shift(day, after, frozenset(form.rooms.data or ()), sign * (form.minutes.data or 0))
    preview = shift_preview(draft, shift)
    if request.method == "POST" and preview.steps:
        seen = {int(key[2:]): _version(value) for key, value in request.form.items() if key.startswith("v-")}
        try:
            applied = apply_changes(actor, preview.steps, seen)
        except Stale as error:
            form.add_refusal(error)
            return render_template("agenda/shift.html", form=form, preview=preview), 409
        flash(_("%(what)s. You can undo this in the builder.", what=applied.label), "success")
        return redirect(url_for("agenda.builder", day=form.day.data))
    return render_template("agenda/shift.html", form=form, preview=preview)
