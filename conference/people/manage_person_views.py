"""HTTP door of one participant, as the organisers see them: decide, set roles, give an address; and of adding one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Refused
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, permitted
from conference.people.invitation_actions import give_address, invite_again, resend
from conference.people.manage_actions import (
    Decision,
    add_person,
    decide,
    history_of,
    participant_to_manage,
    set_roles,
)
from conference.people.manage_forms import AddPersonForm, AddressForm, RolesForm
from conference.people.manage_views import choice_of, flash_outcome
from conference.permissions import Permission, Role

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/people/manage/<int:participant_id>", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def manage_person(participant_id: int) -> Answer:
    """Show one person to the organisers, and set their roles."""
    person = participant_to_manage(current_actor(), participant_id)
    form = RolesForm(data={"roles": [role.value for role in person.roles]})
    if form.validate_on_submit():
        try:
            set_roles(current_actor(), participant_id, form.chosen())
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("The roles are saved."), "success")
            return redirect(url_for("people.manage_person", participant_id=participant_id))
    return _person_page(participant_id, form, AddressForm(formdata=None))


@blueprint.route("/<slug>/people/manage/<int:participant_id>/address", methods=["POST"])
@permitted(Permission.PEOPLE_MANAGE)
def address(participant_id: int) -> Answer:
    """Give somebody without an account an address to sign in with."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            give_address(current_actor(), participant_id, form.address.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("They can sign in with this address now."), "success")
            return redirect(url_for("people.manage_person", participant_id=participant_id))
    person = participant_to_manage(current_actor(), participant_id)
    return _person_page(participant_id, RolesForm(formdata=None, data={"roles": list(person.roles)}), form)


def _person_page(participant_id: int, form: RolesForm, address_form: AddressForm) -> Answer:
    person = participant_to_manage(current_actor(), participant_id)
    page = render_template(
        "people/manage_person.html",
        person=person,
        form=form,
        address_form=address_form,
        history=history_of(current_actor(), participant_id),
    )
    wrong = form.errors or form.form_errors or address_form.errors or address_form.form_errors
    return (page, 422) if wrong else page


@blueprint.route("/<slug>/people/manage/add", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def add() -> Answer:
    """Add somebody who takes part without signing in."""
    form = AddPersonForm(data={"roles": [Role.SPEAKER.value]})
    if form.validate_on_submit():
        try:
            person_id = add_person(
                current_actor(),
                name=form.name.data or "",
                organisation=form.organisation.data or "",
                position=form.position.data or "",
                roles=form.chosen(),
            )
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("%(name)s is added.", name=form.name.data), "success")
            return redirect(url_for("people.manage_person", participant_id=person_id))
    page = render_template("people/add.html", form=form)
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route("/<slug>/people/manage/<int:participant_id>/decide", methods=["POST"])
@permitted(Permission.PEOPLE_MANAGE)
def decide_person(participant_id: int) -> Response:
    """Approve, decline, cancel or invite one person."""
    what = request.form.get("do", "")
    actor = current_actor()
    try:
        participant_to_manage(actor, participant_id)
        if decision := choice_of(Decision, what):
            flash_outcome(decide(actor, [participant_id], decision), decision)
        elif what == "invite":
            invite_again(actor, participant_id)
            flash(_("The invitation is sent."), "success")
        elif resend(actor, [participant_id]):
            flash(_("The invitation is sent again."), "success")
    except Refused as error:
        flash(error.message, "error")
    return redirect(url_for("people.manage_person", participant_id=participant_id))
