"""What takes a change of a matchmaking back, and what its people are still to be mailed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add them: nothing can be taken back yet, and nothing is to be mailed."""
    with op.batch_alter_table("matchmaking") as table:
        table.add_column(sa.Column("undo", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("mails_due", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("matchmaking_person") as table:
        table.add_column(sa.Column("letter", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("matchmaking_person") as table:
        table.drop_column("letter")
    with op.batch_alter_table("matchmaking") as table:
        table.drop_column("mails_due")
        table.drop_column("undo")
