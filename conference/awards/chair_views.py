"""HTTP door of a jury's chair: how far the jurors are, the ranking once scoring has ended, and the shortlist."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.blueprint import blueprint
from conference.awards.chair_actions import (
    confirm_shortlist,
    end_scoring,
    jury_progress,
    may_rank,
    ranking_of,
    sheets_of,
)
from conference.awards.jury_actions import duties_of, require_duty, standing
from conference.awards.jury_forms import ShortlistForm
from conference.awards.models import Award
from conference.awards.ranking import proposed
from conference.awards.rules import AwardState, Duty
from conference.awards.state_actions import sealed_result
from conference.errors import ConferenceError
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/awards/<int:award_id>/chair")
@permitted(Permission.AWARDS_JUDGE)
def chair(award_id: int) -> str:
    """Show the chair how far the jury is, and once scoring has ended the ranking with the shortlist to confirm."""
    award = require_duty(current_actor(), award_id, Duty.CHAIR)
    form = ShortlistForm()
    form.version.data = str(award.version)
    return _page(award, form)


@blueprint.post("/<slug>/awards/<int:award_id>/chair/end")
@permitted(Permission.AWARDS_JUDGE)
def end(award_id: int) -> Response:
    """End the scoring."""
    end_scoring(current_actor(), award_id, number_in(request.form.get("version")) or 0)
    flash(_("The scoring has ended. Here is the ranking."), "success")
    return redirect(url_for("awards.chair", award_id=award_id))


@blueprint.post("/<slug>/awards/<int:award_id>/chair/shortlist")
@permitted(Permission.AWARDS_JUDGE)
def shortlist(award_id: int) -> Response | tuple[str, int]:
    """Confirm the shortlist."""
    actor = current_actor()
    award = require_duty(actor, award_id, Duty.CHAIR)
    form = ShortlistForm()
    chosen = [number for text in request.form.getlist("nominees") if (number := number_in(text)) is not None]
    status = 422
    if form.validate():
        try:
            confirm_shortlist(actor, award_id, chosen, form.reason.data or "", number_in(form.version.data) or 0)
        except ConferenceError as error:
            form.add_refusal(error)
            status = error.status
        else:
            flash(_("The shortlist is confirmed: these are the finalists."), "success")
            return redirect(url_for("awards.chair", award_id=award_id))
    return _page(award, form, frozenset(chosen)), status


def _page(award: Award, form: ShortlistForm, chosen: frozenset[int] | None = None) -> str:
    jurors = jury_progress(award.id)
    ranked = ranking_of(award) if may_rank(award, jurors) else []
    by_ranking = proposed(ranked, award.finalists_wanted)
    nominees = standing(award.id)
    confirmed = award.state not in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY}
    if chosen is None:
        chosen = frozenset(one.id for one in nominees if one.is_finalist) if confirmed else by_ranking
    return render_template(
        "awards/chair.html",
        award=award,
        form=form,
        jurors=jurors,
        ranked=ranked,
        proposed=by_ranking,
        chosen=chosen,
        nominees={one.id: one for one in nominees},
        sheets=sheets_of(award) if confirmed else [],
        sealed=sealed_result(award),
        is_scoring=award.state is AwardState.JURY and award.scoring_ended_at is None,
        can_confirm=award.state is AwardState.JURY and award.scoring_ended_at is not None,
        is_juror=Duty.JUROR in duties_of(current_actor(), award.id),
    )
