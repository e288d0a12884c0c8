"""The shape of quizzes, parts, questions and lists of questions."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from conference.forms import REQUIRED, Form
from conference.quiz.question_table import LETTERS, LONGEST, QuestionContent
from conference.quiz.rules import (
    DEFAULT_POINTS,
    DEFAULT_SECONDS,
    LEAST_SECONDS,
    MOST_POINTS,
    MOST_SECONDS,
    Answers,
)


class QuizForm(Form):
    """A quiz."""

    version = HiddenField()
    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=200)])
    description = TextAreaField(
        _l("Description"), validators=[Length(max=5000)], description=_l("Who prepared it, what it is about. Markdown.")
    )
    guests = BooleanField(
        _l("Guests may play"), default=True,
        description=_l("People who come by a code, without an account, each in one browser."),
    )  # fmt: skip


class PartForm(Form):
    """A part of a quiz. The sessions to choose from are set by the door."""

    version = HiddenField()
    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=200)])
    item_id = SelectField(_l("Session in which it is played"), coerce=int, default=0)
    answers = RadioField(
        _l("Right answers are shown"),
        choices=[(Answers.AT_ONCE.value, _l("After each question")), (Answers.LATER.value, _l("Later, all at once"))],
        default=Answers.AT_ONCE.value,
    )
    answers_at = DateTimeLocalField(
        _l("Moment of the answers"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()],
        description=_l("With answers later. On the clock of the conference; empty: a moderator shows them by hand."),
    )  # fmt: skip
    early_points = BooleanField(
        _l("Leaderboard at the end of the part, before the answers"),
        description=_l("With answers later. It shows points, never which answers were right."),
    )


class QuestionForm(Form):
    """A question with up to six answers; `option_0` and `right_0` belong together."""

    version = HiddenField()
    text = TextAreaField(_l("Question"), validators=[REQUIRED, Length(max=LONGEST["question"])])
    seconds = IntegerField(
        _l("Seconds to answer"), default=DEFAULT_SECONDS,
        validators=[InputRequired(_l("Please give a number.")), NumberRange(LEAST_SECONDS, MOST_SECONDS)],
    )  # fmt: skip
    points = IntegerField(
        _l("Points"), default=DEFAULT_POINTS,
        validators=[InputRequired(_l("Please give a number.")), NumberRange(1, MOST_POINTS)],
        description=_l("For the right answer at once; half of it at the end of the time."),
    )  # fmt: skip
    picture = FileField(_l("Picture"), description=_l("JPEG, PNG, WebP or GIF of at most 7 MB."))
    remove_picture = BooleanField(_l("Take the picture away"))
    picture_alt = StringField(
        _l("What the picture shows"), validators=[Length(max=300)],
        description=_l("In words, for who cannot see it; without giving the answer away."),
    )  # fmt: skip
    explanation = TextAreaField(
        _l("Explanation"), validators=[Length(max=LONGEST["explanation"])], description=_l("Shown with the answer.")
    )
    source = StringField(_l("Source"), validators=[Length(max=LONGEST["source"])])
    for _at, _letter in enumerate(LETTERS):
        locals()[f"option_{_at}"] = StringField(
            _l("Answer %(letter)s", letter=_letter), validators=[Length(max=LONGEST["option"])]
        )
        locals()[f"right_{_at}"] = BooleanField(_l("Answer %(letter)s is right", letter=_letter))
    del _at, _letter

    def rows(self) -> list[tuple[Field, Field]]:
        """Return the answers to fill in, each with its mark."""
        return [(self[f"option_{at}"], self[f"right_{at}"]) for at in range(len(LETTERS))]

    def fill(self, content: QuestionContent) -> None:
        """Put a question into the form."""
        for name in ("text", "seconds", "points", "explanation", "source"):
            self[name].data = getattr(content, name)
        for at, option in enumerate(content.options):
            self[f"option_{at}"].data, self[f"right_{at}"].data = option, at in content.right

    def content(self) -> QuestionContent:
        """Return what was filled in; answers left empty close up."""
        filled: list[tuple[str, Any]] = [(text.data, right.data) for text, right in self.rows() if text.data]
        return QuestionContent(
            text=self.text.data or "",
            options=tuple(text for text, _right in filled),
            right=frozenset(at for at, (_text, right) in enumerate(filled) if right),
            seconds=self.seconds.data or DEFAULT_SECONDS,
            points=self.points.data or DEFAULT_POINTS,
            explanation=self.explanation.data or "",
            source=self.source.data or "",
        )


class QuestionListForm(Form):
    """A list of questions, as a file or as text."""

    file = FileField(_l("File"), description=_l("CSV or XLSX with a line of headings."))
    text = TextAreaField(_l("Or as text"), description=_l("Copied from a spreadsheet, with its headings."))
