"""HTTP door of invitations: sending them, and answering one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from conference.conferences.models import Conference
from conference.errors import ConferenceError, NotFound
from conference.extensions import db
from conference.forms import Form
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, open_to_all, permitted
from conference.people.invitation_actions import answer_invitation, invitation_of
from conference.people.invitation_actions import invite as invite_people
from conference.people.mailing_actions import read_invitation
from conference.people.manage_forms import InviteForm
from conference.permissions import Permission, Role

Answer = str | Response | tuple[str, int]


class AnswerForm(Form):
    """The name of somebody who was invited by address alone."""

    name = StringField(_l("Your name"), validators=[Length(max=200)])


@blueprint.route("/<slug>/people/invite", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def invite() -> Answer:
    """Invite people by their addresses."""
    form = InviteForm(data={"roles": [Role.ATTENDEE.value]})
    if form.validate_on_submit():
        try:
            outcome = invite_people(current_actor(), form.addresses.data or "", form.chosen())
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            invited, already = len(outcome.invited), len(outcome.already)
            if invited:
                flash(ngettext("%(num)s invitation sent", "%(num)s invitations sent", invited), "success")
            if already:
                text = ngettext(
                    "%(num)s address was left alone: it takes part or is invited already",
                    "%(num)s addresses were left alone: they take part or are invited already",
                    already,
                )
                flash(text, "info")
            return redirect(url_for("people.manage", sort="newest"))
    page = render_template("people/invite.html", form=form)
    return (page, 422) if form.errors or form.form_errors else page


# The part of the address is not called `slug`: a draft conference is not entered, and yet its invitations work.
@blueprint.route("/<conference_slug>/people/invitation/<token>", methods=["GET", "POST"])
@open_to_all
def invitation(conference_slug: str, token: str) -> Answer:
    """Show an invitation to whoever holds its address, and take the answer; nobody is signed in by it."""
    conference = db.session.scalar(select(Conference).where(Conference.slug == conference_slug))
    if conference is None:
        raise NotFound(_("This invitation is not valid any more. Please ask the organisers for a new one."))
    held = read_invitation(token)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            accept = request.form.get("answer") == "accept"
            answer_invitation(held, conference.id, accept=accept, name=form.name.data or "")
        except NotFound:
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            return redirect(request.path)
    person = invitation_of(held, conference.id)
    page = render_template("people/invitation.html", invited_to=conference, person=person, form=form)
    return (page, 422) if form.errors or form.form_errors else page
