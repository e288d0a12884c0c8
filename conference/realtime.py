"""The live engine's beginning: topics, their audience, and one whole snapshot per changed topic per tick."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import gevent
from flask import Flask, current_app
from flask_socketio import disconnect, join_room, leave_room

from conference import transaction
from conference.extensions import db, socketio
from conference.permissions import Actor, Permission

TICK_MILLISECONDS = 150
log = logging.getLogger(__name__)

Snapshot = Callable[[int], Mapping[str, object]]
MayWatch = Callable[[Actor, int], bool]
Watched = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people watch: who may (`permission`), and how its whole state is read (`snapshot` of its key).

    `conference_of` finds the conference that a key belongs to, None where there is no such thing. `may_watch` decides
    for an actor who has the permission, where that alone does not. A topic with a `pulse` is read each second while
    anyone watches it, and sent where it differs: it shows who is present, or time passing.
    """

    name: str
    permission: Permission
    snapshot: Snapshot
    conference_of: Callable[[int], int | None]
    may_watch: MayWatch = lambda _actor, _key: True
    pulse: bool = False


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is behind a connection, as the cookie said when it was made; whether that still holds is asked again."""

    account_id: int | None = None
    epoch: int | None = None
    participant_id: int | None = None


Gate = Callable[[Topic, int, Collection[Watcher]], Collection[Watcher]]


@dataclass
class _Engine:
    topics: dict[str, Topic] = field(default_factory=dict)
    dirty: set[Watched] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)
    watchers: defaultdict[Watched, dict[str, Watcher]] = field(default_factory=lambda: defaultdict(dict))
    gate: Gate = lambda _topic, _key, watchers: watchers
    version: int = 0
    ticking: bool = False

    def next_version(self) -> int:
        """Return a number that only rises, also across a restart and from one server to another."""
        self.version = max(self.version + 1, time.time_ns() // 1000)
        return self.version


_engine = _Engine()


def declare(topic: Topic) -> None:
    """Make a topic known, at import of the capability's `sockets.py`."""
    _engine.topics[topic.name] = topic


def guard_with(gate: Gate) -> None:
    """Have `gate` say, before every sending, which of a topic's watchers may still see it; the others are cut off."""
    _engine.gate = gate


def topic_named(name: object) -> Topic | None:
    """Return the declared topic, or None for a name that nobody declared."""
    return _engine.topics.get(name) if isinstance(name, str) else None


def changed(name: str, key: int) -> None:
    """Say, inside an action, that a topic is about to change; it counts only after the commit."""
    transaction.after_commit(lambda: _engine.dirty.add((name, key)))


def recheck(account_id: int) -> None:
    """Say, inside an action that takes access away, that an account's connections are to be asked again.

    It counts after the commit: before anything else is sent to them, those that may no longer watch are cut off.
    """
    transaction.after_commit(lambda: _engine.doubtful.add(account_id))


def watch(sid: str, name: str, key: int, watcher: Watcher) -> Mapping[str, object]:
    """Add a connection to a topic's audience and return the snapshot it starts from.

    The caller has checked the topic's permission. The others learn of the newcomer with the next tick.
    """
    _engine.watchers[name, key][sid] = watcher
    join_room(_room(name, key), sid=sid, namespace="/")
    _engine.dirty.add((name, key))
    return snapshot(name, key)


def unwatch(sid: str, name: str, key: int) -> None:
    """Take a connection out of one audience."""
    if _engine.watchers.get((name, key), {}).pop(sid, None) is not None:
        leave_room(_room(name, key), sid=sid, namespace="/")
        _engine.dirty.add((name, key))


def leave(sid: str) -> None:
    """Take a connection out of every audience, when it ends."""
    for watched, people in list(_engine.watchers.items()):
        if people.pop(sid, None) is not None:
            _engine.dirty.add(watched)
        if not people:
            del _engine.watchers[watched]


def watching(name: str, key: int) -> list[int]:
    """Return the ids of the participants who watch a topic, each once, lowest first."""
    people = {watcher.participant_id for watcher in _engine.watchers.get((name, key), {}).values()}
    return sorted(person for person in people if person is not None)


def send_changed() -> int:
    """Send one snapshot for each changed topic that anyone watches, and return how many were sent."""
    sent = 0
    while _engine.dirty:
        name, key = _engine.dirty.pop()
        if name not in _engine.topics:
            continue
        _cut_off_the_revoked(name, key)
        # With a message queue there may be watchers at other servers, which only the queue knows.
        if not _engine.watchers.get((name, key)) and not current_app.config["REDIS_URL"]:
            continue
        socketio.emit("snapshot", snapshot(name, key), to=_room(name, key))
        sent += 1
    return sent


def _cut_off_the_revoked(name: str, key: int) -> None:
    watchers = _engine.watchers.get((name, key), {})
    allowed = set(_engine.gate(_engine.topics[name], key, set(watchers.values()))) if watchers else set()
    for sid in [sid for sid, watcher in watchers.items() if watcher not in allowed]:
        leave(sid)
        disconnect(sid=sid, namespace="/")


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


def snapshot(name: str, key: int) -> dict[str, object]:
    """Return a topic's whole state with its version. The caller has checked the topic's permission.

    The version is drawn before the reading, so that of two snapshots the later one never knows less.
    """
    topic = _engine.topics[name]
    version = _engine.next_version()
    # What this session read before must not stand in for what is committed by now.
    db.session.rollback()
    state = dict(topic.snapshot(key))
    db.session.rollback()
    return {"topic": name, "key": key, "version": version, "state": state}


def _room(name: str, key: int) -> str:
    return f"{name}:{key}"
