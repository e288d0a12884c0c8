"""The exhibition's halls and booths with what they show, who stands at them, and who came."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.exhibition.rules import VIDEO_HOSTS, BoothState, MaterialKind
from conference.extensions import Base, Moment, choice
from conference.people.models import Participant, Tag
from conference.people.rules import TagSide


class ExhibitionSettings(Base):
    """What the organisers set for the whole exhibition. A quota of None is none."""

    __tablename__ = "exhibition_settings"
    __table_args__ = (
        CheckConstraint("quota IS NULL OR quota >= 0", name="quota"),
        CheckConstraint("stamps_needed > 0", name="stamps"),
        CheckConstraint("answer_hours > 0", name="hours"),
    )

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True)
    # Whether the hall is there, and whether also for people who are not signed in.
    is_open: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=True)
    takes_applications: Mapped[bool] = mapped_column(default=False)
    apply_until: Mapped[datetime | None] = mapped_column(Moment)
    quota: Mapped[int | None]
    has_stamps: Mapped[bool] = mapped_column(default=False)
    stamps_needed: Mapped[int] = mapped_column(default=10)
    # A question that waits longer is missed.
    answer_hours: Mapped[int] = mapped_column(default=24)
    # Hosts from which booths may show videos, one to a line; none: only uploaded ones.
    video_hosts: Mapped[str] = mapped_column(Text, default=VIDEO_HOSTS)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ExhibitionHall(Base):
    """A part of the exhibition, for one theme."""

    __tablename__ = "exhibition_hall"
    __table_args__ = (UniqueConstraint("conference_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    order: Mapped[int] = mapped_column(default=0)


class Booth(Base):
    """A booth as visitors see it; `draft` is what its team has written since (`BoothContent` as JSON), or None.

    `application` and `decided_word` are between the applicants and the organisers.
    """

    __tablename__ = "booth"
    __table_args__ = (
        UniqueConstraint("conference_id", "number"),
        Index("ix_booth_conference_state", "conference_id", "state"),
        # The chat and the calls of a booth hang from its id: a later booth must never get it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition_hall.id", ondelete="SET NULL"), index=True)
    state: Mapped[BoothState] = mapped_column(choice(BoothState, "state"), default=BoothState.DRAFT)
    # Where it stands on the floor plan.
    number: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(200))
    tagline: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    offers_text: Mapped[str] = mapped_column(Text, default="")
    seeks_text: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(500), default="")
    logo: Mapped[str | None] = mapped_column(String(120))
    banner: Mapped[str | None] = mapped_column(String(120))
    video_url: Mapped[str] = mapped_column(String(500), default="")
    video_upload: Mapped[str | None] = mapped_column(String(120))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    application: Mapped[str] = mapped_column(Text, default="")
    decided_word: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    # Out of the hall by the organisers' will since: its team does not put it back. None: not so, or by the team's will.
    taken_out_at: Mapped[datetime | None] = mapped_column(Moment)
    # Shown on the conference's home page since.
    featured_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    hall: Mapped[ExhibitionHall | None] = relationship()
    tag_rows: Mapped[list["BoothTag"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    members: Mapped[list["BoothMember"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="BoothMember.joined_at"
    )
    materials: Mapped[list["BoothMaterial"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="BoothMaterial.order"
    )


class BoothTag(Base):
    """A tag of the conference's list that a booth offers or looks for."""

    __tablename__ = "booth_tag"

    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True)
    side: Mapped[TagSide] = mapped_column(choice(TagSide, "side"), primary_key=True)
    tag: Mapped[Tag] = relationship()


class BoothMember(Base):
    """Somebody of a booth's team. A lead may invite and remove others, and publish."""

    __tablename__ = "booth_member"

    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_lead: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    participant: Mapped[Participant] = relationship()


class BoothInvitation(Base):
    """An address that was invited into a team. Only the SHA-256 of its token is kept."""

    __tablename__ = "booth_invitation"
    # Sent again or withdrawn by its id, which another address must never get.
    __table_args__ = (UniqueConstraint("booth_id", "email"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class BoothMaterial(Base):
    """A document, a link or a picture of a booth; visitors see it once it is published."""

    __tablename__ = "booth_material"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MaterialKind] = mapped_column(choice(MaterialKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(1000), default="")
    upload: Mapped[str | None] = mapped_column(String(120))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=0)
    order: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class BoothVisit(Base):
    """A visit; a return later than `rules.SAME_VISIT` is the next. Unique visitors are the first visits."""

    __tablename__ = "booth_visit"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("last_at >= started_at", name="in_order"),
        Index("ix_booth_visit_participant", "participant_id"),
    )

    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    last_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class ExhibitionVisitor(Base):
    """Whether somebody agreed to be seen by the teams of the booths they are at; whoever has no row was not asked."""

    __tablename__ = "exhibition_visitor"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    is_seen: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class BoothOpening(Base):
    """Somebody who opened a booth's document or link."""

    __tablename__ = "booth_opening"

    material_id: Mapped[int] = mapped_column(ForeignKey("booth_material.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    first_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
