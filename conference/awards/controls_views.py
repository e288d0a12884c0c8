"""HTTP door of an award's controls: the moderators' fragment, the page around it, and the steps of a vote."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.actions import seen_award
from conference.awards.blueprint import blueprint
from conference.awards.frozen_roll_actions import voters_of
from conference.awards.models import Award
from conference.awards.rules import AwardState, What
from conference.awards.session_actions import next_button, next_place
from conference.awards.settings_actions import content_of
from conference.awards.showing_actions import all_cards, cards_of, places_shown, stage_of
from conference.awards.state_actions import award_desk_state
from conference.awards.step_actions import act_on_award
from conference.awards.steps import SECONDS_MORE, more_offered, taken_says
from conference.awards.voting_actions import present_voting
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, Refused
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

BEFORE_DECIDED = frozenset(AwardState) - {AwardState.VOTING, AwardState.CLOSED, AwardState.REVEALED}


@blueprint.get("/<slug>/awards/<int:award_id>/controls")
@permitted(Permission.AWARDS_RUN)
def controls(award_id: int) -> str:
    """Show an award's controls: the bare section with ?fragment=1, else a page around it."""
    award = seen_award(current_actor(), award_id)
    return render_template(
        "awards/_controls.html" if is_fragment() else "awards/controls.html", **controls_context(award)
    )


@blueprint.post("/<slug>/awards/<int:award_id>/act")
@permitted(Permission.AWARDS_RUN)
def act(award_id: int) -> Response:
    """Take the step `do`, as whoever pressed saw the award (`seen`)."""
    home, actor, wanted = url_for("awards.controls", award_id=award_id), current_actor(), request.form.get("do", "")
    try:
        award = seen_award(actor, award_id)
        if wanted not in set(What):
            raise Refused(_("Choose what to do with the award."))
        place = next_place(award)
        act_on_award(actor, award_id, What(wanted), number_in(request.form.get("seen")), seconds=SECONDS_MORE)
    except ConferenceError as error:
        if error.status == 404 or wants_json():
            raise
        flash(error.message, "warning" if error.status == 409 else "error")
        return done(home, f"award-{award_id}")
    says = taken_says(What(wanted), place)
    if not wants_json():
        flash(says, "success")
    return done(home, f"award-{award_id}", notice=says)


def controls_context(award: Award) -> dict[str, Any]:
    """Return what the template of the controls shows."""
    state, voting = award_desk_state(award.id), present_voting(award.id)
    return {
        "award": award,
        "state": state,
        "stands": stage_of(state),
        "cards": cards_of(award),
        "podium": places_shown(state, all_cards(award)),
        "voters": len(voters_of(award)) if award.state in BEFORE_DECIDED else 0,
        "next": next_button(award.id),
        "more": more_offered(state),
        "closes_at": voting.closes_at if voting and state["open"] else None,
        "declared": content_of(award),
    }
