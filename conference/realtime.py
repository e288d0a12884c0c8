"""The live engine's beginning: topics, their audience, and one whole snapshot per changed topic per tick."""

import itertools
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import gevent
from flask import Flask
from flask_socketio import join_room

from conference import transaction
from conference.extensions import db, socketio
from conference.permissions import Permission

TICK_MILLISECONDS = 150
log = logging.getLogger(__name__)

Snapshot = Callable[[int], Mapping[str, object]]
Watched = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people watch: who may (`permission`), and how its whole state is read (`snapshot` of its key)."""

    name: str
    permission: Permission
    snapshot: Snapshot


@dataclass
class _Engine:
    topics: dict[str, Topic] = field(default_factory=dict)
    dirty: set[Watched] = field(default_factory=set)
    watchers: defaultdict[Watched, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    # A version only rises, also across a restart: it starts at the clock's microseconds.
    versions: "itertools.count[int]" = field(default_factory=lambda: itertools.count(time.time_ns() // 1000))
    ticking: bool = False


_engine = _Engine()


def declare(topic: Topic) -> None:
    """Make a topic known, at import of the capability's `sockets.py`."""
    _engine.topics[topic.name] = topic


def topic_named(name: object) -> Topic | None:
    """Return the declared topic, or None for a name that nobody declared."""
    return _engine.topics.get(name) if isinstance(name, str) else None


def changed(name: str, key: int) -> None:
    """Say, inside an action, that a topic is about to change; it counts only after the commit."""
    transaction.after_commit(lambda: _engine.dirty.add((name, key)))


def watch(sid: str, name: str, key: int, participant_id: int) -> Mapping[str, object]:
    """Add a connection to a topic's audience and return the snapshot it starts from.

    The caller has checked the topic's permission. The others learn of the newcomer with the next tick.
    """
    _engine.watchers[name, key][sid] = participant_id
    join_room(_room(name, key), sid=sid, namespace="/")
    _engine.dirty.add((name, key))
    return _versioned(name, key)


def leave(sid: str) -> None:
    """Take a connection out of every audience, when it ends."""
    for watched, people in list(_engine.watchers.items()):
        if people.pop(sid, None) is not None:
            _engine.dirty.add(watched)
        if not people:
            del _engine.watchers[watched]


def watching(name: str, key: int) -> list[int]:
    """Return the ids of the participants who watch a topic, each once, lowest first."""
    return sorted(set(_engine.watchers.get((name, key), {}).values()))


def send_changed() -> int:
    """Send one snapshot for each changed topic that anyone watches, and return how many were sent."""
    sent = 0
    while _engine.dirty:
        name, key = _engine.dirty.pop()
        if not _engine.watchers.get((name, key)):
            continue
        socketio.emit("snapshot", _versioned(name, key), to=_room(name, key))
        sent += 1
    return sent


def start_ticker(app: Flask) -> None:
    """Start sending, once per process; called by the server, never by tests that send by hand."""
    if _engine.ticking:
        return
    _engine.ticking = True
    socketio.start_background_task(_tick_for_ever, app)


def _tick_for_ever(app: Flask) -> None:
    while True:
        gevent.sleep(TICK_MILLISECONDS / 1000)
        if not _engine.dirty:
            continue
        try:
            with app.app_context():
                send_changed()
        except Exception:
            # One topic that cannot be read must not end the news for all the others.
            log.exception("A live snapshot could not be sent.")


def _versioned(name: str, key: int) -> dict[str, object]:
    topic = _engine.topics[name]
    version = next(_engine.versions)
    state = dict(topic.snapshot(key))
    db.session.rollback()
    return {"topic": name, "key": key, "version": version, "state": state}


def _room(name: str, key: int) -> str:
    return f"{name}:{key}"
