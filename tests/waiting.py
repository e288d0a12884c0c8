"""Seeing that somebody waits for a lock of the database, on both, so that no test waits by the clock."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from conference.extensions import db
from conference.locking import TAKE_TURN

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@contextmanager
def looking_for_waiters() -> Iterator[Callable[[], bool]]:
    """Give a look at whether another thread waits; on SQLite: whether it has come to where it asks for the one lock."""
    if db.engine.dialect.name == "postgresql":
        # Within one transaction PostgreSQL always shows what was so at the first look.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield lambda: bool(connection.scalar(_WAITING))
        return
    me, came = threading.get_ident(), threading.Event()

    def note(*arguments: object) -> None:
        if threading.get_ident() != me and str(arguments[2]) == TAKE_TURN.text:
            came.set()

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield came.is_set
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
