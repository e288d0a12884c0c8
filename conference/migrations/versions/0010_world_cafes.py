"""World cafés, and who does not want to meet whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "participant_block",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("participant_id <> blocked_id", name=op.f("ck_participant_block_another")),
        sa.ForeignKeyConstraint(
            ["blocked_id"],
            ["participant.id"],
            name=op.f("fk_participant_block_blocked_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_participant_block_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "blocked_id", name=op.f("pk_participant_block")),
    )
    op.create_index(op.f("ix_participant_block_blocked_id"), "participant_block", ["blocked_id"], unique=False)
    op.create_table(
        "cafe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("theme", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "open", "harvest", "closed", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("briefing", sa.Text(), nullable=False),
        sa.Column("fewest", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column(
            "hosts",
            sa.Enum("stay", "rotate", name="hosts", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("mix_organisation", sa.Boolean(), nullable=False),
        sa.Column("mix_country", sa.Boolean(), nullable=False),
        sa.Column("mix_kind", sa.Boolean(), nullable=False),
        sa.Column("mix_language", sa.Boolean(), nullable=False),
        sa.Column("may_choose", sa.Boolean(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("dots_open", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("dots >= 0", name=op.f("ck_cafe_dots")),
        sa.CheckConstraint("fewest > 0 AND fewest <= most", name=op.f("ck_cafe_seats")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_cafe_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_cafe_item_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe")),
        sa.UniqueConstraint("item_id", name=op.f("uq_cafe_item_id")),
    )
    op.create_index(op.f("ix_cafe_conference_id"), "cafe", ["conference_id"], unique=False)
    op.create_table(
        "cafe_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cafe_id", sa.Integer(), nullable=False),
        sa.Column("table_ids", sa.JSON(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_cafe_message_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cafe_id"], ["cafe.id"], name=op.f("fk_cafe_message_cafe_id_cafe"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_message")),
    )
    op.create_index(op.f("ix_cafe_message_by_id"), "cafe_message", ["by_id"], unique=False)
    op.create_index(op.f("ix_cafe_message_cafe_id"), "cafe_message", ["cafe_id"], unique=False)
    op.create_table(
        "cafe_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cafe_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cafe_id"], ["cafe.id"], name=op.f("fk_cafe_question_cafe_id_cafe"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_question")),
    )
    op.create_index(op.f("ix_cafe_question_cafe_id"), "cafe_question", ["cafe_id"], unique=False)
    op.create_table(
        "cafe_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cafe_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "open",
                "paused",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quality", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (ends_at IS NOT NULL)", name=op.f("ck_cafe_round_running")),
        sa.CheckConstraint("(state = 'paused') = (left_seconds IS NOT NULL)", name=op.f("ck_cafe_round_paused")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_cafe_round_minutes")),
        sa.ForeignKeyConstraint(["cafe_id"], ["cafe.id"], name=op.f("fk_cafe_round_cafe_id_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_round")),
        sa.UniqueConstraint("cafe_id", "number", name=op.f("uq_cafe_round_cafe_id_number")),
    )
    op.create_index("ix_cafe_round_ends_at", "cafe_round", ["ends_at"], unique=False)
    op.create_index(
        "uq_cafe_round_present",
        "cafe_round",
        ["cafe_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'paused')"),
        postgresql_where=sa.text("state IN ('open', 'paused')"),
    )
    op.create_table(
        "cafe_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cafe_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_cafe_table_merged_into_another")),
        sa.ForeignKeyConstraint(["cafe_id"], ["cafe.id"], name=op.f("fk_cafe_table_cafe_id_cafe"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["host_id"], ["participant.id"], name=op.f("fk_cafe_table_host_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["cafe_table.id"],
            name=op.f("fk_cafe_table_merged_into_id_cafe_table"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_table")),
        sa.UniqueConstraint("cafe_id", "number", name=op.f("uq_cafe_table_cafe_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cafe_table_host_id"), "cafe_table", ["host_id"], unique=False)
    op.create_index(op.f("ix_cafe_table_merged_into_id"), "cafe_table", ["merged_into_id"], unique=False)
    op.create_table(
        "cafe_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cafe_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column(
            "act",
            sa.Enum(
                "open",
                "pause",
                "resume",
                "extend",
                "end",
                "message",
                "seat",
                "move",
                "merge",
                "host",
                "help",
                "state",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_cafe_event_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["cafe_id"], ["cafe.id"], name=op.f("fk_cafe_event_cafe_id_cafe"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cafe_round.id"], name=op.f("fk_cafe_event_round_id_cafe_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_event")),
    )
    op.create_index(op.f("ix_cafe_event_by_id"), "cafe_event", ["by_id"], unique=False)
    op.create_index(op.f("ix_cafe_event_cafe_id"), "cafe_event", ["cafe_id"], unique=False)
    op.create_index(op.f("ix_cafe_event_round_id"), "cafe_event", ["round_id"], unique=False)
    op.create_table(
        "cafe_help_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["participant.id"],
            name=op.f("fk_cafe_help_call_answered_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["participant.id"],
            name=op.f("fk_cafe_help_call_asked_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["cafe_table.id"], name=op.f("fk_cafe_help_call_table_id_cafe_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_help_call")),
    )
    op.create_index(op.f("ix_cafe_help_call_answered_by_id"), "cafe_help_call", ["answered_by_id"], unique=False)
    op.create_index(op.f("ix_cafe_help_call_asked_by_id"), "cafe_help_call", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_cafe_help_call_table_id"), "cafe_help_call", ["table_id"], unique=False)
    op.create_index(
        "uq_cafe_help_call",
        "cafe_help_call",
        ["table_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "cafe_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("is_host", sa.Boolean(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "seating",
                "latecomer",
                "moved",
                "chosen",
                name="how",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_cafe_seat_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cafe_round.id"], name=op.f("fk_cafe_seat_round_id_cafe_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["cafe_table.id"], name=op.f("fk_cafe_seat_table_id_cafe_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_seat")),
        sa.UniqueConstraint("round_id", "participant_id", name=op.f("uq_cafe_seat_round_id_participant_id")),
    )
    op.create_index(op.f("ix_cafe_seat_participant_id"), "cafe_seat", ["participant_id"], unique=False)
    op.create_index("ix_cafe_seat_table", "cafe_seat", ["table_id", "round_id"], unique=False)
    op.create_index(
        "uq_cafe_seat_host",
        "cafe_seat",
        ["round_id", "table_id"],
        unique=True,
        sqlite_where=sa.text("is_host"),
        postgresql_where=sa.text("is_host"),
    )
    op.create_table(
        "cafe_table_choice",
        sa.Column("cafe_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cafe_id"], ["cafe.id"], name=op.f("fk_cafe_table_choice_cafe_id_cafe"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_cafe_table_choice_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["cafe_table.id"], name=op.f("fk_cafe_table_choice_table_id_cafe_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cafe_id", "participant_id", name=op.f("pk_cafe_table_choice")),
    )
    op.create_index(op.f("ix_cafe_table_choice_participant_id"), "cafe_table_choice", ["participant_id"], unique=False)
    op.create_index(op.f("ix_cafe_table_choice_table_id"), "cafe_table_choice", ["table_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("cafe_table_choice")
    op.drop_table("cafe_seat")
    op.drop_table("cafe_help_call")
    op.drop_table("cafe_event")
    op.drop_table("cafe_table")
    op.drop_table("cafe_round")
    op.drop_table("cafe_question")
    op.drop_table("cafe_message")
    op.drop_table("cafe")
    op.drop_table("participant_block")
