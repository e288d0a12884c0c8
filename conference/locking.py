"""Waiting one's turn before reading what a write depends on, on both databases."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Column, Select, Table, Text, cast, func, select, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from conference import read_once
from conference.extensions import Base, db

Row = TypeVar("Row", bound=Base)

# It changes nothing, and yet SQLite gives it the one write lock.
TAKE_TURN = text("UPDATE alembic_version SET version_num = version_num WHERE 0")


def on_sqlite() -> bool:
    """Tell whether the database is the embedded one, which has one writer at a time and no row locks."""
    return bool(db.engine.dialect.name == "sqlite")


def lock_rows(rows: Select[Any], values: Mapping[str, Any] | None = None, *, shared: bool = False) -> None:
    """Lock rows until the end of the transaction; first of all in an action that needs it.

    `rows` is a query for their ids and `values` what its parameters stand for.

    Whoever comes second waits here, and then reads everything anew: what this session had read is forgotten, and what
    it had changed is written before. `shared`
    holds off those who lock alone, and not each other; who waits to lock alone is next, however many come to share.
    The order of the query must be the same for everyone. Rows that point at these can still be written (see `locked`).
    """
    db.session.flush()
    connection = db.session.connection()
    if on_sqlite():
        connection.execute(TAKE_TURN)
    else:
        connection.execute(_queueing(rows, shared=shared), values or {})
        connection.execute(rows.with_for_update(read=shared, key_share=not shared), values or {})
    _forget_what_was_read()


def take_turns(name: str, keys: Iterable[int]) -> None:
    """Wait for what is done under one name with each of these keys, one by one, until the end of the transaction.

    It locks no row, so that whoever waits here keeps nobody from writing. What this session had read is forgotten.
    """
    db.session.flush()
    connection = db.session.connection()
    if on_sqlite():
        connection.execute(TAKE_TURN)
    else:
        for key in sorted(set(keys)):
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(name), key)))
    _forget_what_was_read()


def _queueing(rows: Select[Any], *, shared: bool) -> Select[Any]:
    """Return the query that waits one's turn at PostgreSQL.

    Its row locks know no turns: whoever shares one joins those who do, and as long as these overlap, whoever wants it
    alone waits. Its advisory locks are given in the order in which they were asked for.
    """
    wait = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    wanted, table = rows.subquery(), str(rows.get_final_froms()[0])
    return select(wait(func.hashtext(table), func.hashtext(cast(wanted.c[0], Text))))


def locked(model: type[Row], row_id: int) -> Row | None:
    """Return a row (its key is `id`), locked until the end of the transaction; None where there is none.

    Rows that point at it can still be written meanwhile: two who each hold one row and point at the other's would
    wait for each other for ever.
    """
    db.session.flush()
    if on_sqlite():
        db.session.connection().execute(TAKE_TURN)
    else:
        key: Any = model.__mapper__.columns["id"]
        db.session.connection().execute(select(key).where(key == row_id).with_for_update(key_share=True))
    _forget_what_was_read()
    return db.session.get(model, row_id)


def _forget_what_was_read() -> None:
    db.session.expire_all()
    read_once.forget(db.session())


def inserting_once(table: Table, *returning: Column[Any]) -> Mapping[bool, Any]:
    """Return the statement that writes rows where they are new, as each database has it (by whether that is SQLite).

    It returns columns of those that were written; whoever comes second waits for the first and gets none.
    """
    return {
        is_sqlite: insert(table).on_conflict_do_nothing().returning(*returning)
        for is_sqlite, insert in ((True, sqlite_insert), (False, postgresql_insert))
    }


def insert_once(model: type[Base], **values: object) -> None:
    """Write a row unless one with the same unique values is there; whoever comes second waits for the first."""
    insert = sqlite_insert if on_sqlite() else postgresql_insert
    db.session.execute(insert(model).values(**values).on_conflict_do_nothing())
