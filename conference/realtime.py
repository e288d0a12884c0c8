"""The live engine: topics, their audience, and one whole snapshot per changed topic per tick."""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app

from conference import change_marks, clock, fanout, presence, rechecks, transaction
from conference.change_marks import Doubt, News
from conference.extensions import db, socketio
from conference.gathering import Gathering
from conference.metrics import LIVE_CUT_OFF, LIVE_FAILED, LIVE_SNAPSHOTS
from conference.presence import Watched, Watcher
from conference.readings import Reading, read_at
from conference.topics import Topic, declare, declared, topic_named

# A door that declares what it shows finds all it needs here.
__all__ = ["Topic", "declare", "topic_named"]

log = logging.getLogger(__name__)
# So long whoever is served comes before whoever is only asked again.
COURTEOUS_SECONDS = 2.0
# Within this, newcomers share one reading of a topic that nothing is known to have changed.
SHARED_SECONDS = 0.1
# A version from elsewhere that is further ahead than this is nonsense, and not taken over.
LARGEST_LEAD = 60_000_000


@dataclass
class _Engine:
    dirty: set[Watched] = field(default_factory=set)
    failed: set[Watched] = field(default_factory=set)
    version: int = 0
    post: change_marks.Post | None = None
    is_serving: bool = False
    sent: dict[Watched, Reading] = field(default_factory=dict)
    newest: dict[Watched, Reading] = field(default_factory=dict)
    # What newcomers began with, until the next sending to all.
    begun: defaultdict[Watched, dict[str, Reading]] = field(default_factory=lambda: defaultdict(dict))

    def next_version(self) -> int:
        """Return a number that only rises, also across a restart and from one worker to another."""
        self.version = max(self.version + 1, time.time_ns() // 1000)
        return self.version

    def forget_unwatched(self, watched: Watched) -> None:
        """Keep nothing of a topic that nobody here watches any more."""
        if not presence.is_watched(watched):
            for memory in (self.sent, self.newest, self.begun):
                memory.pop(watched, None)


_engine = _Engine()


def changed(name: str, key: int) -> None:
    """Say, inside an action, that a topic is about to change; it counts only after the commit, at every worker."""
    transaction.after_commit(lambda: _tell_all(topics=[(name, key)]))


def recheck(account_id: int) -> None:
    """Say, inside an action that takes access away, that an account's connections are to be asked again.

    After the commit, at every worker, those that may no longer watch are cut off before anything else is sent.
    """
    transaction.after_commit(lambda: _tell_all(doubts=[("account", account_id)]))


def recheck_participant(participant_id: int) -> None:
    """Say the same of one participant: a guest, or what somebody may do at one conference."""
    transaction.after_commit(lambda: _tell_all(doubts=[("participant", participant_id)]))


def recheck_conference(conference_id: int) -> None:
    """Say the same of everyone who watches anything of a conference."""
    transaction.after_commit(lambda: _tell_all(doubts=[("conference", conference_id)]))


def recheck_watchers(name: str, key: int) -> None:
    """Say the same of everyone who watches one topic, when whom it is for has changed."""
    transaction.after_commit(lambda: _tell_all(doubts=[(f"topic {name}", key)]))


def dismiss(name: str, key: int, participant_ids: Iterable[int]) -> None:
    """Say, inside an action, that people are no more among those whom a topic is for, whatever else they watch.

    Before anything else is sent they are out of this audience and told so ("dismissed"); who may watch after all asks.
    """
    doubts = [rechecks.leaving((name, key), person) for person in participant_ids]
    transaction.after_commit(lambda: _tell_all(doubts=doubts))


def _tell_all(topics: Collection[Watched] = (), doubts: Collection[Doubt] = ()) -> None:
    _engine.dirty.update(topics)
    rechecks.doubt(doubts)
    if _engine.post is not None:
        _engine.post.mark(topics, doubts)
    elif not _engine.is_serving and current_app.config["REDIS_URL"]:
        # A command at the console does not stay to tell it later.
        change_marks.tell_once(current_app.config["REDIS_URL"], topics, doubts, _engine.next_version())


def serve(post: change_marks.Post | None) -> None:
    """Note that this process has a ticker now, which tells the others by `post` (None: there are no others)."""
    _engine.post, _engine.is_serving = post, True


def hear(news: News) -> None:
    """Take in what another worker had to say."""
    if news.everything:
        _engine.dirty.update(presence.watched_topics())
        rechecks.doubt_everyone()
    _engine.dirty.update(watched for watched in news.topics if presence.is_watched(watched))
    rechecks.doubt(news.doubts)
    if news.version <= time.time_ns() // 1000 + LARGEST_LEAD:
        _engine.version = max(_engine.version, news.version)


def newest_version() -> int:
    """Return the highest version given so far."""
    return _engine.version


def watch(sid: str, name: str, key: int, watcher: Watcher) -> Mapping[str, object]:
    """Add a connection to a topic's audience and return the snapshot it starts from.

    The caller has checked the topic's permission. Nobody else is sent anything for it.
    """
    watched = (name, key)
    presence.enter(sid, watched, watcher)
    try:
        reading = _shared_reading(watched)
    except BaseException:
        unwatch(sid, name, key)
        raise
    sent = _engine.sent.get(watched)
    if sent is not None and sent.version > reading.version:
        # While it was read, everyone was sent a later one, and what follows follows that.
        reading = sent
    elif sid in presence.connections(watched):
        _engine.begun[watched][sid] = reading
    return _envelope(watched, reading)


def unwatch(sid: str, name: str, key: int) -> None:
    """Take a connection out of one audience."""
    presence.leave(sid, (name, key))
    _engine.begun.get((name, key), {}).pop(sid, None)
    _engine.forget_unwatched((name, key))


def leave(sid: str) -> None:
    """Take a connection out of every audience, when it ends."""
    for name, key in presence.topics_of(sid):
        unwatch(sid, name, key)
    fanout.left(sid)


def watching(name: str, key: int) -> list[int]:
    """Return the ids of the participants who watch a topic, at whatever worker, each once, lowest first."""
    return presence.participants((name, key))


def listen_around() -> None:
    """Note who has fallen silent here and who is heard again; what shows who is present is read again for it."""
    if presence.note_silent(fanout.silent(presence.sids())):
        pulse()


def has_news() -> bool:
    """Tell whether the next tick has anything to do."""
    return bool(_engine.dirty) or rechecks.has_doubts()


def pulse() -> None:
    """Have everything read again that shows who is present or time passing, and what could not be read before."""
    _engine.dirty.update(watched for watched in presence.watched_topics() if declared(watched[0]).pulse)
    _engine.dirty.update(_engine.failed)
    _engine.failed.clear()


def send_changed() -> int:
    """Ask whoever is in doubt, send each changed topic to those who lack its state, and return how many were sent."""
    _see_out()
    _cut_off(rechecks.ask_the_doubtful())
    sent = 0
    # What changes while this is sent waits for the next tick: else a rush of votes would be sent without any rest.
    for watched in presence.largest_first(_engine.dirty):
        _engine.dirty.discard(watched)
        if topic_named(watched[0]) is None or not presence.is_watched(watched):
            continue
        try:
            sent += bool(_send(watched))
        except Exception:
            if not _engine.is_serving:
                raise
            # One topic that cannot be read must not end the news for all the others. It is tried again.
            _engine.failed.add(watched)
            LIVE_FAILED.labels(watched[0]).inc()
            log.exception("A snapshot of %s %s could not be sent.", *watched)
    return sent


def _see_out() -> None:
    # Telling lets others have a turn, so that more may leave meanwhile: all are out before any is told.
    while gone := rechecks.take_leavers():
        for (name, key), sid in [(watched, sid) for watched, sids in gone.items() for sid in sids]:
            unwatch(sid, name, key)
            fanout.forget(sid, f"{name}:{key}")
        for (name, key), sids in gone.items():
            fanout.send(sids, "dismissed", {"topic": name, "key": key}, f"dismissed:{name}:{key}")


def _send(watched: Watched) -> int:
    reading = _read(watched)
    # It may show already what came after somebody had left.
    _see_out()
    if not presence.is_watched(watched):
        return 0
    before, begun = _engine.sent.get(watched), _engine.begun.pop(watched, {})
    later = {sid: given for sid, given in begun.items() if given.version > reading.version}
    if later:
        _engine.begun[watched] = later
    if before is not None and before.digest == reading.digest:
        # Only newcomers may have another one, of a moment in between.
        sids = [sid for sid, given in begun.items() if not reading.is_in(given)]
    else:
        sids = [sid for sid in presence.connections(watched) if sid not in begun or not reading.is_in(begun[sid])]
    _engine.sent[watched] = reading
    if sids:
        fanout.send(sids, "snapshot", _envelope(watched, reading), f"{watched[0]}:{watched[1]}")
        LIVE_SNAPSHOTS.labels(watched[0]).inc(len(sids))
    return len(sids)


def sweep(over_seconds: float = 0.0) -> None:
    """Ask again of everyone here, over so many seconds, whether they may still watch what they watch."""
    _cut_off(rechecks.sweep(_see_out, over_seconds))


def _cut_off(refusals: Iterable[Collection[str]]) -> None:
    began = time.monotonic()
    for refused in refusals:
        for sid in refused:
            LIVE_CUT_OFF.inc()
            leave(sid)
            socketio.server.disconnect(sid, namespace="/")  # type: ignore[attr-defined]
        fanout.let_others(time.monotonic() - began, COURTEOUS_SECONDS)


def snapshot(name: str, key: int) -> dict[str, object]:
    """Return a topic's whole state with its version. The caller has checked the topic's permission."""
    return _envelope((name, key), _read((name, key)))


def shared_snapshot(name: str, key: int) -> dict[str, object]:
    """Return the same, or what somebody else was just given, where nothing is known to have changed since."""
    return _envelope((name, key), _shared_reading((name, key)))


def _shared_reading(watched: Watched) -> Reading:
    newest = _engine.newest.get(watched)
    fresh = newest is not None and time.monotonic() - newest.at < SHARED_SECONDS
    # Without a ticker nothing would follow that puts it right.
    if newest is not None and fresh and _engine.is_serving and watched not in _engine.dirty:
        return newest
    return _readings.ask(watched) if _engine.is_serving else _read(watched)


def _read_each(asked: Sequence[Watched]) -> list[Reading]:
    """Read what newcomers ask for, once for all who ask for the same: hundreds come at the same moment."""
    readings = {watched: _read(watched) for watched in dict.fromkeys(asked)}
    return [readings[watched] for watched in asked]


_readings: Gathering[Watched, Reading] = Gathering("readings", 0.005, _read_each)


def _read(watched: Watched) -> Reading:
    """Read a state. The version is drawn before, so that of two readings the later one never knows less."""
    name, key = watched
    version, at = _engine.next_version(), time.monotonic()
    # What this session read before must not stand in for what is committed by now.
    db.session.rollback()
    state = dict(declared(name).snapshot(key))
    db.session.rollback()
    reading = read_at(version, at, state)
    newest = _engine.newest.get(watched)
    if presence.is_watched(watched) and (newest is None or newest.version < version):
        _engine.newest[watched] = reading
    return reading


def _envelope(watched: Watched, reading: Reading) -> dict[str, object]:
    """Return a reading as the client gets it; `now` is the server's clock in milliseconds, for what is counted down."""
    now = int(clock.now().timestamp() * 1000)
    return {"topic": watched[0], "key": watched[1], "version": reading.version, "now": now, "state": reading.state}
