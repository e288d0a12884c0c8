"""Accounts that sign in, the links they sign in with, and the participants they are at each conference."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import Base, Moment, choice
from conference.people.rules import OrganisationKind, ParticipantStatus, PersonCard, ReportPlace, TagSide
from conference.permissions import Role


def _first_epoch() -> int:
    """Return where an account's epochs begin: nowhere twice, as SQLite gives a deleted account's id to the next."""
    return secrets.randbelow(2_000_000_000)


class Account(Base):
    """A sign-in identity, known by its e-mail address. Raising `session_epoch` signs every browser out."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_epoch: Mapped[int] = mapped_column(default=_first_epoch)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(Moment)
    participants: Mapped[list["Participant"]] = relationship(back_populates="account")


class SignInLink(Base):
    """A mailed link. Only the SHA-256 of its token is kept; `used_at` is set once, by whoever is first."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    next_path: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Participant(Base):
    """A person at one conference: an attendee with an account, or a speaker who never signs in.

    Erased people keep their row, nameless (`erased_at`), so that what was counted stays counted.
    """

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("conference_id", "account_id"),
        Index("ix_participant_conference_status", "conference_id", "status"),
        CheckConstraint("erased_at IS NULL OR account_id IS NULL", name="erased_has_no_account"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    status: Mapped[ParticipantStatus] = mapped_column(choice(ParticipantStatus, "status"))
    status_since: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    organisation_kind: Mapped[OrganisationKind | None] = mapped_column(choice(OrganisationKind, "organisation_kind"))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    timezone: Mapped[str] = mapped_column(String(64), default="")
    photo: Mapped[str | None] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    offers_text: Mapped[str] = mapped_column(Text, default="")
    seeks_text: Mapped[str] = mapped_column(Text, default="")
    in_directory: Mapped[bool] = mapped_column(default=False)
    # The secret in the address of the personal calendar; renewed by the person.
    feed_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    conference: Mapped[Conference] = relationship()
    account: Mapped[Account | None] = relationship(back_populates="participants")
    role_rows: Mapped[list["ParticipantRole"]] = relationship(
        back_populates="participant", cascade="all, delete-orphan", lazy="selectin"
    )
    tag_rows: Mapped[list["ParticipantTag"]] = relationship(back_populates="participant", cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles given, whether or not the status lets them count."""
        return frozenset(row.role for row in self.role_rows)

    @property
    def roles_in_force(self) -> frozenset[Role]:
        """The roles that count now: none unless confirmed."""
        return self.roles if self.status is ParticipantStatus.CONFIRMED else frozenset()

    @property
    def is_guest(self) -> bool:
        """Whether it came by a code or a link and has no account: a guest, or a hall's screen."""
        return not self.roles.isdisjoint({Role.GUEST, Role.DISPLAY})

    @property
    def card(self) -> PersonCard:
        """What is shown of this person wherever they are named."""
        return PersonCard(self.id, self.name, self.position, self.organisation, self.country, self.photo or "")


class ParticipantRole(Base):
    """One role of one participant."""

    __tablename__ = "participant_role"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"), primary_key=True)
    participant: Mapped[Participant] = relationship(back_populates="role_rows")


class ParticipantBlock(Base):
    """Somebody who does not want to meet somebody: they are never brought together. The blocked person is not told."""

    __tablename__ = "participant_block"
    __table_args__ = (CheckConstraint("participant_id <> blocked_id", name="another"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


_OPEN = text("handled_at IS NULL")


class ParticipantReport(Base):
    """What somebody tells the organisers about somebody; further words are added to it until it is handled."""

    __tablename__ = "participant_report"
    __table_args__ = (
        CheckConstraint("by_id <> about_id", name="another"),
        CheckConstraint("handled_by_id IS NULL OR handled_at IS NOT NULL", name="handled"),
        # One open report between the same two: pressed twice, it is one.
        Index(
            "uq_participant_report_open",
            "by_id",
            "about_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    about_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    place: Mapped[ReportPlace] = mapped_column(choice(ReportPlace, "place"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    handled_at: Mapped[datetime | None] = mapped_column(Moment)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))


class StatusChange(Base):
    """Who changed a participant's status, when, from what to what. `by_id` None: the system (a place came free)."""

    __tablename__ = "status_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    before: Mapped[ParticipantStatus | None] = mapped_column(choice(ParticipantStatus, "before"))
    after: Mapped[ParticipantStatus] = mapped_column(choice(ParticipantStatus, "after"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class Tag(Base):
    """A word of the conference's controlled list of what people offer and look for."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("conference_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))


class ParticipantTag(Base):
    """A tag that a participant chose, on one side."""

    __tablename__ = "participant_tag"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[TagSide] = mapped_column(choice(TagSide, "side"), primary_key=True)
    participant: Mapped[Participant] = relationship(back_populates="tag_rows")
    tag: Mapped[Tag] = relationship(lazy="joined")
