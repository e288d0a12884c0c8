"""Locks one row until the end of the transaction, on either database, so that decisions follow each other."""

from typing import Any, TypeVar

from sqlalchemy import select, update

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
