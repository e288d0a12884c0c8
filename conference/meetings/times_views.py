"""HTTP door of one's own meeting times: choices, what is free, and when one cannot."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.builder_forms import day_choices
from conference.agenda.payload_forms import moment_in
from conference.agenda.reading_views import chosen_zone, keep_chosen_zone, zone_menu
from conference.errors import ConferenceError
from conference.forms import number_in
from conference.meetings.actions import preference_of
from conference.meetings.blueprint import blueprint
from conference.meetings.own_times_actions import (
    Choices,
    add_own_absence,
    block_slot,
    own_absences,
    own_slots,
    remove_own_absence,
    save_choices,
)
from conference.meetings.times_forms import ChoicesForm, OwnAbsenceForm
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = Response | tuple[str, int]


@blueprint.route("/<slug>/meetings/times", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MEET)
def times() -> Page:
    """Show when the reader is free to meet, and save what they choose."""
    keep_chosen_zone()
    actor = current_actor()
    kept = preference_of(actor.participant_id or 0)
    form = ChoicesForm(data={name: getattr(kept, name) for name in Choices.__dataclass_fields__})
    if form.validate_on_submit():
        save_choices(actor, form.choices())
        flash(_("Saved."), "success")
        return redirect(url_for("meetings.times"))
    return _page(form, _absence_form(), 422 if form.is_submitted() else 200)


def _absence_form(*, empty: bool = True) -> OwnAbsenceForm:
    form = OwnAbsenceForm(formdata=None) if empty else OwnAbsenceForm()
    form.day.choices = day_choices(current_conference())
    return form


def _page(form: ChoicesForm, absence_form: OwnAbsenceForm, status: int) -> tuple[str, int]:
    actor, conference = current_actor(), current_conference()
    zone = chosen_zone()
    slots = own_slots(actor)
    days = [
        (day, list(rows)) for day, rows in groupby(slots, key=lambda pair: pair[0].starts_at.astimezone(zone).date())
    ]
    page = render_template(
        "meetings/times.html",
        form=form,
        absence_form=absence_form,
        absences=own_absences(actor),
        days=days,
        free=sum(standing.is_free for _slot, standing in slots),
        zone=zone,
        menu=zone_menu(slots[0][0].starts_at if slots else clock.now()),
        conference_zone=conference.zone,
    )
    return page, status


@blueprint.post("/<slug>/meetings/times/absences")
@permitted(Permission.MEETINGS_MEET)
def add_my_absence() -> Page:
    """Note a time at which the reader cannot meet."""
    actor, conference, form = current_actor(), current_conference(), _absence_form(empty=False)
    if form.validate_on_submit():
        try:
            add_own_absence(
                actor,
                moment_in(form.day.data, form.start.data, conference),
                moment_in(form.day.data, form.until.data, conference),
                form.reason.data or "",
            )
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Noted. Nobody can book you then."), "success")
            return redirect(url_for("meetings.times", _anchor="absences"))
    kept = preference_of(actor.participant_id or 0)
    choices = ChoicesForm(formdata=None, data={name: getattr(kept, name) for name in Choices.__dataclass_fields__})
    return _page(choices, form, 422)


@blueprint.post("/<slug>/meetings/times/slots/<int:slot_id>/block")
@permitted(Permission.MEETINGS_MEET)
def block_my_slot(slot_id: int) -> Response:
    """Keep one slot free of meetings."""
    block_slot(current_actor(), slot_id)
    return redirect(url_for("meetings.times", _anchor=f"slot-{slot_id}"))


@blueprint.post("/<slug>/meetings/times/absences/<int:absence_id>/delete")
@permitted(Permission.MEETINGS_MEET)
def remove_my_absence(absence_id: int) -> Response:
    """Take back a time at which the reader could not."""
    remove_own_absence(current_actor(), absence_id)
    flash(_("Removed. You can be booked then again."), "success")
    slot_id = number_in(request.args.get("slot"))
    return redirect(url_for("meetings.times", _anchor=f"slot-{slot_id}" if slot_id else "absences"))
