"""One-to-one meetings, when and where they are, and matchmakings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "matchmaking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "collecting",
                "arranging",
                "published",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wishes_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("most_wishes", sa.Integer(), nullable=False),
        sa.Column("most_meetings", sa.Integer(), nullable=True),
        sa.Column("most_at_once", sa.Integer(), nullable=True),
        sa.Column("at_places", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("most_at_once IS NULL OR most_at_once > 0", name=op.f("ck_matchmaking_most_at_once")),
        sa.CheckConstraint("most_meetings IS NULL OR most_meetings > 0", name=op.f("ck_matchmaking_most_meetings")),
        sa.CheckConstraint("most_wishes > 0", name=op.f("ck_matchmaking_most_wishes")),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_matchmaking_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matchmaking")),
    )
    op.create_index(op.f("ix_matchmaking_conference_id"), "matchmaking", ["conference_id"], unique=False)
    op.create_table(
        "meeting_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_meeting_place_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_place")),
        sa.UniqueConstraint("conference_id", "name", name=op.f("uq_meeting_place_conference_id_name")),
    )
    op.create_table(
        "meeting_settings",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("expires_hours", sa.Integer(), nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=False),
        sa.Column("most_meetings", sa.Integer(), nullable=True),
        sa.Column("no_show_minutes", sa.Integer(), nullable=False),
        sa.Column("by_video", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expires_hours > 0 AND most_open > 0 AND no_show_minutes > 0", name=op.f("ck_meeting_settings_positive")
        ),
        sa.CheckConstraint(
            "most_meetings IS NULL OR most_meetings > 0", name=op.f("ck_meeting_settings_most_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_meeting_settings_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_meeting_settings")),
    )
    op.create_table(
        "meeting_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_window_in_order")),
        sa.CheckConstraint("slot_minutes > 0 AND pause_minutes >= 0", name=op.f("ck_meeting_window_minutes")),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_meeting_window_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_window")),
    )
    op.create_index(op.f("ix_meeting_window_conference_id"), "meeting_window", ["conference_id"], unique=False)
    op.create_table(
        "matchmaking_person",
        sa.Column("matchmaking_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("invited", "in", "out", name="part", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_matchmaking_person_matchmaking_id_matchmaking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_matchmaking_person_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("matchmaking_id", "participant_id", name=op.f("pk_matchmaking_person")),
    )
    op.create_index(
        op.f("ix_matchmaking_person_participant_id"), "matchmaking_person", ["participant_id"], unique=False
    )
    op.create_table(
        "matchmaking_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matchmaking_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "cancelled",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("share >= 0 AND share <= 1", name=op.f("ck_matchmaking_run_share")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["participant.id"],
            name=op.f("fk_matchmaking_run_asked_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_matchmaking_run_matchmaking_id_matchmaking"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matchmaking_run")),
    )
    op.create_index(op.f("ix_matchmaking_run_matchmaking_id"), "matchmaking_run", ["matchmaking_id"], unique=False)
    op.create_index(
        "uq_matchmaking_run_running",
        "matchmaking_run",
        ["matchmaking_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_table(
        "matchmaking_window",
        sa.Column("matchmaking_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_matchmaking_window_matchmaking_id_matchmaking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["window_id"],
            ["meeting_window.id"],
            name=op.f("fk_matchmaking_window_window_id_meeting_window"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("matchmaking_id", "window_id", name=op.f("pk_matchmaking_window")),
    )
    op.create_index(op.f("ix_matchmaking_window_window_id"), "matchmaking_window", ["window_id"], unique=False)
    op.create_table(
        "matchmaking_wish",
        sa.Column("matchmaking_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("by_id <> about_id", name=op.f("ck_matchmaking_wish_another")),
        sa.CheckConstraint("rank > 0", name=op.f("ck_matchmaking_wish_rank")),
        sa.ForeignKeyConstraint(
            ["about_id"], ["participant.id"], name=op.f("fk_matchmaking_wish_about_id_participant"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_matchmaking_wish_by_id_participant"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_matchmaking_wish_matchmaking_id_matchmaking"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("matchmaking_id", "by_id", "about_id", name=op.f("pk_matchmaking_wish")),
    )
    op.create_index(op.f("ix_matchmaking_wish_about_id"), "matchmaking_wish", ["about_id"], unique=False)
    op.create_index(op.f("ix_matchmaking_wish_by_id"), "matchmaking_wish", ["by_id"], unique=False)
    op.create_table(
        "meeting_dismissal",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("dismissed_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dismissed_id"],
            ["participant.id"],
            name=op.f("fk_meeting_dismissal_dismissed_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_meeting_dismissal_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "dismissed_id", name=op.f("pk_meeting_dismissal")),
    )
    op.create_index(op.f("ix_meeting_dismissal_dismissed_id"), "meeting_dismissal", ["dismissed_id"], unique=False)
    op.create_table(
        "meeting_preference",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("instant", sa.Boolean(), nullable=False),
        sa.Column(
            "starred",
            sa.Enum("hard", "soft", "none", name="starred", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "speaking",
            sa.Enum("hard", "soft", "none", name="speaking", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("shares", sa.Boolean(), nullable=False),
        sa.Column("remind_day", sa.Boolean(), nullable=False),
        sa.Column("remind_hour", sa.Boolean(), nullable=False),
        sa.Column("remind_minutes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_meeting_preference_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_meeting_preference")),
    )
    op.create_table(
        "meeting_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_slot_in_order")),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_meeting_slot_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["window_id"],
            ["meeting_window.id"],
            name=op.f("fk_meeting_slot_window_id_meeting_window"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_slot")),
        sa.UniqueConstraint("conference_id", "starts_at", name=op.f("uq_meeting_slot_conference_id_starts_at")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_slot_window_id"), "meeting_slot", ["window_id"], unique=False)
    op.create_table(
        "matchmaking_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matchmaking_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_matchmaking_draft_matchmaking_id_matchmaking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["meeting_place.id"],
            name=op.f("fk_matchmaking_draft_place_id_meeting_place"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["meeting_slot.id"], name=op.f("fk_matchmaking_draft_slot_id_meeting_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matchmaking_draft")),
    )
    op.create_index(op.f("ix_matchmaking_draft_matchmaking_id"), "matchmaking_draft", ["matchmaking_id"], unique=False)
    op.create_index(op.f("ix_matchmaking_draft_slot_id"), "matchmaking_draft", ["slot_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "booked",
                "declined",
                "withdrawn",
                "expired",
                "cancelled",
                "missed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "request",
                "instant",
                "matchmaking",
                "organiser",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("matchmaking_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("any_time", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'booked' OR slot_id IS NOT NULL", name=op.f("ck_meeting_booked")),
        sa.CheckConstraint("state <> 'requested' OR expires_at IS NOT NULL", name=op.f("ck_meeting_expires")),
        sa.CheckConstraint(
            "state IN ('booked', 'missed', 'cancelled') OR slot_id IS NULL", name=op.f("ck_meeting_slot")
        ),
        sa.CheckConstraint("slot_id IS NULL OR starts_at IS NOT NULL", name=op.f("ck_meeting_starts")),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_meeting_ends")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["participant.id"], name=op.f("fk_meeting_asked_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_meeting_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_meeting_matchmaking_id_matchmaking"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["meeting_place.id"], name=op.f("fk_meeting_place_id_meeting_place"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["participant.id"],
            name=op.f("fk_meeting_proposed_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_slot_id_meeting_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("guid", name=op.f("uq_meeting_guid")),
        sa.UniqueConstraint("key", name=op.f("uq_meeting_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_asked_by_id"), "meeting", ["asked_by_id"], unique=False)
    op.create_index("ix_meeting_conference_starts", "meeting", ["conference_id", "starts_at"], unique=False)
    op.create_index(
        "ix_meeting_expires",
        "meeting",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )
    op.create_index(op.f("ix_meeting_matchmaking_id"), "meeting", ["matchmaking_id"], unique=False)
    op.create_index(op.f("ix_meeting_slot_id"), "meeting", ["slot_id"], unique=False)
    op.create_table(
        "matchmaking_draft_seat",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("matchmaking_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["matchmaking_draft.id"],
            name=op.f("fk_matchmaking_draft_seat_draft_id_matchmaking_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["matchmaking_id"],
            ["matchmaking.id"],
            name=op.f("fk_matchmaking_draft_seat_matchmaking_id_matchmaking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_matchmaking_draft_seat_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["meeting_slot.id"],
            name=op.f("fk_matchmaking_draft_seat_slot_id_meeting_slot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "participant_id", name=op.f("pk_matchmaking_draft_seat")),
        sa.UniqueConstraint(
            "matchmaking_id",
            "slot_id",
            "participant_id",
            name=op.f("uq_matchmaking_draft_seat_matchmaking_id_slot_id_participant_id"),
        ),
    )
    op.create_index(
        op.f("ix_matchmaking_draft_seat_participant_id"), "matchmaking_draft_seat", ["participant_id"], unique=False
    )
    op.create_table(
        "meeting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "act",
            sa.Enum(
                "edit",
                "accept",
                "propose",
                "decline",
                "withdraw",
                "cancel",
                "leave",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "requested",
                "booked",
                "declined",
                "withdrawn",
                "expired",
                "cancelled",
                "missed",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["participant.id"], name=op.f("fk_meeting_change_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_change_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_change")),
    )
    op.create_index(op.f("ix_meeting_change_meeting_id"), "meeting_change", ["meeting_id"], unique=False)
    op.create_table(
        "meeting_hold",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_hold_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_meeting_hold_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_hold_slot_id_meeting_slot")),
        sa.PrimaryKeyConstraint("slot_id", "participant_id", name=op.f("pk_meeting_hold")),
    )
    op.create_index(op.f("ix_meeting_hold_meeting_id"), "meeting_hold", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_hold_participant_id"), "meeting_hold", ["participant_id"], unique=False)
    op.create_table(
        "meeting_person",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "left",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shares_contact", sa.Boolean(), nullable=False),
        sa.Column("says_held", sa.Boolean(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(length=500), nullable=False),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_meeting_person_rating")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_person_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_meeting_person_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "participant_id", name=op.f("pk_meeting_person")),
    )
    op.create_index(op.f("ix_meeting_person_participant_id"), "meeting_person", ["participant_id"], unique=False)
    op.create_table(
        "meeting_place_hold",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_place_hold_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["meeting_place.id"],
            name=op.f("fk_meeting_place_hold_place_id_meeting_place"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_place_hold_slot_id_meeting_slot")
        ),
        sa.PrimaryKeyConstraint("slot_id", "place_id", name=op.f("pk_meeting_place_hold")),
    )
    op.create_index(op.f("ix_meeting_place_hold_meeting_id"), "meeting_place_hold", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_place_hold_place_id"), "meeting_place_hold", ["place_id"], unique=False)
    op.create_table(
        "meeting_proposal",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_proposal_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_proposal_slot_id_meeting_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "slot_id", name=op.f("pk_meeting_proposal")),
    )
    op.create_index(op.f("ix_meeting_proposal_slot_id"), "meeting_proposal", ["slot_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_meeting_proposal_slot_id"), table_name="meeting_proposal")
    op.drop_table("meeting_proposal")
    op.drop_index(op.f("ix_meeting_place_hold_place_id"), table_name="meeting_place_hold")
    op.drop_index(op.f("ix_meeting_place_hold_meeting_id"), table_name="meeting_place_hold")
    op.drop_table("meeting_place_hold")
    op.drop_index(op.f("ix_meeting_person_participant_id"), table_name="meeting_person")
    op.drop_table("meeting_person")
    op.drop_index(op.f("ix_meeting_hold_participant_id"), table_name="meeting_hold")
    op.drop_index(op.f("ix_meeting_hold_meeting_id"), table_name="meeting_hold")
    op.drop_table("meeting_hold")
    op.drop_index(op.f("ix_meeting_change_meeting_id"), table_name="meeting_change")
    op.drop_table("meeting_change")
    op.drop_index(op.f("ix_matchmaking_draft_seat_participant_id"), table_name="matchmaking_draft_seat")
    op.drop_table("matchmaking_draft_seat")
    op.drop_index(op.f("ix_meeting_slot_id"), table_name="meeting")
    op.drop_index(op.f("ix_meeting_matchmaking_id"), table_name="meeting")
    op.drop_index(
        "ix_meeting_expires",
        table_name="meeting",
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )
    op.drop_index("ix_meeting_conference_starts", table_name="meeting")
    op.drop_index(op.f("ix_meeting_asked_by_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_matchmaking_draft_slot_id"), table_name="matchmaking_draft")
    op.drop_index(op.f("ix_matchmaking_draft_matchmaking_id"), table_name="matchmaking_draft")
    op.drop_table("matchmaking_draft")
    op.drop_index(op.f("ix_meeting_slot_window_id"), table_name="meeting_slot")
    op.drop_table("meeting_slot")
    op.drop_table("meeting_preference")
    op.drop_index(op.f("ix_meeting_dismissal_dismissed_id"), table_name="meeting_dismissal")
    op.drop_table("meeting_dismissal")
    op.drop_index(op.f("ix_matchmaking_wish_by_id"), table_name="matchmaking_wish")
    op.drop_index(op.f("ix_matchmaking_wish_about_id"), table_name="matchmaking_wish")
    op.drop_table("matchmaking_wish")
    op.drop_index(op.f("ix_matchmaking_window_window_id"), table_name="matchmaking_window")
    op.drop_table("matchmaking_window")
    op.drop_index(
        "uq_matchmaking_run_running",
        table_name="matchmaking_run",
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.drop_index(op.f("ix_matchmaking_run_matchmaking_id"), table_name="matchmaking_run")
    op.drop_table("matchmaking_run")
    op.drop_index(op.f("ix_matchmaking_person_participant_id"), table_name="matchmaking_person")
    op.drop_table("matchmaking_person")
    op.drop_index(op.f("ix_meeting_window_conference_id"), table_name="meeting_window")
    op.drop_table("meeting_window")
    op.drop_table("meeting_settings")
    op.drop_table("meeting_place")
    op.drop_index(op.f("ix_matchmaking_conference_id"), table_name="matchmaking")
    op.drop_table("matchmaking")
