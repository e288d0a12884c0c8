"""HTTP door of a team's leads: the list, one of them with notes, and the table of those who left a card."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Stale
from conference.exhibition.actions import team_booth
from conference.exhibition.blueprint import blueprint
from conference.exhibition.contact_forms import NoteForm
from conference.exhibition.lead_desk_actions import Noted, Wanted, lead_of, leads_of, note_lead, talks_with
from conference.exhibition.lead_table_actions import lead_table
from conference.exhibition.question_list_actions import team_questions
from conference.exhibition.rules import RATINGS
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.spreadsheet import to_csv, to_xlsx
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.presentation import country_name

Answer = str | Response | tuple[str, int]


@blueprint.get("/<slug>/exhibition/<int:booth_id>/leads")
@permitted(Permission.EXHIBITION_EXHIBIT)
def leads(booth_id: int) -> str:
    """List the leads of a booth, by what the address asks for (rating, due=1, card=1)."""
    actor = current_actor()
    booth = team_booth(actor, booth_id)
    found = leads_of(actor, booth_id)
    wanted = _wanted()
    return render_template(
        "exhibition/leads.html",
        booth=booth,
        leads=[lead for lead in found if wanted.fits(lead)],
        total=len(found),
        cards=sum(lead.is_card for lead in found),
        due=sum(lead.is_due for lead in found),
        wanted=wanted,
        ratings=RATINGS,
    )


@blueprint.get("/<slug>/exhibition/<int:booth_id>/leads/export.<any(csv, xlsx):kind>")
@permitted(Permission.EXHIBITION_EXHIBIT)
def export_leads(booth_id: int, kind: str) -> Response:
    """Give out the leads with consent as CSV or XLSX; nobody else is in it."""
    rows = lead_table(current_actor(), booth_id, country_name)
    content = to_csv(rows) if kind == "csv" else to_xlsx(rows, _("Leads"))
    return send_table(content, f"{current_conference().slug}-leads-{booth_id}", kind)


@blueprint.route("/<slug>/exhibition/leads/<int:lead_id>", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_EXHIBIT)
def lead(lead_id: int) -> Answer:
    """Show a lead, and keep what the team notes of it; where another noted meanwhile, both texts are shown."""
    found, stale = lead_of(current_actor(), lead_id), None
    row = found.row
    kept = {name: getattr(row, name) for name in ("note", "follow_up", "follow_up_on", "version")}
    form = NoteForm(data={**kept, "rating": str(row.rating or ""), "is_done": row.done_at is not None})
    if form.is_submitted():
        try:
            form.check()
            note_lead(current_actor(), lead_id, form.seen, _noted(form))
        except Stale as refusal:
            stale, found = refusal, lead_of(current_actor(), lead_id)
            form.version.data = str(found.row.version)
        except ConferenceError as refusal:
            if refusal.status in {401, 403, 404}:
                raise
            if not form.errors:
                form.add_refusal(refusal)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("exhibition.leads", booth_id=row.booth_id, _anchor=f"lead-{lead_id}"))
    booth = team_booth(current_actor(), found.row.booth_id)
    asked = [
        one for one in team_questions(current_actor(), booth.id) if one.row.asked_by_id == found.row.participant_id
    ]
    talks = talks_with(current_actor(), found)
    page = render_template(
        "exhibition/lead.html", booth=booth, lead=found, form=form, stale=stale, questions=asked, talks=talks
    )
    return page, (409 if stale else 422 if form.errors else 200)


def _noted(form: NoteForm) -> Noted:
    return Noted(
        number_in(form.rating.data), form.note.data or "", form.follow_up.data or "", form.follow_up_on.data,
        bool(form.is_done.data),
    )  # fmt: skip


def _wanted() -> Wanted:
    rating = number_in(request.args.get("rating"))
    return Wanted(
        rating if rating in RATINGS else None, request.args.get("due") == "1", request.args.get("card") == "1"
    )
