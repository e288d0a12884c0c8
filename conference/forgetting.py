"""Rows that tell nobody in which order they came."""

from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.orm import InstrumentedAttribute

from conference.extensions import Base, db
from conference.locking import on_sqlite


def forget_order(model: type[Base], column: InstrumentedAttribute[Any], value: int) -> None:
    """Write the rows in which a column has a value anew in one go, in the order of their primary keys.

    Nobody can tell then from where they lie, or from which transaction wrote them, who came before whom. The caller
    keeps everybody else from writing them. SQLite lays rows in the order of their keys in the first place (tables
    with `sqlite_with_rowid=False`), PostgreSQL in the order in which they came.
    """
    if on_sqlite():
        return
    table: Table = model.__table__  # type: ignore[assignment]
    columns = ", ".join(f'"{one.name}"' for one in table.columns)
    order = ", ".join(f'"{one.name}"' for one in table.primary_key)
    # All of these are names of our own.
    anew = (
        f'WITH gone AS (DELETE FROM "{table.name}" WHERE "{column.key}" = :value RETURNING {columns}) '  # noqa: S608
        f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM gone ORDER BY {order}'
    )
    db.session.execute(text(anew), {"value": value})
