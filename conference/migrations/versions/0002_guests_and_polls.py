"""Guests and polls."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


ROLES = ("organiser", "moderator", "speaker", "juror", "exhibitor", "attendee")


def _allow_roles(*roles: str) -> None:
    """Say anew which roles a participant may have."""
    names = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("participant_role") as batch_op:
        batch_op.drop_constraint(op.f("ck_participant_role_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_participant_role_role"), f"role IN ({names})")


def upgrade() -> None:
    """Apply."""
    _allow_roles(*ROLES, "guest", "display")

    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("owner_account_id", sa.Integer(), nullable=True),
        sa.Column("is_template", sa.Boolean(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "single",
                "multiple",
                "ranking",
                "scale",
                "points",
                "number",
                "text",
                "words",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("eligibility", sa.JSON(), nullable=False),
        sa.Column(
            "secrecy",
            sa.Enum("named", "anonymous", name="secrecy", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "segment_by",
            sa.Enum(
                "none",
                "role",
                "organisation_kind",
                "country",
                name="segment_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "showing",
            sa.Enum("hidden", "live", "frozen", name="showing", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("group", sa.String(length=120), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_poll_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_poll_item_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_account_id"], ["account.id"], name=op.f("fk_poll_owner_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.create_index("ix_poll_conference_item", ["conference_id", "item_id", "order"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_owner_account_id"), ["owner_account_id"], unique=False)

    op.create_table(
        "join_code",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("poll_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(item_id IS NULL) <> (poll_id IS NULL)", name=op.f("ck_join_code_one_target")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_join_code_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_join_code_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_join_code_poll_id_poll"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_join_code")),
        sa.UniqueConstraint("item_id", name=op.f("uq_join_code_item_id")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_join_code_poll_id")),
    )
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id_poll"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
    )
    with op.batch_alter_table("poll_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_option_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "poll_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "open", "closed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "showing",
            sa.Enum("hidden", "live", "frozen", name="showing", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state = 'draft' OR opened_at IS NOT NULL", name=op.f("ck_poll_round_opened")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_round_poll_id_poll"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_round")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_poll_round_poll_id_number")),
    )
    with op.batch_alter_table("poll_round", schema=None) as batch_op:
        batch_op.create_index("ix_poll_round_due", ["state", "opens_at"], unique=False)

    op.create_table(
        "poll_ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_poll_ballot_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["poll_round.id"], name=op.f("fk_poll_ballot_round_id_poll_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_ballot")),
        sa.UniqueConstraint("round_id", "participant_id", name=op.f("uq_poll_ballot_round_id_participant_id")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("poll_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_ballot_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "poll_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_poll_event_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["poll_round.id"], name=op.f("fk_poll_event_round_id_poll_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_event")),
    )
    with op.batch_alter_table("poll_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_event_round_id"), ["round_id"], unique=False)

    op.create_table(
        "poll_hidden_word",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["poll_round.id"], name=op.f("fk_poll_hidden_word_round_id_poll_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "word", name=op.f("pk_poll_hidden_word")),
    )
    op.create_table(
        "poll_participation",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_poll_participation_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["poll_round.id"], name=op.f("fk_poll_participation_round_id_poll_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "participant_id", name=op.f("pk_poll_participation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("poll_participation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_participation_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "poll_tally",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["poll_round.id"], name=op.f("fk_poll_tally_round_id_poll_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "segment", "key", name=op.f("pk_poll_tally")),
    )
    op.create_table(
        "poll_text_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["poll_round.id"], name=op.f("fk_poll_text_group_round_id_poll_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_text_group")),
    )
    with op.batch_alter_table("poll_text_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_text_group_round_id"), ["round_id"], unique=False)

    op.create_table(
        "poll_choice",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("waiting", "shown", "hidden", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["poll_ballot.id"], name=op.f("fk_poll_choice_ballot_id_poll_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["poll_text_group.id"],
            name=op.f("fk_poll_choice_group_id_poll_text_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name=op.f("fk_poll_choice_option_id_poll_option"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ballot_id", "position", name=op.f("pk_poll_choice")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back."""

    op.drop_table("poll_choice")
    with op.batch_alter_table("poll_text_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_text_group_round_id"))

    op.drop_table("poll_text_group")
    op.drop_table("poll_tally")
    with op.batch_alter_table("poll_participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_participation_participant_id"))

    op.drop_table("poll_participation")
    op.drop_table("poll_hidden_word")
    with op.batch_alter_table("poll_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_event_round_id"))

    op.drop_table("poll_event")
    with op.batch_alter_table("poll_ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_ballot_participant_id"))

    op.drop_table("poll_ballot")
    with op.batch_alter_table("poll_round", schema=None) as batch_op:
        batch_op.drop_index("ix_poll_round_due")

    op.drop_table("poll_round")
    with op.batch_alter_table("poll_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_option_poll_id"))

    op.drop_table("poll_option")
    op.drop_table("join_code")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_owner_account_id"))
        batch_op.drop_index("ix_poll_conference_item")

    op.drop_table("poll")

    op.execute(
        sa.text(
            "DELETE FROM participant WHERE id IN"
            " (SELECT participant_id FROM participant_role WHERE role IN ('guest', 'display'))"
        )
    )
    _allow_roles(*ROLES)
