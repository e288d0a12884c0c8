"""The forms of rooms, tracks and absences."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    ColorField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import URL, InputRequired, Length, NumberRange, Optional, Regexp

from conference.agenda.rules import RoomKind
from conference.conferences.rules import COLOUR
from conference.forms import REQUIRED, Form


class RoomForm(Form):
    """A room."""

    name = StringField(_l("Name"), validators=[REQUIRED, Length(max=120)])
    kind = RadioField(
        _l("Where it is"),
        choices=[(RoomKind.VIRTUAL.value, _l("Online")), (RoomKind.PHYSICAL.value, _l("On site"))],
        default=RoomKind.VIRTUAL.value,
    )
    capacity = IntegerField(
        _l("Places"), validators=[Optional(), NumberRange(1, 1_000_000)], description=_l("Empty: no limit.")
    )
    parallel = BooleanField(
        _l("Several sessions at once"), description=_l("Sessions that overlap in this room are no conflict.")
    )
    stream_url = StringField(
        _l("Stream address"),
        validators=[
            Optional(), Length(max=500), URL(require_tld=False, message=_l("This is no address.")),
            Regexp(r"https?://", message=_l("Please give an address that begins with https://.")),
        ],
    )  # fmt: skip
    description = TextAreaField(_l("Description"), validators=[Length(max=5000)])


class TrackForm(Form):
    """A track."""

    name = StringField(_l("Name"), validators=[REQUIRED, Length(max=120)])
    colour = ColorField(
        _l("Colour"), validators=[REQUIRED, Regexp(COLOUR, message=_l("Please give the colour as #rrggbb."))],
        default="#0b4f9e", filters=[lambda value: value.lower() if isinstance(value, str) else value],
    )  # fmt: skip


class AbsenceForm(Form):
    """A time at which somebody cannot appear."""

    day = SelectField(_l("Day"), validators=[REQUIRED])
    start = TimeField(_l("From"), validators=[InputRequired(_l("Please give a time, such as 14:15."))])
    until = TimeField(_l("Until"), validators=[InputRequired(_l("Please give a time, such as 14:15."))])
    reason = StringField(_l("Reason"), validators=[Length(max=200)], description=_l("Only organisers see it."))
