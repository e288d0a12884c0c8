"""Waiting one's turn before reading what a write depends on, on both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, text

from conference.extensions import db

# It changes nothing, and yet SQLite gives it the one write lock.
TAKE_TURN = text("UPDATE alembic_version SET version_num = version_num WHERE 0")


def on_sqlite() -> bool:
    """Tell whether the database is the embedded one, which has one writer at a time and no row locks."""
    return bool(db.engine.dialect.name == "sqlite")


def lock_rows(rows: Select[Any], values: Mapping[str, Any] | None = None, *, shared: bool = False) -> None:
    """Lock rows until the end of the transaction; first of all in an action that needs it.

    `rows` is a query for their ids and `values` what its parameters stand for.

    Whoever comes second waits here, and then reads everything anew: what this session had read is forgotten. `shared`
    holds off those who lock alone, and not each other. The order of the query must be the same for everyone.
    """
    if on_sqlite():
        db.session.connection().execute(TAKE_TURN)
    else:
        db.session.connection().execute(rows.with_for_update(read=shared), values or {})
    db.session.expire_all()
