"""What people say about themselves, as fields: shared by registration, profile and the organisers' page of a person."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from conference.forms import REQUIRED, Form
from conference.people.countries import country_choices, language_choices
from conference.people.details import Details
from conference.people.labels import KINDS
from conference.people.rules import OrganisationKind


class Choices(SelectMultipleField):
    """Several of a list, as checkboxes: chosen by keyboard, and without JavaScript."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def countries() -> list[tuple[str, str]]:
    """Return the countries to choose, none first."""
    return [("", ""), *country_choices()]


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of organisation to choose, none first."""
    return [("", ""), *((kind.value, str(label)) for kind, label in KINDS.items())]


class DetailsForm(Form):
    """Who somebody is."""

    name = StringField(
        _l("Name"),
        validators=[REQUIRED, Length(max=200)],
        description=_l("As it stands on your badge and in the directory."),
    )
    organisation = StringField(_l("Organisation"), validators=[Length(max=200)])
    position = StringField(_l("Position"), validators=[Length(max=200)])
    country = SelectField(_l("Country"), choices=countries, default="")
    organisation_kind = SelectField(_l("Kind of organisation"), choices=kinds, default="")
    languages = Choices(_l("Languages you speak"), choices=language_choices)
    in_directory = BooleanField(
        _l("Show me in the directory of participants"),
        description=_l(
            "Other participants then find your name, organisation, country and profile, and can get in touch. "
            "Without it only the organisers see that you take part. You can change this at any time in your profile."
        ),
    )

    def details(self) -> Details:
        """Return what was typed."""
        return Details(
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            position=self.position.data or "",
            country=self.country.data or "",
            organisation_kind=OrganisationKind(self.organisation_kind.data) if self.organisation_kind.data else None,
            languages=tuple(self.languages.data or ()),
            in_directory=bool(self.in_directory.data),
        )


def form_values(details: Any) -> dict[str, Any]:
    """Return a participant's details as a form shows them."""
    return {
        "name": details.name,
        "organisation": details.organisation,
        "position": details.position,
        "country": details.country,
        "organisation_kind": details.organisation_kind.value if details.organisation_kind else "",
        "languages": list(details.languages),
        "in_directory": details.in_directory,
    }
