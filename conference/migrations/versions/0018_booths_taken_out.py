"""Who took a booth out of the hall: its team, or the organisers, who alone put it back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Keep since when the organisers have it out; of those that are out already nobody knows."""
    op.add_column("booth", sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("booth", "taken_out_at")
