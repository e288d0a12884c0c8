"""Quizzes, their parts and questions; the players and their answers, each once by constraint."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference import clock
from conference.extensions import Base, Moment, choice
from conference.quiz.rules import DEFAULT_POINTS, DEFAULT_SECONDS, Answers, QuestionState


class Quiz(Base):
    """A quiz, in parts that may lie on different days."""

    __tablename__ = "quiz"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    # Whether people who came by a code, without an account, may play.
    guests: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    parts: Mapped[list["QuizPart"]] = relationship(
        back_populates="quiz", cascade="all, delete-orphan", order_by="QuizPart.order"
    )


class QuizPart(Base):
    """A part of a quiz, played in one go. `version` rises with every step of its run."""

    __tablename__ = "quiz_part"
    __table_args__ = (Index("ix_quiz_part_due", "revealed_at", "answers_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    order: Mapped[int] = mapped_column(default=0)
    answers: Mapped[Answers] = mapped_column(choice(Answers, "answers"), default=Answers.AT_ONCE)
    # With answers later: when they show themselves (None: by hand), and whether points are shown before that.
    answers_at: Mapped[datetime | None] = mapped_column(Moment)
    early_points: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    revealed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    quiz: Mapped[Quiz] = relationship(back_populates="parts")
    questions: Mapped[list["QuizQuestion"]] = relationship(
        back_populates="part", cascade="all, delete-orphan", order_by="QuizQuestion.order"
    )


class QuizQuestion(Base):
    """A question. `closes_at` is the end by the server's clock, whoever is late to note it."""

    __tablename__ = "quiz_question"
    __table_args__ = (
        CheckConstraint("seconds > 0", name="seconds_positive"),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("state = 'waiting' OR (opened_at IS NOT NULL AND closes_at IS NOT NULL)", name="opened"),
        Index("ix_quiz_question_due", "state", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("quiz_part.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(500))
    picture: Mapped[str | None] = mapped_column(String(120))
    picture_alt: Mapped[str] = mapped_column(String(300), default="")
    seconds: Mapped[int] = mapped_column(default=DEFAULT_SECONDS)
    points: Mapped[int] = mapped_column(default=DEFAULT_POINTS)
    explanation: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[QuestionState] = mapped_column(choice(QuestionState, "state"), default=QuestionState.WAITING)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    part: Mapped[QuizPart] = relationship(back_populates="questions")
    options: Mapped[list["QuizOption"]] = relationship(
        cascade="all, delete-orphan", order_by="QuizOption.order", lazy="selectin"
    )

    @property
    def right_ids(self) -> frozenset[int]:
        """The options that are right."""
        return frozenset(option.id for option in self.options if option.is_right)

    @property
    def takes_several(self) -> bool:
        """Whether more than one option is right, which players are told."""
        return sum(option.is_right for option in self.options) > 1


# One question at a time: of two moderators who open two, one is refused.
Index(
    "uq_quiz_question_open",
    QuizQuestion.part_id,
    unique=True,
    sqlite_where=QuizQuestion.state == QuestionState.OPEN,
    postgresql_where=QuizQuestion.state == QuestionState.OPEN,
)


class QuizOption(Base):
    """One answer to choose, right or wrong."""

    __tablename__ = "quiz_option"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(200))
    is_right: Mapped[bool] = mapped_column(default=False)


class QuizPlayer(Base):
    """A participant in a quiz, by a nickname that is nobody else's in it (`nickname_key` without case and spaces)."""

    __tablename__ = "quiz_player"
    __table_args__ = (UniqueConstraint("quiz_id", "participant_id"), UniqueConstraint("quiz_id", "nickname_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    nickname: Mapped[str] = mapped_column(String(40))
    nickname_key: Mapped[str] = mapped_column(String(80))
    # An organiser found the nickname offensive: it is shown nowhere; or gave another one.
    hidden: Mapped[bool] = mapped_column(default=False)
    renamed: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class QuizAnswer(Base):
    """A player's answer to a question: once. Its points follow from it, and are counted anew when the key is mended."""

    __tablename__ = "quiz_answer"
    __table_args__ = (
        CheckConstraint("points >= 0", name="points_not_negative"),
        CheckConstraint("milliseconds >= 0", name="milliseconds_not_negative"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id", ondelete="CASCADE"), primary_key=True)
    player_id: Mapped[int] = mapped_column(
        ForeignKey("quiz_player.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # The client's own key: sent again, it is answered again and not counted again.
    key: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Moment)
    # What it took, less the round trip.
    milliseconds: Mapped[int]
    points: Mapped[int]

    choices: Mapped[list["QuizChoice"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class QuizChoice(Base):
    """An option that an answer chose."""

    __tablename__ = "quiz_choice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "player_id"],
            ["quiz_answer.question_id", "quiz_answer.player_id"],
            ondelete="CASCADE",
            name="fk_quiz_choice_answer",
        ),
    )

    question_id: Mapped[int] = mapped_column(primary_key=True)
    player_id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int] = mapped_column(
        ForeignKey("quiz_option.id", ondelete="CASCADE"), primary_key=True, index=True
    )
