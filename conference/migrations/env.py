"""Alembic's entry: migrates the current application's database with its own engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

from conference.extensions import Moment, db

# Any number that no other lock of ours has.
MIGRATING = 5_117_340


def render_item(kind: str, value: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column type into migrations as the plain type it is stored as."""
    if kind == "type" and isinstance(value, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def _begin(connection: Connection) -> None:
    """Let all of it happen or nothing, and by one server at a time: others wait, and find it done."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others point to without emptying what points there."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # Inside of a transaction this changes nothing.
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.commit()


def _look_at_references(connection: Connection) -> None:
    """Let none of it happen where a reference would lead nowhere afterwards."""
    if connection.dialect.name == "sqlite":
        astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if astray:
            raise RuntimeError(f"References that lead nowhere: {astray[:10]}")


def run() -> None:
    """Apply or compare migrations; SQLite's tables are rebuilt where it cannot alter them."""
    options = current_app.extensions["migrate"].configure_args
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _tables_may_be_rebuilt(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            # On SQLite as well: the driver begins nothing by itself before a table is made, so `_begin` does.
            transactional_ddl=True,
            **{"compare_type": True, **options},
        )
        with context.begin_transaction():
            _begin(connection)
            context.run_migrations()
            _look_at_references(connection)


run()
