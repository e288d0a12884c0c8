"""What is due at a moment: openings, closings, ends of timers. Asked each second, by every server."""

import logging
from collections.abc import Callable

import gevent
from flask import Flask

from conference import ticker
from conference.extensions import db
from conference.metrics import ALARMS_FAILED

log = logging.getLogger(__name__)
Alarm = Callable[[], None]
_alarms: list[Alarm] = []
_running: set[int] = set()


def every_second(alarm: Alarm) -> Alarm:
    """Register what looks each second whether something is due, and does it.

    Several servers ask at once: it must take what is due by one conditional write that only one of them wins, and
    whatever depends on the moment to the second must ask the clock itself and not wait for its alarm.
    """
    _alarms.append(alarm)
    return alarm


def ring() -> None:
    """Ask every alarm once; one that fails does not keep the others from theirs."""
    for alarm in _alarms:
        try:
            _ring_alone(alarm)
        except Exception:
            ALARMS_FAILED.labels(alarm.__name__).inc()
            log.exception("An alarm failed: %s", alarm.__name__)


def _ring_alone(alarm: Alarm) -> None:
    try:
        alarm()
    finally:
        db.session.rollback()


def start(app: Flask) -> None:
    """Start asking, once per application; called by the server, never by tests that ring by hand."""
    if id(app) in _running:
        return
    _running.add(id(app))
    gevent.spawn(ticker.every, app, 1, ring)
