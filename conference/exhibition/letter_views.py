"""HTTP door of what organisers write: to all exhibitors, or to one booth's team."""

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.exhibition.blueprint import blueprint
from conference.exhibition.letter_actions import exhibitors, letters, readers_of, write_letter, write_to_team
from conference.exhibition.place_actions import managed_booth
from conference.exhibition.settings_forms import LetterForm
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

Page = Response | tuple[str, int]


@blueprint.route("/<slug>/exhibition/letters", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def write_to_exhibitors() -> Page:
    """Write to all exhibitors, and look at what was written."""
    actor, form = current_actor(), LetterForm()
    if form.validate_on_submit():
        letter = write_letter(actor, form.subject.data or "", form.text.data or "")
        told = ngettext("Sent to %(num)s exhibitor.", "Sent to %(num)s exhibitors.", letter.sent_to)
        flash(told, "success")
        return redirect(url_for("exhibition.write_to_exhibitors"))
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "exhibition/letters.html",
        form=form,
        letters=letters(actor.conference_id),
        readers=len(exhibitors(actor.conference_id)),
        booth=None,
    )
    return page, status


@blueprint.route("/<slug>/exhibition/booths/<int:booth_id>/letter", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def write_to_booth(booth_id: int) -> Page:
    """Write to those who stand at one booth."""
    actor, form = current_actor(), LetterForm()
    booth = managed_booth(actor, booth_id)
    if form.validate_on_submit():
        told = write_to_team(actor, booth_id, form.subject.data or "", form.text.data or "")
        flash(ngettext("Sent to %(num)s person.", "Sent to %(num)s people.", told), "success")
        return redirect(url_for("exhibition.manage", _anchor=f"booth-{booth_id}"))
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "exhibition/letters.html", form=form, letters=[], readers=len(readers_of(booth)), booth=booth
    )
    return page, status
