"""What visitors send to a booth, and what its team writes: questions, answers, cards, notes on leads."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from conference.errors import InvalidFields
from conference.exhibition.rules import RATINGS
from conference.forms import Form, Required, number_in

_WORDS = Required(_l("Please write something."))


class _Checked(Form):
    def check(self) -> None:
        """Raise `InvalidFields` where what was sent does not fit the fields."""
        if not self.validate():
            wrong = {name: str(errors[0]) for name, errors in self.errors.items() if name}
            raise InvalidFields(next(iter(wrong.values()), ""), wrong)


class _Versioned(_Checked):
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that the form showed."""
        return number_in(self.version.data) or 0


class QuestionForm(_Checked):
    """A question to a booth's team."""

    text = TextAreaField(
        _l("Your question"), [_WORDS, Length(max=1000)], description=_l("The team sees your name beside it.")
    )
    key = HiddenField()


class AnswerForm(_Versioned):
    """An answer to a question."""

    text = TextAreaField(_l("Your answer"), [_WORDS, Length(max=3000)])
    is_public = BooleanField(_l("Show question and answer to everybody, without the name of who asked"))


class CardForm(_Checked):
    """What somebody shares with a booth's team."""

    shares_email = BooleanField(_l("My e-mail address"))
    shares_profile = BooleanField(_l("My profile: position, organisation, country, and what I wrote about myself"))
    message = TextAreaField(_l("A word to the team"), [Optional(), Length(max=1000)])


class NoteForm(_Versioned):
    """What a team notes of a lead."""

    rating = RadioField(
        _l("Rating"), choices=[("", _l("None")), *((str(one), str(one)) for one in RATINGS)], validators=[Optional()]
    )
    note = TextAreaField(_l("Note"), [Optional(), Length(max=3000)], description=_l("Only your team reads it."))
    follow_up = StringField(_l("Next step"), [Optional(), Length(max=300)])
    follow_up_on = DateField(_l("Due on"), [Optional()])
    is_done = BooleanField(_l("Done"))
