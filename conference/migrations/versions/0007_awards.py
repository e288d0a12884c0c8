"""Awards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column(
            "decided_by",
            sa.Enum(
                "jury",
                "audience",
                "both",
                "conferred",
                name="decided_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "nominations",
                "jury",
                "finalists",
                "pitches",
                "voting",
                "closed",
                "revealed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "nominations_by",
            sa.Enum(
                "participants",
                "organisers",
                name="nominations_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("nominations_close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finalists_wanted", sa.Integer(), nullable=False),
        sa.Column("jury_weight", sa.Integer(), nullable=False),
        sa.Column(
            "jurors_vote",
            sa.Enum(
                "all",
                "without_conflict",
                "none",
                name="jurors_vote",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("roll", sa.JSON(), nullable=False),
        sa.Column(
            "finalist_order",
            sa.Enum("fixed", "random", name="finalist_order", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column(
            "quorum_unit",
            sa.Enum("ballots", "percent", name="quorum_unit", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "tie_rule",
            sa.Enum(
                "jury_rank", "run_off", "shared", name="tie_rule", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("open_tally", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("shortlist_reason", sa.Text(), nullable=False),
        sa.Column("scoring_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.JSON(), nullable=True),
        sa.Column("places_shown", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("finalists_wanted BETWEEN 1 AND 50", name=op.f("ck_award_finalists")),
        sa.CheckConstraint("jury_weight BETWEEN 0 AND 100", name=op.f("ck_award_weight")),
        sa.CheckConstraint("quorum >= 0", name=op.f("ck_award_quorum")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_award_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_award_item_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("guid", name=op.f("uq_award_guid")),
    )
    op.create_index(op.f("ix_award_conference_id"), "award", ["conference_id"], unique=False)
    op.create_index(op.f("ix_award_item_id"), "award", ["item_id"], unique=False)
    op.create_table(
        "award_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_award_criterion_weight")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_award_criterion_award_id_award"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_criterion")),
    )
    op.create_index(op.f("ix_award_criterion_award_id"), "award_criterion", ["award_id"], unique=False)
    op.create_table(
        "award_log_entry",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opening",
                "act",
                "commitments",
                "closing",
                "reveal",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_award_log_entry_award_id_award"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("award_id", "number", name=op.f("pk_award_log_entry")),
    )
    op.create_table(
        "award_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum("chair", "juror", "observer", name="duty", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_award_member_award_id_award"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_award_member_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_member")),
        sa.UniqueConstraint(
            "award_id", "participant_id", "duty", name=op.f("uq_award_member_award_id_participant_id_duty")
        ),
    )
    op.create_index(op.f("ix_award_member_participant_id"), "award_member", ["participant_id"], unique=False)
    op.create_index(
        "uq_award_member_chair",
        "award_member",
        ["award_id"],
        unique=True,
        sqlite_where=sa.text("duty = 'chair'"),
        postgresql_where=sa.text("duty = 'chair'"),
    )
    op.create_table(
        "award_nominee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "standing",
                "declined",
                "rejected",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_finalist", sa.Boolean(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.Column("pitch", sa.Text(), nullable=False),
        sa.Column("slides", sa.String(length=64), nullable=True),
        sa.Column("slides_name", sa.String(length=200), nullable=False),
        sa.Column("video_url", sa.String(length=500), nullable=False),
        sa.Column("pitch_item_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_award_nominee_merged")),
        sa.CheckConstraint("NOT is_finalist OR state = 'standing'", name=op.f("ck_award_nominee_finalist")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_award_nominee_award_id_award"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["award_nominee.id"],
            name=op.f("fk_award_nominee_merged_into_id_award_nominee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_award_nominee_participant_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pitch_item_id"],
            ["agenda_item.id"],
            name=op.f("fk_award_nominee_pitch_item_id_agenda_item"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_nominee")),
        sa.UniqueConstraint("guid", name=op.f("uq_award_nominee_guid")),
    )
    op.create_index(op.f("ix_award_nominee_award_id"), "award_nominee", ["award_id"], unique=False)
    op.create_index(op.f("ix_award_nominee_merged_into_id"), "award_nominee", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_award_nominee_participant_id"), "award_nominee", ["participant_id"], unique=False)
    op.create_index(op.f("ix_award_nominee_pitch_item_id"), "award_nominee", ["pitch_item_id"], unique=False)
    op.create_table(
        "award_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "nominations",
                "jury",
                "finalists",
                "pitches",
                "voting",
                "closed",
                "revealed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_award_step_award_id_award"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_award_step_by_id_participant"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_step")),
    )
    op.create_index(op.f("ix_award_step_award_id"), "award_step", ["award_id"], unique=False)
    op.create_table(
        "award_voting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("frozen_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_part", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_award_voting_award_id_award"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_voting")),
        sa.UniqueConstraint("award_id", "number", name=op.f("uq_award_voting_award_id_number")),
        sa.UniqueConstraint("guid", name=op.f("uq_award_voting_guid")),
    )
    op.create_table(
        "award_conflict",
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["nominee_id"],
            ["award_nominee.id"],
            name=op.f("fk_award_conflict_nominee_id_award_nominee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_award_conflict_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("nominee_id", "participant_id", name=op.f("pk_award_conflict")),
    )
    op.create_index(op.f("ix_award_conflict_participant_id"), "award_conflict", ["participant_id"], unique=False)
    op.create_table(
        "award_nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_award_nomination_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id"],
            ["award_nominee.id"],
            name=op.f("fk_award_nomination_nominee_id_award_nominee"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_nomination")),
        sa.UniqueConstraint("nominee_id", "by_id", name=op.f("uq_award_nomination_nominee_id_by_id")),
    )
    op.create_index(op.f("ix_award_nomination_by_id"), "award_nomination", ["by_id"], unique=False)
    op.create_table(
        "award_roll",
        sa.Column("voting_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_award_roll_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["voting_id"], ["award_voting.id"], name=op.f("fk_award_roll_voting_id_award_voting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("voting_id", "participant_id", name=op.f("pk_award_roll")),
    )
    op.create_index(op.f("ix_award_roll_participant_id"), "award_roll", ["participant_id"], unique=False)
    op.create_table(
        "award_score_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nominee_id"],
            ["award_nominee.id"],
            name=op.f("fk_award_score_sheet_nominee_id_award_nominee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_award_score_sheet_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_score_sheet")),
        sa.UniqueConstraint(
            "nominee_id", "participant_id", name=op.f("uq_award_score_sheet_nominee_id_participant_id")
        ),
    )
    op.create_index(op.f("ix_award_score_sheet_participant_id"), "award_score_sheet", ["participant_id"], unique=False)
    op.create_table(
        "award_voting_finalist",
        sa.Column("voting_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nominee_id"],
            ["award_nominee.id"],
            name=op.f("fk_award_voting_finalist_nominee_id_award_nominee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["voting_id"],
            ["award_voting.id"],
            name=op.f("fk_award_voting_finalist_voting_id_award_voting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("voting_id", "nominee_id", name=op.f("pk_award_voting_finalist")),
        sa.UniqueConstraint("voting_id", "position", name=op.f("uq_award_voting_finalist_voting_id_position")),
    )
    op.create_index(op.f("ix_award_voting_finalist_nominee_id"), "award_voting_finalist", ["nominee_id"], unique=False)
    op.create_table(
        "award_ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("voting_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("is_logged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voting_id", "nominee_id"],
            ["award_voting_finalist.voting_id", "award_voting_finalist.nominee_id"],
            name=op.f("fk_award_ballot_voting_id_nominee_id_award_voting_finalist"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_ballot")),
        sa.UniqueConstraint("voting_id", "commitment", name=op.f("uq_award_ballot_voting_id_commitment")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_award_ballot_unlogged", "award_ballot", ["voting_id", "is_logged"], unique=False)
    op.create_table(
        "award_participation",
        sa.Column("voting_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["voting_id", "participant_id"],
            ["award_roll.voting_id", "award_roll.participant_id"],
            name=op.f("fk_award_participation_voting_id_participant_id_award_roll"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("voting_id", "participant_id", name=op.f("pk_award_participation")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_award_participation_participant_id"), "award_participation", ["participant_id"], unique=False
    )
    op.create_table(
        "award_score",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 10", name=op.f("ck_award_score_points")),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["award_criterion.id"],
            name=op.f("fk_award_score_criterion_id_award_criterion"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["award_score_sheet.id"],
            name=op.f("fk_award_score_sheet_id_award_score_sheet"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sheet_id", "criterion_id", name=op.f("pk_award_score")),
    )
    op.create_index(op.f("ix_award_score_criterion_id"), "award_score", ["criterion_id"], unique=False)
    _change_the_stage(also="award")


def downgrade() -> None:
    """Drop them, with what they hold."""
    op.execute("DELETE FROM run_step WHERE kind = 'award'")
    op.execute("UPDATE stage_state SET scene = 'auto', scene_ref = NULL WHERE scene = 'award'")
    op.execute("DELETE FROM stage_event WHERE act = 'award'")
    _change_the_stage()
    op.drop_index(op.f("ix_award_score_criterion_id"), table_name="award_score")
    op.drop_table("award_score")
    op.drop_index(op.f("ix_award_participation_participant_id"), table_name="award_participation")
    op.drop_table("award_participation")
    op.drop_index("ix_award_ballot_unlogged", table_name="award_ballot")
    op.drop_table("award_ballot")
    op.drop_index(op.f("ix_award_voting_finalist_nominee_id"), table_name="award_voting_finalist")
    op.drop_table("award_voting_finalist")
    op.drop_index(op.f("ix_award_score_sheet_participant_id"), table_name="award_score_sheet")
    op.drop_table("award_score_sheet")
    op.drop_index(op.f("ix_award_roll_participant_id"), table_name="award_roll")
    op.drop_table("award_roll")
    op.drop_index(op.f("ix_award_nomination_by_id"), table_name="award_nomination")
    op.drop_table("award_nomination")
    op.drop_index(op.f("ix_award_conflict_participant_id"), table_name="award_conflict")
    op.drop_table("award_conflict")
    op.drop_table("award_voting")
    op.drop_index(op.f("ix_award_step_award_id"), table_name="award_step")
    op.drop_table("award_step")
    op.drop_index(op.f("ix_award_nominee_pitch_item_id"), table_name="award_nominee")
    op.drop_index(op.f("ix_award_nominee_participant_id"), table_name="award_nominee")
    op.drop_index(op.f("ix_award_nominee_merged_into_id"), table_name="award_nominee")
    op.drop_index(op.f("ix_award_nominee_award_id"), table_name="award_nominee")
    op.drop_table("award_nominee")
    op.drop_index(
        "uq_award_member_chair",
        table_name="award_member",
        sqlite_where=sa.text("duty = 'chair'"),
        postgresql_where=sa.text("duty = 'chair'"),
    )
    op.drop_index(op.f("ix_award_member_participant_id"), table_name="award_member")
    op.drop_table("award_member")
    op.drop_table("award_log_entry")
    op.drop_index(op.f("ix_award_criterion_award_id"), table_name="award_criterion")
    op.drop_table("award_criterion")
    op.drop_index(op.f("ix_award_item_id"), table_name="award")
    op.drop_index(op.f("ix_award_conference_id"), table_name="award")
    op.drop_table("award")


KINDS = ("poll", "quiz", "questions", "timer", "join", "text", "blank")
SCENES = ("auto", "poll", "quiz", "leaderboard", "questions", "timer", "join", "text", "blank")
ACTS = ("go", "open", "close", "reveal", "quiz")


def _change_the_stage(also: str = "") -> None:
    """Let runs of sessions have one more kind of step, or no more."""
    more = (also,) if also else ()
    with op.batch_alter_table("run_step") as table:
        _allow(table, "run_step", "kind", (*KINDS, *more))
        if also:
            table.add_column(sa.Column("award_id", sa.Integer(), nullable=True))
            table.create_index(op.f("ix_run_step_award_id"), ["award_id"], unique=False)
            table.create_foreign_key(
                op.f("fk_run_step_award_id_award"), "award", ["award_id"], ["id"], ondelete="CASCADE"
            )
            table.create_check_constraint(op.f("ck_run_step_award"), "kind <> 'award' OR award_id IS NOT NULL")
        else:
            table.drop_constraint(op.f("ck_run_step_award"), type_="check")
            table.drop_constraint(op.f("fk_run_step_award_id_award"), type_="foreignkey")
            table.drop_index(op.f("ix_run_step_award_id"))
            table.drop_column("award_id")
    with op.batch_alter_table("stage_state") as table:
        _allow(table, "stage_state", "scene", (*SCENES, *more))
    with op.batch_alter_table("stage_event") as table:
        _allow(table, "stage_event", "act", (*ACTS, *more))


def _allow(table: BatchOperations, name: str, column: str, values: Sequence[str]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
    table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} IN ({listed})")
