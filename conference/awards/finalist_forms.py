"""The shape of what is shown of a finalist."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from conference.awards.finalist_actions import LONGEST_PITCH, Papers
from conference.forms import Form


class PapersForm(Form):
    """Photo, pitch, slides, video and session of a finalist. The sessions to choose from are set by the door."""

    version = HiddenField()
    photo = FileField(_l("Photo"), description=_l("JPEG, PNG, WebP or GIF of at most 7 MB."))
    without_photo = BooleanField(_l("Take the photo away"))
    pitch = TextAreaField(
        _l("Pitch"), validators=[Length(max=LONGEST_PITCH)], description=_l("What everybody reads. Markdown.")
    )
    slides = FileField(_l("Slides"), description=_l("A PDF of at most 7 MB, for everybody."))
    without_slides = BooleanField(_l("Take the slides away"))
    video_url = StringField(
        _l("Video"), validators=[Length(max=500)],
        description=_l("Its address, with https://. It is linked to: nothing is loaded from there by itself."),
    )  # fmt: skip
    pitch_item_id = SelectField(
        _l("Session of the pitch"), coerce=lambda value: int(value or 0), default=0,
        description=_l("Its page shows the finalist."),
    )  # fmt: skip

    def papers(self) -> Papers:
        """Return what was filled in."""
        photo, slides = _sent(self.photo), _sent(self.slides)
        return Papers(
            pitch=self.pitch.data or "",
            video_url=self.video_url.data or "",
            pitch_item_id=self.pitch_item_id.data or None,
            photo=photo.stream if photo else None,
            slides=slides.stream if slides else None,
            slides_name=slides.filename if slides else "",
            without_photo=bool(self.without_photo.data),
            without_slides=bool(self.without_slides.data),
        )


def _sent(field: FileField) -> Any:
    file: Any = field.data
    return file if file and getattr(file, "filename", "") else None
