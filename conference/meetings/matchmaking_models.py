"""Matchmakings: who takes part, their wishes, how timetables were computed, and the draft before it is published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.extensions import Base, Moment, choice
from conference.meetings.matchmaking_rules import MatchmakingState, Part, RunState

_RUNNING = text("state IN ('waiting', 'running')")


class Matchmaking(Base):
    """A set of people and their wishes. `seed` is what its timetable is drawn with."""

    __tablename__ = "matchmaking"
    __table_args__ = (
        CheckConstraint("most_wishes > 0", name="most_wishes"),
        CheckConstraint("most_meetings IS NULL OR most_meetings > 0", name="most_meetings"),
        CheckConstraint("most_at_once IS NULL OR most_at_once > 0", name="most_at_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[MatchmakingState] = mapped_column(choice(MatchmakingState, "state"), default=MatchmakingState.DRAFT)
    wishes_until: Mapped[datetime | None] = mapped_column(Moment)
    most_wishes: Mapped[int] = mapped_column(default=10)
    # Of one person, in this matchmaking; None: as many as fit.
    most_meetings: Mapped[int | None]
    # Meetings in one slot, where they are held by video; None: no limit. At places, their number is the limit.
    most_at_once: Mapped[int | None]
    at_places: Mapped[bool] = mapped_column(default=False)
    # Everybody who offers or seeks something may join by themselves; otherwise the organisers name who takes part.
    is_open: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    # What takes the last change by hand back, as `matchmaking_hand_actions` wrote it; None: nothing can be taken back.
    undo: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # Published meetings whose people are still to be mailed: a job works them off.
    mails_due: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    windows: Mapped[list["MatchmakingWindow"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class MatchmakingWindow(Base):
    """A window whose slots a matchmaking uses."""

    __tablename__ = "matchmaking_window"

    matchmaking_id: Mapped[int] = mapped_column(ForeignKey("matchmaking.id", ondelete="CASCADE"), primary_key=True)
    window_id: Mapped[int] = mapped_column(
        ForeignKey("meeting_window.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class MatchmakingPerson(Base):
    """Somebody who was asked to take part, or does."""

    __tablename__ = "matchmaking_person"

    matchmaking_id: Mapped[int] = mapped_column(ForeignKey("matchmaking.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    part: Mapped[Part] = mapped_column(choice(Part, "part"), default=Part.INVITED)
    # The mail that is still to be written to them ("invite", or "remind:" and the key of the press), or nothing.
    letter: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class MatchmakingWish(Base):
    """Whom somebody wants to meet; rank 1 most of all."""

    __tablename__ = "matchmaking_wish"
    __table_args__ = (
        CheckConstraint("by_id <> about_id", name="another"),
        CheckConstraint("rank > 0", name="rank"),
    )

    matchmaking_id: Mapped[int] = mapped_column(ForeignKey("matchmaking.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True)
    about_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class MatchmakingRun(Base):
    """One computing of a timetable. `figures` is what it reached, `beat_at` when the job last said that it lives."""

    __tablename__ = "matchmaking_run"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 1", name="share"),
        # One at a time.
        Index("uq_matchmaking_run_running", "matchmaking_id", unique=True, sqlite_where=_RUNNING,
              postgresql_where=_RUNNING),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    matchmaking_id: Mapped[int] = mapped_column(ForeignKey("matchmaking.id", ondelete="CASCADE"), index=True)
    state: Mapped[RunState] = mapped_column(choice(RunState, "state"), default=RunState.WAITING)
    share: Mapped[float] = mapped_column(default=0.0)
    step: Mapped[str] = mapped_column(String(40), default="")
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    beat_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class MatchmakingDraft(Base):
    """One meeting of the timetable before it is published; made by a run, or by hand."""

    __tablename__ = "matchmaking_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    matchmaking_id: Mapped[int] = mapped_column(ForeignKey("matchmaking.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_place.id", ondelete="SET NULL"))
    by_hand: Mapped[bool] = mapped_column(default=False)

    seats: Mapped[list["MatchmakingDraftSeat"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class MatchmakingDraftSeat(Base):
    """One person in a slot of a draft: once at most."""

    __tablename__ = "matchmaking_draft_seat"
    __table_args__ = (UniqueConstraint("matchmaking_id", "slot_id", "participant_id"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("matchmaking_draft.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    matchmaking_id: Mapped[int] = mapped_column(ForeignKey("matchmaking.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id", ondelete="CASCADE"))
