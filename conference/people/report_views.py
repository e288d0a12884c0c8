"""HTTP door of reporting somebody, and of the organisers' list of reports."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from conference.errors import Refused
from conference.forms import REQUIRED, Form
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, permitted
from conference.people.labels import REPORT_PLACES
from conference.people.report_actions import (
    LONGEST,
    handle_report,
    open_report,
    person_to_report,
    report_person,
    reports,
)
from conference.people.rules import ReportPlace
from conference.permissions import Permission

Answer = str | Response | tuple[str, int]


class ReportForm(Form):
    """What happened, and where."""

    place = SelectField(
        _l("Where did it happen?"), choices=[(place.value, label) for place, label in REPORT_PLACES.items()]
    )
    text = TextAreaField(_l("What happened?"), validators=[REQUIRED, Length(max=LONGEST)])


@blueprint.route("/<slug>/people/<int:participant_id>/report", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_DIRECTORY)
def report(participant_id: int) -> Answer:
    """Report somebody; `from` says on which kind of page it was pressed."""
    actor = current_actor()
    try:
        person = person_to_report(actor, participant_id)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("people.person_page", participant_id=participant_id))
    pressed_on = request.args.get("from", "")
    form = ReportForm(data={"place": pressed_on if pressed_on in set(ReportPlace) else ReportPlace.PROFILE.value})
    if form.validate_on_submit():
        try:
            report_person(actor, participant_id, ReportPlace(form.place.data), form.text.data or "")
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            flash(_("Thank you. The organisers were told, and nobody else."), "success")
            return redirect(url_for("people.report", participant_id=participant_id))
    page = render_template(
        "people/report.html", form=form, card=person.card, earlier=open_report(actor, participant_id)
    )
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.get("/<slug>/people/reports", endpoint="reports")
@permitted(Permission.PEOPLE_MANAGE)
def report_list() -> str:
    """Show the reports to the organisers."""
    return render_template("people/reports.html", found=reports(current_actor()), place_words=REPORT_PLACES)


@blueprint.post("/<slug>/people/reports/<int:report_id>")
@permitted(Permission.PEOPLE_MANAGE)
def handle(report_id: int) -> Response:
    """Note that a report is handled, or (do=open) that it is not after all."""
    handled = request.form.get("do") != "open"
    try:
        handle_report(current_actor(), report_id, handled=handled)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The report is noted as handled.") if handled else _("The report is open again."), "success")
    return redirect(url_for("people.reports"))
