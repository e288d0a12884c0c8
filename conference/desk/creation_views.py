"""HTTP door of opening a conference."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.desk.blueprint import blueprint
from conference.desk.creation_actions import may_open_conferences, open_conference
from conference.desk.settings_forms import BeginningForm
from conference.errors import Forbidden, InvalidFields
from conference.people.identity import current_account, signed_in


@blueprint.app_template_global()
def may_open_conference() -> bool:
    """Tell whether the person looking may open a conference."""
    return may_open_conferences(current_account(), current_app.config["ADMIN_EMAILS"])


@blueprint.route("/conferences/new", methods=["GET", "POST"])
@signed_in
def new_conference() -> str | Response | tuple[str, int]:
    """Open a draft conference and go to its desk."""
    if not may_open_conference():
        raise Forbidden(_("Conferences are opened by those who run this site."))
    form = BeginningForm()
    if form.validate_on_submit():
        try:
            conference = open_conference(current_account(), current_app.config["ADMIN_EMAILS"], form.beginning())
        except InvalidFields as error:
            form.add_refusal(error)
        else:
            flash(_("%(title)s is open, as a draft that only organisers see.", title=conference.title), "success")
            return redirect(url_for("desk.home", slug=conference.slug))
    page = render_template("desk/new_conference.html", form=form)
    return (page, 422) if form.errors or form.form_errors else page
