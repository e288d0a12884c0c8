"""The organisers' forms of the exhibition."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from conference.exhibition.letter_actions import LONGEST_TEXT
from conference.exhibition.place_actions import LONGEST_WORD
from conference.forms import REQUIRED, Form, between, number_in


class SettingsForm(Form):
    """What holds for the whole exhibition. The zone of `apply_until` is the conference's."""

    is_open = BooleanField(
        _l("The exhibition is open"), description=_l("Until then only organisers and exhibitors see booths.")
    )
    is_public = BooleanField(
        _l("Also for people who are not signed in"), description=_l("They can look; who asks or talks has signed in.")
    )
    takes_applications = BooleanField(_l("Participants may apply for a booth"))
    apply_until = DateTimeLocalField(
        _l("Applications until"),
        format="%Y-%m-%dT%H:%M",
        validators=[Optional()],
        description=_l("On the clock of the conference. Empty: no end."),
    )
    quota = IntegerField(
        _l("Places for booths"), validators=[Optional(), between(0, 5000)], description=_l("Empty: no limit.")
    )
    answer_hours = IntegerField(
        _l("Hours for an answer"),
        validators=[InputRequired(), between(1, 24 * 14)],
        description=_l("A question that waits longer counts as missed; it can still be answered."),
    )
    has_stamps = BooleanField(
        _l("Stamp card"), description=_l("Visitors collect a stamp at each booth; you draw among the full cards.")
    )
    stamps_needed = IntegerField(_l("Stamps for a full card"), validators=[InputRequired(), between(1, 500)])
    video_hosts = TextAreaField(
        _l("Hosts of videos"),
        validators=[Length(max=2000)],
        description=_l("One to a line. Booths may show videos from there; browsers ask them after pressing play only."),
    )
    version = HiddenField()

    def begun_from(self) -> int:
        """Return the version that the page showed."""
        return number_in(self.version.data) or 0

    def until(self, zone: ZoneInfo) -> datetime | None:
        """Return the end of applications in UTC."""
        chosen: datetime | None = self.apply_until.data
        return None if chosen is None else chosen.replace(tzinfo=zone).astimezone(UTC)


class HallForm(Form):
    """A hall."""

    name = StringField(_l("Name"), validators=[REQUIRED, Length(max=120)])
    description = TextAreaField(_l("Description"), validators=[Length(max=2000)])


class PlaceForm(Form):
    """Where a booth stands. The halls to choose from are set by the door."""

    hall = SelectField(_l("Hall"), validators=[Optional()])
    number = IntegerField(_l("Number"), validators=[Optional(), between(1, 100_000)])
    version = HiddenField()


class NewBoothForm(Form):
    """A booth without an application."""

    name = StringField(_l("Name of the booth"), validators=[REQUIRED, Length(max=200)])
    email = StringField(
        _l("E-mail address of who leads it"),
        validators=[REQUIRED, Email(message=_l("Please give an e-mail address.")), Length(max=254)],
        description=_l("A participant of this conference; they invite their team themselves."),
    )
    hall = SelectField(_l("Hall"), validators=[Optional()])


class DecisionForm(Form):
    """What an applicant is told."""

    word = TextAreaField(_l("A word to the applicant"), validators=[Length(max=LONGEST_WORD)])


class LetterForm(Form):
    """A letter to all exhibitors."""

    subject = StringField(_l("Subject"), validators=[REQUIRED, Length(max=200)])
    text = TextAreaField(
        _l("Text"),
        validators=[REQUIRED, Length(max=LONGEST_TEXT)],
        description=_l("It is mailed as you type it. A button to their booths stands below it."),
    )
