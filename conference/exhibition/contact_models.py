"""What comes of a visit: questions, talks, cards; and what the organisers add: stamps, the draw, letters."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.exhibition.rules import LeadSource, TalkState
from conference.extensions import Base, Moment, choice
from conference.people.models import Participant

_GOING_ON = text("state IN ('waiting', 'talking')")


class BoothQuestion(Base):
    """A question to a booth's team. `key` names one pressing; whether all may read it is the team's to say."""

    __tablename__ = "booth_question"
    __table_args__ = (
        UniqueConstraint("asked_by_id", "key"),
        # An answer that is written to one that is taken back meanwhile must never go to another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    key: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    is_public: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class BoothTalk(Base):
    """A wish to talk now, and the call it became. One at a time of one visitor at one booth."""

    __tablename__ = "booth_talk"
    __table_args__ = (
        Index(
            "ix_booth_talk_going_on",
            "booth_id",
            "participant_id",
            unique=True,
            sqlite_where=_GOING_ON,
            postgresql_where=_GOING_ON,
        ),
        Index("ix_booth_talk_participant", "participant_id"),
        # Its call hangs from its id.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    state: Mapped[TalkState] = mapped_column(choice(TalkState, "state"), default=TalkState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class BoothLead(Base):
    """Somebody whom a booth's team knows. With `consented_at`, and not withdrawn, they left their card.

    What was consented to is shared; rating, note and follow-up are the team's own.
    """

    __tablename__ = "booth_lead"
    __table_args__ = (
        UniqueConstraint("booth_id", "participant_id"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_booth_lead_participant", "participant_id"),
        # As with questions: a note is about one person for ever.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    source: Mapped[LeadSource] = mapped_column(choice(LeadSource, "source"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    message: Mapped[str] = mapped_column(Text, default="")
    consented_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    shares_email: Mapped[bool] = mapped_column(default=False)
    shares_profile: Mapped[bool] = mapped_column(default=False)
    rating: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    follow_up: Mapped[str] = mapped_column(String(300), default="")
    follow_up_on: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    participant: Mapped[Participant] = relationship(foreign_keys=[participant_id])


class BoothStamp(Base):
    """A stamp that somebody collected at a booth."""

    __tablename__ = "booth_stamp"

    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class StampDraw(Base):
    """Who was drawn among those with a full stamp card, and among how many."""

    __tablename__ = "stamp_draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    among: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))


class ExhibitorLetter(Base):
    """What the organisers wrote to all exhibitors; mailed, and read at their desks."""

    __tablename__ = "exhibitor_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    sent_to: Mapped[int] = mapped_column(default=0)
