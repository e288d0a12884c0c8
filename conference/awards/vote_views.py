"""HTTP door of voters: the page of an award's vote, its fragment, and voting by a plain form.

A receipt is answered in the page that the form gets, and is never part of an address.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.actions import seen_award
from conference.awards.ballot_actions import cast_ballot, drawn_commitment
from conference.awards.blueprint import blueprint
from conference.awards.models import Award
from conference.awards.own_actions import OwnVote, own_vote
from conference.awards.showing_actions import (
    all_cards,
    cards_of,
    places_shown,
    shown_result,
    stage_of,
    vote_setup,
)
from conference.awards.state_actions import award_state
from conference.awards.voting_actions import present_voting
from conference.coming_back import is_fragment
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission
from conference.qr import qr_inline


@dataclass
class Pressed:
    """What a form brought, and what became of it: whom to confirm, what is wrong, or the receipt."""

    finalist: str = ""
    confirm: bool = False
    key: str = ""
    wrong: str = ""
    status: int = 200
    receipt: Mapping[str, str] = field(default_factory=dict)


@blueprint.route("/<slug>/awards/<int:award_id>/vote", methods=["GET", "POST"])
@permitted(Permission.STAGE_WATCH)
def vote_page(award_id: int) -> Response:
    """Show an award's vote as a page of its own, and count what its form brings."""
    award = seen_award(current_actor(), award_id)
    if request.method == "GET":
        return _page(award, Pressed())
    pressed = _pressed(award_id)
    return _page(seen_award(current_actor(), award_id), pressed)


@blueprint.get("/<slug>/awards/<int:award_id>/panel")
@permitted(Permission.STAGE_WATCH)
def panel(award_id: int) -> Response:
    """Show the same as a fragment for the stage."""
    return _page(seen_award(current_actor(), award_id), Pressed())


def _pressed(award_id: int) -> Pressed:
    """Ask once more for what was chosen; once confirmed, cast it."""
    form = request.form
    pressed = Pressed(finalist=form.get("finalist", ""), key=form_key(form.get("key")))
    if "back" in form:
        return pressed
    if not pressed.finalist:
        pressed.wrong, pressed.status = _("Choose one of the finalists."), 422
    elif "confirmed" not in form:
        pressed.confirm, pressed.key = True, secrets.token_hex(16)
    else:
        _cast(award_id, pressed)
    return pressed


def _cast(award_id: int, pressed: Pressed) -> None:
    form = request.form
    nonce, commitment = form.get("nonce") or None, form.get("commitment") or None
    number = number_in(form.get("voting")) or 0
    if nonce is None and "vote" in form:
        # The form was drawn for one vote: opened anew under other rules, it is another one of the same number.
        commitment = drawn_commitment(form["vote"], pressed.finalist, pressed.key)
    try:
        receipt = cast_ballot(
            current_actor(), award_id, number, pressed.finalist, nonce=nonce, commitment=commitment, key=pressed.key
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except ConferenceError as error:
        pressed.wrong, pressed.status = str(error.message), error.status
    else:
        pressed.receipt = receipt.to_json()


def _page(award: Award, pressed: Pressed) -> Response:
    state, mine = award_state(award.id), own_vote(current_actor(), award)
    cards, everyone, voting = cards_of(award), all_cards(award), present_voting(award.id)
    text = json.dumps(pressed.receipt, indent=1) if pressed.receipt else ""
    page = render_template(
        "awards/_panel.html" if is_fragment() else "awards/vote.html",
        award=award,
        state=state,
        stands=stage_of(state),
        phase=_phase(stage_of(state), mine, pressed),
        mine=mine,
        cards=cards,
        chosen=next((card for card in cards if card.id == pressed.finalist), None),
        pressed=pressed,
        receipt_text=text,
        receipt_qr=qr_inline(json.dumps(pressed.receipt, separators=(",", ":"))) if text else "",
        closes_at=voting.closes_at if voting and stage_of(state) == "voting" else None,
        podium=places_shown(state, everyone),
        result=shown_result(award, state),
        setup={**vote_setup(award, state, mine, cards), "receipt": pressed.receipt or None},
    )
    answer = Response(page, pressed.status, mimetype="text/html")
    # Whose page it is and what it says about a ballot is nobody else's.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _phase(stands: str, mine: OwnVote, pressed: Pressed) -> str:
    """Return which part of the panel is shown."""
    if pressed.receipt or mine.has_voted:
        return "voted"
    if stands != "voting":
        return {"before": "waiting"}.get(stands, "closed")
    if mine.reason:
        return "blocked"
    return "confirm" if pressed.confirm else "form"
