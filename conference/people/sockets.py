"""Socket door for everyone: who is at the other end, watching a topic, and leaving it.

The cookie is frozen when the connection is made, so the account and the participant are read from the database
with every message, and again whenever access was taken away (`standing_actions.py`).
"""

from typing import Any

from flask_babel import gettext as _

from conference import realtime, rechecks
from conference.errors import ConferenceError, NotFound
from conference.extensions import socketio
from conference.people.message_identity import Caller, actor_of, door, failed
from conference.people.standing_actions import no_longer_allowed
from conference.permissions import require
from conference.presence import Watcher
from conference.realtime import Topic

LARGEST_KEY = 2**31 - 1
Answer = dict[str, Any]


@door("watch")
def watch(caller: Caller, said: tuple[object, ...]) -> Answer:
    """Answer {"topic", "key"} with the snapshot it starts from, or {"error", "status"}."""
    try:
        topic, key = _asked_for(said)
        doubts = rechecks.doubts_heard()
        snapshot = realtime.watch(caller.sid, topic.name, key, _watcher(caller, topic, key))
        if rechecks.doubts_heard() != doubts:
            # Access was taken away from somebody since it was asked for, too early to find this one in the audience.
            _ask_again(caller, topic, key)
        return dict(snapshot)
    except ConferenceError as refusal:
        return {"error": refusal.message, "status": refusal.status}


def _watcher(caller: Caller, topic: Topic, key: int) -> Watcher:
    """Return who is at the other end, who may watch the topic now. Raises a refusal for everyone else."""
    conference_id = topic.conference_of(key)
    if conference_id is None:
        raise NotFound(_("There is nothing to watch."))
    actor = actor_of(conference_id, caller.papers)
    require(actor, topic.permission)
    if not topic.may_watch(actor, key):
        raise NotFound(_("There is nothing to watch."))
    # A guest has no account: the session that a guest's connection began in is the guest.
    epoch = caller.papers.epoch if actor.account_id else None
    return Watcher(actor.account_id, epoch, actor.participant_id, conference_id)


def _ask_again(caller: Caller, topic: Topic, key: int) -> None:
    try:
        _watcher(caller, topic, key)
    except BaseException:
        realtime.unwatch(caller.sid, topic.name, key)
        raise


@door("unwatch")
def unwatch(caller: Caller, said: tuple[object, ...]) -> Answer:
    """Stop watching {"topic", "key"}."""
    try:
        topic, key = _asked_for(said)
    except ConferenceError as refusal:
        return {"error": refusal.message, "status": refusal.status}
    realtime.unwatch(caller.sid, topic.name, key)
    return {"topic": topic.name, "key": key}


@door("disconnect")
def disconnect(caller: Caller, _reason: tuple[object, ...]) -> None:
    """Take the connection out of every audience."""
    realtime.leave(caller.sid)


@socketio.on("*")
def unknown(*_arguments: object) -> Answer:
    """Say that there is no such message."""
    return {"error": _("There is no such message."), "status": 404}


def _asked_for(said: tuple[object, ...]) -> tuple[Topic, int]:
    """Return what a message names. Raises `NotFound` for whatever does not name a topic and a key."""
    payload = said[0] if said else None
    if isinstance(payload, dict):
        topic, key = realtime.topic_named(payload.get("topic")), payload.get("key")
        if topic is not None and type(key) is int and 0 < key <= LARGEST_KEY:
            return topic, key
    raise NotFound(_("There is nothing to watch."))


socketio.on_error_default(failed)
rechecks.guard_with(no_longer_allowed)
