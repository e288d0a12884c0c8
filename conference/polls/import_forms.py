"""The form that takes a table of polls."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Length

from conference.forms import Form


class PollImportForm(Form):
    """A list of polls, as a file or pasted."""

    file = FileField(_l("File"), description=_l("CSV or XLSX, at most 500 lines; the first line names the columns."))
    text = TextAreaField(_l("Or paste the list here"), validators=[Length(max=900_000)])
