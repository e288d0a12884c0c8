"""What became of an interest in a pitch: a contact, a meeting that is asked for, or both, each with its moment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_WORDS = ("nothing_yet", "contact", "meeting")


def upgrade() -> None:
    """Keep both moments; of one that became a meeting nobody knows any more whether it was a contact before."""
    with op.batch_alter_table("pitch_interest") as table:
        table.add_column(sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE pitch_interest SET contact_at = coalesce(became_at, at) WHERE became = 'contact'")
    op.execute("UPDATE pitch_interest SET meeting_at = coalesce(became_at, at) WHERE became = 'meeting'")
    with op.batch_alter_table("pitch_interest") as table:
        table.drop_constraint(op.f("ck_pitch_interest_became"), type_="check")
        table.drop_column("became_at")
        table.drop_column("became")


def downgrade() -> None:
    """Keep what came last in one column again: a meeting."""
    became = sa.Enum(*_WORDS, name="became", native_enum=False, create_constraint=False, length=32)
    with op.batch_alter_table("pitch_interest") as table:
        table.add_column(sa.Column("became", became, nullable=False, server_default="nothing_yet"))
        table.add_column(sa.Column("became_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE pitch_interest SET became = 'contact', became_at = contact_at WHERE contact_at IS NOT NULL")
    op.execute("UPDATE pitch_interest SET became = 'meeting', became_at = meeting_at WHERE meeting_at IS NOT NULL")
    with op.batch_alter_table("pitch_interest") as table:
        names = ", ".join(f"'{word}'" for word in _WORDS)
        table.alter_column("became", server_default=None, existing_type=became, existing_nullable=False)
        table.create_check_constraint(op.f("ck_pitch_interest_became"), f"became IN ({names})")
        table.drop_column("meeting_at")
        table.drop_column("contact_at")
