"""What one request asks the database several times, asked once."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.interfaces import ORMOption

from conference.extensions import Base, db

Value = TypeVar("Value")
Row = TypeVar("Row", bound=Base)
_HELD, _ROWS = "read_once", "rows_held"


def once(key: Hashable, read: Callable[[], Value]) -> Value:
    """Return what `read` returns, read the first time only; for values that nobody changes.

    It is read anew as soon as this session has written anything, has waited for its turn, or is in another transaction.
    """
    known: dict[Hashable, Value] = db.session.info.get(_HELD, {})
    if key in known:
        return known[key]
    value = read()
    # Not in `known`: reading may have begun with a write.
    db.session.info.setdefault(_HELD, {})[key] = value
    return value


def held(model: type[Row], row_id: int, *options: ORMOption) -> Row | None:
    """Return a row by its key, and hold it, so that it is read once: after a lock or a commit it is read anew.

    A session by itself lets go of a row as soon as nobody refers to it.
    """
    row = db.session.get(model, row_id, options=options)
    if row is not None:
        db.session.info.setdefault(_ROWS, {})[model, row_id] = row
    return row


def forget(session: Session) -> None:
    """Let everything be read anew: others may have written."""
    session.info.pop(_HELD, None)


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select:
        forget(state.session)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    forget(session)


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, _transaction: SessionTransaction) -> None:
    forget(session)
