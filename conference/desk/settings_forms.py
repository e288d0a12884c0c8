"""The forms of a conference's settings and of a new conference."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError

from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.desk.settings import SettingsValues, acronym_from
from conference.forms import REQUIRED, Form
from conference.people.countries import language_choices, timezone_choices
from conference.people.details_forms import Choices
from conference.people.importing import is_email
from conference.people.labels import CONFERENCE_STATUSES, REGISTRATION_MODES


class BeginningForm(Form):
    """What a conference cannot be without."""

    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=200)])
    slug = StringField(
        _l("Address"),
        validators=[REQUIRED, Length(max=63)],
        description=_l("The first part of every address of the conference. Links to an old address stop working."),
    )
    starts_on = DateField(_l("First day"), validators=[REQUIRED])
    ends_on = DateField(_l("Last day"), validators=[REQUIRED])
    timezone = SelectField(
        _l("Time zone"),
        description=_l("The clock that the programme shows. Sessions keep their moment when it changes."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.timezone.choices = timezone_choices(self.timezone.data or "")

    def beginning(self) -> SettingsValues:
        """Return the settings of a new conference."""
        slug = (self.slug.data or "").lower()
        assert self.starts_on.data  # noqa: S101 - the form is valid
        assert self.ends_on.data  # noqa: S101
        return SettingsValues(
            title=self.title.data or "",
            slug=slug,
            acronym=acronym_from(slug),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            timezone=self.timezone.data or "",
        )


class SettingsForm(BeginningForm):
    """All settings but the pictures."""

    tagline = StringField(_l("Tagline"), validators=[Length(max=300)])
    description = TextAreaField(_l("Description"), validators=[Length(max=20000)], description=_l("Markdown."))
    acronym = StringField(
        _l("Acronym"),
        validators=[REQUIRED, Length(max=40)],
        description=_l("For calendars and schedule files: small letters, digits, underscores."),
    )
    languages = Choices(_l("Languages of the conference"), choices=language_choices)
    colour = ColorField(_l("Colour"))
    registration = RadioField(
        _l("Registration"), choices=[(mode.value, label) for mode, label in REGISTRATION_MODES.items()]
    )
    capacity = IntegerField(
        _l("Capacity"),
        validators=[Optional()],
        description=_l(
            "How many attendees at most; empty for no limit. Further people wait and move up by themselves."
        ),
    )
    contact_email = EmailField(_l("Contact"), description=_l("Shown to everyone, and in mails."))
    status = RadioField(_l("Status"), choices=[(one.value, label) for one, label in CONFERENCE_STATUSES.items()])
    anyway = BooleanField(_l("Save although sessions lie outside the days"))
    version = HiddenField()

    def __init__(self, values: SettingsValues, version: int, **kwargs: Any) -> None:
        stored = {name: getattr(values, name) for name in SettingsValues.__dataclass_fields__}
        super().__init__(data={**stored, "languages": list(values.languages), "version": version}, **kwargs)

    def validate_contact_email(self, field: EmailField) -> None:
        """Refuse what is no address."""
        if field.data and not is_email(field.data):
            raise ValidationError(_l("This is not an e-mail address."))

    @property
    def begun_from(self) -> int:
        """The version that the editor saw; 0 for none, which no conference has."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def values(self) -> SettingsValues:
        """Return what was typed."""
        begun = self.beginning()
        return SettingsValues(
            title=begun.title,
            slug=begun.slug,
            acronym=(self.acronym.data or "").lower(),
            starts_on=begun.starts_on,
            ends_on=begun.ends_on,
            timezone=begun.timezone,
            tagline=self.tagline.data or "",
            description=(self.description.data or "").replace("\r\n", "\n"),
            languages=tuple(self.languages.data or ()),
            colour=(self.colour.data or "").lower(),
            registration=RegistrationMode(self.registration.data),
            capacity=self.capacity.data,
            contact_email=self.contact_email.data or "",
            status=ConferenceStatus(self.status.data),
        )


class PictureForm(Form):
    """The logo and the cover."""

    logo = FileField(_l("Logo"), description=_l("Stands in the top bar of every page. JPEG, PNG or WebP."))
    cover = FileField(_l("Cover"), description=_l("A wide picture for the conference's front. JPEG, PNG or WebP."))
