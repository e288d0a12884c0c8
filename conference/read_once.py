"""What one request asks the database several times, asked once."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from conference.extensions import db

Value = TypeVar("Value")
_HELD = "read_once"


def once(key: Hashable, read: Callable[[], Value]) -> Value:
    """Return what `read` returns, read the first time only; for values that nobody changes.

    It is read anew as soon as this session has written anything, has waited for its turn, or is in another transaction.
    """
    held: dict[Hashable, Value] = db.session.info.get(_HELD, {})
    if key in held:
        return held[key]
    value = read()
    # Not in `held`: reading may have begun with a write.
    db.session.info.setdefault(_HELD, {})[key] = value
    return value


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
