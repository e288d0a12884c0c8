"""The shape of a pitch's sheet."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from conference.forms import Form, number_in
from conference.pitches.rules import LONGEST, SHORTEST
from conference.pitches.sheet_actions import Sheet


class SheetForm(Form):
    """What a pitch says for contacts."""

    organisation = StringField(_l("Organisation"), validators=[Length(max=200)])
    country = StringField(
        _l("Country"), validators=[Length(max=120)], description=_l("As it is to be read: France, or France/Germany.")
    )
    one_line = StringField(
        _l("In one line"), validators=[Length(max=300)], description=_l("What it is about and for whom.")
    )
    seeks = TextAreaField(
        _l("What you look for"), validators=[Length(max=2000)], description=_l("Partners, skills, places to try it at.")
    )
    slides = FileField(
        _l("Slides"), description=_l("One PDF file, at most 7 MB. Everybody who sees the session can save it.")
    )
    drops_slides = BooleanField(_l("Take the slides away"))
    video_url = StringField(
        _l("Video"),
        validators=[Length(max=500)],
        description=_l("The address of a video elsewhere. Your card links to it."),
    )
    seconds = IntegerField(
        _l("Time on the stage, in seconds"),
        validators=[
            Optional(),
            NumberRange(SHORTEST, LONGEST, _l("From %(least)s to %(most)s seconds.", least=SHORTEST, most=LONGEST)),
        ],
        description=_l("Three minutes are 180."),
    )
    version = HiddenField()

    @property
    def begun_from(self) -> int:
        """The version that the page showed."""
        return number_in(self.version.data) or 0

    def sheet(self, seconds: int) -> Sheet:
        """Return what was typed; `seconds` stands where none were."""
        sent = self.slides.data
        has_file = bool(sent and getattr(sent, "filename", ""))
        return Sheet(
            organisation=self.organisation.data or "",
            country=self.country.data or "",
            one_line=self.one_line.data or "",
            seeks=(self.seeks.data or "").replace("\r\n", "\n"),
            video_url=self.video_url.data or "",
            seconds=self.seconds.data or seconds,
            slides=sent.stream if has_file else None,
            slides_name=sent.filename if has_file else "",
            drops_slides=bool(self.drops_slides.data),
        )
