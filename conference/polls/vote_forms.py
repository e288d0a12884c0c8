"""The forms of the hall: a code to type."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from conference.forms import REQUIRED, Form


class CodeForm(Form):
    """The digits on the screen."""

    code = StringField(_l("Code"), validators=[REQUIRED, Length(max=24)])
