"""Awards, their path and people, the nominees and the jury; the votes on them are in `voting_models`."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.awards.rules import (
    HIGHEST_SCORE,
    AwardState,
    DecidedBy,
    Duty,
    FinalistOrder,
    JurorsVote,
    NominationsBy,
    NomineeState,
    QuorumUnit,
    TieRule,
)
from conference.extensions import Base, Moment, choice


class Award(Base):
    """One award of a conference. What is declared of its vote is copied into each voting when that opens."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("jury_weight BETWEEN 0 AND 100", name="weight"),
        CheckConstraint("quorum >= 0", name="quorum"),
        CheckConstraint("finalists_wanted BETWEEN 1 AND 50", name="finalists"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    # The session in which it is voted on and revealed.
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    rules: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[DecidedBy] = mapped_column(choice(DecidedBy, "decided_by"), default=DecidedBy.BOTH)
    state: Mapped[AwardState] = mapped_column(choice(AwardState, "state"), default=AwardState.DRAFT)
    nominations_by: Mapped[NominationsBy] = mapped_column(
        choice(NominationsBy, "nominations_by"), default=NominationsBy.PARTICIPANTS
    )
    nominations_close_at: Mapped[datetime | None] = mapped_column(Moment)
    finalists_wanted: Mapped[int] = mapped_column(default=3)
    # Per cent of the result that the jury decides, where both do.
    jury_weight: Mapped[int] = mapped_column(default=50)
    jurors_vote: Mapped[JurorsVote] = mapped_column(choice(JurorsVote, "jurors_vote"), default=JurorsVote.ALL)
    # Who may vote: `awards.rules.Roll` as {"roles": [], "organisation_kinds": []}.
    roll: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    finalist_order: Mapped[FinalistOrder] = mapped_column(
        choice(FinalistOrder, "finalist_order"), default=FinalistOrder.RANDOM
    )
    quorum: Mapped[int] = mapped_column(default=0)
    quorum_unit: Mapped[QuorumUnit] = mapped_column(choice(QuorumUnit, "quorum_unit"), default=QuorumUnit.BALLOTS)
    tie_rule: Mapped[TieRule] = mapped_column(choice(TieRule, "tie_rule"), default=TieRule.SHARED)
    open_tally: Mapped[bool] = mapped_column(default=False)
    # Seconds that a vote stays open by itself; None: until somebody closes it.
    seconds: Mapped[int | None]
    # A special award: why it was given.
    citation: Mapped[str] = mapped_column(Text, default="")
    # Why the chair shortlisted whom.
    shortlist_reason: Mapped[str] = mapped_column(Text, default="")
    # When the chair ended the scoring: from then on no sheet changes, and the chair sees the ranking.
    scoring_ended_at: Mapped[datetime | None] = mapped_column(Moment)
    # What came out, sealed from the closing to the reveal: `awards.results` writes and reads it.
    sealed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # How many places of the result the hall has seen, from the last one up.
    places_shown: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    steps: Mapped[list["AwardStep"]] = relationship(cascade="all, delete-orphan", order_by="AwardStep.id")
    criteria: Mapped[list["Criterion"]] = relationship(cascade="all, delete-orphan", order_by="Criterion.order")
    nominees: Mapped[list["Nominee"]] = relationship(
        back_populates="award", cascade="all, delete-orphan", order_by="Nominee.order, Nominee.id"
    )
    members: Mapped[list["AwardMember"]] = relationship(cascade="all, delete-orphan", order_by="AwardMember.id")


class AwardStep(Base):
    """That an award came to a state: who did it, when, and why. `by_id` None: the clock did it."""

    __tablename__ = "award_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    state: Mapped[AwardState] = mapped_column(choice(AwardState, "state"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    note: Mapped[str] = mapped_column(Text, default="")


class AwardMember(Base):
    """Somebody with a duty at one award: its chair, a juror, an observer."""

    __tablename__ = "award_member"
    __table_args__ = (
        UniqueConstraint("award_id", "participant_id", "duty"),
        Index(
            "uq_award_member_chair",
            "award_id",
            unique=True,
            sqlite_where=text("duty = 'chair'"),
            postgresql_where=text("duty = 'chair'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    duty: Mapped[Duty] = mapped_column(choice(Duty, "duty"))


class Nominee(Base):
    """Somebody or something that is nominated. Merged ones keep their nominations, which count for the other."""

    __tablename__ = "award_nominee"
    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("NOT is_finalist OR state = 'standing'", name="finalist"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    # Who it is, where that is somebody at the conference: they may decline by themselves.
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    state: Mapped[NomineeState] = mapped_column(choice(NomineeState, "state"), default=NomineeState.STANDING)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("award_nominee.id", ondelete="CASCADE"), index=True)
    # Why it declined or was rejected; for the organisers and the jury.
    note: Mapped[str] = mapped_column(Text, default="")
    is_finalist: Mapped[bool] = mapped_column(default=False)
    # Of awards that need no count: it wins (conferred).
    is_chosen: Mapped[bool] = mapped_column(default=False)
    # The finalists' page: a text, a picture, slides, a film, and the session in which it is pitched.
    photo: Mapped[str | None] = mapped_column(String(64))
    pitch: Mapped[str] = mapped_column(Text, default="")
    slides: Mapped[str | None] = mapped_column(String(64))
    slides_name: Mapped[str] = mapped_column(String(200), default="")
    video_url: Mapped[str] = mapped_column(String(500), default="")
    pitch_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    award: Mapped[Award] = relationship(back_populates="nominees")
    nominations: Mapped[list["Nomination"]] = relationship(cascade="all, delete-orphan", order_by="Nomination.id")


class Nomination(Base):
    """What one person said for a nominee: a text, links, a file. One a person and nominee."""

    __tablename__ = "award_nomination"
    __table_args__ = (UniqueConstraint("nominee_id", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nominee_id: Mapped[int] = mapped_column(ForeignKey("award_nominee.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    file: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class Criterion(Base):
    """By what the jury scores, and how much it weighs beside the others."""

    __tablename__ = "award_criterion"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[int] = mapped_column(default=1)


class Conflict(Base):
    """That a juror declared to be biased about a nominee: neither sees nor scores it."""

    __tablename__ = "award_conflict"

    nominee_id: Mapped[int] = mapped_column(ForeignKey("award_nominee.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class ScoreSheet(Base):
    """What one juror says of one nominee. Counts, and is seen by the chair, once it is submitted."""

    __tablename__ = "award_score_sheet"
    __table_args__ = (UniqueConstraint("nominee_id", "participant_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nominee_id: Mapped[int] = mapped_column(ForeignKey("award_nominee.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    comment: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    scores: Mapped[list["Score"]] = relationship(cascade="all, delete-orphan")


class Score(Base):
    """Points for one criterion on a sheet."""

    __tablename__ = "award_score"
    __table_args__ = (CheckConstraint(f"points BETWEEN 0 AND {HIGHEST_SCORE}", name="points"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("award_score_sheet.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("award_criterion.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    points: Mapped[int]
