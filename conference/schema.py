"""Bringing a database's schema up to date."""

import logging
from pathlib import Path

from flask_migrate import upgrade

from conference.config import PACKAGE


def upgrade_schema(directory: Path = PACKAGE / "migrations") -> None:
    """Apply the migrations that the current application's database still lacks."""
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)
    upgrade(directory=str(directory))
