"""What a serving process does for its live rooms beside answering: ticks, pulses, sweeps, and news between workers."""

import logging
import time
from collections.abc import Callable

import gevent
import redis
from flask import Flask
from gevent.event import Event

from conference import directed, hearing, presence, realtime
from conference.change_marks import News, Outage, Post
from conference.metrics import LIVE_CONNECTIONS, LIVE_SEND_SECONDS, LIVE_STUMBLED

log = logging.getLogger(__name__)
SHORTEST_REST = 0.1
LONGEST_REST = 0.25
# The more there is to send, the longer the rest: what a sending costs others must not grow with the audience twice.
REST_PER_SENDING = 0.5
PULSE_SECONDS = 1.0
# Everyone is asked again within so long, a few at a time: asking ten thousand at once would keep votes waiting.
SWEEP_SECONDS = 5.0
# News for other workers gathers for so long; far less than a tick.
POST_SECONDS = 0.02
BEAT_SECONDS = 1.0
# Who has fallen silent is known here after so long, and elsewhere after as long again.
HEARING_SECONDS = 0.6
RETRY_SECONDS = 0.5

_serving: set[int] = set()


def start(app: Flask) -> None:
    """Start, once per application; called by the server, never by tests that tick by hand."""
    if id(app) in _serving:
        return
    _serving.add(id(app))
    url: str = app.config["REDIS_URL"]
    post = Post(url) if url else None
    realtime.serve(post)
    directed.serve(post)
    gevent.spawn(every, app, hearing.BEAT_SECONDS, hearing.beat)
    gevent.spawn(_tick_for_ever, app)
    gevent.spawn(every, app, PULSE_SECONDS, _pulse)
    gevent.spawn(_sweep_for_ever, app)
    if post is None:
        gevent.spawn(every, app, HEARING_SECONDS, realtime.listen_around)
    else:
        outage = Outage()
        gevent.spawn(_publish_for_ever, post, outage)
        gevent.spawn(_listen_for_ever, post, outage)
        gevent.spawn(_exchange_for_ever, post, outage)


def rest_after(seconds: float) -> float:
    """Return how long to rest after a sending that took so many seconds."""
    return min(LONGEST_REST, max(SHORTEST_REST, REST_PER_SENDING * seconds))


def _tick_for_ever(app: Flask) -> None:
    rest = SHORTEST_REST
    while True:
        gevent.sleep(rest)
        rest = SHORTEST_REST
        if not realtime.has_news():
            continue
        began = time.perf_counter()
        well = _guarded(app, realtime.send_changed)
        took = time.perf_counter() - began
        LIVE_SEND_SECONDS.observe(took)
        rest = rest_after(took) if well else RETRY_SECONDS


def every(app: Flask, seconds: float, act: Callable[[], None]) -> None:
    """Do something every so many seconds, for as long as the process lives."""
    while True:
        gevent.sleep(seconds)
        _guarded(app, act)


def _guarded(app: Flask, act: Callable[[], object]) -> bool:
    """Do something and tell whether it went well: whatever happens, the next round must come."""
    try:
        with app.app_context():
            act()
    except Exception:
        LIVE_STUMBLED.labels(act.__name__.strip("_")).inc()
        log.exception("The live engine stumbled in %s.", act.__name__)
        return False
    return True


def _pulse() -> None:
    realtime.pulse()
    LIVE_CONNECTIONS.set(presence.connection_count())


def _sweep_for_ever(app: Flask) -> None:
    def sweep() -> None:
        realtime.sweep(SWEEP_SECONDS)

    while True:
        if not _guarded(app, sweep):
            gevent.sleep(RETRY_SECONDS)


def _publish_for_ever(post: Post, outage: Outage) -> None:
    beat, urgent = 0.0, Event()
    post.hurry = urgent.set
    while True:
        urgent.wait(POST_SECONDS)
        urgent.clear()
        if not post.has_news and time.monotonic() < beat:
            continue
        if _reached(outage, lambda: post.publish(realtime.newest_version())):
            beat = time.monotonic() + BEAT_SECONDS


def _listen_for_ever(post: Post, outage: Outage) -> None:
    while True:
        _reached(outage, lambda: post.listen(_hear))


def _hear(news: News) -> None:
    realtime.hear(news)
    directed.deliver(news.letters)


def _exchange_for_ever(post: Post, outage: Outage) -> None:
    while True:
        gevent.sleep(HEARING_SECONDS)

        def exchange() -> None:
            realtime.listen_around()
            if presence.hear(post.exchange(presence.all_here())):
                realtime.pulse()

        if not _reached(outage, exchange):
            presence.lose_sight()


def _reached(outage: Outage, act: Callable[[], None]) -> bool:
    """Do something that needs Redis; where it does not answer, say so and wait a little. Return whether it did."""
    try:
        act()
    except (redis.RedisError, OSError) as error:
        outage.begins(error)
        gevent.sleep(RETRY_SECONDS)
        return False
    except Exception:
        LIVE_STUMBLED.labels("news").inc()
        log.exception("The news between workers stumbled.")
        gevent.sleep(RETRY_SECONDS)
        return False
    outage.ends()
    return True
