"""The key of what a facilitator did: sent twice, it was done once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add it; what was done before has one that nobody draws."""
    with op.batch_alter_table("cafe_event") as table:
        table.add_column(sa.Column("key", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("cafe_event") as table:
        table.drop_column("key")
