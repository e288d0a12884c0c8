"""The conference: what everything else belongs to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.conferences.rules import ConferenceStatus, Day, RegistrationMode, days_of
from conference.extensions import Base, Moment, choice


class Conference(Base):
    """The thing organised. `version` rises with each change of settings, so that a stale save is noticed."""

    __tablename__ = "conference"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("change_hour BETWEEN 0 AND 11", name="change_hour_early"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    acronym: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    tagline: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    timezone: Mapped[str] = mapped_column(String(64))
    # The hour before which the night still belongs to the day before.
    change_hour: Mapped[int] = mapped_column(default=4)
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    colour: Mapped[str] = mapped_column(String(7), default="#0b4f9e")
    logo: Mapped[str | None] = mapped_column(String(120))
    cover: Mapped[str | None] = mapped_column(String(120))
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    status: Mapped[ConferenceStatus] = mapped_column(choice(ConferenceStatus, "status"), default=ConferenceStatus.DRAFT)
    registration: Mapped[RegistrationMode] = mapped_column(
        choice(RegistrationMode, "registration"), default=RegistrationMode.INVITATION
    )
    capacity: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the conference's clock shows."""
        return ZoneInfo(self.timezone)

    @property
    def language(self) -> str:
        """The first of its languages: mails are written in it."""
        return self.languages[0] if self.languages else "en"

    @property
    def days(self) -> list[Day]:
        """The days, first to last."""
        return days_of(self.starts_on, self.ends_on, self.zone, self.change_hour)
