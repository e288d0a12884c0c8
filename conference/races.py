"""Tells a write that lost against another in the same moment from a defect."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

# PostgreSQL: unique and foreign key violations, serialisation failure, deadlock, lock not available.
_SQLSTATES = frozenset({"23505", "23503", "40001", "40P01", "55P03"})
_SQLITE_NAMES = frozenset(
    {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY"}
    | {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"}
)


def is_lost_race(error: BaseException) -> bool:
    """Tell whether somebody else wrote first, so that nothing of this was written and asking again may do.

    The actions look before they write: what a constraint still refuses, another wrote between the two.
    """
    if isinstance(error, (StaleDataError, ObjectDeletedError)):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else None
    return getattr(cause, "sqlstate", None) in _SQLSTATES or getattr(cause, "sqlite_errorname", None) in _SQLITE_NAMES


def is_deleted_meanwhile(error: BaseException) -> bool:
    """Tell whether a row that was read before is there no more: maybe deleted just after it was saved."""
    return isinstance(error, ObjectDeletedError)


def may_pass(error: BaseException) -> bool:
    """Tell whether the database was restarted, is full or overloaded, so that the same may go well a little later."""
    # SQLite's own comes from `group_commit`, which commits beneath SQLAlchemy.
    passing = (OperationalError, InterfaceError, NoConnectionFreeError, TimeoutError, sqlite3.OperationalError)
    return isinstance(error, passing)
