"""The quiz: quizzes, parts, questions, players, answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "quiz",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("guests", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_quiz_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz")),
    )
    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "quiz_player",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("nickname", sa.String(length=40), nullable=False),
        sa.Column("nickname_key", sa.String(length=80), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("renamed", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_quiz_player_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_player_quiz_id_quiz"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_player")),
        sa.UniqueConstraint("quiz_id", "nickname_key", name=op.f("uq_quiz_player_quiz_id_nickname_key")),
        sa.UniqueConstraint("quiz_id", "participant_id", name=op.f("uq_quiz_player_quiz_id_participant_id")),
    )
    with op.batch_alter_table("quiz_player", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_player_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "quiz_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column(
            "answers",
            sa.Enum("at_once", "later", name="answers", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("early_points", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_quiz_part_item_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_part_quiz_id_quiz"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_part")),
        sa.UniqueConstraint("guid", name=op.f("uq_quiz_part_guid")),
    )
    with op.batch_alter_table("quiz_part", schema=None) as batch_op:
        batch_op.create_index("ix_quiz_part_due", ["revealed_at", "answers_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_quiz_part_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quiz_part_quiz_id"), ["quiz_id"], unique=False)

    op.create_table(
        "quiz_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("picture", sa.String(length=120), nullable=True),
        sa.Column("picture_alt", sa.String(length=300), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "open",
                "closed",
                "revealed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'waiting' OR (opened_at IS NOT NULL AND closes_at IS NOT NULL)",
            name=op.f("ck_quiz_question_opened"),
        ),
        sa.CheckConstraint("points > 0", name=op.f("ck_quiz_question_points_positive")),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_quiz_question_seconds_positive")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["quiz_part.id"], name=op.f("fk_quiz_question_part_id_quiz_part"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_question")),
    )
    with op.batch_alter_table("quiz_question", schema=None) as batch_op:
        batch_op.create_index("ix_quiz_question_due", ["state", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_quiz_question_part_id"), ["part_id"], unique=False)
        batch_op.create_index(
            "uq_quiz_question_open",
            ["part_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "quiz_answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("player_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_quiz_answer_milliseconds_not_negative")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_quiz_answer_points_not_negative")),
        sa.ForeignKeyConstraint(
            ["player_id"], ["quiz_player.id"], name=op.f("fk_quiz_answer_player_id_quiz_player"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["quiz_question.id"],
            name=op.f("fk_quiz_answer_question_id_quiz_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "player_id", name=op.f("pk_quiz_answer")),
    )
    with op.batch_alter_table("quiz_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_answer_player_id"), ["player_id"], unique=False)

    op.create_table(
        "quiz_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["quiz_question.id"],
            name=op.f("fk_quiz_option_question_id_quiz_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_option")),
    )
    with op.batch_alter_table("quiz_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_option_question_id"), ["question_id"], unique=False)

    op.create_table(
        "quiz_choice",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("player_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"], ["quiz_option.id"], name=op.f("fk_quiz_choice_option_id_quiz_option"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id", "player_id"],
            ["quiz_answer.question_id", "quiz_answer.player_id"],
            name="fk_quiz_choice_answer",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "player_id", "option_id", name=op.f("pk_quiz_choice")),
    )
    with op.batch_alter_table("quiz_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_choice_option_id"), ["option_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("quiz_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_choice_option_id"))

    op.drop_table("quiz_choice")
    with op.batch_alter_table("quiz_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_option_question_id"))

    op.drop_table("quiz_option")
    with op.batch_alter_table("quiz_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_answer_player_id"))

    op.drop_table("quiz_answer")
    with op.batch_alter_table("quiz_question", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quiz_question_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_quiz_question_part_id"))
        batch_op.drop_index("ix_quiz_question_due")

    op.drop_table("quiz_question")
    with op.batch_alter_table("quiz_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_part_quiz_id"))
        batch_op.drop_index(batch_op.f("ix_quiz_part_item_id"))
        batch_op.drop_index("ix_quiz_part_due")

    op.drop_table("quiz_part")
    with op.batch_alter_table("quiz_player", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_player_participant_id"))

    op.drop_table("quiz_player")
    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_conference_id"))

    op.drop_table("quiz")
