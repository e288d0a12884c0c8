"""Alembic's entry: migrates the current application's database with its own engine."""

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


def run() -> None:
    """Apply or compare migrations; SQLite's tables are rebuilt where it cannot alter them."""
    options = current_app.extensions["migrate"].configure_args
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
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


run()
