"""HTTP door of the times at which speakers cannot appear."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.absence_actions import absences_of, add_absence, count_absences, person_of, remove_absence
from conference.agenda.blueprint import blueprint
from conference.agenda.builder_forms import day_choices
from conference.agenda.item_people_actions import likely_people
from conference.agenda.payload_forms import moment_in
from conference.agenda.room_forms import AbsenceForm
from conference.errors import ConferenceError
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = AnyResponse | tuple[str, int]


@blueprint.get("/<slug>/agenda/builder/availability")
@permitted(Permission.AGENDA_EDIT)
def availability() -> str:
    """List the people of the programme with how often they are away."""
    actor = current_actor()
    return render_template("agenda/availability.html", people=likely_people(actor), counts=count_absences(actor))


@blueprint.route("/<slug>/agenda/builder/availability/<int:participant_id>", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def person_availability(participant_id: int) -> Page:
    """List when a person is away, and add to it."""
    actor, conference = current_actor(), current_conference()
    person = person_of(actor, participant_id)
    form = AbsenceForm()
    form.day.choices = day_choices(conference)
    if form.validate_on_submit():
        try:
            add_absence(
                actor,
                participant_id,
                moment_in(form.day.data, form.start.data, conference),
                moment_in(form.day.data, form.until.data, conference),
                form.reason.data or "",
            )
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Saved. The builder shows a conflict where a session falls into this time."), "success")
            return redirect(url_for("agenda.person_availability", participant_id=participant_id))
    status = 422 if form.is_submitted() else 200
    absences = absences_of(actor, participant_id)
    return render_template("agenda/absences.html", form=form, person=person, absences=absences), status


@blueprint.post("/<slug>/agenda/builder/availability/<int:participant_id>/<int:absence_id>/delete")
@permitted(Permission.AGENDA_EDIT)
def delete_absence(participant_id: int, absence_id: int) -> AnyResponse:
    """Take an absence away."""
    remove_absence(current_actor(), participant_id, absence_id)
    flash(_("Removed."), "success")
    return redirect(url_for("agenda.person_availability", participant_id=participant_id))
