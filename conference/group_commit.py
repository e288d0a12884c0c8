"""Hot writes gathered for at most 10 ms into one transaction; each is answered when its own is committed.

A thousand commits a second, one by one, are more than a disk likes; a thousand writes in a hundred commits are not.
Figures: `tests/bench`.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from flask import Flask, current_app

from conference.extensions import db

log = logging.getLogger(__name__)
WINDOW_SECONDS = 0.010
MOST_AT_ONCE = 1000
PATIENCE_SECONDS = 30

Write = TypeVar("Write")
Outcome = TypeVar("Outcome")


class GroupCommit(Generic[Write, Outcome]):
    """One writer for one kind of hot write.

    `write_all(writes)` runs in one transaction and returns an outcome for each write, in their order; a write that
    alone is wrong gets an outcome that says so and harms no other. It adds to the session and does not commit.
    Where it raises, each write is tried once more on its own, so that one bad write refuses only itself.
    """

    def __init__(self, name: str, write_all: Callable[[Sequence[Write]], Sequence[Outcome]]) -> None:
        self.name = name
        self._write_all = write_all
        self._waiting: queue.Queue[tuple[Write, Future[Outcome]]] = queue.Queue()
        self._lock = threading.Lock()
        self._started = False

    def submit(self, write: Write) -> Outcome:
        """Return the outcome of a write once it is committed. Raises what its own transaction raised.

        The caller's session must hold nothing: it is rolled back, so that no connection is kept while waiting.
        """
        db.session.rollback()
        if current_app.config["GROUP_COMMIT"] is False:
            return self._commit([write])[0]
        self._start(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
        answer: Future[Outcome] = Future()
        self._waiting.put((write, answer))
        return answer.result(PATIENCE_SECONDS)

    def _start(self, app: Flask) -> None:
        with self._lock:
            if not self._started:
                self._started = True
                threading.Thread(
                    target=self._write_for_ever, args=(app,), name=f"commit-{self.name}", daemon=True
                ).start()

    def _write_for_ever(self, app: Flask) -> None:
        while True:
            gathered = self._gather()
            with app.app_context():
                try:
                    self._answer(gathered)
                finally:
                    db.session.remove()

    def _gather(self) -> list[tuple[Write, "Future[Outcome]"]]:
        gathered = [self._waiting.get()]
        timer = threading.Event()
        timer.wait(WINDOW_SECONDS)
        while len(gathered) < MOST_AT_ONCE:
            try:
                gathered.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return gathered

    def _answer(self, gathered: Sequence[tuple[Write, "Future[Outcome]"]]) -> None:
        try:
            outcomes = self._commit([write for write, _answer in gathered])
        except Exception as error:
            if len(gathered) == 1:
                log.exception("A write of %s failed.", self.name)
                gathered[0][1].set_exception(error)
                return
            log.warning("A batch of %s %s writes failed; each is tried alone.", len(gathered), self.name, exc_info=True)
            for one in gathered:
                self._answer([one])
            return
        for (_write, answer), outcome in zip(gathered, outcomes, strict=True):
            answer.set_result(outcome)

    def _commit(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        try:
            outcomes = self._write_all(writes)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return outcomes
