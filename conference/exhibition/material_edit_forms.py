"""The shape of a booth's material."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.validators import Length

from conference.exhibition.edit_forms import whole_address
from conference.exhibition.material_edit_actions import NewMaterial
from conference.exhibition.rules import MaterialKind
from conference.forms import REQUIRED, Form

KIND_NAMES = {
    MaterialKind.DOCUMENT: _l("Document"),
    MaterialKind.LINK: _l("Link"),
    MaterialKind.PICTURE: _l("Picture"),
}


class NamingForm(Form):
    """A material's title, and a link's address."""

    title = StringField(
        _l("Title"),
        validators=[REQUIRED, Length(max=200)],
        description=_l("Of a picture: what is to be seen on it, also for those who do not see it."),
    )
    url = StringField(
        _l("Address"),
        validators=[Length(max=1000)],
        filters=[whole_address],
        description=_l("For a link: where it leads, https:// or http://."),
    )


class MaterialForm(NamingForm):
    """A document, a link or a picture to add."""

    kind = RadioField(
        _l("Kind"), choices=[(kind.value, name) for kind, name in KIND_NAMES.items()], default=MaterialKind.DOCUMENT
    )
    file = FileField(
        _l("File"),
        description=_l(
            "For a document: PDF, presentation, text, table or archive. For a picture: JPEG, PNG, WebP or GIF. "
            "At most 7 MB."
        ),
    )

    def material(self) -> NewMaterial:
        """Return what was filled in."""
        sent = self.file.data
        has_file = bool(sent and getattr(sent, "filename", ""))
        return NewMaterial(
            kind=MaterialKind(self.kind.data),
            title=self.title.data or "",
            url=self.url.data or "",
            file=sent.stream if has_file else None,
            file_name=sent.filename if has_file else "",
        )
