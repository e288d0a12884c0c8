"""HTTP door of the jury: what is left to score, each nominee's papers and sheet, declared conflicts."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.blueprint import blueprint
from conference.awards.chair_actions import sheets_of
from conference.awards.jury_actions import (
    Marks,
    Paper,
    declare_conflict,
    declare_none,
    duties_of,
    own_progress,
    paper_of,
    papers_of,
    require_duty,
    save_sheet,
    withdraw_conflict,
)
from conference.awards.jury_forms import ConflictForm, SheetForm, points_in
from conference.awards.models import Award
from conference.awards.ranking import weights_in_percent
from conference.awards.rules import HIGHEST_SCORE, AwardState, Duty
from conference.errors import ConferenceError
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/awards/<int:award_id>/jury")
@permitted(Permission.AWARDS_JUDGE)
def jury(award_id: int) -> Response | str:
    """Show a juror what is left to score; a chair who scores nothing is led to the chair's page."""
    actor = current_actor()
    award = require_duty(actor, award_id, Duty.JUROR, Duty.CHAIR)
    duties = duties_of(actor, award_id)
    if Duty.JUROR not in duties:
        return redirect(url_for("awards.chair", award_id=award_id))
    papers = papers_of(actor, award_id)
    return render_template(
        "awards/jury.html",
        award=award,
        papers=papers,
        progress=own_progress(papers),
        following=next((one for one in papers if _is_open(one)), None),
        is_scoring=_is_scoring(award),
        is_chair=Duty.CHAIR in duties,
        weights=_weights(award),
        sheets=_opened_sheets(award, papers),
    )


@blueprint.route("/<slug>/awards/<int:award_id>/jury/<int:nominee_id>", methods=["GET", "POST"])
@permitted(Permission.AWARDS_JUDGE)
def sheet(award_id: int, nominee_id: int) -> Response | str | tuple[str, int]:
    """Show a nominee to a juror, who first says whether there is a conflict, and take the sheet."""
    actor = current_actor()
    award = require_duty(actor, award_id, Duty.JUROR)
    paper = paper_of(actor, award_id, nominee_id)
    form = SheetForm()
    criteria = [criterion.id for criterion in award.criteria]
    if request.method == "GET":
        form.comment.data = paper.sheet.comment if paper.sheet else ""
        form.version.data = str(paper.sheet.version) if paper.sheet else ""
        stored = {score.criterion_id: score.points for score in paper.sheet.scores} if paper.sheet else {}
        return _page(award, paper, form, {one: stored.get(one) for one in criteria})
    points = points_in(request.form, criteria)
    if form.validate():
        try:
            submit = "submit" in request.form
            marks = Marks(points, form.comment.data or "")
            save_sheet(actor, award_id, nominee_id, marks, seen_version=_version(form), submit=submit)
        except ConferenceError as error:
            form.add_refusal(error)
            # Points are no fields of the form: their sentences stand beside them by their own names.
            wrong = getattr(error, "fields", {})
            return _page(award, paper_of(actor, award_id, nominee_id), form, points, wrong=wrong), error.status
        flash(_("Submitted.") if submit else _("Kept. It counts once you submit it."), "success")
        return redirect(url_for("awards.jury", award_id=award_id))
    return _page(award, paper, form, points), 422


@blueprint.post("/<slug>/awards/<int:award_id>/jury/<int:nominee_id>/no-conflict")
@permitted(Permission.AWARDS_JUDGE)
def no_conflict(award_id: int, nominee_id: int) -> Response:
    """Take a juror's word that there is no conflict, and show the papers."""
    declare_none(current_actor(), award_id, nominee_id)
    return redirect(url_for("awards.sheet", award_id=award_id, nominee_id=nominee_id))


@blueprint.post("/<slug>/awards/<int:award_id>/jury/<int:nominee_id>/conflict")
@permitted(Permission.AWARDS_JUDGE)
def conflict(award_id: int, nominee_id: int) -> Response | tuple[str, int]:
    """Take a declared conflict, and go on with the others."""
    actor = current_actor()
    form = ConflictForm()
    if not form.validate():
        award = require_duty(actor, award_id, Duty.JUROR)
        return _page(award, paper_of(actor, award_id, nominee_id), SheetForm(), {}, conflict_form=form), 422
    declare_conflict(actor, award_id, nominee_id, form.reason.data or "")
    flash(_("Declared. You neither see nor score this nominee."), "success")
    return redirect(url_for("awards.jury", award_id=award_id))


@blueprint.post("/<slug>/awards/<int:award_id>/jury/<int:nominee_id>/no-conflict-after-all")
@permitted(Permission.AWARDS_JUDGE)
def take_back_conflict(award_id: int, nominee_id: int) -> Response:
    """Undo a declared conflict that was a mistake."""
    withdraw_conflict(current_actor(), award_id, nominee_id)
    flash(_("Taken back. You can score this nominee."), "success")
    return redirect(url_for("awards.jury", award_id=award_id))


def _page(
    award: Award,
    paper: Paper,
    form: SheetForm,
    points: dict[int, int | None],
    *,
    wrong: dict[str, str] | None = None,
    conflict_form: ConflictForm | None = None,
) -> str:
    return render_template(
        "awards/sheet.html",
        award=award,
        paper=paper,
        form=form,
        points=points,
        wrong=wrong or {},
        conflict_form=conflict_form or ConflictForm(),
        is_scoring=_is_scoring(award),
        weights=_weights(award),
        highest=HIGHEST_SCORE,
    )


def _opened_sheets(award: Award, papers: list[Paper]) -> dict[int, list[object]]:
    """Return everybody's sheets by nominee once the shortlist is confirmed, but for those with a declared conflict."""
    if award.state in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY}:
        return {}
    mine = {paper.nominee.id for paper in papers if paper.conflict is None}
    found: dict[int, list[object]] = {}
    for one in sheets_of(award):
        if one.nominee_id in mine:
            found.setdefault(one.nominee_id, []).append(one)
    return found


def _is_open(paper: Paper) -> bool:
    return paper.conflict is None and (paper.sheet is None or paper.sheet.submitted_at is None)


def _is_scoring(award: Award) -> bool:
    return award.state is AwardState.JURY and award.scoring_ended_at is None


def _weights(award: Award) -> dict[int, int]:
    return weights_in_percent({criterion.id: criterion.weight for criterion in award.criteria})


def _version(form: SheetForm) -> int:
    return number_in(form.version.data) or 0
