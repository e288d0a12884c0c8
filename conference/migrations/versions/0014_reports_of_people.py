"""What people tell the organisers about somebody."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "participant_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "profile",
                "chat",
                "meeting",
                "call",
                "elsewhere",
                name="place",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("by_id <> about_id", name=op.f("ck_participant_report_another")),
        sa.CheckConstraint(
            "handled_by_id IS NULL OR handled_at IS NOT NULL", name=op.f("ck_participant_report_handled")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_participant_report_{column}_{table}"),
                ondelete=on_delete,
            )
            for column, table, on_delete in (
                ("conference_id", "conference", "CASCADE"),
                ("by_id", "participant", "CASCADE"),
                ("about_id", "participant", "CASCADE"),
                ("handled_by_id", "participant", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_report")),
        sa.UniqueConstraint("guid", name=op.f("uq_participant_report_guid")),
    )
    for column in ("conference_id", "about_id"):
        op.create_index(op.f(f"ix_participant_report_{column}"), "participant_report", [column], unique=False)
    is_open = sa.text("handled_at IS NULL")
    op.create_index(
        "uq_participant_report_open",
        "participant_report",
        ["by_id", "about_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("participant_report")
