"""The stage."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reaction_count",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "clap",
                "heart",
                "thumb",
                "smile",
                "idea",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_reaction_count_counted")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_reaction_count_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "kind", name=op.f("pk_reaction_count")),
    )
    op.create_table(
        "stage_display",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_stage_display_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["participant.id"],
            name=op.f("fk_stage_display_made_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_stage_display_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_display")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_stage_display_participant_id")),
    )
    with op.batch_alter_table("stage_display", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_display_item_id"), ["item_id"], unique=False)

    op.create_table(
        "run_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "poll",
                "quiz",
                "questions",
                "timer",
                "join",
                "text",
                "blank",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("poll_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind <> 'poll' OR poll_id IS NOT NULL", name=op.f("ck_run_step_poll")),
        sa.CheckConstraint("kind <> 'quiz' OR part_id IS NOT NULL", name=op.f("ck_run_step_quiz")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_run_step_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["quiz_part.id"], name=op.f("fk_run_step_part_id_quiz_part"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_run_step_poll_id_poll"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_step")),
    )
    with op.batch_alter_table("run_step", schema=None) as batch_op:
        batch_op.create_index("ix_run_step_item", ["item_id", "order"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_step_part_id"), ["part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_step_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "stage_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "go",
                "open",
                "close",
                "reveal",
                "quiz",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["before_id"], ["run_step.id"], name=op.f("fk_stage_event_before_id_run_step"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_stage_event_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_stage_event_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["run_step.id"], name=op.f("fk_stage_event_step_id_run_step"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_event")),
    )
    with op.batch_alter_table("stage_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_event_item_id"), ["item_id"], unique=False)

    op.create_table(
        "stage_state",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column(
            "scene",
            sa.Enum(
                "auto",
                "poll",
                "quiz",
                "leaderboard",
                "questions",
                "timer",
                "join",
                "text",
                "blank",
                name="scene",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scene_ref", sa.Integer(), nullable=True),
        sa.Column("scene_text", sa.String(length=500), nullable=False),
        sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("timer_seconds", sa.Integer(), nullable=False),
        sa.Column("timer_label", sa.String(length=200), nullable=False),
        sa.Column("timer_step_id", sa.Integer(), nullable=True),
        sa.Column("reactions_open", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(timer_ends_at IS NULL) = (timer_seconds = 0)", name=op.f("ck_stage_state_timer_whole")),
        sa.CheckConstraint("timer_seconds >= 0", name=op.f("ck_stage_state_timer")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_stage_state_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["run_step.id"], name=op.f("fk_stage_state_step_id_run_step"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_stage_state")),
    )
    with op.batch_alter_table("stage_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_state_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("stage_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_state_step_id"))

    op.drop_table("stage_state")
    with op.batch_alter_table("stage_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_event_item_id"))

    op.drop_table("stage_event")
    with op.batch_alter_table("run_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_step_poll_id"))
        batch_op.drop_index(batch_op.f("ix_run_step_part_id"))
        batch_op.drop_index("ix_run_step_item")

    op.drop_table("run_step")
    with op.batch_alter_table("stage_display", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_display_item_id"))

    op.drop_table("stage_display")
    op.drop_table("reaction_count")
