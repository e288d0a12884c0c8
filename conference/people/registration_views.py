"""HTTP door of registering and cancelling."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError
from conference.people.blueprint import blueprint
from conference.people.details_forms import DetailsForm, form_values
from conference.people.identity import current_actor, current_conference, current_participant, signed_in
from conference.people.place_actions import places_left
from conference.people.registration_actions import (
    cancel_registration,
    refusal_of,
    registration_answer,
)
from conference.people.registration_actions import register as register_person
from conference.people.rules import ParticipantStatus
from conference.people.status import WELCOMING

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/people/register", methods=["GET", "POST"])
@signed_in
def register() -> Answer:
    """Register, or see how one's registration stands."""
    person = current_participant()
    form = DetailsForm(data=form_values(person) if person else None)
    if form.validate_on_submit():
        try:
            status = register_person(current_actor(), form.details())
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(*news_of(status))
            return redirect(url_for("people.register"))
    answer = registration_answer(current_actor())
    page = render_template(
        "people/register.html",
        form=form,
        person=person,
        answer=answer.value,
        welcome=answer in WELCOMING,
        refusal="" if answer in WELCOMING else refusal_of(answer),
        places_free=places_left(current_conference()),
    )
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route("/<slug>/people/register/cancel", methods=["POST"])
@signed_in
def cancel() -> Response:
    """End one's own registration."""
    try:
        cancel_registration(current_actor())
    except ConferenceError as error:
        flash(error.message, "error")
    else:
        flash(_("Your registration is cancelled. If that was a mistake, register again below."), "success")
    return redirect(url_for("people.register"))


def news_of(status: ParticipantStatus) -> tuple[str, str]:
    """Return what to tell somebody who has just registered, and the kind of message it is."""
    if status is ParticipantStatus.CONFIRMED:
        return _("You are registered. Welcome!"), "success"
    if status is ParticipantStatus.WAITING_LIST:
        return _("All places are taken: you are on the waiting list."), "warning"
    return _("Your registration is with the organisers now."), "success"
