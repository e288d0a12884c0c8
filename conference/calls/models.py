"""Rooms for video calls, who has joined one, and how a conference's calls are carried."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.extensions import Base, Moment


class CallRoom(Base):
    """One room. It hangs from something of the conference: `subject` says of what kind, `subject_id` from which."""

    __tablename__ = "call_room"
    __table_args__ = (UniqueConstraint("conference_id", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    is_closed: Mapped[bool] = mapped_column(default=False)
    # How the call that goes on now is carried: "mesh", "janus", "link"; empty while nobody has joined yet.
    provider: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CallMember(Base):
    """Somebody who has joined a room, from one page: `peer` names it, and joining anew draws another.

    It is a seat, not presence: only who watches `call_line` of the room as well is connected.
    """

    __tablename__ = "call_member"

    room_id: Mapped[int] = mapped_column(ForeignKey("call_room.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    peer: Mapped[str] = mapped_column(String(32), unique=True)
    # The key of the message that joined: sent again, it is the same joining.
    key: Mapped[str] = mapped_column(String(64))
    microphone: Mapped[bool] = mapped_column(default=False)
    camera: Mapped[bool] = mapped_column(default=False)
    screen: Mapped[bool] = mapped_column(default=False)
    hand: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class CallSettings(Base):
    """What carries the calls of a conference: `provider`, and what that one needs to know."""

    __tablename__ = "call_settings"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20), default="mesh")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
