"""The forms of a matchmaking: what it is, who takes part, and changes of its draft by hand."""

from datetime import UTC
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.forms import REQUIRED, Form, between, number_in
from conference.meetings.matchmaking_rules import FIELDS, MOST_WISHES, Whom
from conference.permissions import Role

MOST_LETTERS = 5000
_YEARS = range(2000, 2200)


class MatchmakingForm(Form):
    """What organisers decide about a matchmaking."""

    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=200)])
    description = TextAreaField(
        _l("Description"), validators=[Length(max=MOST_LETTERS)],
        description=_l("Whoever may take part reads it. Markdown."),
    )  # fmt: skip
    windows = SelectMultipleField(
        _l("Meeting times"), coerce=lambda value: number_in(str(value)) or 0, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    wishes_until = DateTimeLocalField(
        _l("Wishes until"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()],
        description=_l("On the clock of the conference. Empty: until you arrange the meetings."),
    )  # fmt: skip
    most_wishes = IntegerField(
        _l("Wishes of one person"), default=10, validators=[InputRequired(), between(1, MOST_WISHES)]
    )
    most_meetings = IntegerField(
        _l("Meetings of one person"), validators=[Optional(), between(1, 500)],
        description=_l("With those they have at these times already. Empty: as many as fit."),
    )  # fmt: skip
    at_places = BooleanField(
        _l("At tables or rooms"),
        description=_l("Each meeting gets a place. Without it meetings are held by video."),
    )
    most_at_once = IntegerField(
        _l("Meetings at once"), validators=[Optional(), between(1, 5000)],
        description=_l("By video, in one slot. Empty: no limit. At places, their number is the limit."),
    )  # fmt: skip
    is_open = BooleanField(
        _l("Everybody may join"), default=True, description=_l("Without it only those whom you name take part.")
    )
    version = HiddenField()

    def validate_wishes_until(self, field: Field) -> None:
        """Refuse a year that no conference is in: at either end of the calendar no clock can be reckoned."""
        if field.data is not None and field.data.year not in _YEARS:
            raise ValidationError(_("Please give a date that is not so far away."))

    def begun_from(self) -> int:
        """Return the version that the page showed."""
        return number_in(self.version.data) or 0

    def values(self, zone: ZoneInfo) -> dict[str, object]:
        """Return what was entered, with the moment in UTC."""
        given = {name: self[name].data for name in FIELDS}
        until = self.wishes_until.data
        given["wishes_until"] = until.replace(tzinfo=zone).astimezone(UTC) if until else None
        given["description"] = given["description"] or ""
        return given


class AddPeopleForm(Form):
    """Whom to add at once."""

    whom = SelectField(_l("Add"), validators=[REQUIRED])
    ask = BooleanField(
        _l("Ask them first"),
        description=_l("Otherwise those in the directory take part at once. All others are always asked."),
    )

    def wanted(self) -> Whom:
        """Return whom the chosen line stands for."""
        kind, _colon, what = (self.whom.data or "").partition(":")
        return Whom(
            tagged=kind == "tagged",
            role=Role(what) if kind == "role" and what in set(Role) else None,
            tag_id=number_in(what) if kind == "tag" else None,
        )


class PairForm(Form):
    """Two people and a time, added to the draft by hand."""

    one = SelectField(_l("Who"), coerce=lambda value: number_in(str(value)) or 0)
    other = SelectField(_l("With whom"), coerce=lambda value: number_in(str(value)) or 0)
    slot = SelectField(_l("When"), coerce=lambda value: number_in(str(value)) or 0)


class MoveForm(Form):
    """Another time for a meeting of the draft."""

    slot = SelectField(_l("When"), coerce=lambda value: number_in(str(value)) or 0)
