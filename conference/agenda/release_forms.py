"""The shape of what is typed when the agenda is released."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from conference.forms import Form


class ReleaseForm(Form):
    """A release's name, its note, and whether anybody is told; `draft_seen` is the draft that the page showed."""

    label = StringField(
        _l("Name of the version"),
        validators=[Length(max=80)],
        description=_l("Leave it empty to number the version."),
    )
    note = TextAreaField(
        _l("Note"),
        validators=[Length(max=1000)],
        description=_l("Stands in the mails and in the history: why the agenda changes, in a sentence."),
    )
    notify = BooleanField(_l("Tell the people whom it concerns by mail"), default=True)
    draft_seen = HiddenField()
