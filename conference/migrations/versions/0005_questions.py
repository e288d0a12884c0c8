"""Questions to speakers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "question_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("with_approval", sa.Boolean(), nullable=False),
        sa.Column("guests_may", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_question_list_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_question_list_item_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_list")),
        sa.UniqueConstraint("item_id", name=op.f("uq_question_list_item_id")),
    )
    with op.batch_alter_table("question_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_list_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "answering",
                "answered",
                "hidden",
                "withdrawn",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "answered_how",
            sa.Enum("live", "writing", name="answered_how", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'answered') = (answered_how IS NOT NULL)", name=op.f("ck_question_answered")),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_question_merged")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_question_merged_into_another")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["participant.id"],
            name=op.f("fk_question_answered_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["participant.id"], name=op.f("fk_question_asker_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["question_list.id"], name=op.f("fk_question_list_id_question_list"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["question.id"], name=op.f("fk_question_merged_into_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("list_id", "asker_id", "key", name=op.f("uq_question_list_id_asker_id_key")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_answered_by_id"), ["answered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index("ix_question_list_state", ["list_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(
            "uq_question_answering",
            ["list_id"],
            unique=True,
            sqlite_where=sa.text("state = 'answering'"),
            postgresql_where=sa.text("state = 'answering'"),
        )

    op.create_table(
        "question_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "approve",
                "hide",
                "answer",
                "finish",
                "write",
                "back",
                "pin",
                "unpin",
                "merge",
                "unmerge",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_question_event_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_event_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_event")),
    )
    with op.batch_alter_table("question_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_event_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_event_question_id"), ["question_id"], unique=False)

    op.create_table(
        "question_vote",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_question_vote_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_vote_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "participant_id", name=op.f("pk_question_vote")),
    )
    with op.batch_alter_table("question_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_vote_participant_id"), ["participant_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("question_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_vote_participant_id"))

    op.drop_table("question_vote")
    with op.batch_alter_table("question_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_event_question_id"))
        batch_op.drop_index(batch_op.f("ix_question_event_by_id"))

    op.drop_table("question_event")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_question_answering",
            sqlite_where=sa.text("state = 'answering'"),
            postgresql_where=sa.text("state = 'answering'"),
        )
        batch_op.drop_index(batch_op.f("ix_question_merged_into_id"))
        batch_op.drop_index("ix_question_list_state")
        batch_op.drop_index(batch_op.f("ix_question_asker_id"))
        batch_op.drop_index(batch_op.f("ix_question_answered_by_id"))

    op.drop_table("question")
    with op.batch_alter_table("question_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_list_conference_id"))

    op.drop_table("question_list")
