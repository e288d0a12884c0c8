"""The form by which organisers cancel a meeting."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from conference.forms import Form, Required, number_in


class CancelForm(Form):
    """Why a meeting is cancelled; `seen` is the proposal that the page showed."""

    word = StringField(
        _l("Reason"),
        [Required(_l("Please say why: its people read it.")), Length(max=300)],
        description=_l("All of its people get a mail with it."),
    )
    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """The number that the page showed; 0 for none, which is never right."""
        return number_in(self.seen.data) or 0
