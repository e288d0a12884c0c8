"""The exhibition, the pitches, and what a contribution to a session is known by."""

from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = (
    "exhibition_hall",
    "exhibition_settings",
    "booth",
    "exhibition_visitor",
    "exhibitor_letter",
    "stamp_draw",
    "booth_invitation",
    "booth_lead",
    "booth_material",
    "booth_member",
    "booth_question",
    "booth_stamp",
    "booth_tag",
    "booth_talk",
    "booth_visit",
    "pitch",
    "booth_opening",
    "pitch_interest",
)


def upgrade() -> None:  # noqa: PLR0915 - a statement for each table
    """Make the tables, and give every contribution its identity."""
    _know_contributions()
    op.create_table(
        "exhibition_hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_exhibition_hall_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_hall")),
        sa.UniqueConstraint("conference_id", "name", name=op.f("uq_exhibition_hall_conference_id_name")),
    )
    op.create_table(
        "exhibition_settings",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("takes_applications", sa.Boolean(), nullable=False),
        sa.Column("apply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("has_stamps", sa.Boolean(), nullable=False),
        sa.Column("stamps_needed", sa.Integer(), nullable=False),
        sa.Column("answer_hours", sa.Integer(), nullable=False),
        sa.Column("video_hosts", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer_hours > 0", name=op.f("ck_exhibition_settings_hours")),
        sa.CheckConstraint("quota IS NULL OR quota >= 0", name=op.f("ck_exhibition_settings_quota")),
        sa.CheckConstraint("stamps_needed > 0", name=op.f("ck_exhibition_settings_stamps")),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_exhibition_settings_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_exhibition_settings")),
    )
    op.create_table(
        "booth",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "declined",
                "draft",
                "published",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tagline", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("offers_text", sa.Text(), nullable=False),
        sa.Column("seeks_text", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("logo", sa.String(length=120), nullable=True),
        sa.Column("banner", sa.String(length=120), nullable=True),
        sa.Column("video_url", sa.String(length=500), nullable=False),
        sa.Column("video_upload", sa.String(length=120), nullable=True),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("decided_word", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("featured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_booth_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["exhibition_hall.id"], name=op.f("fk_booth_hall_id_exhibition_hall"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth")),
        sa.UniqueConstraint("conference_id", "number", name=op.f("uq_booth_conference_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("booth", schema=None) as batch_op:
        batch_op.create_index("ix_booth_conference_state", ["conference_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_hall_id"), ["hall_id"], unique=False)

    op.create_table(
        "exhibition_visitor",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("is_seen", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_exhibition_visitor_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_exhibition_visitor")),
    )
    op.create_table(
        "exhibitor_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_exhibitor_letter_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["participant.id"],
            name=op.f("fk_exhibitor_letter_sent_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibitor_letter")),
    )
    with op.batch_alter_table("exhibitor_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibitor_letter_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "stamp_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("winner_id", sa.Integer(), nullable=True),
        sa.Column("among", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_stamp_draw_conference_id_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["participant.id"], name=op.f("fk_stamp_draw_drawn_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["winner_id"], ["participant.id"], name=op.f("fk_stamp_draw_winner_id_participant"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_draw")),
    )
    with op.batch_alter_table("stamp_draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stamp_draw_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "booth_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_invitation_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["participant.id"],
            name=op.f("fk_booth_invitation_invited_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_invitation")),
        sa.UniqueConstraint("booth_id", "email", name=op.f("uq_booth_invitation_booth_id_email")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_booth_invitation_token_hash")),
    )
    op.create_table(
        "booth_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("card", "question", "talk", name="source", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shares_email", sa.Boolean(), nullable=False),
        sa.Column("shares_profile", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.String(length=300), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_booth_lead_rating")),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_lead_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["participant.id"], name=op.f("fk_booth_lead_noted_by_id_participant"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_booth_lead_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_lead")),
        sa.UniqueConstraint("booth_id", "participant_id", name=op.f("uq_booth_lead_booth_id_participant_id")),
    )
    with op.batch_alter_table("booth_lead", schema=None) as batch_op:
        batch_op.create_index("ix_booth_lead_participant", ["participant_id"], unique=False)

    op.create_table(
        "booth_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("document", "link", "picture", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("upload", sa.String(length=120), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["participant.id"],
            name=op.f("fk_booth_material_added_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_material_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_material")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("booth_material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_material_booth_id"), ["booth_id"], unique=False)

    op.create_table(
        "booth_member",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_member_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_booth_member_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("booth_id", "participant_id", name=op.f("pk_booth_member")),
    )
    with op.batch_alter_table("booth_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_member_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "booth_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["participant.id"],
            name=op.f("fk_booth_question_answered_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["participant.id"],
            name=op.f("fk_booth_question_asked_by_id_participant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_question_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_question")),
        sa.UniqueConstraint("asked_by_id", "key", name=op.f("uq_booth_question_asked_by_id_key")),
    )
    with op.batch_alter_table("booth_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_question_booth_id"), ["booth_id"], unique=False)

    op.create_table(
        "booth_stamp",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_stamp_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_booth_stamp_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("booth_id", "participant_id", name=op.f("pk_booth_stamp")),
    )
    with op.batch_alter_table("booth_stamp", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_stamp_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "booth_tag",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("offers", "seeks", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_tag_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_booth_tag_tag_id_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("booth_id", "tag_id", "side", name=op.f("pk_booth_tag")),
    )
    with op.batch_alter_table("booth_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_tag_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "booth_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "talking",
                "missed",
                "left",
                "over",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_talk_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_booth_talk_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["participant.id"], name=op.f("fk_booth_talk_taken_by_id_participant"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_talk")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("booth_talk", schema=None) as batch_op:
        batch_op.create_index(
            "ix_booth_talk_going_on",
            ["booth_id", "participant_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'talking')"),
            postgresql_where=sa.text("state IN ('waiting', 'talking')"),
        )
        batch_op.create_index("ix_booth_talk_participant", ["participant_id"], unique=False)

    op.create_table(
        "booth_visit",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_at >= started_at", name=op.f("ck_booth_visit_in_order")),
        sa.CheckConstraint("number > 0", name=op.f("ck_booth_visit_number_positive")),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booth.id"], name=op.f("fk_booth_visit_booth_id_booth"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_booth_visit_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("booth_id", "participant_id", "number", name=op.f("pk_booth_visit")),
    )
    with op.batch_alter_table("booth_visit", schema=None) as batch_op:
        batch_op.create_index("ix_booth_visit_participant", ["participant_id"], unique=False)

    op.create_table(
        "pitch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("contribution_guid", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=120), nullable=False),
        sa.Column("one_line", sa.String(length=300), nullable=False),
        sa.Column("seeks", sa.Text(), nullable=False),
        sa.Column("slides", sa.String(length=120), nullable=True),
        sa.Column("slides_name", sa.String(length=200), nullable=False),
        sa.Column("video_url", sa.String(length=500), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_pitch_seconds")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_pitch_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_pitch_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch")),
        sa.UniqueConstraint("contribution_guid", name=op.f("uq_pitch_contribution_guid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pitch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_item_id"), ["item_id"], unique=False)

    op.create_table(
        "booth_opening",
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["booth_material.id"],
            name=op.f("fk_booth_opening_material_id_booth_material"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_booth_opening_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("material_id", "participant_id", name=op.f("pk_booth_opening")),
    )
    with op.batch_alter_table("booth_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_opening_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "pitch_interest",
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=500), nullable=False),
        sa.Column("shares_email", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "became",
            sa.Enum(
                "nothing_yet", "contact", "meeting", name="became", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("became_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_pitch_interest_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_interest_pitch_id_pitch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pitch_id", "participant_id", name=op.f("pk_pitch_interest")),
    )
    with op.batch_alter_table("pitch_interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_interest_participant_id"), ["participant_id"], unique=False)


def _know_contributions() -> None:
    with op.batch_alter_table("item_contribution") as table:
        table.add_column(sa.Column("guid", sa.Uuid(), nullable=True))
    rows = sa.table("item_contribution", sa.column("id", sa.Integer), sa.column("guid", sa.Uuid))
    connection = op.get_bind()
    for row_id in connection.scalars(sa.select(rows.c.id)).all():
        connection.execute(sa.update(rows).where(rows.c.id == row_id).values(guid=uuid4()))
    with op.batch_alter_table("item_contribution") as table:
        table.alter_column("guid", existing_type=sa.Uuid(), nullable=False)
        table.create_unique_constraint(op.f("uq_item_contribution_guid"), ["guid"])


def downgrade() -> None:
    """Take them away."""
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("item_contribution") as table:
        table.drop_constraint(op.f("uq_item_contribution_guid"), type_="unique")
        table.drop_column("guid")
