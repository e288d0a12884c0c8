"""The forms of one's own meeting times."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length

from conference.forms import REQUIRED, Form
from conference.meetings.own_times_actions import Choices
from conference.meetings.rules import Weight

_TIME = InputRequired(_l("Please give a time, such as 14:15."))
_WEIGHTS = [
    (Weight.HARD.value, _l("No meetings then")),
    (Weight.SOFT.value, _l("Rather not: only if I say yes to that time")),
    (Weight.NONE.value, _l("Meetings are fine")),
]


class ChoicesForm(Form):
    """What somebody chooses for their meetings."""

    hidden = BooleanField(
        _l("Hide me"), description=_l("You are suggested to nobody and cannot be asked. What is booked stays booked.")
    )
    instant = BooleanField(
        _l("Others may book my free times without asking"),
        description=_l("You get a mail for each meeting, and can move or cancel it."),
    )
    starred = RadioField(_l("During sessions that I starred"), choices=_WEIGHTS)
    speaking = RadioField(_l("During sessions that I appear in"), choices=_WEIGHTS)
    shares = BooleanField(
        _l("Colleagues of my organisation see my meetings"),
        description=_l("Whoever names the same organisation in their profile. They can join one, or take it over."),
    )
    remind_day = BooleanField(_l("a day before"))
    remind_hour = BooleanField(_l("an hour before"))
    remind_minutes = BooleanField(_l("ten minutes before"))

    def choices(self) -> Choices:
        """Return what was chosen."""
        return Choices(
            hidden=self.hidden.data,
            instant=self.instant.data,
            starred=Weight(self.starred.data),
            speaking=Weight(self.speaking.data),
            shares=self.shares.data,
            remind_day=self.remind_day.data,
            remind_hour=self.remind_hour.data,
            remind_minutes=self.remind_minutes.data,
        )


class OwnAbsenceForm(Form):
    """A time at which somebody cannot meet."""

    day = SelectField(_l("Day"), validators=[REQUIRED])
    start = TimeField(_l("From"), validators=[_TIME])
    until = TimeField(_l("Until"), validators=[_TIME])
    reason = StringField(
        _l("Reason"),
        validators=[Length(max=200)],
        description=_l("Only you and the organisers see it."),
    )
