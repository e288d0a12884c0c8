"""Keys of reactions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reaction_key",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_reaction_key")),
    )
    op.create_index(op.f("ix_reaction_key_sent_at"), "reaction_key", ["sent_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("reaction_key")
