"""Ids of questions to booths, of leads and of invitations are given once, on SQLite too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TABLES = ("booth_invitation", "booth_lead", "booth_question")
# With what stands before it, as the names of other columns end so too.
_PLAIN, _ONCE = "(\n\tid INTEGER NOT NULL", "(\n\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"


def upgrade() -> None:
    """Have SQLite remember the highest id that there ever was; PostgreSQL always does."""
    for table in _TABLES:
        _rebuild(table, (_PLAIN, _ONCE), (_key(table), ""))


def downgrade() -> None:
    """Let it forget that again."""
    for table in _TABLES:
        first = f"CONSTRAINT fk_{table}_booth_id_booth"
        _rebuild(table, (_ONCE, _PLAIN), (first, _key(table) + first))


def _key(table: str) -> str:
    return f"CONSTRAINT pk_{table} PRIMARY KEY (id), \n\t"


def _rebuild(table: str, *changes: tuple[str, str]) -> None:
    """Make a table of SQLite anew, as it is but for some words of its definition, with its rows and indexes."""
    database = op.get_bind()
    if database.dialect.name != "sqlite":
        return
    about = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type = :kind AND sql IS NOT NULL")
    definition = database.scalars(about, {"name": table, "kind": "table"}).one()
    indexes = database.scalars(about, {"name": table, "kind": "index"}).all()
    for old, new in changes:
        if definition.count(old) != 1:
            raise RuntimeError(f"{table} is not as it was made: {old!r}")
        definition = definition.replace(old, new)
    op.execute(f"CREATE TABLE {table}_anew {definition[definition.index('(') :]}")
    op.execute(f"INSERT INTO {table}_anew SELECT * FROM {table}")  # noqa: S608 - a name of ours
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for index in indexes:
        op.execute(index)
