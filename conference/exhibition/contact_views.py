"""HTTP door of what a visitor begins at a booth: the panel, questions, the card; and the page of what is under way."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError
from conference.exhibition.actions import seen_booth
from conference.exhibition.blueprint import blueprint
from conference.exhibition.contact_actions import Contact, contact_at
from conference.exhibition.contact_forms import CardForm, QuestionForm
from conference.exhibition.contact_models import BoothLead
from conference.exhibition.lead_actions import leave_card, take_back_card
from conference.exhibition.mine_actions import mine_stamp, my_contacts
from conference.exhibition.models import Booth
from conference.exhibition.question_actions import ask, withdraw_question
from conference.people.identity import current_actor, open_to_all, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission

Answer = str | Response | tuple[str, int]
# Both forms stand on one page with others.
_ASK, _CARD = "ask-", "card-"


@blueprint.app_template_global()
def booth_contact(booth: Booth) -> Contact:
    """Return what the panel of a booth shows to the person looking."""
    return contact_at(current_actor(), booth)


@blueprint.app_template_global()
def booth_contact_stamp() -> str:
    """Return what the panel was drawn from, as the topic of one's own contacts says it."""
    me = current_actor().participant_id
    return "" if me is None else mine_stamp(me)


@blueprint.app_template_global()
def booth_question_form() -> QuestionForm:
    """Return an empty form for a question, with the key by which it counts once."""
    return QuestionForm(formdata=None, prefix=_ASK, data={"key": form_key(None)})


@blueprint.app_template_global()
def booth_card_form(card: BoothLead | None) -> CardForm:
    """Return the form of a card, with what was shared before; nothing is ticked for anybody."""
    shared = {name: getattr(card, name) for name in ("shares_email", "shares_profile", "message")} if card else {}
    return CardForm(formdata=None, prefix=_CARD, data=shared)


@blueprint.app_template_global()
def booth_address(booth_id: int) -> str:
    """Return where a booth is visited."""
    return url_for("exhibition.booth", booth_id=booth_id)


@blueprint.get("/<slug>/exhibition/<int:booth_id>/contact")
@open_to_all
def contact(booth_id: int) -> Answer:
    """Show the panel alone: for the script that keeps it true, and as a page of its own."""
    booth = seen_booth(current_actor(), booth_id)
    if is_fragment():
        return render_template("exhibition/_contact.html", booth=booth)
    return _page(booth)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/questions")
@permitted(Permission.EXHIBITION_VISIT)
def ask_question(booth_id: int) -> Answer:
    """Ask the team something. What is refused comes back with what was written."""
    form = QuestionForm(prefix=_ASK)
    try:
        form.check()
        ask(current_actor(), booth_id, form.text.data, form_key(form.key.data))
    except ConferenceError as refusal:
        return _refused(booth_id, refusal, form, asked=form)
    return _done(booth_id, "questions", _("Your question is with the team. You hear as soon as it is answered."))


@blueprint.post("/<slug>/exhibition/questions/<int:booth_question_id>/withdraw")
@permitted(Permission.EXHIBITION_VISIT)
def take_back_question(booth_question_id: int) -> Response:
    """Take back a question that nobody has answered."""
    booth_id = withdraw_question(current_actor(), booth_question_id)
    return _done(booth_id, "questions", _("Your question is taken back."))


@blueprint.post("/<slug>/exhibition/<int:booth_id>/card")
@permitted(Permission.EXHIBITION_VISIT)
def leave_booth_card(booth_id: int) -> Answer:
    """Leave a card, or change what it shares. What is refused comes back with what was written."""
    form = CardForm(prefix=_CARD)
    shares = {"shares_email": form.shares_email.data, "shares_profile": form.shares_profile.data}
    try:
        form.check()
        leave_card(current_actor(), booth_id, form.message.data, **shares)
    except ConferenceError as refusal:
        return _refused(booth_id, refusal, form, carded=form)
    return _done(booth_id, "card", _("Your card is with the team."))


@blueprint.post("/<slug>/exhibition/<int:booth_id>/card/withdraw")
@permitted(Permission.EXHIBITION_VISIT)
def take_back_booth_card(booth_id: int) -> Response:
    """Take a card back."""
    take_back_card(current_actor(), booth_id)
    return _done(booth_id, "card", _("Your card is taken back. The team sees nothing of it any more."))


@blueprint.get("/<slug>/exhibition/mine")
@permitted(Permission.EXHIBITION_VISIT)
def mine() -> str:
    """Show what the person looking has under way at booths."""
    actor = current_actor()
    values: dict[str, Any] = {"stamp": booth_contact_stamp(), "mine": my_contacts(actor), "me": actor.participant_id}
    return render_template("exhibition/_mine.html" if is_fragment() else "exhibition/mine.html", **values)


def _page(booth: Booth, **typed: object) -> str:
    return render_template("exhibition/contact.html", booth=booth, **typed)


def _refused(
    booth_id: int, refusal: ConferenceError, form: QuestionForm | CardForm, **typed: object
) -> tuple[str, int]:
    if wants_json() or refusal.status in {401, 403, 404}:
        raise refusal
    booth = seen_booth(current_actor(), booth_id)
    form.add_refusal(refusal)
    return _page(booth, **typed), refusal.status


def _done(booth_id: int, anchor: str, said: str) -> Response:
    if wants_json():
        return done("", notice=said)
    flash(said, "success")
    if "exhibition/mine" in (request.referrer or ""):
        return redirect(url_for("exhibition.mine"))
    return redirect(f"{booth_address(booth_id)}#{anchor}")
