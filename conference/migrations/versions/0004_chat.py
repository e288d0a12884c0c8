"""Chat."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chat_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("slow_seconds", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("slow_seconds >= 0", name=op.f("ck_chat_room_slow")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_chat_room_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_room")),
        sa.UniqueConstraint(
            "conference_id", "subject", "subject_id", name=op.f("uq_chat_room_conference_id_subject_subject_id")
        ),
    )
    op.create_table(
        "chat_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["participant.id"], name=op.f("fk_chat_message_author_id_participant"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["chat_room.id"], name=op.f("fk_chat_message_room_id_chat_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_message")),
        sa.UniqueConstraint("room_id", "author_id", "key", name=op.f("uq_chat_message_room_id_author_id_key")),
    )
    with op.batch_alter_table("chat_message", schema=None) as batch_op:
        batch_op.create_index("ix_chat_message_author", ["author_id", "room_id", "sent_at"], unique=False)
        batch_op.create_index("ix_chat_message_room", ["room_id", "id"], unique=False)

    op.create_table(
        "chat_mute",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_chat_mute_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["chat_room.id"], name=op.f("fk_chat_mute_room_id_chat_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "participant_id", name=op.f("pk_chat_mute")),
    )
    with op.batch_alter_table("chat_mute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_mute_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "chat_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "open",
                "close",
                "slow",
                "hide",
                "unhide",
                "mute",
                "unmute",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_chat_event_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["chat_message.id"], name=op.f("fk_chat_event_message_id_chat_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_chat_event_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["chat_room.id"], name=op.f("fk_chat_event_room_id_chat_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_event")),
    )
    with op.batch_alter_table("chat_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_event_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_chat_event_room_id"), ["room_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("chat_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_event_room_id"))
        batch_op.drop_index(batch_op.f("ix_chat_event_participant_id"))

    op.drop_table("chat_event")
    with op.batch_alter_table("chat_mute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_mute_participant_id"))

    op.drop_table("chat_mute")
    with op.batch_alter_table("chat_message", schema=None) as batch_op:
        batch_op.drop_index("ix_chat_message_room")
        batch_op.drop_index("ix_chat_message_author")

    op.drop_table("chat_message")
    op.drop_table("chat_room")
