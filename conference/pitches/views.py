"""HTTP door of pitches for everybody: the cards of a session, being interested, and slides."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock, uploads
from conference.agenda import below_session
from conference.agenda.actions import people_cards
from conference.agenda.content import ItemContent
from conference.agenda.display import named
from conference.agenda.rules import ItemKind
from conference.agenda.sight_actions import seen_item
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, NotFound, Refused
from conference.forms import stripped
from conference.people.identity import current_actor, open_to_all, permitted
from conference.permissions import Actor, Permission, can
from conference.pitches.actions import has_pitches, interest_counts, own_interests, pitches_of, seen_pitch
from conference.pitches.blueprint import blueprint
from conference.pitches.clock_actions import is_on, session_stamp
from conference.pitches.interest_actions import LONGEST_WORD, be_interested, take_back
from conference.pitches.rules import ends_at

blueprint.add_app_template_global(ends_at, "pitch_ends_at")


@blueprint.get("/<slug>/pitches/<int:item_id>")
@open_to_all
def session(item_id: int) -> str:
    """Show the pitches of a session: a section for another page, or a page of its own."""
    actor = current_actor()
    item = seen_item(actor, item_id)
    values = section_values(actor, item)
    if not values["pitches"]:
        raise NotFound(_("There are no pitches in this session."))
    return render_template("pitches/_section.html" if is_fragment() else "pitches/session.html", **values)


def section_values(actor: Actor, item: ItemContent) -> dict[str, Any]:
    """Return what the cards of a session need, for whoever is looking."""
    pitches = pitches_of(item)
    ids = [one.pitch.id for one in pitches]
    cards = people_cards(person for one in pitches for person in one.presenters)
    own = {one.pitch.id for one in pitches if actor.participant_id in one.presenters}
    manages, now = can(actor, Permission.PITCHES_MANAGE), clock.now()
    seen_counts = ids if manages else [one for one in ids if one in own]
    return {
        "item": item,
        "pitches": [(one, named(one.part.people, cards)) for one in pitches],
        "on": next((one for one in pitches if is_on(one.pitch, now)), None),
        "stamp": session_stamp([one.pitch for one in pitches]),
        "interests": own_interests(actor, ids),
        "own": own if can(actor, Permission.PITCHES_PRESENT) else set(),
        "counts": interest_counts(seen_counts) if seen_counts else {},
        "manages": manages,
        "runs": can(actor, Permission.PITCHES_RUN),
        "may_press": can(actor, Permission.PITCHES_INTEREST),
        "may_watch": can(actor, Permission.STAGE_WATCH),
        "longest": LONGEST_WORD,
        "refused": None,
    }


@below_session.part
def pitches_section(actor: Actor, item_id: int) -> str:
    """Return the pitches of a session for its page; organisers are led to choose where a session is for pitches."""
    if not has_pitches(item_id) and not can(actor, Permission.PITCHES_MANAGE):
        return ""
    item = seen_item(actor, item_id)
    values = section_values(actor, item)
    may_choose = values["manages"] and item.kind is ItemKind.PITCHES
    return render_template("pitches/_below.html", **values) if values["pitches"] or may_choose else ""


@blueprint.post("/<slug>/pitches/of/<int:pitch_id>/interest")
@permitted(Permission.PITCHES_INTEREST)
def want(pitch_id: int) -> Response | tuple[str, int]:
    """Be interested in a pitch, or change the word; one that is refused stands where it was typed."""
    shares, word = request.form.get("shares_email") == "1", request.form.get("word", "")
    said = _("Noted: the pitcher sees that you are interested.")
    try:
        return _press(pitch_id, said, lambda actor: be_interested(actor, pitch_id, word, shares_email=shares))
    except Refused as refusal:
        if wants_json() or refusal.field != "word":
            raise
        item = seen_item(current_actor(), seen_pitch(current_actor(), pitch_id).pitch.item_id)
        typed = {"pitch_id": pitch_id, "word": stripped(word), "shares_email": shares, "sentence": refusal.message}
        values = section_values(current_actor(), item) | {"refused": typed}
        return render_template("pitches/session.html", **values), refusal.status


@blueprint.post("/<slug>/pitches/of/<int:pitch_id>/back")
@permitted(Permission.PITCHES_INTEREST)
def undo(pitch_id: int) -> Response:
    """Take one's interest back."""
    return _press(pitch_id, _("Taken back."), lambda actor: take_back(actor, pitch_id))


def _press(pitch_id: int, said: str, act: Any) -> Response:
    item_id = seen_pitch(current_actor(), pitch_id).pitch.item_id
    home, anchor = url_for("pitches.session", item_id=item_id), f"pitch-{pitch_id}"
    try:
        act(current_actor())
    except ConferenceError as refusal:
        if wants_json() or refusal.field or refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "warning")
        return done(home, anchor)
    if not wants_json():
        flash(said, "success")
    return done(home, anchor, notice=said)


@blueprint.get("/<slug>/pitches/of/<int:pitch_id>/slides")
@open_to_all
def slides(pitch_id: int) -> Response:
    """Send a pitch's slides, to be saved, to whoever may see the session."""
    pitch = seen_pitch(current_actor(), pitch_id).pitch
    if not pitch.slides:
        raise NotFound(_("There is no such file."))
    answer = uploads.send(pitch.slides, pitch.slides_name, saved=True)
    # Asked again each time, so that slides that are taken away are gone.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
