"""What asking for a meeting carries, and every act on one, whether by a form or by a script."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from conference.forms import LARGEST_ID, Form, Required, number_in
from conference.meetings.choices import Times
from conference.meetings.rules import MOST_LETTERS

_ID = [Optional(), NumberRange(1, LARGEST_ID, _l("There is no such time."))]
LONGEST_WORD = 300


class _Ids(SelectMultipleField):
    """Ids of rows; what is no number is left out, and what is no row of ours the action finds."""

    def __init__(self, label: str | None = None, **given: Any) -> None:
        super().__init__(label, coerce=number_in, validate_choice=False, choices=[], **given)

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids, each once, as they came."""
        return tuple(dict.fromkeys(one for one in self.data or () if one))


class _TimesForm(Form):
    """Slots that were chosen; `soft` are those that the page showed to cut into something."""

    slots = _Ids(_l("Times"))
    soft = _Ids()

    @property
    def times(self) -> Times:
        """What was chosen, and what of it knowingly."""
        return Times(self.slots.ids, frozenset(self.soft.ids))


class AskForm(_TimesForm):
    """A request for a meeting."""

    participant_id = _Ids(_l("People"))
    message = TextAreaField(
        _l("Your message"),
        [Required(_l("Please say in a sentence what you would like to talk about.")), Length(max=MOST_LETTERS)],
        description=_l("What would you like to talk about, and what can you offer?"),
    )
    key = StringField(validators=[Length(max=64)])


class ActForm(_TimesForm):
    """Any act on a meeting. What it does not need, it leaves out; `seen` is the proposal that the page showed."""

    seen = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)])
    slot = IntegerField(_l("Time"), _ID)
    # The colleague whom a meeting is handed to.
    participant = IntegerField(_l("Colleague"), [Optional(), NumberRange(1, LARGEST_ID)])
    message = TextAreaField(_l("Your message"), [Length(max=MOST_LETTERS)])
    # Where no time is free for all there is none to choose, and what was proposed stays.
    same_times = BooleanField()
    sentence = StringField(validators=[Length(max=LONGEST_WORD)])
    word = StringField(_l("In your own words"), [Length(max=LONGEST_WORD)])

    @property
    def said(self) -> str:
        """What somebody says with it: their own words, or the ready sentence that they chose."""
        return str(self.word.data or self.sentence.data or "")
