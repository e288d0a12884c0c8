"""The form of a café: what it has one of, and its rows of questions, rounds and tables."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from conference.agenda.builder_forms import Part
from conference.cafe.choice_actions import Hosts
from conference.cafe.content import (
    LONGEST_BRIEFING,
    LONGEST_NAME,
    LONGEST_THEME,
    AskedQuestion,
    CafeContent,
    LaidTable,
)
from conference.cafe.labels import HOST_WORDS
from conference.cafe.rules import (
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_QUESTIONS,
    MOST_ROUNDS,
    MOST_TABLES,
    HostPolicy,
)
from conference.cafe.setup_actions import PLAIN
from conference.forms import REQUIRED, Form, number_in

NUMBER = InputRequired(_l("Please give a number."))


def _number(value: object) -> int:
    return number_in(str(value or "")) or 0


class QuestionPart(Part):
    """A question, and the round it is asked in (0: every one)."""

    id = HiddenField()
    text = TextAreaField(_l("Question"), validators=[Length(max=LONGEST_QUESTION)])
    round_number = SelectField(_l("Asked in"), coerce=_number, default=0, validate_choice=False)


class RoundPart(Part):
    """A round."""

    minutes = IntegerField(_l("Minutes"), validators=[NUMBER], default=20)


class TablePart(Part):
    """A table; its host is a name, or a name as it is offered."""

    name = StringField(_l("Name"), validators=[Length(max=LONGEST_NAME)])
    language = SelectField(_l("Language"), default="")
    host = StringField(_l("Host"), validators=[Length(max=500)])


class CafeForm(Form):
    """Everything of a café."""

    version = HiddenField()
    title = StringField(_l("Title"), validators=[REQUIRED, Length(max=LONGEST_TITLE)])
    theme = StringField(
        _l("Theme"), validators=[Length(max=LONGEST_THEME)],
        description=_l("Cafés of one theme stand together, in the list and in the report."),
    )  # fmt: skip
    item_id = SelectField(
        _l("Session"), coerce=_number, default=0,
        description=_l("Its page in the agenda then has the button to take part, and who may see it may come."),
    )  # fmt: skip
    questions = FieldList(FormField(QuestionPart), _l("Questions"), max_entries=MOST_QUESTIONS + 1)
    rounds = FieldList(FormField(RoundPart), _l("Rounds"), max_entries=MOST_ROUNDS + 1)
    fewest = IntegerField(_l("Fewest people at a table"), default=4, validators=[NUMBER])
    most = IntegerField(_l("Most people at a table"), default=6, validators=[NUMBER])
    people = IntegerField(
        _l("People you expect"), validators=[Optional()],
        description=_l("Only to work out the tables. Who is seated is who is there when a round opens."),
    )  # fmt: skip
    table_count = IntegerField(_l("Number of tables"), default=1, validators=[NUMBER])
    tables = FieldList(FormField(TablePart), _l("Tables"), max_entries=MOST_TABLES)
    hosts = RadioField(
        _l("Table hosts"), choices=lambda: [(value.value, words[0]) for value, words in HOST_WORDS.items()],
        default=HostPolicy.STAY.value,
    )  # fmt: skip
    mix_organisation = BooleanField(_l("Nobody beside somebody of their own organisation"), default=True)
    mix_country = BooleanField(_l("People of different countries"), default=True)
    mix_kind = BooleanField(_l("Different kinds of organisation"), default=True)
    mix_language = BooleanField(_l("A language that everybody at the table understands"), default=True)
    may_choose = BooleanField(
        _l("People may choose a table"), description=_l("As long as it has room; all others are seated around them.")
    )
    dots = IntegerField(
        _l("Dots for each person"), default=3, validators=[NUMBER],
        description=_l("How many answers to each question one can vote for in the harvest. 0: no vote."),
    )  # fmt: skip
    briefing = TextAreaField(
        _l("Briefing for table hosts"), validators=[Length(max=LONGEST_BRIEFING)],
        description=_l("Hosts read it before the first round and at the table. Markdown: **bold**, lists, links."),
    )  # fmt: skip

    def offer(self, sessions: Sequence[tuple[int, str]], languages: Sequence[tuple[str, str]]) -> None:
        """Fill the choices that depend on the conference, and on the rounds that there are."""
        self.item_id.choices = [(0, _("None: it stands alone")), *sessions]
        rounds = [(number, _("Round %(number)s", number=number)) for number in range(1, len(self.rounds) + 1)]
        for entry in self.questions:
            entry.form.round_number.choices = [(0, _("Every round")), *rounds]
        for laid in self.tables:
            laid.form.language.choices = [("", _("Any language")), *languages]

    def fill(self, content: CafeContent, hosts: Hosts, version: int, people: int) -> None:
        """Put a café into an unsubmitted form."""
        self.process(data={name: getattr(content, name) for name in PLAIN} | {
            "item_id": content.item_id or 0, "hosts": content.hosts.value, "version": str(version), "people": people,
            "questions": [
                {"id": one.id or "", "text": one.text, "round_number": one.round_number or 0}
                for one in content.questions
            ],
            "rounds": [{"minutes": minutes} for minutes in content.rounds],
            "tables": [
                {"name": one.name, "language": one.language, "host": hosts.labels.get(one.host_id or 0, "")}
                for one in content.tables
            ],
            "table_count": len(content.tables),
        })  # fmt: skip

    def content(self, hosts: Hosts) -> CafeContent:
        """Return the café that the form says; questions that are empty are none."""
        plain: dict[str, Any] = {name: self._fields[name].data for name in PLAIN}
        plain |= {"theme": self.theme.data or "", "briefing": self.briefing.data or ""}
        plain |= {"item_id": self.item_id.data or None, "hosts": HostPolicy(self.hosts.data)}
        return CafeContent(
            questions=tuple(
                AskedQuestion(one.text.data, one.round_number.data or None, number_in(one.id.data))
                for one in self._asked()
            ),
            rounds=tuple(entry.form.minutes.data or 0 for entry in self.rounds),
            tables=tuple(_laid(entry.form, hosts) for entry in self.tables),
            **plain,
        )

    def know_hosts(self, hosts: Hosts) -> bool:
        """Tell whether it is clear who is to host each table, and say beside each where it is not."""
        if self.hosts.data == HostPolicy.ROTATE.value:
            return True
        for entry in self.tables:
            text = entry.form.host.data or ""
            meant = hosts.meant(text)
            if text and len(meant) != 1:
                say(entry.form.host, _("Several people are called that: choose one of the list.") if meant else _(
                    "Nobody who takes part is called “%(name)s”.", name=text))  # fmt: skip
        return not any(entry.form.host.errors for entry in self.tables)

    def refuse(self, fields: dict[str, str]) -> None:
        """Put sentences beside the fields they are about; `questions-2` is the third that is not empty."""
        parts = {"questions": "text", "rounds": "minutes", "tables": "host"}
        for name, sentence in fields.items():
            group, _dash, at = name.partition("-")
            if not at:
                say(self._fields[name], sentence)
                continue
            rows = self._asked() if group == "questions" else [entry.form for entry in self._fields[group]]
            say(rows[int(at)]._fields[parts[group]], sentence)

    def sum_up(self) -> dict[str, list[str]]:
        """Have each list say for the summary what is wrong with its rows; return what is wrong with it as such."""
        own: dict[str, list[str]] = {}
        lists: tuple[Any, ...] = (self.questions, self.rounds, self.tables)
        for rows in lists:
            own[rows.name] = [sentence for sentence in rows.errors if isinstance(sentence, str)]
            rows.errors = own[rows.name] + [
                f"{number}. {sentence}"
                for number, entry in enumerate(rows, start=1)
                for field in entry.form
                for sentence in field.errors
            ]
        return own

    def _asked(self) -> list[Any]:
        return [entry.form for entry in self.questions if entry.form.text.data]


def say(field: Any, sentence: str) -> None:
    """Put a sentence beside a field; a list of rows keeps it apart from what its rows say."""
    field.errors = [*field.errors, sentence] if isinstance(field.errors, list | tuple) else [sentence]


def _laid(row: Any, hosts: Hosts) -> LaidTable:
    meant = hosts.meant(row.host.data or "")
    return LaidTable(row.name.data or "", row.language.data or "", meant[0] if len(meant) == 1 else None)
