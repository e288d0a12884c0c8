"""Pitches, which are contributions to a session, and who is interested in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.extensions import Base, Moment
from conference.pitches.rules import SECONDS


class Pitch(Base):
    """What a contribution to a session says for contacts; title and speakers are the agenda's (`contribution_guid`).

    `started_at` is when its clock was started on the stage, `ended_at` when somebody stopped it. `version` is the
    sheet's: whoever writes it raises it, and the clock does not.
    """

    __tablename__ = "pitch"
    __table_args__ = (CheckConstraint("seconds > 0", name="seconds"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    contribution_guid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(120), default="")
    one_line: Mapped[str] = mapped_column(String(300), default="")
    seeks: Mapped[str] = mapped_column(Text, default="")
    slides: Mapped[str | None] = mapped_column(String(120))
    slides_name: Mapped[str] = mapped_column(String(200), default="")
    video_url: Mapped[str] = mapped_column(String(500), default="")
    seconds: Mapped[int] = mapped_column(default=SECONDS)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - SQLAlchemy's own form


class PitchInterest(Base):
    """Somebody who wants to hear more of a pitch, with a word, and what the pitcher made of it: one thing, or both.

    `contact_at` is when the pitcher kept them as a contact, `meeting_at` when a meeting was asked for.
    """

    __tablename__ = "pitch_interest"

    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    word: Mapped[str] = mapped_column(String(500), default="")
    shares_email: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    contact_at: Mapped[datetime | None] = mapped_column(Moment)
    meeting_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_taken_up(self) -> bool:
        """Tell whether the pitcher made something of it."""
        return self.contact_at is not None or self.meeting_at is not None
