"""HTTP door of chats: the panel, writing, what came before, and keeping order."""

from secrets import token_hex
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.chat.actions import (
    may_moderate,
    may_write,
    older_messages,
    readable_room,
    room_state,
)
from conference.chat.blueprint import blueprint
from conference.chat.log_actions import log_of
from conference.chat.moderate_actions import hide_message, mute_author, set_open, set_slow, unmute
from conference.chat.rules import LONGEST_MESSAGE, MUTE_MINUTES, SLOW_CHOICES
from conference.chat.session_actions import session_room
from conference.chat.write_actions import delete_message, has_written, own_part, send_message
from conference.coming_back import done, is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission


@blueprint.get("/<slug>/chat/session/<int:item_id>")
@permitted(Permission.CHAT_READ)
def of_session(item_id: int) -> Response:
    """Lead to the chat of a session."""
    room = session_room(current_actor(), item_id)
    return redirect(url_for("chat.panel", chat_room_id=room.id))


@blueprint.get("/<slug>/chat/<int:chat_room_id>/panel")
@permitted(Permission.CHAT_READ)
def panel(chat_room_id: int) -> str:
    """Show the chat: a section for another page, or a page of its own."""
    values = panel_values(chat_room_id)
    return render_template("chat/_panel.html" if is_fragment() else "chat/panel.html", **values)


@blueprint.get("/<slug>/chat/<int:chat_room_id>/log")
@permitted(Permission.CHAT_MODERATE)
def log(chat_room_id: int) -> str:
    """Show moderators what was done to keep order in the chat."""
    actor = current_actor()
    entries = log_of(actor, chat_room_id)
    room, subject = readable_room(actor, chat_room_id)
    return render_template("chat/log.html", room=room, title=subject.label(actor, room.subject_id), entries=entries)


def panel_values(chat_room_id: int) -> dict[str, Any]:
    """Return what the panel's template needs, for whoever is looking."""
    actor = current_actor()
    room, subject = readable_room(actor, chat_room_id)
    moderates = may_moderate(actor, room, subject)
    before = number_in(request.args.get("before"))
    state = room_state(room.id, for_moderators=moderates)
    if before:
        state |= older_messages(actor, room.id, before)
    return {
        "room": room,
        "title": subject.label(actor, room.subject_id),
        "chat": state,
        "before": before,
        "topic": "chat_desk" if moderates else "chat",
        "moderates": moderates,
        "writes": may_write(actor, room, subject),
        "own": own_part(actor, room.id),
        "wrote": has_written(actor, room.id),
        "me": actor.participant_id,
        "key": token_hex(16),
        "slow_choices": SLOW_CHOICES,
        "mute_minutes": MUTE_MINUTES,
        "longest": LONGEST_MESSAGE,
        "still": "still" in request.args,
    }


@blueprint.get("/<slug>/chat/<int:chat_room_id>/older")
@permitted(Permission.CHAT_READ)
def older(chat_room_id: int) -> Response:
    """Answer a script with the messages before one."""
    return jsonify(older_messages(current_actor(), chat_room_id, number_in(request.args.get("before")) or 0))


@blueprint.post("/<slug>/chat/<int:chat_room_id>/send")
@permitted(Permission.CHAT_WRITE)
def send(chat_room_id: int) -> Response | tuple[str, int]:
    """Write a message; what could not be sent stays in the field."""
    key = form_key(request.form.get("key"))
    text = request.form.get("text")
    try:
        message_id = send_message(current_actor(), chat_room_id, text, key)
    except ConferenceError as refusal:
        if wants_json() or refusal.status in {401, 403, 404}:
            raise
        values = panel_values(chat_room_id) | {"draft": text, "refusal": refusal.message, "key": key}
        return render_template("chat/panel.html", **values), refusal.status
    return done(_home(chat_room_id), "chat-end", id=message_id)


@blueprint.post("/<slug>/chat/messages/<int:chat_message_id>/delete")
@permitted(Permission.CHAT_WRITE)
def delete(chat_message_id: int) -> Response:
    """Take a message of one's own back."""
    delete_message(current_actor(), chat_message_id)
    return done(url_for("agenda.home"))


@blueprint.post("/<slug>/chat/messages/<int:chat_message_id>/<any(hide, unhide):what>")
@permitted(Permission.CHAT_MODERATE)
def hide(chat_message_id: int, what: str) -> Response:
    """Hide a message from all but moderators, or show it again."""
    hide_message(current_actor(), chat_message_id, hide=what == "hide")
    return done(url_for("agenda.home"))


@blueprint.post("/<slug>/chat/messages/<int:chat_message_id>/mute")
@permitted(Permission.CHAT_MODERATE)
def mute(chat_message_id: int) -> Response:
    """Keep a message's author from writing for a while."""
    minutes = number_in(request.form.get("minutes")) or 0
    name = mute_author(current_actor(), chat_message_id, minutes, request.form.get("reason"))
    sentence = _("%(name)s is muted.", name=name or _("The guest"))
    if not wants_json():
        flash(sentence, "success")
    return done(url_for("agenda.home"), notice=sentence)


@blueprint.post("/<slug>/chat/<int:chat_room_id>/unmute")
@permitted(Permission.CHAT_MODERATE)
def let_write(chat_room_id: int) -> Response:
    """Let somebody write again."""
    unmute(current_actor(), chat_room_id, number_in(request.form.get("participant")) or 0)
    return done(_home(chat_room_id))


@blueprint.post("/<slug>/chat/<int:chat_room_id>/room")
@permitted(Permission.CHAT_MODERATE)
def settings(chat_room_id: int) -> Response:
    """Open or close the chat (`do`), or set its slow mode (`seconds`)."""
    actor = current_actor()
    if request.form.get("do") in {"open", "close"}:
        set_open(actor, chat_room_id, is_open=request.form.get("do") == "open")
    else:
        seconds = number_in(request.form.get("seconds"))
        set_slow(actor, chat_room_id, -1 if seconds is None else seconds)
    return done(_home(chat_room_id))


def _home(chat_room_id: int) -> str:
    return url_for("chat.panel", chat_room_id=chat_room_id)
