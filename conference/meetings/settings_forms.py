"""The forms of meeting times, places and limits."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from conference.forms import REQUIRED, Form, between, number_in
from conference.meetings.slots import LONGEST, SHORTEST

_TIME = InputRequired(_l("Please give a time, such as 14:15."))


class LimitsForm(Form):
    """Whether people may ask each other, and how much."""

    is_open = BooleanField(_l("People may ask each other for meetings"))
    by_video = BooleanField(
        _l("Meetings are held by video"),
        description=_l("Without it each meeting takes one of the places below."),
    )
    expires_hours = IntegerField(
        _l("Hours until a request expires"),
        validators=[InputRequired(), between(1, 24 * 30)],
        description=_l("A request holds no time. Whoever was asked is reminded before it expires."),
    )
    most_open = IntegerField(
        _l("Open requests of one person"),
        validators=[InputRequired(), between(1, 500)],
        description=_l("So many may wait for an answer at once."),
    )
    most_meetings = IntegerField(
        _l("Meetings of one person"),
        validators=[Optional(), between(1, 500)],
        description=_l("At this conference in all, with those that were held. Empty: no limit."),
    )
    no_show_minutes = IntegerField(
        _l("Minutes until an absence counts"),
        validators=[InputRequired(), between(1, 60)],
        description=_l("After that, whoever waits may free the time and meet somebody else."),
    )
    version = HiddenField()

    def begun_from(self) -> int:
        """Return the version that the page showed."""
        return number_in(self.version.data) or 0


class WindowForm(Form):
    """A time with meetings."""

    name = StringField(_l("Name"), validators=[Length(max=120)], description=_l("For example: Networking lunch"))
    day = SelectField(_l("Day"), validators=[REQUIRED])
    start = TimeField(_l("From"), validators=[_TIME])
    until = TimeField(_l("Until"), validators=[_TIME])
    slot_minutes = IntegerField(
        _l("Minutes of a meeting"), default=20, validators=[InputRequired(), between(SHORTEST, LONGEST)]
    )
    pause_minutes = IntegerField(_l("Minutes between two"), default=5, validators=[InputRequired(), between(0, 60)])
    seen = HiddenField()

    def fill(self, starts_at: datetime, ends_at: datetime) -> None:
        """Show a time, in the conference's zone."""
        self.start.data, self.until.data = starts_at.time(), ends_at.time()


class PlacesForm(Form):
    """Places to add, one to a line."""

    names = TextAreaField(
        _l("Places to add"), validators=[REQUIRED, Length(max=5000)],
        description=_l("One to a line. “Table 1-20” stands for twenty tables."),
    )  # fmt: skip

    @property
    def example(self) -> str:
        """What the empty field shows."""
        return str(_("Table 1-20"))
