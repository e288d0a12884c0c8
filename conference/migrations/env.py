"""Alembic's entry: migrates the current application's database with its own engine."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from conference.extensions import Moment, db


def render_item(kind: str, value: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column type into migrations as the plain type it is stored as."""
    if kind == "type" and isinstance(value, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Apply or compare migrations; SQLite's tables are rebuilt where it cannot alter them."""
    options = current_app.extensions["migrate"].configure_args
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **{"compare_type": True, **options},
        )
        with context.begin_transaction():
            context.run_migrations()


run()
