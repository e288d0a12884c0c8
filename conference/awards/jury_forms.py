"""The shape of what jurors and the chair send."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from conference.awards.rules import HIGHEST_SCORE
from conference.forms import Form, number_in

LONGEST_COMMENT = 4000


class ConflictForm(Form):
    """A declared conflict of interest."""

    reason = TextAreaField(
        _l("Why, if you want to say"), validators=[Length(max=1000)],
        description=_l("The organisers and the chair can read it."),
    )  # fmt: skip


class SheetForm(Form):
    """A sheet. Its points are read by `points_in`, as each award has criteria of its own."""

    version = HiddenField()
    comment = TextAreaField(
        _l("Comment"), validators=[Length(max=LONGEST_COMMENT)],
        description=_l("Sealed like your points: chair and jury read it once the shortlist is confirmed."),
    )  # fmt: skip


class ShortlistForm(Form):
    """The chair's shortlist; who is on it is read from the boxes called `nominees`."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Reason"), validators=[Length(max=2000)],
        description=_l("Needed where the shortlist is not what the ranking says. It stands on the award's page."),
    )  # fmt: skip


def points_in(sent: Mapping[str, str], criteria: Sequence[int]) -> dict[int, int | None]:
    """Return the points that a form sends, by criterion; None where none are given.

    What is no number counts as one point too many, so that it is refused and not overlooked.
    """
    texts = {one: sent.get(f"points_{one}", "") for one in criteria}
    return {one: _points(text) if text else None for one, text in texts.items()}


def _points(text: str) -> int:
    number = number_in(text)
    return HIGHEST_SCORE + 1 if number is None else number
