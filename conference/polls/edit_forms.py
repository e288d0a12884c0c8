"""The form of a poll: fields of every kind, of which the page shows those of the chosen one."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from conference.forms import REQUIRED, Form, stripped
from conference.people.countries import country_choices
from conference.people.labels import KINDS, ROLES
from conference.permissions import EVERY_ROLE
from conference.polls.content import LONGEST_OPTION, MOST_OPTIONS, PollContent
from conference.polls.edit_actions import MENDABLE, Place
from conference.polls.labels import KIND_WORDS, SECRECY_WORDS, SEGMENT_WORDS
from conference.polls.rules import Eligibility, PollKind, PollSettings, Secrecy, Segment, Showing

LIMITED, EVERYONE = "limited", "everyone"


def _several(label: Any, choices: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, choices=choices, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class PollForm(Form):
    """Everything of a poll."""

    kind = RadioField(
        _l("Kind"), choices=lambda: [(kind.value, words[0]) for kind, words in KIND_WORDS.items()],
        default=PollKind.SINGLE.value,
    )  # fmt: skip
    question = StringField(_l("Question"), validators=[REQUIRED, Length(max=500)])
    description = TextAreaField(
        _l("Explanation"), validators=[Length(max=5000)], description=_l("Stands below the question.")
    )
    options = FieldList(
        StringField(filters=[stripped], validators=[Length(max=LONGEST_OPTION)]),
        min_entries=2,
        max_entries=MOST_OPTIONS,
    )
    choose_least = IntegerField(_l("At least"), validators=[Optional()])
    choose_most = IntegerField(_l("At most"), validators=[Optional()], description=_l("Empty: all of them."))
    rank_most = IntegerField(
        _l("How many to put in order"), validators=[Optional()], description=_l("Empty: all of them.")
    )
    scale_least = IntegerField(_l("From"), validators=[Optional()], default=1)
    scale_most = IntegerField(_l("To"), validators=[Optional()], default=5)
    least_label = StringField(_l("The lowest step means"), validators=[Length(max=80)])
    most_label = StringField(_l("The highest step means"), validators=[Length(max=80)])
    points = IntegerField(_l("Points to spread"), validators=[Optional()], default=100)
    number_least = IntegerField(_l("Lowest number"), validators=[Optional()], default=0)
    number_most = IntegerField(_l("Highest number"), validators=[Optional()], default=100)
    unit = StringField(_l("Unit"), validators=[Length(max=20)], description=_l("Such as %, € or people."))
    words = IntegerField(_l("Words for each person"), validators=[Optional()], default=3)
    moderated = BooleanField(
        _l("A moderator reads each answer before it is shown"), default=True,
        description=_l("Without it, every answer appears at once."),
    )  # fmt: skip
    item_id = SelectField(_l("Session"), coerce=lambda value: int(value or 0))
    group = StringField(
        _l("Group"), validators=[Length(max=120)], description=_l("Polls of one group stand together in the run.")
    )
    audience = RadioField(
        _l("Who may answer"),
        choices=[(EVERYONE, _l("Everyone with access to the session")), (LIMITED, _l("Only some of them"))],
        default=EVERYONE,
    )
    roles = _several(_l("Roles"), lambda: [(role.value, name) for role, name in ROLES.items() if role in EVERY_ROLE])
    organisation_kinds = _several(
        _l("Kinds of organisation"), lambda: [(kind.value, name) for kind, name in KINDS.items()]
    )
    countries = _several(_l("Countries"), country_choices)
    guests = BooleanField(
        _l("People who join by code without an account"),
        description=_l("They are marked as guests. Each browser answers once, until its cookies are cleared."),
    )
    secrecy = RadioField(
        _l("Anonymous or named"),
        choices=lambda: [(secrecy.value, words[0]) for secrecy, words in SECRECY_WORDS.items()],
        default=Secrecy.ANONYMOUS.value,
    )
    segment_by = SelectField(
        _l("Split the result"), choices=lambda: [(segment.value, name) for segment, name in SEGMENT_WORDS.items()],
        default=Segment.NONE.value,
        description=_l(
            "Parts with fewer than five answers are shown as one; those of an anonymous poll once it is closed."
        ),
    )  # fmt: skip
    showing = RadioField(
        _l("The result"),
        choices=[
            (Showing.HIDDEN.value, _l("Hidden until a moderator reveals it")),
            (Showing.LIVE.value, _l("Live: everyone sees it grow")),
        ],
        default=Showing.HIDDEN.value,
    )
    seconds = IntegerField(
        _l("Time limit in seconds"), validators=[Optional()], description=_l("Empty: open until somebody closes it.")
    )
    opens_at = DateTimeLocalField(
        _l("Opens by itself"), validators=[Optional()], format="%Y-%m-%dT%H:%M",
        description=_l("On the clock of the conference. Empty: when a moderator opens it."),
    )  # fmt: skip
    version = HiddenField()

    def offer(self, sessions: list[tuple[int, str]]) -> None:
        """Fill the choices that depend on the conference."""
        self.item_id.choices = [(0, _l("None: it stands alone")), *sessions]

    def fill(self, content: PollContent, place: Place, zone: ZoneInfo, version: int) -> None:
        """Put a poll into an unsubmitted form."""
        when = place.opens_at.astimezone(zone) if place.opens_at else None
        self.process(data={**_fields_of(content), "item_id": place.item_id or 0, "opens_at": when, "version": version})

    def keep_rules(self, content: PollContent) -> None:
        """Put back into a sent form what an answered poll keeps, which the page shows and does not send."""
        for name, value in _fields_of(content).items():
            if name not in MENDABLE:
                self._fields[name].process(None, value)

    def content(self) -> PollContent:
        """Return the poll that the form says; what its numbers lack is what their fields begin with."""
        kind = PollKind(self.kind.data)
        options = tuple(entry.data for entry in self.options if entry.data)
        limited = self.audience.data == LIMITED
        return PollContent(
            kind=kind,
            question=self.question.data or "",
            description=self.description.data or "",
            options=options,
            settings=self._settings(kind, len(options)),
            eligibility=Eligibility(
                roles=frozenset(self.roles.data or ()) if limited else frozenset(),
                organisation_kinds=frozenset(self.organisation_kinds.data or ()) if limited else frozenset(),
                countries=frozenset(self.countries.data or ()) if limited else frozenset(),
                guests=bool(self.guests.data),
            ),
            secrecy=Secrecy(self.secrecy.data),
            segment_by=Segment(self.segment_by.data),
            showing=Showing(self.showing.data),
            seconds=self.seconds.data,
            group=self.group.data or "",
        )

    def place(self, zone: ZoneInfo) -> Place:
        """Return where the poll belongs, and when it opens, from the clock of the conference."""
        wall = self.opens_at.data
        return Place(self.item_id.data or None, wall.replace(tzinfo=zone) if wall else None)

    def _settings(self, kind: PollKind, count: int) -> PollSettings:
        least, most = {
            PollKind.MULTIPLE: (_given(self.choose_least, 1), _given(self.choose_most, count)),
            PollKind.RANKING: (_given(self.rank_most, count), _given(self.rank_most, count)),
            PollKind.SCALE: (_given(self.scale_least, 1), _given(self.scale_most, 5)),
            PollKind.NUMBER: (_given(self.number_least, 0), _given(self.number_most, 100)),
        }.get(kind, (1, 1))
        return PollSettings(
            least=least, most=most, least_label=self.least_label.data or "", most_label=self.most_label.data or "",
            points=_given(self.points, 100), words=_given(self.words, 3), unit=self.unit.data or "",
            moderated=bool(self.moderated.data),
        )  # fmt: skip

    # The fields that a setting is typed into, by kind: an action's refusal names the setting.
    SETTING_FIELDS = {  # noqa: RUF012 - read only
        ("least", PollKind.MULTIPLE): "choose_least", ("most", PollKind.MULTIPLE): "choose_most",
        ("least", PollKind.RANKING): "rank_most", ("most", PollKind.RANKING): "rank_most",
        ("least", PollKind.SCALE): "scale_least", ("most", PollKind.SCALE): "scale_most",
        ("least", PollKind.NUMBER): "number_least", ("most", PollKind.NUMBER): "number_most",
    }  # fmt: skip

    def refuse(self, fields: dict[str, str]) -> None:
        """Put sentences beside the fields they are about."""
        for name, sentence in fields.items():
            field = self._fields[self.SETTING_FIELDS.get((name, PollKind(self.kind.data)), name)]
            field.errors = [*(field.errors if isinstance(field.errors, list | tuple) else ()), sentence]


def _given(field: Any, otherwise: int) -> int:
    value: int | None = field.data
    return otherwise if value is None else value


def _fields_of(content: PollContent) -> dict[str, Any]:
    who = content.eligibility
    return {
        "kind": content.kind.value, "question": content.question, "description": content.description,
        "options": list(content.options), "group": content.group,
        "audience": LIMITED if who.roles or who.organisation_kinds or who.countries else EVERYONE,
        "roles": sorted(who.roles), "organisation_kinds": sorted(who.organisation_kinds),
        "countries": sorted(who.countries), "guests": who.guests, "secrecy": content.secrecy.value,
        "segment_by": content.segment_by.value, "showing": content.showing.value, "seconds": content.seconds,
        **_setting_fields(content.kind, content.settings, len(content.options)),
    }  # fmt: skip


def _setting_fields(kind: PollKind, settings: PollSettings, count: int) -> dict[str, Any]:
    """Return a kind's settings as its fields have them; those of other kinds keep what they begin with."""
    most = None if settings.most >= count else settings.most
    fields: dict[PollKind, dict[str, Any]] = {
        PollKind.MULTIPLE: {"choose_least": settings.least, "choose_most": most},
        PollKind.RANKING: {"rank_most": most},
        PollKind.SCALE: {
            "scale_least": settings.least, "scale_most": settings.most,
            "least_label": settings.least_label, "most_label": settings.most_label,
        },
        PollKind.POINTS: {"points": settings.points},
        PollKind.NUMBER: {"number_least": settings.least, "number_most": settings.most, "unit": settings.unit},
        PollKind.TEXT: {"moderated": settings.moderated},
        PollKind.WORDS: {"words": settings.words},
    }  # fmt: skip
    return fields.get(kind, {})
