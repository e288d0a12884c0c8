"""What tables wrote, what became of it: cards, headings, dots, outcomes, recommendations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.cafe import models as _tables  # noqa: F401 - what these rows hang from
from conference.cafe.rules import RecommendationStatus
from conference.extensions import Base, Moment, choice


class CafeCard(Base):
    """One short answer to one question, written at one table. Deleted and merged ones keep their row and text."""

    __tablename__ = "cafe_card"
    __table_args__ = (
        # The same card sent again after a lost answer is one card.
        UniqueConstraint("table_id", "author_id", "key"),
        Index("ix_cafe_card_question", "question_id", "table_id"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("cafe_table.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("cafe_question.id", ondelete="CASCADE"))
    # The round in which it was written.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_round.id", ondelete="SET NULL"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(String(400))
    key: Mapped[str] = mapped_column(String(64))
    is_starred: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_card.id", ondelete="CASCADE"), index=True)
    # Where it stands on the board of its question.
    heading_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_heading.id", ondelete="SET NULL"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CafeHeading(Base):
    """What like cards were brought together under."""

    __tablename__ = "cafe_heading"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("cafe_question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    order: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CafeDot(Base):
    """One person's vote for one heading; so many of one person for each question as the café gives."""

    __tablename__ = "cafe_dot"

    heading_id: Mapped[int] = mapped_column(ForeignKey("cafe_heading.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class CafeOutcome(Base):
    """One line of the agreed list of a question."""

    __tablename__ = "cafe_outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("cafe_question.id", ondelete="CASCADE"), index=True)
    heading_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_heading.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    order: Mapped[int] = mapped_column(default=0)
    # How many dots its heading had when the list was agreed.
    dots: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CafeOutcomeCard(Base):
    """A card behind an outcome: its trail, whatever is done with headings afterwards."""

    __tablename__ = "cafe_outcome_card"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("cafe_outcome.id", ondelete="CASCADE"), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cafe_card.id", ondelete="CASCADE"), primary_key=True, index=True)


class Recommendation(Base):
    """An outcome that was adopted, or one written without a café (`outcome_id` None)."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("outcome_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_outcome.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    addressee: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[RecommendationStatus] = mapped_column(
        choice(RecommendationStatus, "status"), default=RecommendationStatus.PROPOSED
    )
    order: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class RecommendationNote(Base):
    """What came of a recommendation, in public words, with the status that it had from then on."""

    __tablename__ = "recommendation_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"), index=True)
    status: Mapped[RecommendationStatus] = mapped_column(choice(RecommendationStatus, "status"))
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
