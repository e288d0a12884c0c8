"""What many ask for at once, gathered for a moment and done together; each waits for its own result."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from flask import Flask, current_app

from conference.extensions import db
from conference.metrics import LIVE_STUMBLED

log = logging.getLogger(__name__)
MOST_AT_ONCE = 1000
PATIENCE_SECONDS = 30
# Doing many together costs little more than doing few. Who is busy therefore gathers so many times as long as the last
# took, up to a limit that nobody notices: the more there is to do, the more is done at once.
GATHERING_PER_DOING, LONGEST_GATHERING = 2, 0.02

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Place(Generic[Item, Result]):
    """One item's place in the queue. Its lock is held until there is an answer: cheaper than an event."""

    __slots__ = ("_answered", "_error", "_result", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self._answered = threading.Lock()
        self._answered.acquire()
        self._result: Result | None = None
        self._error: BaseException | None = None

    def answer(self, result: Result) -> None:
        self._result = result
        self._answered.release()

    def fail(self, error: BaseException) -> None:
        self._error = error
        self._answered.release()

    def wait(self) -> Result:
        if not self._answered.acquire(timeout=PATIENCE_SECONDS):
            raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]


class Gathering(Generic[Item, Result]):
    """Hands what is asked within `seconds` to `do_all(items)`, in one application context, one batch after the other.

    It is within 30 ms where doing them takes long, as it does when the process is busy.
    `do_all` returns a result for each item, in their order. Where it raises or returns too few, each item is tried once
    more on its own, so that one bad item fails only itself.
    """

    def __init__(self, name: str, seconds: float, do_all: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self.name = name
        self._seconds = seconds
        self._do_all = do_all
        self._waiting: deque[_Place[Item, Result]] = deque()
        self._some_wait = threading.Event()
        self._lock = threading.Lock()
        self._started = False

    def ask(self, item: Item) -> Result:
        """Return the result for one item. Raises what doing it raised.

        The caller's session must hold nothing: it is rolled back, so that no connection is kept while waiting.
        """
        if db.session.registry.has():
            db.session.rollback()
        if current_app.config["GROUP_COMMIT"] is False:
            return self._do_all([item])[0]
        if not self._started:
            self._start(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
        place: _Place[Item, Result] = _Place(item)
        self._waiting.append(place)
        if not self._some_wait.is_set():
            self._some_wait.set()
        return place.wait()

    def _start(self, app: Flask) -> None:
        with self._lock:
            if not self._started:
                self._started = True
                threading.Thread(target=self._do_for_ever, args=(app,), name=self.name, daemon=True).start()

    def _do_for_ever(self, app: Flask) -> None:
        gathering = self._seconds
        while True:
            self._some_wait.wait()
            time.sleep(gathering)
            # Cleared before the queue is looked at: who comes in between is found now, or sets it again.
            self._some_wait.clear()
            began = time.perf_counter()
            for gathered in self._take():
                self._do(app, gathered)
            took = time.perf_counter() - began
            gathering = min(max(self._seconds, GATHERING_PER_DOING * took), LONGEST_GATHERING)

    def _do(self, app: Flask, gathered: Sequence[_Place[Item, Result]]) -> None:
        """Answer a batch; whatever happens, the next must have its turn."""
        try:
            with app.app_context():
                self._answer(gathered)
        except Exception:
            LIVE_STUMBLED.labels("gathering").inc()
            log.exception("The gathering of %s stumbled.", self.name)

    def _take(self) -> list[list[_Place[Item, Result]]]:
        """Return those who wait now, in batches; who comes meanwhile is gathered anew."""
        waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
        return [waiting[start : start + MOST_AT_ONCE] for start in range(0, len(waiting), MOST_AT_ONCE)]

    def _answer(self, gathered: Sequence[_Place[Item, Result]]) -> None:
        try:
            results = self._do_all([place.item for place in gathered])
            answers = list(zip(gathered, results, strict=True))
        except Exception as error:
            if len(gathered) == 1:
                log.exception("One of %s failed.", self.name)
                gathered[0].fail(error)
                return
            log.warning("%s of %s failed together; each is tried alone.", len(gathered), self.name, exc_info=True)
            for place in gathered:
                self._answer([place])
            return
        for place, result in answers:
            place.answer(result)
