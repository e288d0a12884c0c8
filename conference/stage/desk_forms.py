"""What a press at the desk carries: the version that its page showed, and whatever the press is about."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from conference.forms import LARGEST_ID, Form
from conference.stage.rules import Scene, StepKind

_ID = NumberRange(0, LARGEST_ID, _l("This does not belong to the session."))


class PressForm(Form):
    """Any press. What a press does not need, it leaves out."""

    version = IntegerField(default=0, validators=[Optional(), _ID])
    move = HiddenField(validators=[Length(max=80)])
    step = IntegerField(validators=[Optional(), _ID])
    event = IntegerField(validators=[Optional(), _ID])
    place = IntegerField(validators=[Optional(), NumberRange(0, 1000)])
    kind = SelectField(choices=[(kind.value, kind.value) for kind in StepKind], validators=[Optional()])
    # A scene, or a step to be added, with the id of its poll or part: "poll:17".
    what = StringField(validators=[Length(max=40)])
    text = StringField(validators=[Length(max=500, message=_l("At most 500 characters fit on the screen."))])
    minutes = IntegerField(validators=[Optional(), NumberRange(1, 240, _l("From 1 to 240 minutes."))])
    seconds = IntegerField(validators=[Optional(), NumberRange(1, 3600)])
    is_open = StringField()

    def chosen(self) -> tuple[str, int | None]:
        """Return what `what` names: a word, and the id behind its colon."""
        word, _colon, number = (self.what.data or "").partition(":")
        return word, int(number) if number.isascii() and number.isdigit() and int(number) <= LARGEST_ID else None


SCENES = frozenset(scene.value for scene in Scene)
STEPS = frozenset(kind.value for kind in StepKind)
