"""Asks every connection each some seconds whether it is there: one greenlet for all, a bucket for each second.

Of whom the system hears nothing (`hearing`) is asked more often: that is how presence is known of them.
"""

import time
from typing import Any

import gevent
from engineio.packet import PING, Packet

from conference.hearing import ASKED_SECONDS

AT_ONCE = 200


class Pings:
    """A wheel of seconds; `interval` seconds after it was scheduled a connection is asked, and given `patience`."""

    def __init__(self, interval: float, patience: float) -> None:
        self._interval, self._patience = max(1, round(interval)), max(1, round(patience)) + 1
        size = max(self._interval, self._patience) + 1
        self._to_ask: list[list[Any]] = [[] for _ in range(size)]
        self._to_check: list[list[tuple[Any, float]]] = [[] for _ in range(size)]
        self._second = 0
        self._turning = False

    def schedule(self, connection: Any) -> None:
        """Ask a connection after the interval, or sooner where only it can say that it is there."""
        seconds = self._interval if connection.hearing.asks_itself else min(self._interval, ASKED_SECONDS)
        self._to_ask[(self._second + seconds) % len(self._to_ask)].append(connection)
        if not self._turning:
            self._turning = True
            gevent.spawn(self._turn_for_ever)

    def turn(self) -> None:
        """Let one second pass: ask whose turn it is, and end what gave no answer in time."""
        self._second += 1
        place = self._second % len(self._to_ask)
        asked, self._to_ask[place] = self._to_ask[place], []
        checked, self._to_check[place] = self._to_check[place], []
        answers = self._to_check[(self._second + self._patience) % len(self._to_check)]
        for number, (connection, marked) in enumerate(checked):
            # An answer takes the mark away. The library would look at a clock that can be set back.
            if connection.last_ping == marked and not connection.closed:
                connection.close(wait=False, abort=False, reason=connection.server.reason.PING_TIMEOUT)
            _breathe(number)
        for number, connection in enumerate(asked):
            if not connection.closing and not connection.closed:
                connection.last_ping = time.time()
                answers.append((connection, connection.last_ping))
                connection.send(Packet(PING))
            _breathe(number)

    def _turn_for_ever(self) -> None:
        due = time.monotonic()
        while True:
            due += 1
            gevent.sleep(max(0.0, due - time.monotonic()))
            self.turn()


def _breathe(number: int) -> None:
    """Let others have their turn after every so many."""
    if number % AT_ONCE == AT_ONCE - 1:
        gevent.sleep(0)
