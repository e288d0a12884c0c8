"""HTTP door of the hall: an award as the projector shows it, and the way to its vote for phones."""

from flask import Response, render_template, url_for

from conference.awards.actions import seen_award
from conference.awards.blueprint import blueprint
from conference.awards.own_actions import OwnVote
from conference.awards.showing_actions import all_cards, cards_of, places_shown, shown_result, stage_of, vote_setup
from conference.awards.state_actions import award_state
from conference.awards.voting_actions import present_voting
from conference.coming_back import is_fragment
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.qr import qr_svg


@blueprint.get("/<slug>/awards/<int:award_id>/wall")
@permitted(Permission.STAGE_WATCH)
def wall(award_id: int) -> str:
    """Show an award to the hall: what everyone may see of it, and nothing more."""
    award = seen_award(current_actor(), award_id)
    state, cards, everyone = award_state(award.id), cards_of(award), all_cards(award)
    voting = present_voting(award.id)
    return render_template(
        "awards/_wall.html" if is_fragment() else "awards/wall.html",
        award=award,
        state=state,
        stands=stage_of(state),
        cards=cards,
        podium=places_shown(state, everyone),
        result=shown_result(award, state),
        closes_at=voting.closes_at if voting and stage_of(state) == "voting" else None,
        setup=vote_setup(award, state, OwnVote(), cards),
        address=url_for("awards.vote_page", award_id=award.id, _external=True),
    )


@blueprint.get("/<slug>/awards/<int:award_id>/vote.svg")
@permitted(Permission.STAGE_WATCH)
def vote_qr(award_id: int) -> Response:
    """Draw the QR code that leads to an award's vote."""
    award = seen_award(current_actor(), award_id)
    address = url_for("awards.vote_page", award_id=award.id, _external=True)
    picture = Response(qr_svg(address), mimetype="image/svg+xml")
    picture.headers["Cache-Control"] = "private, max-age=3600"
    return picture
