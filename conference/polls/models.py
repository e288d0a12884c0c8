"""Polls, their rounds, and the ballots; what is counted twice is impossible by constraint."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.extensions import Base, Moment, choice
from conference.polls.rules import PollKind, RoundState, Secrecy, Segment, Showing, TextState


class Poll(Base):
    """What is asked. Belongs to a session (`item_id`) or to none; a template (`is_template`) is never asked itself."""

    __tablename__ = "poll"
    __table_args__ = (Index("ix_poll_conference_item", "conference_id", "item_id", "order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    # Whose library a template is in; else who made the poll.
    owner_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    is_template: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[PollKind] = mapped_column(choice(PollKind, "kind"))
    question: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text, default="")
    # PollSettings and Eligibility, as `polls.settings` writes and reads them.
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    eligibility: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    secrecy: Mapped[Secrecy] = mapped_column(choice(Secrecy, "secrecy"), default=Secrecy.NAMED)
    segment_by: Mapped[Segment] = mapped_column(choice(Segment, "segment_by"), default=Segment.NONE)
    # What a new round begins with.
    showing: Mapped[Showing] = mapped_column(choice(Showing, "showing"), default=Showing.HIDDEN)
    # Seconds that a round stays open by itself; None: until somebody closes it.
    seconds: Mapped[int | None]
    group: Mapped[str] = mapped_column(String(120), default="")
    order: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # Put away by a moderator: in no list but the one of what was put away, its answers and results kept.
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    options: Mapped[list["PollOption"]] = relationship(cascade="all, delete-orphan", order_by="PollOption.order")
    rounds: Mapped[list["PollRound"]] = relationship(
        back_populates="poll", cascade="all, delete-orphan", order_by="PollRound.number"
    )


class PollOption(Base):
    """One thing to choose."""

    __tablename__ = "poll_option"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(300))


class PollRound(Base):
    """One asking of a poll. The highest number is the present one; the others are kept with their results."""

    __tablename__ = "poll_round"
    __table_args__ = (
        UniqueConstraint("poll_id", "number"),
        Index("ix_poll_round_due", "state", "opens_at"),
        CheckConstraint("state = 'draft' OR opened_at IS NOT NULL", name="opened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[RoundState] = mapped_column(choice(RoundState, "state"), default=RoundState.DRAFT)
    showing: Mapped[Showing] = mapped_column(choice(Showing, "showing"), default=Showing.HIDDEN)
    # Planned opening of a draft; the end of an open round, after which no ballot counts whoever is late to say so.
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # The result as it was when a moderator froze it, as `tally_actions.frozen_of` writes it.
    frozen: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # Rises with every step of the poll, from round to round too, so that one number says what a moderator has seen.
    version: Mapped[int] = mapped_column(default=1)

    poll: Mapped[Poll] = relationship(back_populates="rounds")


class PollEvent(Base):
    """Who did what to a round, when: opened, closed, revealed, hid, froze, reset… `by_id` None: the clock did it.

    `note` is what it said before, where the wording was changed after somebody had answered.
    """

    __tablename__ = "poll_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("poll_round.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class Participation(Base):
    """That somebody answered in a round: once, by its primary key. No time, and no order that rows would betray."""

    __tablename__ = "poll_participation"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    round_id: Mapped[int] = mapped_column(ForeignKey("poll_round.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # The clients' own keys of the last messages that were counted, newest last, with a space between them: sent again,
    # each is answered again and not counted again.
    keys: Mapped[str] = mapped_column(Text)


class Ballot(Base):
    """One answer. Named: with its author, changeable while the round is open. Anonymous: with nobody and no time."""

    __tablename__ = "poll_ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "participant_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(Uuid, default=uuid4, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("poll_round.id", ondelete="CASCADE"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    # The value of the poll's `segment_by` when the ballot was cast; "" where results are not split or it is unknown.
    segment: Mapped[str] = mapped_column(String(64), default="")
    cast_at: Mapped[datetime | None] = mapped_column(Moment)


class BallotChoice(Base):
    """A part of an answer: an option (with its place or its points), a number, or a text."""

    __tablename__ = "poll_choice"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("poll_ballot.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int | None] = mapped_column(ForeignKey("poll_option.id", ondelete="CASCADE"))
    number: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(Text)
    # Open answers only: where they stand, and which others say the same.
    state: Mapped[TextState | None] = mapped_column(choice(TextState, "state"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("poll_text_group.id", ondelete="SET NULL"))


class TextGroup(Base):
    """Similar open answers put together by hand, under a name."""

    __tablename__ = "poll_text_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("poll_round.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))


class HiddenWord(Base):
    """A word that the moderators took out of a cloud; its ballots stay counted."""

    __tablename__ = "poll_hidden_word"

    round_id: Mapped[int] = mapped_column(ForeignKey("poll_round.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), primary_key=True)


class PollTally(Base):
    """How often a key was contributed in a segment of a round: the sum over its ballots, kept in their transaction."""

    __tablename__ = "poll_tally"

    round_id: Mapped[int] = mapped_column(ForeignKey("poll_round.id", ondelete="CASCADE"), primary_key=True)
    segment: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]


class JoinCode(Base):
    """The digits that lead to a session's stage, or to one poll that stands alone: `/j/4821`."""

    __tablename__ = "join_code"
    __table_args__ = (
        UniqueConstraint("item_id"),
        UniqueConstraint("poll_id"),
        CheckConstraint("(item_id IS NULL) <> (poll_id IS NULL)", name="one_target"),
    )

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
