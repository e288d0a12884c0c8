"""The door of every socket message: one name, one permission, the participant read anew, a sentence for each refusal.

A message is a JSON object with the `conference` it is about. Its answer is the acknowledgement: {"ok": 1, …} after the
commit, or {"error": sentence, "status": number} with nothing written.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import session
from flask_babel import gettext as _

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import ConferenceError, InvalidFields, NotFound
from conference.extensions import db, socketio
from conference.people.identity import actor_for, load_account, load_guest, load_participant
from conference.permissions import ORGANISERS, Actor, Permission, require

log = logging.getLogger(__name__)
LARGEST_ID = 2**31 - 1
Payload = Mapping[str, Any]
Answer = dict[str, Any]
Handler = Callable[[Actor, Payload], Mapping[str, Any]]
# Every message that there is, what it needs, and who answers it: walked by a test.
MESSAGES: dict[str, Permission] = {}
_handlers: dict[str, Handler] = {}


def message(name: str, permission: Permission) -> Callable[[Handler], Handler]:
    """Answer a socket message with what `handler(actor, payload)` returns; the answer says ok where it returns."""

    def decorate(handler: Handler) -> Handler:
        MESSAGES[name] = permission
        _handlers[name] = handler

        def receive(*arguments: object) -> Answer:
            return answer_to(name, arguments[0] if arguments else None)

        socketio.on_event(name, receive)
        return handler

    return decorate


def answer_to(name: str, payload: object) -> Answer:
    """Have a message answered, by whatever door it came. A name that nobody answers to is refused like nonsense."""
    try:
        if not isinstance(payload, Mapping) or name not in _handlers:
            raise NotFound(_("This message says nothing that we understand."))
        actor = actor_of(id_in(payload, "conference"))
        require(actor, MESSAGES[name])
        return {"ok": 1, **_handlers[name](actor, payload)}
    except ConferenceError as refusal:
        db.session.rollback()
        return refused(refusal)


def actor_of(conference_id: int) -> Actor:
    """Return who is at the other end, at a conference. Raises `NotFound` for one that is not there for them."""
    conference = db.session.get(Conference, conference_id)
    if conference is None:
        raise NotFound(_("There is no such conference."))
    account = load_account(session.get("account"), session.get("epoch"))
    participant = load_participant(account, conference) or load_guest(session.get("guests"), conference)
    actor = actor_for(conference, account, participant)
    if conference.status is ConferenceStatus.DRAFT and actor.roles.isdisjoint(ORGANISERS):
        raise NotFound(_("There is no such conference."))
    return actor


def id_in(payload: Payload, name: str) -> int:
    """Return the id that a message carries under a name. Raises `NotFound` for anything else."""
    value = payload.get(name)
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise NotFound(_("This message says nothing that we understand."))
    return value


def key_in(payload: Payload) -> str:
    """Return the idempotency key of a message that writes. Raises `NotFound` where there is none."""
    value = payload.get("key")
    if not isinstance(value, str) or not 8 <= len(value) <= 64 or not value.isascii() or not value.isprintable():
        raise NotFound(_("This message says nothing that we understand."))
    return value


def refused(refusal: ConferenceError) -> Answer:
    """Return a refusal as an acknowledgement: its sentence, its status, and the fields that it is about."""
    answer: Answer = {"error": refusal.message, "status": refusal.status}
    if isinstance(refusal, InvalidFields):
        answer["fields"] = refusal.fields
    elif refusal.field:
        answer["fields"] = {refusal.field: refusal.message}
    return answer
