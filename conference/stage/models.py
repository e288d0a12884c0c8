"""What a session shows live: its run, what the hall sees, the timer, reactions, the log of the desk, and displays."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.extensions import Base, Moment, choice
from conference.stage.rules import Act, Reaction, Scene, StepKind


class RunStep(Base):
    """One step of a session's run."""

    __tablename__ = "run_step"
    __table_args__ = (
        Index("ix_run_step_item", "item_id", "order"),
        CheckConstraint("kind <> 'poll' OR poll_id IS NOT NULL", name="poll"),
        CheckConstraint("kind <> 'quiz' OR part_id IS NOT NULL", name="quiz"),
        CheckConstraint("kind <> 'award' OR award_id IS NOT NULL", name="award"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    order: Mapped[int] = mapped_column(default=0)
    kind: Mapped[StepKind] = mapped_column(choice(StepKind, "kind"))
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("quiz_part.id", ondelete="CASCADE"), index=True)
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    # What a text says, what a timer is for.
    text: Mapped[str] = mapped_column(String(500), default="")
    seconds: Mapped[int] = mapped_column(default=0)


class StageState(Base):
    """Where a session stands. `version` rises with every press at the desk, so that two do not do one thing twice."""

    __tablename__ = "stage_state"
    __table_args__ = (
        CheckConstraint("timer_seconds >= 0", name="timer"),
        CheckConstraint("(timer_ends_at IS NULL) = (timer_seconds = 0)", name="timer_whole"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("run_step.id", ondelete="SET NULL"), index=True)
    scene: Mapped[Scene] = mapped_column(choice(Scene, "scene"), default=Scene.AUTO)
    # Which poll, quiz part or award the scene shows.
    scene_ref: Mapped[int | None]
    scene_text: Mapped[str] = mapped_column(String(500), default="")
    timer_ends_at: Mapped[datetime | None] = mapped_column(Moment)
    timer_seconds: Mapped[int] = mapped_column(default=0)
    timer_label: Mapped[str] = mapped_column(String(200), default="")
    # The step that started the timer; None: a moderator did by hand.
    timer_step_id: Mapped[int | None]
    reactions_open: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class StageEvent(Base):
    """Who did what at the desk, when; what was taken back says so."""

    __tablename__ = "stage_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    act: Mapped[Act] = mapped_column(choice(Act, "act"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("run_step.id", ondelete="SET NULL"))
    before_id: Mapped[int | None] = mapped_column(ForeignKey("run_step.id", ondelete="SET NULL"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)


class StageDisplay(Base):
    """A hall's screen: a link that shows one session's projector, until somebody revokes it."""

    __tablename__ = "stage_display"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), unique=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class ReactionKey(Base):
    """That a reaction was counted, for as long as it may be sent again: a digest of its key, and no person."""

    __tablename__ = "reaction_key"

    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(Moment, index=True)


class ReactionCount(Base):
    """How often a reaction was sent in a session. Who sent it is kept nowhere."""

    __tablename__ = "reaction_count"
    __table_args__ = (CheckConstraint("count > 0", name="counted"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Reaction] = mapped_column(choice(Reaction, "kind"), primary_key=True)
    count: Mapped[int]
