"""When and where there are meetings, what people chose for theirs, and the meetings with their people and holds."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.extensions import Base, Moment, choice
from conference.meetings.rules import Act, Answer, MeetingState, Origin, Standing, Weight

_HAS_SLOT = "state IN ('booked', 'missed', 'cancelled') OR slot_id IS NULL"
_REQUESTED = text("state = 'requested'")


class MeetingSettings(Base):
    """What the organisers set for a conference's meetings; without a row, its defaults hold."""

    __tablename__ = "meeting_settings"
    __table_args__ = (
        CheckConstraint("expires_hours > 0 AND most_open > 0 AND no_show_minutes > 0", name="positive"),
        CheckConstraint("most_meetings IS NULL OR most_meetings > 0", name="most_meetings"),
    )

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True)
    # Whether people may ask each other.
    is_open: Mapped[bool] = mapped_column(default=True)
    expires_hours: Mapped[int] = mapped_column(default=48)
    # Requests of one person that wait for an answer.
    most_open: Mapped[int] = mapped_column(default=20)
    most_meetings: Mapped[int | None]
    # So long after its beginning a meeting to which somebody has not come may be freed.
    no_show_minutes: Mapped[int] = mapped_column(default=5)
    # Whether meetings are held by video; without it each takes a place.
    by_video: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class MeetingWindow(Base):
    """A time with meetings; its slots are rows of their own."""

    __tablename__ = "meeting_window"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("slot_minutes > 0 AND pause_minutes >= 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    slot_minutes: Mapped[int] = mapped_column(default=20)
    pause_minutes: Mapped[int] = mapped_column(default=5)

    slots: Mapped[list["MeetingSlot"]] = relationship(
        cascade="all, delete-orphan", order_by="MeetingSlot.starts_at", passive_deletes=True
    )


class MeetingSlot(Base):
    """One time at which people meet."""

    __tablename__ = "meeting_slot"
    __table_args__ = (
        UniqueConstraint("conference_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        # Pages and mails name times by their ids: a later time must never be what an old page showed.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    window_id: Mapped[int] = mapped_column(ForeignKey("meeting_window.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)


class MeetingPlace(Base):
    """A table or a room where two to four people meet."""

    __tablename__ = "meeting_place"
    __table_args__ = (UniqueConstraint("conference_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    order: Mapped[int] = mapped_column(default=0)


class MeetingPreference(Base):
    """What somebody chose for their meetings; without a row, its defaults hold."""

    __tablename__ = "meeting_preference"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    # Not suggested to anybody, and not to be asked.
    hidden: Mapped[bool] = mapped_column(default=False)
    # Others may book a free slot without asking.
    instant: Mapped[bool] = mapped_column(default=False)
    starred: Mapped[Weight] = mapped_column(choice(Weight, "starred"), default=Weight.SOFT)
    speaking: Mapped[Weight] = mapped_column(choice(Weight, "speaking"), default=Weight.HARD)
    # Colleagues of the same organisation see the booked meetings and may join or take them over.
    shares: Mapped[bool] = mapped_column(default=False)
    remind_day: Mapped[bool] = mapped_column(default=True)
    remind_hour: Mapped[bool] = mapped_column(default=True)
    remind_minutes: Mapped[bool] = mapped_column(default=True)


class MeetingDismissal(Base):
    """Somebody who is not to be suggested to somebody any more."""

    __tablename__ = "meeting_dismissal"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    dismissed_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class Meeting(Base):
    """Two to four people who were asked to meet. `guid` is its UID in calendars, `sequence` rises with each change."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint(_HAS_SLOT, name="slot"),
        CheckConstraint("slot_id IS NULL OR starts_at IS NOT NULL", name="starts"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="ends"),
        CheckConstraint("state <> 'booked' OR slot_id IS NOT NULL", name="booked"),
        CheckConstraint("state <> 'requested' OR expires_at IS NOT NULL", name="expires"),
        Index("ix_meeting_conference_starts", "conference_id", "starts_at"),
        # What the clock looks for.
        Index("ix_meeting_expires", "expires_at", sqlite_where=_REQUESTED, postgresql_where=_REQUESTED),
        # A meeting's chat and call hang from its id.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState, "state"), default=MeetingState.REQUESTED)
    origin: Mapped[Origin] = mapped_column(choice(Origin, "origin"), default=Origin.REQUEST)
    # Who asked; None once that person is gone.
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    # A request that is sent twice is one: the key that its form was drawn with.
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    message: Mapped[str] = mapped_column(Text, default="")
    # The first slot it has; extended, it holds the next ones too. A slot that is held cannot be deleted.
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_slot.id"), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_place.id", ondelete="SET NULL"))
    matchmaking_id: Mapped[int | None] = mapped_column(ForeignKey("matchmaking.id", ondelete="SET NULL"), index=True)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    # Rises with each proposal and each booking: a form or link that names an older one is stale.
    proposal: Mapped[int] = mapped_column(default=1)
    any_time: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    booked_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    # Why it was declined, cancelled or moved, in the words of who did it.
    reason: Mapped[str] = mapped_column(String(300), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    # What they write down together in the room; a text that was changed meanwhile is not overwritten.
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    people: Mapped[list["MeetingPerson"]] = relationship(
        cascade="all, delete-orphan", order_by="MeetingPerson.participant_id", passive_deletes=True, lazy="selectin"
    )
    proposals: Mapped[list["MeetingProposal"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def standing(self) -> Standing:
        """What the rules judge by."""
        answers = {person.participant_id: person.answer for person in self.people}
        by, number = self.proposed_by_id, self.proposal
        return Standing(self.state, answers, by, number, self.expires_at, self.starts_at, self.ends_at)

    def others(self, who: int) -> "list[MeetingPerson]":
        """Return whom somebody meets: who said no or left is among them only where nobody else is."""
        others = [person for person in self.people if person.participant_id != who]
        return [person for person in others if person.answer not in {Answer.DECLINED, Answer.LEFT}] or others


class MeetingPerson(Base):
    """One of a meeting's people: what they said, whether they came, and what they keep of it for themselves."""

    __tablename__ = "meeting_person"
    __table_args__ = (CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[Answer] = mapped_column(choice(Answer, "answer"), default=Answer.WAITING)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    # When they first came into the room.
    arrived_at: Mapped[datetime | None] = mapped_column(Moment)
    shares_contact: Mapped[bool] = mapped_column(default=False)
    # What they say afterwards of whether it was held, and when they said so: the newest of all counts.
    says_held: Mapped[bool | None]
    said_at: Mapped[datetime | None] = mapped_column(Moment)
    # Seen by nobody else.
    rating: Mapped[int | None]
    next_step: Mapped[str] = mapped_column(String(500), default="")


class MeetingProposal(Base):
    """A slot that stands proposed for a meeting now."""

    __tablename__ = "meeting_proposal"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(
        ForeignKey("meeting_slot.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class MeetingHold(Base):
    """One person in one slot: the key says that nobody is in two meetings at once."""

    __tablename__ = "meeting_hold"

    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)


class MeetingPlaceHold(Base):
    """One place in one slot: no two meetings at one table."""

    __tablename__ = "meeting_place_hold"

    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(
        ForeignKey("meeting_place.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)


class MeetingChange(Base):
    """What was done with a meeting, by whom: its people read it as the meeting's story. `by_id` None: the clock."""

    __tablename__ = "meeting_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    # None: it was made, or the clock ended it (`after` says which).
    act: Mapped[Act | None] = mapped_column(choice(Act, "act"))
    after: Mapped[MeetingState] = mapped_column(choice(MeetingState, "after"))
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    word: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
