"""HTTP door of nominations: nominating, one's own nominations, and what one is nominated for."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import uploads
from conference.awards.actions import seen_award
from conference.awards.blueprint import blueprint
from conference.awards.member_views import told
from conference.awards.models import Award
from conference.awards.nominated_actions import decline, nominated_as, nomination_papers
from conference.awards.nomination_actions import (
    change_nomination,
    nominate,
    own_nomination,
    own_nominations,
    why_not_nominate,
    withdraw,
)
from conference.awards.nominee_forms import NominationForm, WordsForm
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.forms import number_in
from conference.people.directory import DirectoryFilter, matching
from conference.people.directory_actions import directory_entries, person_seen
from conference.people.identity import current_actor, permitted, signed_in
from conference.people.rules import PersonCard
from conference.permissions import Permission

Page = Response | str | tuple[str, int]
MOST_FOUND = 8


@blueprint.route("/<slug>/awards/<int:award_id>/nominate", methods=["GET", "POST"])
@permitted(Permission.AWARDS_NOMINATE)
def nominate_page(award_id: int) -> Page:
    """Nominate somebody; ?person= is somebody of the directory, ?text= looks for one there."""
    actor = current_actor()
    award = seen_award(actor, award_id)
    form = NominationForm()
    card = _chosen(form)
    if form.validate_on_submit():
        try:
            nomination = nominate(actor, award_id, form.nominee(), form.words())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Your nomination is in. You can change it until nominations end."), "success")
            return redirect(url_for("awards.mine", _anchor=f"nomination-{nomination.id}"))
    return _form_page(award, form, card), 422 if form.is_submitted() else 200


@blueprint.get("/<slug>/awards/mine")
@permitted(Permission.AWARDS_NOMINATE)
def mine() -> str:
    """Show what one nominated, and what one is nominated for."""
    actor = current_actor()
    mine = own_nominations(actor)
    return render_template(
        "awards/mine.html",
        nominations=[(*row, not why_not_nominate(actor, row[2])) for row in mine],
        nominated=nominated_as(actor),
    )


@blueprint.route("/<slug>/awards/nominations/<int:nomination_id>", methods=["GET", "POST"])
@permitted(Permission.AWARDS_NOMINATE)
def nomination(nomination_id: int) -> Page:
    """Change what one wrote."""
    actor = current_actor()
    row, nominee, award = own_nomination(actor, nomination_id)
    form = WordsForm(data={"text": row.text, "links": "\n".join(row.links)})
    if form.validate_on_submit():
        try:
            change_nomination(actor, nomination_id, form.words())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Your nomination is saved."), "success")
            return redirect(url_for("awards.mine", _anchor=f"nomination-{nomination_id}"))
    page = render_template("awards/nomination.html", form=form, nomination=row, nominee=nominee, award=award)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<slug>/awards/nominations/<int:nomination_id>/withdraw")
@permitted(Permission.AWARDS_NOMINATE)
def take_back(nomination_id: int) -> Response:
    """Take a nomination back, or (do=back) let it count again."""
    back = request.form.get("do") == "back"
    said = _("Your nomination counts again.") if back else _("Your nomination is taken back.")
    here = url_for("awards.mine", _anchor=f"nomination-{nomination_id}")
    return told(lambda: withdraw(current_actor(), nomination_id, back=back), said, here)


@blueprint.get("/<slug>/awards/nominations/<int:nomination_id>/file")
@signed_in
def nomination_file(nomination_id: int) -> Response:
    """Send the file of a nomination to who may read it now."""
    row = nomination_papers(current_actor(), nomination_id)
    if not row.file:
        raise NotFound(_("There is no such file."))
    answer = uploads.send(row.file, row.file_name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.post("/<slug>/awards/nominees/<int:nominee_id>/decline")
@permitted(Permission.AWARDS_NOMINATE)
def decline_nomination(nominee_id: int) -> Response:
    """Decline to stand, as the nominee, with a `reason`; or (do=back) stand again."""
    back = request.form.get("do") == "back"
    said = _("You stand again.") if back else _("You have declined. You can take that back while the jury is at work.")
    reason = request.form.get("reason", "").strip()
    here = url_for("awards.mine")
    return told(lambda: decline(current_actor(), nominee_id, reason, back=back), said, here)


def _chosen(form: NominationForm) -> PersonCard | None:
    """Return the person of the directory that is to be nominated, with the form filled from what they say there."""
    wanted = form.participant_id.data if form.is_submitted() else request.args.get("person")
    person_id = number_in(wanted)
    if not person_id:
        return None
    card = person_seen(current_actor(), person_id).card
    form.participant_id.data = str(card.id)
    form.name.data, form.organisation.data, form.country.data = card.name, card.organisation, card.country
    return card


def _form_page(award: Award, form: NominationForm, card: PersonCard | None) -> str:
    actor = current_actor()
    text = request.args.get("text", "")[:100].strip()
    found = matching(directory_entries(actor), DirectoryFilter(text=text)) if text else []
    return render_template(
        "awards/nominate.html",
        award=award,
        form=form,
        card=card,
        text=text,
        found=[entry.card for entry in found[:MOST_FOUND]],
        found_more=max(0, len(found) - MOST_FOUND),
        reason=why_not_nominate(actor, award),
        mine=own_nominations(actor, award.id),
    )
