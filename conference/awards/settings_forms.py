"""The form of an award's settings; what the award does not use is hidden by style, and not kept."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from conference.awards.content import LONGEST_TEXT, LONGEST_TITLE, AwardContent
from conference.awards.labels import (
    DECIDED_WORDS,
    JURORS_WORDS,
    NOMINATIONS_WORDS,
    ORDER_WORDS,
    TIE_WORDS,
    UNIT_WORDS,
)
from conference.awards.rules import (
    DecidedBy,
    FinalistOrder,
    JurorsVote,
    NominationsBy,
    QuorumUnit,
    Roll,
    TieRule,
)
from conference.forms import REQUIRED, Form
from conference.people.labels import KINDS, ROLES
from conference.permissions import EVERY_ROLE

NUMBER = InputRequired(_l("Please give a number."))


def _several(label: Any, choices: Any, description: Any = "") -> SelectMultipleField:
    return SelectMultipleField(
        label, choices=choices, description=description, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip


class MendForm(Form):
    """What of an award can still be mended when all else is fixed."""

    version = HiddenField()
    description = TextAreaField(
        _l("Category"), validators=[Length(max=LONGEST_TEXT)],
        description=_l("What the award is given for, and to whom. Everybody reads it. Markdown."),
    )  # fmt: skip
    item_id = SelectField(
        _l("Session"), coerce=lambda value: int(value or 0), default=0,
        description=_l("In which it is voted on and revealed. Its desk and projector then have the award."),
    )  # fmt: skip


class AwardForm(MendForm):
    """Everything that is declared about an award."""

    title = StringField(_l("Name"), validators=[REQUIRED, Length(max=LONGEST_TITLE)])
    rules = TextAreaField(
        _l("Rules"), validators=[Length(max=LONGEST_TEXT)],
        description=_l("Who may be nominated, what counts. They are fixed when the vote opens. Markdown."),
    )  # fmt: skip
    decided_by = RadioField(
        _l("Decided by"), choices=lambda: [(value.value, words[0]) for value, words in DECIDED_WORDS.items()],
        default=DecidedBy.BOTH.value,
    )  # fmt: skip
    citation = TextAreaField(
        _l("Citation"), validators=[Length(max=LONGEST_TEXT)],
        description=_l("Why the award is given. It is shown with the winner, and not before. Markdown."),
    )  # fmt: skip
    nominations_by = RadioField(
        _l("Who nominates"), choices=lambda: [(value.value, words) for value, words in NOMINATIONS_WORDS.items()],
        default=NominationsBy.PARTICIPANTS.value,
        description=_l("Organisers can always add nominees. Nobody else sees them before the finalists are chosen."),
    )  # fmt: skip
    nominations_close_at = DateTimeLocalField(
        _l("Nominations until"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()],
        description=_l("On the clock of the conference. Empty: until you lead the award on."),
    )  # fmt: skip
    finalists_wanted = IntegerField(
        _l("Finalists"),
        default=3,
        validators=[NUMBER],
        description=_l("How many there should be. It may be departed from."),
    )
    jury_weight = IntegerField(
        _l("Weight of the jury, in per cent"), default=50, validators=[NUMBER],
        description=_l("The rest is the audience's. At 50, each decides one half."),
    )  # fmt: skip
    jurors_vote = RadioField(
        _l("Jurors in the vote"), choices=lambda: [(value.value, words) for value, words in JURORS_WORDS.items()],
        default=JurorsVote.ALL.value,
        description=_l("Who scored and votes too counts in both parts."),
    )  # fmt: skip
    roles = _several(
        _l("Roles that may vote"),
        lambda: [(role.value, name) for role, name in ROLES.items() if role in EVERY_ROLE],
        _l("None chosen: all of them. Only people with an account can vote."),
    )
    organisation_kinds = _several(
        _l("Kinds of organisation that may vote"),
        lambda: [(kind.value, name) for kind, name in KINDS.items()],
        _l("None chosen: all of them."),
    )
    finalist_order = RadioField(
        _l("Order of the finalists"), choices=lambda: [(value.value, words) for value, words in ORDER_WORDS.items()],
        default=FinalistOrder.RANDOM.value,
        description=_l("At random, nobody gains by standing first; it is the same for all voters."),
    )  # fmt: skip
    quorum = IntegerField(
        _l("Quorum"), default=0, validators=[NUMBER],
        description=_l("With fewer ballots than this there is no winner, and the result says so. 0: none."),
    )  # fmt: skip
    quorum_unit = SelectField(
        _l("Counted in"), choices=lambda: [(value.value, words) for value, words in UNIT_WORDS.items()],
        default=QuorumUnit.BALLOTS.value,
    )  # fmt: skip
    tie_rule = RadioField(
        _l("With equal results"), choices=lambda: [(value.value, words) for value, words in TIE_WORDS.items()],
        default=TieRule.SHARED.value,
        description=_l("A second vote is opened by a moderator, for the same people."),
    )  # fmt: skip
    open_tally = BooleanField(
        _l("Everybody sees the votes being counted"),
        description=_l("Otherwise nobody sees them before the vote is closed, moderators and organisers neither."),
    )
    seconds = IntegerField(
        _l("Seconds that the vote stays open"), validators=[Optional()],
        description=_l("It then closes by itself; moderators can extend it. Empty: until a moderator closes it."),
    )  # fmt: skip

    def fill(self, content: AwardContent, zone: ZoneInfo, version: int) -> None:
        """Show an award's settings."""
        plain = {name: getattr(content, name) for name in AwardContent.__slots__ if name != "roll"}
        at = content.nominations_close_at
        plain |= {
            "nominations_close_at": at.astimezone(zone) if at else None,
            "item_id": content.item_id or 0,
            "roles": sorted(content.roll.roles),
            "organisation_kinds": sorted(content.roll.organisation_kinds),
            "version": str(version),
        }
        self.process(data={name: getattr(value, "value", value) for name, value in plain.items()})

    def content(self, zone: ZoneInfo) -> AwardContent:
        """Return what was filled in."""
        at = self.nominations_close_at.data
        return AwardContent(
            title=self.title.data or "",
            description=self.description.data or "",
            rules=self.rules.data or "",
            decided_by=DecidedBy(self.decided_by.data),
            nominations_by=NominationsBy(self.nominations_by.data),
            nominations_close_at=at.replace(tzinfo=zone).astimezone(UTC) if at else None,
            finalists_wanted=self.finalists_wanted.data or 0,
            jury_weight=self.jury_weight.data or 0,
            jurors_vote=JurorsVote(self.jurors_vote.data),
            roll=self.roll(),
            finalist_order=FinalistOrder(self.finalist_order.data),
            quorum=self.quorum.data or 0,
            quorum_unit=QuorumUnit(self.quorum_unit.data),
            tie_rule=TieRule(self.tie_rule.data),
            open_tally=bool(self.open_tally.data),
            seconds=self.seconds.data,
            citation=self.citation.data or "",
            item_id=self.item_id.data or None,
        )

    def roll(self) -> Roll:
        """Return who may vote, as it is filled in."""
        return Roll(frozenset(self.roles.data or ()), frozenset(self.organisation_kinds.data or ()))

    def refuse(self, fields: dict[str, str]) -> None:
        """Put sentences beside the fields they are about."""
        for name, sentence in fields.items():
            field = self._fields["roles" if name == "roll" else name]
            field.errors = [*field.errors, sentence]
