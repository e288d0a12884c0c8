"""Socket door for everyone: who is at the other end, watching a topic, and leaving it.

The cookie is frozen when the connection is made, so the account and the participant are read from the database
with every message, and again before a snapshot is sent.
"""

import logging
from collections.abc import Collection
from typing import Any

from flask import request, session
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference import realtime
from conference.errors import ConferenceError, NotFound
from conference.extensions import db, socketio
from conference.people.message_identity import actor_of
from conference.people.models import Participant
from conference.permissions import GRANTS, require
from conference.realtime import Topic, Watcher

log = logging.getLogger(__name__)
LARGEST_KEY = 2**31 - 1
Answer = dict[str, Any]


@socketio.on("watch")
def watch(*arguments: object) -> Answer:
    """Answer {"topic", "key"} with the snapshot it starts from, or {"error", "status"}."""
    try:
        topic, key = _asked_for(arguments)
        conference_id = topic.conference_of(key)
        if conference_id is None:
            raise NotFound(_("There is nothing to watch."))
        actor = actor_of(conference_id)
        require(actor, topic.permission)
        if not topic.may_watch(actor, key):
            raise NotFound(_("There is nothing to watch."))
        # A guest has no account: the session that a guest's connection began in is the guest.
        watcher = Watcher(actor.account_id, session.get("epoch") if actor.account_id else None, actor.participant_id)
        return dict(realtime.watch(_connection(), topic.name, key, watcher))
    except ConferenceError as refusal:
        return {"error": refusal.message, "status": refusal.status}


@socketio.on("unwatch")
def unwatch(*arguments: object) -> Answer:
    """Stop watching {"topic", "key"}."""
    try:
        topic, key = _asked_for(arguments)
    except ConferenceError as refusal:
        return {"error": refusal.message, "status": refusal.status}
    realtime.unwatch(_connection(), topic.name, key)
    return {"topic": topic.name, "key": key}


@socketio.on("disconnect")
def disconnect(*_reason: object) -> None:
    """Take the connection out of every audience."""
    realtime.leave(_connection())


@socketio.on("*")
def unknown(*_arguments: object) -> Answer:
    """Say that there is no such message."""
    return {"error": _("There is no such message."), "status": 404}


@socketio.on_error_default
def failed(error: BaseException) -> Answer:
    """Answer what nobody foresaw without showing its insides."""
    db.session.rollback()
    log.error("A socket message failed.", exc_info=error)
    return {"error": _("Something went wrong on our side."), "status": 500}


def still_allowed(topic: Topic, _key: int, watchers: Collection[Watcher]) -> Collection[Watcher]:
    """Return those of a topic's watchers who may still see it: signed in as before, confirmed, in a fitting role."""
    rows = db.session.scalars(
        select(Participant)
        .where(Participant.id.in_([watcher.participant_id for watcher in watchers if watcher.participant_id]))
        .options(joinedload(Participant.account))
        .execution_options(populate_existing=True)
    )
    by_id = {row.id: row for row in rows}
    return [watcher for watcher in watchers if _may_see(topic, watcher, by_id.get(watcher.participant_id or 0))]


def _may_see(topic: Topic, watcher: Watcher, participant: Participant | None) -> bool:
    if participant is None:
        return False
    account = participant.account
    same = (account.id if account else None, account.session_epoch if account else None) == (
        watcher.account_id,
        watcher.epoch,
    )
    return same and not participant.roles_in_force.isdisjoint(GRANTS[topic.permission])


def _asked_for(arguments: tuple[object, ...]) -> tuple[Topic, int]:
    """Return what a message names. Raises `NotFound` for whatever does not name a topic and a key."""
    payload = arguments[0] if arguments else None
    if isinstance(payload, dict):
        topic, key = realtime.topic_named(payload.get("topic")), payload.get("key")
        if topic is not None and type(key) is int and 0 < key <= LARGEST_KEY:
            return topic, key
    raise NotFound(_("There is nothing to watch."))


def _connection() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


realtime.guard_with(still_allowed)
