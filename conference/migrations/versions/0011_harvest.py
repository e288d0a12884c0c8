"""The harvest of world cafés, and recommendations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cafe_heading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["cafe_question.id"],
            name=op.f("fk_cafe_heading_question_id_cafe_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_heading")),
    )
    op.create_index(op.f("ix_cafe_heading_question_id"), "cafe_heading", ["question_id"], unique=False)
    op.create_table(
        "cafe_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("is_starred", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("heading_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_cafe_card_merged_into_another")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["participant.id"], name=op.f("fk_cafe_card_author_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["edited_by_id"],
            ["participant.id"],
            name=op.f("fk_cafe_card_edited_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["heading_id"], ["cafe_heading.id"], name=op.f("fk_cafe_card_heading_id_cafe_heading"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["cafe_card.id"], name=op.f("fk_cafe_card_merged_into_id_cafe_card"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["cafe_question.id"],
            name=op.f("fk_cafe_card_question_id_cafe_question"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cafe_round.id"], name=op.f("fk_cafe_card_round_id_cafe_round"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["cafe_table.id"], name=op.f("fk_cafe_card_table_id_cafe_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_card")),
        sa.UniqueConstraint("table_id", "author_id", "key", name=op.f("uq_cafe_card_table_id_author_id_key")),
    )
    op.create_index(op.f("ix_cafe_card_author_id"), "cafe_card", ["author_id"], unique=False)
    op.create_index(op.f("ix_cafe_card_edited_by_id"), "cafe_card", ["edited_by_id"], unique=False)
    op.create_index(op.f("ix_cafe_card_heading_id"), "cafe_card", ["heading_id"], unique=False)
    op.create_index(op.f("ix_cafe_card_merged_into_id"), "cafe_card", ["merged_into_id"], unique=False)
    op.create_index("ix_cafe_card_question", "cafe_card", ["question_id", "table_id"], unique=False)
    op.create_index(op.f("ix_cafe_card_round_id"), "cafe_card", ["round_id"], unique=False)
    op.create_table(
        "cafe_dot",
        sa.Column("heading_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["heading_id"], ["cafe_heading.id"], name=op.f("fk_cafe_dot_heading_id_cafe_heading"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_cafe_dot_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("heading_id", "participant_id", name=op.f("pk_cafe_dot")),
    )
    op.create_index(op.f("ix_cafe_dot_participant_id"), "cafe_dot", ["participant_id"], unique=False)
    op.create_table(
        "cafe_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("heading_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["heading_id"],
            ["cafe_heading.id"],
            name=op.f("fk_cafe_outcome_heading_id_cafe_heading"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["cafe_question.id"],
            name=op.f("fk_cafe_outcome_question_id_cafe_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_outcome")),
    )
    op.create_index(op.f("ix_cafe_outcome_heading_id"), "cafe_outcome", ["heading_id"], unique=False)
    op.create_index(op.f("ix_cafe_outcome_question_id"), "cafe_outcome", ["question_id"], unique=False)
    op.create_table(
        "cafe_outcome_card",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cafe_card.id"], name=op.f("fk_cafe_outcome_card_card_id_cafe_card"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["cafe_outcome.id"],
            name=op.f("fk_cafe_outcome_card_outcome_id_cafe_outcome"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("outcome_id", "card_id", name=op.f("pk_cafe_outcome_card")),
    )
    op.create_index(op.f("ix_cafe_outcome_card_card_id"), "cafe_outcome_card", ["card_id"], unique=False)
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "in_work",
                "done",
                "not_taken_up",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_recommendation_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["cafe_outcome.id"],
            name=op.f("fk_recommendation_outcome_id_cafe_outcome"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("outcome_id", name=op.f("uq_recommendation_outcome_id")),
    )
    op.create_index(op.f("ix_recommendation_conference_id"), "recommendation", ["conference_id"], unique=False)
    op.create_table(
        "recommendation_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "in_work",
                "done",
                "not_taken_up",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_recommendation_note_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_note_recommendation_id_recommendation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_note")),
    )
    op.create_index(op.f("ix_recommendation_note_by_id"), "recommendation_note", ["by_id"], unique=False)
    op.create_index(
        op.f("ix_recommendation_note_recommendation_id"), "recommendation_note", ["recommendation_id"], unique=False
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("recommendation_note")
    op.drop_table("recommendation")
    op.drop_table("cafe_outcome_card")
    op.drop_table("cafe_outcome")
    op.drop_table("cafe_dot")
    op.drop_table("cafe_card")
    op.drop_table("cafe_heading")
