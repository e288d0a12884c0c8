"""The form of a profile, and of a photo."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from conference.forms import Form
from conference.people.countries import timezone_choices
from conference.people.details import Profile
from conference.people.details_forms import Choices, DetailsForm, form_values
from conference.people.models import Tag


class ProfileForm(DetailsForm):
    """All that somebody says about themselves."""

    timezone = SelectField(_l("Time zone"), description=_l("Times are shown to you in it where you choose “my time”."))
    about = TextAreaField(_l("About"), validators=[Length(max=4000)])
    offers = Choices(_l("What you offer"), coerce=int)
    offers_text = TextAreaField(_l("What you offer, in your words"), validators=[Length(max=1000)])
    seeks = Choices(_l("What you look for"), coerce=int)
    seeks_text = TextAreaField(_l("What you look for, in your words"), validators=[Length(max=1000)])
    seen = HiddenField()

    def __init__(self, profile: Profile, tags: Iterable[Tag], **kwargs: Any) -> None:
        values = {
            **form_values(profile),
            "timezone": profile.timezone,
            "about": profile.about,
            "offers": sorted(profile.offers),
            "offers_text": profile.offers_text,
            "seeks": sorted(profile.seeks),
            "seeks_text": profile.seeks_text,
            "seen": profile.fingerprint,
        }
        super().__init__(data=values, **kwargs)
        tag_choices = [(tag.id, tag.name) for tag in tags]
        self.timezone.choices = [("", _l("The conference's")), *timezone_choices(profile.timezone)]
        self.offers.choices = tag_choices
        self.seeks.choices = tag_choices

    def profile(self) -> Profile:
        """Return what was typed."""
        details = self.details()
        return Profile(
            name=details.name,
            organisation=details.organisation,
            position=details.position,
            country=details.country,
            organisation_kind=details.organisation_kind,
            languages=details.languages,
            timezone=self.timezone.data or "",
            about=_lines(self.about.data),
            offers=frozenset(self.offers.data or ()),
            offers_text=_lines(self.offers_text.data),
            seeks=frozenset(self.seeks.data or ()),
            seeks_text=_lines(self.seeks_text.data),
            in_directory=details.in_directory,
        )


class PhotoForm(Form):
    """A photo."""

    photo = FileField(_l("Photo"), description=_l("JPEG, PNG or WebP, at most 7 MB. It is cut to a square."))


def _lines(text: str | None) -> str:
    """Return a text with plain line ends: browsers send their own."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
