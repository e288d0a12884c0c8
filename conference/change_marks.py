"""News between workers, over Redis: *that* something changed or is to be asked again; letters; who is present where.

Publish and subscribe carries the news; it says nothing to who was away, so after an outage everything counts as
changed. Who is present stands in one key per worker that runs out by itself when the worker is gone.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import redis

from conference.metrics import LIVE_MARKS, LIVE_REDIS_OUTAGES
from conference.presence import Watched

log = logging.getLogger(__name__)
# Hanging is worse than failing: whoever waits for Redis holds up the news.
PATIENCE_SECONDS = 2.0
# A worker that has not renewed its presence for so long is gone.
PRESENCE_SECONDS = 3.0
# The line is dead when not even one's own news came back for so long.
SILENCE_SECONDS = 5.0

Doubt = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Letter:
    """An event for those of a person's connections that watch a topic (see `directed`)."""

    watched: Watched
    participant_id: int
    event: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class News:
    """What another worker had to say. `version` is the highest it gave; `everything`: some of it may be missing."""

    topics: frozenset[Watched] = frozenset()
    doubts: frozenset[Doubt] = frozenset()
    version: int = 0
    everything: bool = False
    letters: tuple[Letter, ...] = ()


@dataclass
class _Waiting:
    topics: set[Watched] = field(default_factory=set)
    doubts: set[Doubt] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=list)


class Post:
    """One worker's way to the others. Every method may raise `redis.RedisError`; nothing that waits is lost by that."""

    def __init__(self, url: str) -> None:
        self.worker = secrets.token_hex(8)
        self._redis = redis.Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, health_check_interval=15
        )
        # Channels are the same in all databases of one Redis, so their names tell them apart.
        self._name = f"conference:{self._redis.connection_pool.connection_kwargs.get('db') or 0}:live"
        self._waiting = _Waiting()
        # What takes access away is not to wait for other news: this is called when there is such.
        self.hurry: Callable[[], None] = lambda: None
        self._written = b""
        self._read: dict[str, tuple[bytes, Mapping[Watched, frozenset[int]]]] = {}

    def mark(
        self, topics: Iterable[Watched] = (), doubts: Iterable[Doubt] = (), letters: Iterable[Letter] = ()
    ) -> None:
        """Keep news until the next `publish`; the same news is told once."""
        self._waiting.topics.update(topics)
        self._waiting.doubts.update(doubts)
        self._waiting.letters.extend(letters)
        if self._waiting.doubts:
            self.hurry()

    @property
    def has_news(self) -> bool:
        """Tell whether news waits."""
        return bool(self._waiting.topics or self._waiting.doubts or self._waiting.letters)

    def publish(self, version: int) -> None:
        """Tell the others what waits, or only that this worker is there.

        What could not be told waits on, but for letters: they would be stale.
        """
        going, self._waiting = self._waiting, _Waiting()
        news: dict[str, Any] = {"w": self.worker, "v": version, "t": sorted(going.topics), "d": sorted(going.doubts)}
        if going.letters:
            news["l"] = [[*one.watched, one.participant_id, one.event, one.data] for one in going.letters]
        try:
            self._redis.publish(self._name, json.dumps(news, separators=(",", ":")))
        except redis.RedisError:
            self.mark(going.topics, going.doubts)
            raise
        LIVE_MARKS.labels("told").inc(len(going.topics))

    def listen(self, receive: Callable[[News], None]) -> None:
        """Hand on what others tell, until the line breaks: that is always how it ends, with a `redis.RedisError`.

        First of all everything counts as changed: what was told before nobody heard.
        """
        with self._redis.pubsub() as line:  # type: ignore[no-untyped-call]  # as the library has it
            line.subscribe(self._name)
            last = time.monotonic()
            while True:
                letter = line.get_message(timeout=1.0)
                if letter is None:
                    if time.monotonic() - last > SILENCE_SECONDS:
                        raise redis.ConnectionError("nothing was heard, not even one's own")
                    continue
                last = time.monotonic()
                if letter["type"] == "subscribe":
                    receive(News(everything=True))
                elif letter["type"] == "message":
                    self._hand_on(letter["data"], receive)

    def _hand_on(self, data: bytes, receive: Callable[[News], None]) -> None:
        try:
            found: dict[str, Any] = json.loads(data)
            news = News(
                topics=frozenset((str(name), int(key)) for name, key in found["t"]),
                doubts=frozenset((str(kind), int(key)) for kind, key in found["d"]),
                letters=tuple(_letter(*one) for one in found.get("l", ())),
                version=int(found["v"]),
            )
            is_own = found["w"] == self.worker
        except (ValueError, KeyError, TypeError):
            log.warning("Another program writes into %s.", self._name)
            return
        if not is_own:
            LIVE_MARKS.labels("heard").inc(len(news.topics))
            receive(news)

    def exchange(self, here: Mapping[Watched, Iterable[int]]) -> dict[str, Mapping[Watched, frozenset[int]]]:
        """Say who is present here, and return who is present at each other worker that is alive."""
        key, workers = f"{self._name}:present:", f"{self._name}:workers"
        said = json.dumps([[*watched, *people] for watched, people in sorted(here.items())]).encode()
        milliseconds = int(PRESENCE_SECONDS * 1000)
        # What has not changed is not sent again, as long as it still stands there.
        if said != self._written or not self._redis.pexpire(key + self.worker, milliseconds):
            self._redis.set(key + self.worker, said, px=milliseconds)
            self._redis.sadd(workers, self.worker)
            self._written = said
        members: Any = self._redis.smembers(workers)
        others = sorted({member.decode() for member in members} - {self.worker})
        texts: list[Any] = self._redis.mget([key + name for name in others]) if others else []
        gone = [name for name, text in zip(others, texts, strict=True) if text is None]
        if gone:
            self._redis.srem(workers, *gone)
        present = {name: text for name, text in zip(others, texts, strict=True) if text is not None}
        self._read = {name: self._understood(name, text) for name, text in present.items()}
        return {name: people for name, (_text, people) in self._read.items()}

    def _understood(self, worker: str, text: bytes) -> tuple[bytes, Mapping[Watched, frozenset[int]]]:
        before = self._read.get(worker)
        if before is not None and before[0] == text:
            return before
        return text, {(name, key): frozenset(people) for name, key, *people in json.loads(text)}

    def say_goodbye(self) -> None:
        """Take this worker's presence back at once, when it stops."""
        self._redis.delete(f"{self._name}:present:{self.worker}")
        self._redis.close()


def _letter(name: str, key: int, participant_id: int, event: str, data: Mapping[str, object]) -> Letter:
    return Letter((str(name), int(key)), int(participant_id), str(event), dict(data))


def tell_once(url: str, topics: Iterable[Watched], doubts: Iterable[Doubt], version: int) -> None:
    """Tell all workers something from a program that is none of them; without Redis there is nobody to tell."""
    post = Post(url)
    post.mark(topics, doubts)
    try:
        post.publish(version)
    except redis.RedisError as error:
        log.warning("No server was told what changed: Redis does not answer (%s).", error)


class Outage:
    """Whether Redis answers: said once when it stops and once when it is back, and counted."""

    def __init__(self) -> None:
        self.lasts = False

    def begins(self, error: BaseException) -> None:
        """Say that Redis does not answer."""
        if not self.lasts:
            self.lasts = True
            LIVE_REDIS_OUTAGES.inc()
            log.error("Redis does not answer (%s): this server goes on alone until it does.", error)

    def ends(self) -> None:
        """Say that Redis answers again."""
        if self.lasts:
            self.lasts = False
            log.warning("Redis answers again.")
