"""The shape of a nominee, and of what somebody says for one."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from conference.awards.nomination_actions import LONGEST_TEXT, NominationContent
from conference.awards.nominee_actions import LONGEST_NAME, NomineeContent
from conference.forms import REQUIRED, Form, number_in
from conference.people.countries import country_choices


def _countries() -> list[tuple[str, str]]:
    return [("", str(_l("Not said"))), *country_choices()]


class NomineeForm(Form):
    """Who or what is nominated."""

    version = HiddenField()
    participant_id = HiddenField()
    name = StringField(_l("Name"), validators=[REQUIRED, Length(max=LONGEST_NAME)])
    organisation = StringField(_l("Organisation"), validators=[Length(max=LONGEST_NAME)])
    country = SelectField(_l("Country"), choices=_countries, default="")

    def nominee(self) -> NomineeContent:
        """Return who was filled in."""
        return NomineeContent(
            self.name.data or "", self.organisation.data or "", self.country.data or "",
            number_in(self.participant_id.data) or None,
        )  # fmt: skip


class WordsForm(Form):
    """What somebody says for a nominee."""

    text = TextAreaField(
        _l("Why should they win?"), validators=[REQUIRED, Length(max=LONGEST_TEXT)],
        description=_l("What they did, and what came of it. The organisers and the jury read it, with your name."),
    )  # fmt: skip
    links = TextAreaField(_l("Links"), description=_l("Pages that show it: one a line, at most five, with https://."))
    file = FileField(
        _l("File"),
        description=_l(
            "A PDF, presentation, document, table or picture of at most 7 MB. Only the organisers and the jury get it."
        ),
    )
    remove_file = BooleanField(_l("Take the file away"))

    def words(self) -> NominationContent:
        """Return what was filled in."""
        sent: Any = self.file.data
        has_file = bool(sent and getattr(sent, "filename", ""))
        return NominationContent(
            text=self.text.data or "",
            links=tuple(line.strip() for line in (self.links.data or "").splitlines() if line.strip()),
            file=sent.stream if has_file else None,
            file_name=sent.filename if has_file else "",
            remove_file=bool(self.remove_file.data),
        )


class NominationForm(NomineeForm, WordsForm):
    """A nomination: who, and why."""
