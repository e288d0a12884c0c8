"""The builder's forms: moving one session, shifting many, and the whole of a session."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from conference.agenda.change import MOST_MINUTES
from conference.agenda.content import RoomContent, TrackContent
from conference.agenda.rules import ItemKind, RoleInItem, Visibility
from conference.agenda.words import kind_name, role_name, visibility_name
from conference.conferences.models import Conference
from conference.forms import REQUIRED, Form, bound
from conference.presentation import language_name

LARGEST_ID = 2**31 - 1
LONGEST_TEXT = 20_000
MINUTES = (InputRequired(_l("Please say how many minutes.")), NumberRange(1, MOST_MINUTES))


def _number_or_none(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST_ID else None


def day_choices(conference: Conference, also: date | None = None) -> list[tuple[str, str]]:
    """Return the conference's days for a choice; a day outside of them, where an item lies there."""
    days = [day.date for day in conference.days]
    if also is not None and also not in days:
        days = sorted([*days, also])
    return [(day.isoformat(), str(format_date(day, "EEEE d MMMM"))) for day in days]


def room_choices(rooms: Sequence[RoomContent]) -> list[tuple[int, str]]:
    """Return the rooms for a choice."""
    return [(room.id, room.name) for room in rooms]


class MoveForm(Form):
    """Where and when a session takes place."""

    day = SelectField(_l("Day"), validators=[REQUIRED])
    time = TimeField(_l("Starts at"), validators=[InputRequired(_l("Please give a time, such as 14:15."))])
    room_id = SelectField(_l("Room"), coerce=int)
    minutes = IntegerField(_l("Minutes"), validators=MINUTES)
    version = HiddenField()


class ShiftForm(Form):
    """Which sessions to shift, and by how much."""

    day = SelectField(_l("Day"), validators=[REQUIRED])
    time = TimeField(_l("Everything that starts at or after"), validators=[REQUIRED])
    rooms = SelectMultipleField(
        _l("In these rooms"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    direction = RadioField(
        _l("Direction"), choices=[("later", _l("Later")), ("earlier", _l("Earlier"))], default="later"
    )
    minutes = IntegerField(_l("By minutes"), validators=MINUTES, default=15)


class Part(PlainForm):
    """A form inside a form: trimmed like the others, and protected by the outer one's token."""

    class Meta:
        """Trim every field that reads text."""

        def bind_field(self, form: PlainForm, unbound_field: object, options: dict[str, object]) -> Field:
            """Trim what the field reads."""
            return bound(form, unbound_field, options)


def _role_choices() -> list[tuple[str, str]]:
    return [(role.value, role_name(role)) for role in RoleInItem]


class PersonPart(Part):
    """A participant and what they do there."""

    participant_id = HiddenField(filters=[_number_or_none])
    role = SelectField(_l("Role"), choices=_role_choices, default=RoleInItem.SPEAKER.value)


class AddPersonPart(Part):
    """Somebody to be added: their name as typed, and their role."""

    query = StringField(_l("Name"), validators=[Length(max=200)])
    role = SelectField(_l("Role"), choices=_role_choices, default=RoleInItem.SPEAKER.value)


class ContributionPart(Part):
    """A part of the session with a title and people of its own; `guid` is which one it was when the page was drawn."""

    guid = HiddenField()
    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=300)])
    abstract = TextAreaField(_l("Abstract"), validators=[Length(max=LONGEST_TEXT)])
    minutes = IntegerField(_l("Minutes"), validators=[Optional(), NumberRange(1, MOST_MINUTES)])
    people = FieldList(FormField(PersonPart), max_entries=60)
    add_person = FormField(AddPersonPart)


class ItemForm(Form):
    """Everything of a session."""

    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=300)])
    subtitle = StringField(_l("Subtitle"), validators=[Length(max=300)])
    kind = SelectField(_l("Kind"), choices=lambda: [(kind.value, kind_name(kind)) for kind in ItemKind])
    track_id = SelectField(_l("Track"), coerce=lambda value: int(value or 0))
    language = SelectField(_l("Language"))
    day = SelectField(_l("Day"))
    time = TimeField(_l("Starts at"), validators=[Optional()])
    minutes = IntegerField(_l("Minutes"), validators=MINUTES, default=60)
    room_id = SelectField(_l("Room"), coerce=lambda value: int(value or 0))
    capacity = IntegerField(
        _l("Places"),
        validators=[Optional(), NumberRange(1, 1_000_000)],
        description=_l("Only where fewer people can take part than the room holds."),
    )
    abstract = TextAreaField(
        _l("Abstract"), validators=[Length(max=LONGEST_TEXT)], description=_l("One or two sentences for the agenda.")
    )
    description = TextAreaField(
        _l("Description"), validators=[Length(max=LONGEST_TEXT)], description=_l("Markdown: **bold**, lists, links.")
    )
    visibility = RadioField(
        _l("Who may see it"),
        choices=lambda: [(visibility.value, visibility_name(visibility)) for visibility in Visibility],
        default=Visibility.PUBLIC.value,
    )
    people = FieldList(FormField(PersonPart), max_entries=200)
    add_person = FormField(AddPersonPart)
    contributions = FieldList(FormField(ContributionPart), max_entries=60)
    invitees = FieldList(HiddenField(filters=[_number_or_none]), max_entries=5000)
    add_invitee = StringField(_l("Name"), validators=[Length(max=200)])
    version = HiddenField()

    def offer(
        self, conference: Conference, rooms: Sequence[RoomContent], tracks: Sequence[TrackContent], day: date | None
    ) -> None:
        """Fill the choices that depend on the conference."""
        self.track_id.choices = [(0, _l("No track")), *((track.id, track.name) for track in tracks)]
        self.room_id.choices = [(0, _l("No room yet")), *room_choices(rooms)]
        self.day.choices = [("", _l("Not placed yet")), *day_choices(conference, day)]
        known = list(dict.fromkeys([*conference.languages, *([self.language.data] if self.language.data else [])]))
        self.language.choices = [("", _l("Not said")), *((code, language_name(code)) for code in known)]
