"""Rows that several want at once, on either database: locked until the end of the transaction, written only once."""

from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from conference.extensions import Base, db

Row = TypeVar("Row", bound=Base)


def locked(model: type[Row], row_id: int) -> Row | None:
    """Return a row (its key is `id`), locked; whoever comes second waits here.

    What this session had read before is forgotten.
    """
    key: Any = model.__mapper__.columns["id"]
    if db.engine.dialect.name == "sqlite":
        # SQLite has no row locks: a write that changes nothing takes the one write lock before anything is read.
        db.session.execute(
            update(model).where(key == row_id).values(id=key), execution_options={"synchronize_session": False}
        )
    else:
        db.session.execute(select(key).where(key == row_id).with_for_update(key_share=True))
    db.session.expire_all()
    return db.session.get(model, row_id)


def insert_once(model: type[Base], **values: object) -> None:
    """Write a row unless one with the same unique values is there; who comes second waits for the first."""
    insert = sqlite_insert if db.engine.dialect.name == "sqlite" else postgresql_insert
    db.session.execute(insert(model).values(**values).on_conflict_do_nothing())
