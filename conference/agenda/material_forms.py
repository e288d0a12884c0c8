"""The shape of a material."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length

from conference.agenda.material_actions import MaterialContent
from conference.agenda.materials import Publication
from conference.agenda.rules import MaterialKind
from conference.agenda.words import MATERIAL_NAMES
from conference.forms import REQUIRED, Form

PUBLICATION_NAMES = {
    Publication.NOW: _l("Now"),
    Publication.AFTER_SESSION: _l("When the session is over"),
    Publication.HIDDEN: _l("Not yet: only the people of the session and the organisers see it"),
}


class MaterialForm(Form):
    """Slides, a recording, a link or a file."""

    kind = SelectField(
        _l("Kind"),
        choices=[(kind.value, MATERIAL_NAMES[kind]) for kind in MaterialKind],
        default=MaterialKind.SLIDES,
    )
    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=200)])
    url = StringField(
        _l("Address"), description=_l("Where it is on the web, if it is not a file."), validators=[Length(max=1000)]
    )
    file = FileField(_l("File"), description=_l("A PDF, presentation, document, table or picture of at most 7 MB."))
    publication = RadioField(
        _l("Seen by those who may see the session"),
        choices=[(value.value, name) for value, name in PUBLICATION_NAMES.items()],
        default=Publication.AFTER_SESSION,
    )

    def content(self) -> MaterialContent:
        """Return what was filled in."""
        sent = self.file.data
        has_file = bool(sent and getattr(sent, "filename", ""))
        return MaterialContent(
            kind=MaterialKind(self.kind.data),
            title=self.title.data or "",
            publication=Publication(self.publication.data),
            url=self.url.data or "",
            file=sent.stream if has_file else None,
            file_name=sent.filename if has_file else "",
        )
