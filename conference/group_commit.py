"""Hot writes gathered for a moment into one transaction; each is answered when its own is committed.

A thousand commits a second, one by one, are more than a disk likes; a thousand writes in a hundred commits are not.
Figures: `tests/bench`.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import gevent
from gevent import monkey

from conference.extensions import db
from conference.gathering import Gathering
from conference.locking import on_sqlite

WINDOW_SECONDS = 0.010

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
        self._gathering = Gathering(name, WINDOW_SECONDS, self.commit)

    def submit(self, write: Write) -> Outcome:
        """Return the outcome of a write once it is committed. Raises what its own transaction raised.

        The caller's session must hold nothing: it is rolled back, so that no connection is kept while waiting.
        """
        return self._gathering.ask(write)

    def commit(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Return the outcomes, in their order, of writes that were gathered already, once they are committed.

        Raises what the transaction raised; nothing is written then.
        """
        if not writes:
            return ()
        try:
            outcomes = self._write_all(writes)
            if len(outcomes) != len(writes):
                raise ValueError(f"{len(outcomes)} outcomes of {len(writes)} {self.name}")  # noqa: TRY301 - undone as any other
            db.session.flush()
            _make_durable()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return outcomes


def _make_durable() -> None:
    """Let SQLite write its log to the disk in a thread of its own, so that everybody else is served meanwhile.

    Nobody can interrupt that, for the writer is a greenlet that nothing ends. Ending the transaction is left to the
    session's own commit, which then has nothing to wait for.
    """
    if monkey.is_module_patched("threading") and on_sqlite():
        connection = db.session.connection().connection.dbapi_connection
        if connection is not None:
            gevent.get_hub().threadpool.apply(connection.commit)
