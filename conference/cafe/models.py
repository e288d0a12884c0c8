"""World cafés, their questions, rounds and tables; who sits where; calls for help; what facilitators did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.cafe.rules import CafeState, Clock, ConsoleAct, HostPolicy, RoundState, SeatedHow
from conference.extensions import Base, Moment, choice

_PRESENT = text("state IN ('open', 'paused')")
_HOST = text("is_host")
_UNANSWERED = text("answered_at IS NULL")


class Cafe(Base):
    """One world café. `seed` is what its seats are drawn with, so that they can be computed again."""

    __tablename__ = "cafe"
    __table_args__ = (
        UniqueConstraint("item_id"),
        CheckConstraint("fewest > 0 AND fewest <= most", name="seats"),
        CheckConstraint("dots >= 0", name="dots"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[CafeState] = mapped_column(choice(CafeState, "state"), default=CafeState.DRAFT)
    # What table hosts read before and at the table, in Markdown.
    briefing: Mapped[str] = mapped_column(Text, default="")
    fewest: Mapped[int] = mapped_column(default=4)
    most: Mapped[int] = mapped_column(default=6)
    hosts: Mapped[HostPolicy] = mapped_column(choice(HostPolicy, "hosts"), default=HostPolicy.STAY)
    mix_organisation: Mapped[bool] = mapped_column(default=True)
    mix_country: Mapped[bool] = mapped_column(default=True)
    mix_kind: Mapped[bool] = mapped_column(default=True)
    mix_language: Mapped[bool] = mapped_column(default=True)
    # Whether people may choose a table with room themselves.
    may_choose: Mapped[bool] = mapped_column(default=False)
    dots: Mapped[int] = mapped_column(default=3)
    dots_open: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    questions: Mapped[list["CafeQuestion"]] = relationship(
        cascade="all, delete-orphan", order_by="CafeQuestion.order", passive_deletes=True
    )
    rounds: Mapped[list["CafeRound"]] = relationship(
        cascade="all, delete-orphan", order_by="CafeRound.number", passive_deletes=True
    )
    tables: Mapped[list["CafeTable"]] = relationship(
        cascade="all, delete-orphan", order_by="CafeTable.number", passive_deletes=True
    )


class CafeQuestion(Base):
    """What is talked about: in every round, or in the one of `round_number`."""

    __tablename__ = "cafe_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    cafe_id: Mapped[int] = mapped_column(ForeignKey("cafe.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(500))
    round_number: Mapped[int | None]
    # Whether the list of its outcomes was agreed.
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CafeRound(Base):
    """So many minutes at one table. Open: `ends_at`; paused: `left_seconds`; `quality` is what the seating reached."""

    __tablename__ = "cafe_round"
    __table_args__ = (
        UniqueConstraint("cafe_id", "number"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("(state = 'open') = (ends_at IS NOT NULL)", name="running"),
        CheckConstraint("(state = 'paused') = (left_seconds IS NOT NULL)", name="paused"),
        # One round at a time.
        Index("uq_cafe_round_present", "cafe_id", unique=True, sqlite_where=_PRESENT, postgresql_where=_PRESENT),
        Index("ix_cafe_round_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cafe_id: Mapped[int] = mapped_column(ForeignKey("cafe.id", ondelete="CASCADE"))
    number: Mapped[int]
    minutes: Mapped[int]
    state: Mapped[RoundState] = mapped_column(choice(RoundState, "state"), default=RoundState.WAITING)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    left_seconds: Mapped[int | None]
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    quality: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def clock(self) -> Clock:
        """The clock that every table shows."""
        return Clock(self.ends_at, self.left_seconds)


class CafeTable(Base):
    """A table. Its cards stay with it from round to round; one that was merged into another is closed."""

    __tablename__ = "cafe_table"
    __table_args__ = (
        UniqueConstraint("cafe_id", "number"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        # A table's chat and call hang from its id: a later table must never get that of one that was deleted.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cafe_id: Mapped[int] = mapped_column(ForeignKey("cafe.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")
    # What is spoken there, "" for the café's own; two letters as in a participant's languages.
    language: Mapped[str] = mapped_column(String(2), default="")
    # Who hosts it in every round, where hosts stay.
    host_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_table.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Seat(Base):
    """One person's place in one round."""

    __tablename__ = "cafe_seat"
    __table_args__ = (
        UniqueConstraint("round_id", "participant_id"),
        Index("ix_cafe_seat_table", "table_id", "round_id"),
        # A table has one host at a time.
        Index(
            "uq_cafe_seat_host", "round_id", "table_id", unique=True, sqlite_where=_HOST, postgresql_where=_HOST
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("cafe_round.id", ondelete="CASCADE"))
    table_id: Mapped[int] = mapped_column(ForeignKey("cafe_table.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    is_host: Mapped[bool] = mapped_column(default=False)
    how: Mapped[SeatedHow] = mapped_column(choice(SeatedHow, "how"), default=SeatedHow.SEATING)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class TableChoice(Base):
    """The table that somebody wants to sit at in the next round, where people may choose."""

    __tablename__ = "cafe_table_choice"

    cafe_id: Mapped[int] = mapped_column(ForeignKey("cafe.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    table_id: Mapped[int] = mapped_column(ForeignKey("cafe_table.id", ondelete="CASCADE"), index=True)


class HelpCall(Base):
    """A table asks for a facilitator."""

    __tablename__ = "cafe_help_call"
    __table_args__ = (
        # One at a time for each table.
        Index("uq_cafe_help_call", "table_id", unique=True, sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("cafe_table.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class CafeMessage(Base):
    """What a facilitator says to all tables, or (`table_ids`) to some."""

    __tablename__ = "cafe_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    cafe_id: Mapped[int] = mapped_column(ForeignKey("cafe.id", ondelete="CASCADE"), index=True)
    table_ids: Mapped[list[int] | None] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class CafeEvent(Base):
    """What a facilitator did, with what was before (`before`), so that it can be taken back."""

    __tablename__ = "cafe_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    cafe_id: Mapped[int] = mapped_column(ForeignKey("cafe.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("cafe_round.id", ondelete="CASCADE"), index=True)
    act: Mapped[ConsoleAct] = mapped_column(choice(ConsoleAct, "act"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # Of the message or form it came by: sent twice, it was done once.
    key: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # For people: names nobody, only ids and numbers.
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
