"""HTTP door of a table: its page, and every act at it by plain forms."""

from secrets import token_hex
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.cafe.actions import may_be_at, may_host, present_round, seen_cafe, table_of
from conference.cafe.blueprint import blueprint
from conference.cafe.card_actions import delete_card, edit_card, merge_cards, seen_card, star_card, write_card
from conference.cafe.models import CafeTable
from conference.cafe.rules import LONGEST_CARD, STARS_PER_QUESTION
from conference.cafe.table_actions import briefing_for, call_help, people_here, table_now, table_state
from conference.cafe.table_block_actions import block_at_table
from conference.cafe.table_subject_actions import TABLE
from conference.calls.actions import room_for as call_for
from conference.calls.page_views import allow_call
from conference.chat.actions import room_for
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, NotFound, Stale
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission, can
from conference.presentation import panel_of

Answer = str | Response | tuple[str, int]
# What could not be saved: the sentence that says why, and what was typed where.
NOT_TYPED = {"refusal": "", "card": 0, "question": 0, "text": "", "newer": ""}


@blueprint.get("/<slug>/cafe/<int:cafe_id>/tables/<int:table_id>")
@permitted(Permission.CAFE_JOIN)
def table(cafe_id: int, table_id: int) -> str | Response:
    """Show a table to those who sit there now; others are led to theirs, or to the café."""
    actor, its_table = current_actor(), _table(cafe_id, table_id)
    if not may_be_at(actor, table_id):
        return redirect(_place_now(cafe_id))
    if is_fragment():
        return render_template("cafe/_table_briefing.html", briefing=briefing_for(actor, its_table))
    return render_template("cafe/table.html", **_values(its_table))


def _table(cafe_id: int, table_id: int) -> CafeTable:
    its_table = table_of(current_actor(), table_id)
    if its_table.cafe_id != cafe_id:
        raise NotFound(_("There is no such table."))
    return its_table


def _place_now(cafe_id: int) -> str:
    """Return where the actor belongs at a café now: at their table, or else in the lobby."""
    seen_cafe(current_actor(), cafe_id)
    theirs = table_now(current_actor(), cafe_id)
    if theirs is not None and may_be_at(current_actor(), theirs.id):
        return url_for("cafe.table", cafe_id=cafe_id, table_id=theirs.id, moved=1)
    return _lobby(cafe_id)


def _lobby(cafe_id: int) -> str:
    return url_for("cafe.show", cafe_id=cafe_id)


def _values(its_table: CafeTable, **typed: Any) -> dict[str, Any]:
    """Return what the page's template needs; `typed` is what could not be saved, with the sentence that says why."""
    actor, state = current_actor(), table_state(its_table.id)
    allow_call()
    seat, now = table_now(actor, its_table.cafe_id), present_round(its_table.cafe_id)
    return {
        "table": its_table,
        "cafe": seen_cafe(actor, its_table.cafe_id),
        "state": state,
        "people_here": set(people_here(its_table.id)["here"]) | {actor.participant_id},
        "me": actor.participant_id,
        "seat": seat.id if seat else None,
        "ends_at": now.ends_at if now and state["writable"] else None,
        "hosts": may_host(actor, its_table.id),
        "facilitates": can(actor, Permission.CAFE_FACILITATE),
        "briefing": briefing_for(actor, its_table),
        "chat": panel_of("chat", room_for(actor.conference_id, TABLE, its_table.id).id, "chat.js"),
        "call": panel_of("calls", call_for(actor.conference_id, TABLE, its_table.id).id, "calls_panel.js"),
        "lobby": _lobby(its_table.cafe_id),
        "keys": {question["id"]: token_hex(16) for question in state["questions"]},
        "longest": LONGEST_CARD,
        "stars": STARS_PER_QUESTION,
        "moved": "moved" in request.args,
        "deleted": number_in(request.args.get("deleted")),
        "typed": {**NOT_TYPED, **typed},
    }


@blueprint.post("/<slug>/cafe/<int:cafe_id>/tables/<int:table_id>/cards")
@permitted(Permission.CAFE_JOIN)
def card_write(cafe_id: int, table_id: int) -> Answer:
    """Write a card; what could not be saved stays in its field."""
    its_table = _table(cafe_id, table_id)
    question, text = number_in(request.form.get("question")) or 0, request.form.get("text")
    key = form_key(request.form.get("key"))
    try:
        card = write_card(current_actor(), table_id, question, text, key)
    except ConferenceError as refusal:
        return _refused(its_table, refusal, question=question, text=text)
    return done(_home(its_table), f"card-{card.id}", card=card.id)


@blueprint.post("/<slug>/cafe/cards/<int:card_id>/edit")
@permitted(Permission.CAFE_JOIN)
def card_edit(card_id: int) -> Answer:
    """Change the words of a card. What was typed over somebody else's change stays in the field, beside what is new."""
    its_table = _table_of_card(card_id)
    text, version = request.form.get("text"), number_in(request.form.get("version")) or 0
    try:
        edit_card(current_actor(), card_id, text, version)
    except ConferenceError as refusal:
        newer = refusal.differences["text"][1] if isinstance(refusal, Stale) else ""
        return _refused(its_table, refusal, card=card_id, text=text, newer=newer)
    return done(_home(its_table), f"card-{card_id}")


@blueprint.post("/<slug>/cafe/cards/<int:card_id>/delete")
@permitted(Permission.CAFE_JOIN)
def card_delete(card_id: int) -> Answer:
    """Delete a card, or (`deleted` 0) bring it back."""
    its_table, deleted = _table_of_card(card_id), request.form.get("deleted") != "0"
    try:
        delete_card(current_actor(), card_id, deleted=deleted)
    except ConferenceError as refusal:
        return _refused(its_table, refusal)
    if wants_json() or not deleted:
        return done(_home(its_table), "" if deleted else f"card-{card_id}")
    return redirect(url_for("cafe.table", cafe_id=its_table.cafe_id, table_id=its_table.id, deleted=card_id))


@blueprint.post("/<slug>/cafe/cards/<int:card_id>/merge")
@permitted(Permission.CAFE_JOIN)
def card_merge(card_id: int) -> Answer:
    """Merge a card into another (`into`), or without one take it out again."""
    its_table = _table_of_card(card_id)
    try:
        merge_cards(current_actor(), card_id, number_in(request.form.get("into")))
    except ConferenceError as refusal:
        return _refused(its_table, refusal)
    return done(_home(its_table), f"card-{card_id}")


@blueprint.post("/<slug>/cafe/cards/<int:card_id>/star")
@permitted(Permission.CAFE_JOIN)
def card_star(card_id: int) -> Answer:
    """Give a card a star, or (`starred` 0) take it back."""
    its_table = _table_of_card(card_id)
    try:
        star_card(current_actor(), card_id, starred=request.form.get("starred") != "0")
    except ConferenceError as refusal:
        return _refused(its_table, refusal)
    return done(_home(its_table), f"card-{card_id}")


@blueprint.post("/<slug>/cafe/<int:cafe_id>/tables/<int:table_id>/help")
@permitted(Permission.CAFE_JOIN)
def table_help(cafe_id: int, table_id: int) -> Answer:
    """Call a facilitator to the table, or (`wanted` 0) say that it is settled."""
    its_table, wanted = _table(cafe_id, table_id), request.form.get("wanted") != "0"
    try:
        call_help(current_actor(), table_id, wanted=wanted)
    except ConferenceError as refusal:
        return _refused(its_table, refusal)
    if not wants_json():
        flash(_("A facilitator was called.") if wanted else _("The call is taken back."), "success")
    return done(_home(its_table), "table-help")


@blueprint.post("/<slug>/cafe/<int:cafe_id>/tables/<int:table_id>/block")
@permitted(Permission.CAFE_JOIN)
def table_block(cafe_id: int, table_id: int) -> Answer:
    """Block somebody whom one sits with (`participant`)."""
    its_table = _table(cafe_id, table_id)
    try:
        person = block_at_table(current_actor(), table_id, number_in(request.form.get("participant")) or 0)
    except ConferenceError as refusal:
        return _refused(its_table, refusal)
    sentence = _("From the next round on you and %(name)s do not share a table.", name=person.name)
    if not wants_json():
        flash(sentence, "success")
    return done(_home(its_table), "people-title", notice=sentence)


def _table_of_card(card_id: int) -> CafeTable:
    return table_of(current_actor(), seen_card(current_actor(), card_id).table_id)


def _home(its_table: CafeTable) -> str:
    return url_for("cafe.table", cafe_id=its_table.cafe_id, table_id=its_table.id)


def _refused(its_table: CafeTable, refusal: ConferenceError, **typed: Any) -> tuple[str, int]:
    """Show the table again with what was refused; scripts, and who has nothing to see there, get the refusal itself."""
    if wants_json() or refusal.status in {401, 403, 404} or not may_be_at(current_actor(), its_table.id):
        raise refusal
    page = render_template("cafe/table.html", **_values(its_table, refusal=refusal.message, **typed))
    return page, refusal.status
