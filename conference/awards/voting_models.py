"""The secret ballot: votes with what was declared, the roll, ballots that name nobody, and the append-only log."""

from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.awards.models import Award
from conference.awards.rules import EntryKind
from conference.extensions import Base, Moment, choice


class Voting(Base):
    """One vote on an award: the first, or a run-off between those who tied. What it is judged by is frozen."""

    __tablename__ = "award_voting"
    __table_args__ = (UniqueConstraint("award_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # What commitments are bound to.
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    # The declared rules, finalists and roll as canonical JSON, and its SHA-256 in hexadecimal digits.
    frozen: Mapped[str] = mapped_column(Text)
    frozen_hash: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # After this moment no ballot counts, whoever is late to say so. Never changed to an earlier one than now.
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # What is frozen by its hash only, until the reveal, as canonical JSON with its salt: the jury's scores, or who was
    # chosen; "" where neither decides.
    sealed_part: Mapped[str] = mapped_column(Text, default="")
    # 128 bits without which nobody can guess the result from its hash in the log; published with the result.
    salt: Mapped[str] = mapped_column(String(32), default=lambda: token_hex(16))
    # What was checked at the closing, and how it came out.
    checks: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    award: Mapped[Award] = relationship()


class VotingFinalist(Base):
    """Who stands in a vote, in the order that voters see. A ballot can name nobody else, by its foreign key."""

    __tablename__ = "award_voting_finalist"
    __table_args__ = (UniqueConstraint("voting_id", "position"),)

    voting_id: Mapped[int] = mapped_column(ForeignKey("award_voting.id", ondelete="CASCADE"), primary_key=True)
    nominee_id: Mapped[int] = mapped_column(
        ForeignKey("award_nominee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]


class RollEntry(Base):
    """That somebody may vote, as it was when the vote was opened."""

    __tablename__ = "award_roll"

    voting_id: Mapped[int] = mapped_column(ForeignKey("award_voting.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class AwardParticipation(Base):
    """That somebody voted: once, by its primary key, and only who is on the roll. No time, no order of rows."""

    __tablename__ = "award_participation"
    __table_args__ = (
        # Whoever is on the roll, and nobody else.
        ForeignKeyConstraint(
            ["voting_id", "participant_id"],
            ["award_roll.voting_id", "award_roll.participant_id"],
            ondelete="CASCADE",
        ),
        {"sqlite_with_rowid": False},
    )

    voting_id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    # SHA-256 of the client's own key and the commitment of the message that was counted: sent again, it is answered
    # again. Without the key, which is kept nowhere, it tells nothing of which ballot it was.
    message: Mapped[str] = mapped_column(String(64))


class AwardBallot(Base):
    """One ballot: what was chosen, and what its voter can find it by. No person, no time, no serial number."""

    __tablename__ = "award_ballot"
    __table_args__ = (
        UniqueConstraint("voting_id", "commitment"),
        Index("ix_award_ballot_unlogged", "voting_id", "is_logged"),
        ForeignKeyConstraint(
            ["voting_id", "nominee_id"],
            ["award_voting_finalist.voting_id", "award_voting_finalist.nominee_id"],
            ondelete="CASCADE",
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(Uuid, default=uuid4, primary_key=True)
    voting_id: Mapped[int]
    nominee_id: Mapped[int]
    # Hexadecimal digits: 128 bits that the voter's browser drew, and the SHA-256 that binds it to the choice.
    nonce: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))
    # Whether the log has its commitment.
    is_logged: Mapped[bool] = mapped_column(default=False)


class AwardLogEntry(Base):
    """One entry of an award's append-only log, hashed over the one before; `body` is canonical JSON, as hashed."""

    __tablename__ = "award_log_entry"

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
