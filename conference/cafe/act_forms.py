"""What a press at the console carries, whether by a form or a message: whatever the act is about."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from conference.cafe.rules import CafeState
from conference.forms import LARGEST_ID, Form

_ID = [Optional(), NumberRange(1, LARGEST_ID, _l("There is no such thing."))]


class ActForm(Form):
    """Any act. What it does not need, it leaves out; `tables` are ids parted by commas."""

    key = StringField(validators=[Length(max=64)])
    number = IntegerField(validators=_ID)
    # The round that the page showed.
    round = IntegerField(validators=_ID)
    seconds = IntegerField(validators=[Optional()])
    text = StringField(validators=[Length(max=2000)])
    tables = StringField(validators=[Length(max=8000)])
    # The same by their numbers, as somebody types them.
    only = StringField(validators=[Length(max=200)])
    participant = IntegerField(validators=_ID)
    table = IntegerField(validators=_ID)
    into = IntegerField(validators=_ID)
    event = IntegerField(validators=_ID)
    # Where the page showed somebody, who is to be moved.
    seen = IntegerField(validators=_ID)
    to = SelectField(choices=[(state.value, state.value) for state in CafeState], validators=[Optional()])
