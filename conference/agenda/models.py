"""Tracks, rooms, agenda items and what hangs from them; releases; the organisers' log of changes; stars."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.agenda.rules import ItemKind, ItemStatus, MaterialKind, RoleInItem, RoomKind, Visibility
from conference.extensions import Base, Moment, choice


class Track(Base):
    """A strand of the agenda with a colour."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("conference_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(120))
    colour: Mapped[str] = mapped_column(String(7))
    order: Mapped[int] = mapped_column(default=0)


class Room(Base):
    """Where things happen; in a `parallel` room several at once."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("conference_id", "name"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[RoomKind] = mapped_column(choice(RoomKind, "kind"), default=RoomKind.VIRTUAL)
    capacity: Mapped[int | None]
    parallel: Mapped[bool] = mapped_column(default=False)
    stream_url: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    order: Mapped[int] = mapped_column(default=0)


class AgendaItem(Base):
    """An entry of the agenda, as the organisers have it now (the draft). `guid` is its identity for ever."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        Index("ix_agenda_item_conference_start", "conference_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "kind"))
    title: Mapped[str] = mapped_column(String(300))
    subtitle: Mapped[str] = mapped_column(String(300), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(10), default="")
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility, "visibility"), default=Visibility.PUBLIC)
    status: Mapped[ItemStatus] = mapped_column(choice(ItemStatus, "status"), default=ItemStatus.ACTIVE)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(default=60)
    capacity: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    people: Mapped[list["ItemPerson"]] = relationship(cascade="all, delete-orphan", order_by="ItemPerson.order")
    contributions: Mapped[list["ItemContribution"]] = relationship(
        cascade="all, delete-orphan", order_by="ItemContribution.order"
    )
    invitees: Mapped[list["ItemInvitee"]] = relationship(cascade="all, delete-orphan")
    materials: Mapped[list["Material"]] = relationship(cascade="all, delete-orphan", order_by="Material.order")


class ItemContribution(Base):
    """A part of a session with its own title. `guid` is what it is known by when the session is written anew."""

    __tablename__ = "item_contribution"

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300))
    abstract: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]


class ItemPerson(Base):
    """A participant's role in a session, or in one contribution to it (`contribution_id`)."""

    __tablename__ = "item_person"
    __table_args__ = (
        UniqueConstraint("item_id", "contribution_id", "participant_id", "role"),
        Index("ix_item_person_participant", "participant_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("item_contribution.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    role: Mapped[RoleInItem] = mapped_column(choice(RoleInItem, "role"))
    order: Mapped[int] = mapped_column(default=0)
    contribution: Mapped[ItemContribution | None] = relationship()


class ItemInvitee(Base):
    """A participant who may know of an item for invited people."""

    __tablename__ = "item_invitee"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    invited_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class Material(Base):
    """Slides, a recording, a link or a file. Seen once `published_at` is set and past.

    `after_session` asks for it to be seen when the session is over, without anyone pressing a button.
    """

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MaterialKind] = mapped_column(choice(MaterialKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(1000), default="")
    upload: Mapped[str | None] = mapped_column(String(120))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=0)
    after_session: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    order: Mapped[int] = mapped_column(default=0)


class Unavailability(Base):
    """A time at which a person cannot appear."""

    __tablename__ = "unavailability"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200), default="")


class AgendaChange(Base):
    """One organiser's step in the builder: every item's content before and after, so that it can be undone.

    `items` is a list of {"id", "before", "after"}; before is null for a created item, after for a deleted one.
    A step that was undone keeps its row (`undone_at`), so that it can be done again.
    """

    __tablename__ = "agenda_change"
    __table_args__ = (Index("ix_agenda_change_conference_by", "conference_id", "by_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    label: Mapped[str] = mapped_column(String(300))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class Release(Base):
    """A released version of the agenda, never changed again; `agenda` is `AgendaContent.to_json()`."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("conference_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
    agenda: Mapped[dict[str, Any]] = mapped_column(JSON)
    released_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))


class Star(Base):
    """A participant's mark on an item they want to attend."""

    __tablename__ = "star"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True, index=True)
    starred_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
