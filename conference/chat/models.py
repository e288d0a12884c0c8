"""Rooms of chat, what was written in them, who is muted, and what moderators did."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.chat.rules import ChatAct
from conference.extensions import Base, Moment, choice


class ChatRoom(Base):
    """One chat. It hangs from something of the conference: `subject` says of what kind, `subject_id` from which."""

    __tablename__ = "chat_room"
    __table_args__ = (
        UniqueConstraint("conference_id", "subject", "subject_id"),
        CheckConstraint("slow_seconds >= 0", name="slow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)
    # Seconds between two messages of one person; 0: no slow mode.
    slow_seconds: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ChatMessage(Base):
    """One message. Whoever hides or deletes it leaves the row and its text: it stays in the log."""

    __tablename__ = "chat_message"
    __table_args__ = (
        # The same message sent again after a lost answer is one message.
        UniqueConstraint("room_id", "author_id", "key"),
        Index("ix_chat_message_room", "room_id", "id"),
        Index("ix_chat_message_author", "author_id", "room_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("chat_room.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    hidden_at: Mapped[datetime | None] = mapped_column(Moment)


class ChatMute(Base):
    """Somebody who may not write in a room until a moment."""

    __tablename__ = "chat_mute"

    room_id: Mapped[int] = mapped_column(ForeignKey("chat_room.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    until: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200), default="")


class ChatEvent(Base):
    """What a moderator did in a room, to which message or person, and when."""

    __tablename__ = "chat_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("chat_room.id", ondelete="CASCADE"), index=True)
    act: Mapped[ChatAct] = mapped_column(choice(ChatAct, "act"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("chat_message.id", ondelete="CASCADE"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
