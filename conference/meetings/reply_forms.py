"""What somebody answers by an address in a mail."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from conference.forms import Form, number_in


class ReplyForm(Form):
    """One of the times, or a kind word with a no. Which of the two is said by the button."""

    slot = RadioField(_l("Time"), choices=[], validate_choice=False, validators=[Optional()])
    word = TextAreaField(_l("A kind word, if you like"), validators=[Length(max=300)])

    @property
    def slot_id(self) -> int | None:
        """The time that was chosen, if one was."""
        return number_in(self.slot.data)
