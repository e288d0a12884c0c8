"""The shape of what a team writes of its booth, and of its pictures and video."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from conference.exhibition.content import LENGTHS, SIDES, BoothContent
from conference.exhibition.edit_words import FIELD_NAMES
from conference.forms import REQUIRED, Form
from conference.people.details_forms import Choices, countries
from conference.people.models import Tag


def whole_address(text: str | None) -> str:
    """Return a web address as people write it ("www.example.org") with what makes it whole."""
    text = text or ""
    return f"https://{text}" if text and ":" not in text and "/" not in text[:1] and "." in text else text


def lines(text: str | None) -> str:
    """Return a text with plain line ends: browsers send their own."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


class BoothForm(Form):
    """All that is typed and chosen for a booth."""

    name = StringField(FIELD_NAMES["name"], validators=[REQUIRED, Length(max=LENGTHS["name"])])
    tagline = StringField(
        FIELD_NAMES["tagline"],
        validators=[Length(max=LENGTHS["tagline"])],
        description=_l("What you do and for whom, in at most 200 characters. It stands on your card in the hall."),
    )
    country = SelectField(FIELD_NAMES["country"], choices=countries, default="")
    website = StringField(FIELD_NAMES["website"], validators=[Length(max=LENGTHS["website"])], filters=[whole_address])
    about = TextAreaField(
        FIELD_NAMES["about"],
        validators=[Length(max=LENGTHS["about"])],
        filters=[lines],
        description=_l("Headings (#), lists (-), **bold** and links work as in Markdown."),
    )
    offers = Choices(FIELD_NAMES["offers"], coerce=int)
    offers_text = TextAreaField(
        FIELD_NAMES["offers_text"], validators=[Length(max=LENGTHS["offers_text"])], filters=[lines]
    )
    seeks = Choices(FIELD_NAMES["seeks"], coerce=int)
    seeks_text = TextAreaField(
        FIELD_NAMES["seeks_text"], validators=[Length(max=LENGTHS["seeks_text"])], filters=[lines]
    )
    video_url = StringField(
        FIELD_NAMES["video_url"], validators=[Length(max=LENGTHS["video_url"])], filters=[whole_address]
    )
    seen = HiddenField()

    def __init__(self, content: BoothContent, tags: Iterable[Tag], **kwargs: Any) -> None:
        super().__init__(data={**content.written, "seen": content.fingerprint}, **kwargs)
        choices = [(tag.id, tag.name) for tag in tags]
        self.offers.choices = choices
        self.seeks.choices = choices

    def content(self) -> BoothContent:
        """Return what was typed."""
        values: dict[str, Any] = {key: self[key].data or "" for key in LENGTHS}
        return BoothContent(**values | {side: frozenset(self[side].data or ()) for side in SIDES})


class FileForm(Form):
    """One picture, or the video."""

    logo = FileField(FIELD_NAMES["logo"], description=_l("JPEG, PNG, WebP or GIF, at most 7 MB. It is shown whole."))
    banner = FileField(
        FIELD_NAMES["banner"],
        description=_l("JPEG, PNG, WebP or GIF, at most 7 MB. Wide pictures fit best: four times as wide as high."),
    )
    video_upload = FileField(
        FIELD_NAMES["video_upload"],
        description=_l(
            "MP4, at most 7 MB: about a minute. It takes the place of an address given above. For a longer video, give"
            " an address instead."
        ),
    )
