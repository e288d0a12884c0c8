"""Waiting one's turn before reading what a write depends on, on both databases."""

from typing import Any

from sqlalchemy import Select, text

from conference.extensions import db


def on_sqlite() -> bool:
    """Tell whether the database is the embedded one, which has one writer at a time and no row locks."""
    return bool(db.engine.dialect.name == "sqlite")


def lock_rows(rows: Select[Any], *, shared: bool = False) -> None:
    """Lock rows (a query for their ids) until the end of the transaction; first of all in an action that needs it.

    Whoever comes second waits here, and then reads everything anew: what this session had read is forgotten. `shared`
    holds off those who lock alone, and not each other. The order of the query must be the same for everyone.
    """
    if on_sqlite():
        # A write that changes nothing takes the one write lock before anything is read.
        db.session.execute(text("UPDATE alembic_version SET version_num = version_num WHERE 0"))
    else:
        db.session.execute(rows.with_for_update(read=shared))
    db.session.expire_all()
