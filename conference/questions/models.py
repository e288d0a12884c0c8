"""The list of questions of a session, the questions, who wants them answered, and what moderators decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.extensions import Base, Moment, choice
from conference.questions.rules import AnsweredHow, Decision, QuestionState

_BEING_ANSWERED = text("state = 'answering'")


class QuestionList(Base):
    """What people ask the speakers of one session; it outlives the session's row."""

    __tablename__ = "question_list"
    __table_args__ = (UniqueConstraint("item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    is_open: Mapped[bool] = mapped_column(default=False)
    with_approval: Mapped[bool] = mapped_column(default=False)
    guests_may: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Question(Base):
    """One question. `asker_id` is kept of anonymous ones too, for the asker alone: nobody else is ever shown it.

    A merged question keeps its own votes; they count for the one it was merged into (`merged_into_id`), which is
    never itself merged.
    """

    __tablename__ = "question"
    __table_args__ = (
        # The same question sent again after a lost answer is one question.
        UniqueConstraint("list_id", "asker_id", "key"),
        Index("ix_question_list_state", "list_id", "state"),
        # Only one is being answered at a time.
        Index(
            "uq_question_answering",
            "list_id",
            unique=True,
            sqlite_where=_BEING_ANSWERED,
            postgresql_where=_BEING_ANSWERED,
        ),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("(state = 'answered') = (answered_how IS NOT NULL)", name="answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id", ondelete="CASCADE"))
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64))
    state: Mapped[QuestionState] = mapped_column(choice(QuestionState, "state"))
    is_pinned: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    # Why it was hidden; its asker reads it.
    reason: Mapped[str] = mapped_column(String(200), default="")
    answered_how: Mapped[AnsweredHow | None] = mapped_column(choice(AnsweredHow, "answered_how"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class QuestionVote(Base):
    """Somebody who wants a question answered too."""

    __tablename__ = "question_vote"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class QuestionEvent(Base):
    """What a moderator decided about a question, and when."""

    __tablename__ = "question_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    decision: Mapped[Decision] = mapped_column(choice(Decision, "decision"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
