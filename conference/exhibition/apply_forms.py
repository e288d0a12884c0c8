"""The shape of an application for a booth."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from conference.exhibition.apply_actions import LONGEST_WHY, Application
from conference.exhibition.content import LENGTHS, BoothContent
from conference.exhibition.edit_forms import lines
from conference.exhibition.edit_words import FIELD_NAMES
from conference.exhibition.models import ExhibitionHall
from conference.forms import REQUIRED, Form, number_in
from conference.people.details_forms import Choices, countries
from conference.people.models import Tag


class ApplicationForm(Form):
    """Who wants to exhibit, what, and why."""

    name = StringField(
        FIELD_NAMES["name"],
        validators=[REQUIRED, Length(max=LENGTHS["name"])],
        description=_l("Of your organisation, cluster or project, as it is to stand at the booth."),
    )
    tagline = StringField(
        FIELD_NAMES["tagline"],
        validators=[REQUIRED, Length(max=LENGTHS["tagline"])],
        description=_l("What you show and for whom, in at most 200 characters."),
    )
    country = SelectField(FIELD_NAMES["country"], choices=countries, default="")
    hall = SelectField(_l("Hall you wish for"), default="")
    offers = Choices(FIELD_NAMES["offers"], coerce=int)
    seeks = Choices(FIELD_NAMES["seeks"], coerce=int)
    why = TextAreaField(
        _l("Why you want to exhibit"),
        validators=[REQUIRED, Length(max=LONGEST_WHY)],
        filters=[lines],
        description=_l("For the organisers alone."),
    )
    seen = HiddenField()

    def __init__(
        self, stored: Application | None, tags: Iterable[Tag], halls: Iterable[ExhibitionHall], **kwargs: Any
    ) -> None:
        values: dict[str, Any] = {}
        if stored is not None:
            values = {
                **stored.content.written,
                "hall": str(stored.hall_id or ""),
                "why": stored.why,
                "seen": stored.fingerprint,
            }
        super().__init__(data=values, **kwargs)
        choices = [(tag.id, tag.name) for tag in tags]
        self.offers.choices = choices
        self.seeks.choices = choices
        self.hall.choices = [("", _l("Any")), *((str(hall.id), hall.name) for hall in halls)]

    def application(self) -> Application:
        """Return what was typed."""
        content = BoothContent(
            name=self.name.data or "",
            tagline=self.tagline.data or "",
            country=self.country.data or "",
            offers=frozenset(self.offers.data or ()),
            seeks=frozenset(self.seeks.data or ()),
        )
        return Application(content, number_in(self.hall.data), self.why.data or "")
