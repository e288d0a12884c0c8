"""The forms of the organisers' pages of participants."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from conference.forms import REQUIRED, Form
from conference.people.details_forms import Choices
from conference.people.labels import ROLES
from conference.permissions import EVERY_ROLE, Role


def roles() -> list[tuple[str, str]]:
    """Return the roles to choose."""
    return [(role.value, str(label)) for role, label in ROLES.items() if role in EVERY_ROLE]


class RolesForm(Form):
    """Which roles somebody has."""

    roles = Choices(_l("Roles"), choices=roles)

    def chosen(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return frozenset(Role(role) for role in self.roles.data or ())


class InviteForm(RolesForm):
    """Whom to invite, as what."""

    addresses = TextAreaField(
        _l("E-mail addresses"),
        validators=[REQUIRED, Length(max=20000)],
        description=_l("One or several, separated by spaces, commas or lines. Each gets a mail of its own."),
    )


class AddressForm(Form):
    """An address for somebody who has none."""

    address = StringField(_l("E-mail address"), validators=[REQUIRED, Length(max=254)])


class AddPersonForm(RolesForm):
    """Somebody who takes part without signing in: a speaker, as a rule."""

    name = StringField(_l("Name"), validators=[REQUIRED, Length(max=200)])
    organisation = StringField(_l("Organisation"), validators=[Length(max=200)])
    position = StringField(_l("Position"), validators=[Length(max=200)])


class ImportForm(Form):
    """A list of people, as a file or pasted."""

    file = FileField(_l("File"), description=_l("CSV or XLSX, at most 10,000 lines; the first line names the columns."))
    text = TextAreaField(_l("Or paste the list here"), validators=[Length(max=900_000)])
