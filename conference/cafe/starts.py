"""What a new café can start from: a few templates, and the briefing that a table host can use as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.cafe.content import AskedQuestion, CafeContent


@dataclass(frozen=True, slots=True)
class Start:
    """A template: its name, what it is good for, and the rounds (minutes) and questions that it begins with."""

    name: str
    about: str
    rounds: tuple[int, ...]
    questions: tuple[str, ...]
    by_round: bool = False


STARTS: Mapping[str, Start] = {
    "two_rounds": Start(
        _l("Two rounds, three questions"),
        _l("Every table answers all three questions; the second round goes on where the first ended."),
        (25, 25),
        (
            _l("What is the most important challenge here?"),
            _l("What has helped already, and where?"),
            _l("What should be done next, and by whom?"),
        ),
    ),
    "three_rounds": Start(
        _l("Three rounds, a question each"),
        _l("From where we stand, over what could be, to what we do: a new question with each change of tables."),
        (20, 20, 20),
        (
            _l("Where do we stand?"),
            _l("What could be better in five years?"),
            _l("What is the first step, and who takes it?"),
        ),
        by_round=True,
    ),
    "one_round": Start(
        _l("One short round"),
        _l("One question in a quarter of an hour, such as after a talk."),
        (15,),
        (_l("What do we take from this for our own work?"),),
    ),
}
DEFAULT_START = "two_rounds"


def content_from(name: str) -> CafeContent:
    """Return the café that a template begins with; the default one for a name that there is not."""
    start = STARTS.get(name, STARTS[DEFAULT_START])
    questions = tuple(
        AskedQuestion(str(text), number if start.by_round else None)
        for number, text in enumerate(start.questions, start=1)
    )
    return CafeContent("", questions=questions, rounds=start.rounds, briefing=default_briefing())


def default_briefing() -> str:
    """Return what a table host needs to know, in Markdown."""
    return "\n".join((
        _("**When people sit down.** Welcome them, say your name, and let everybody say theirs in one sentence."),
        "",
        _("**In each round**"),
        "",
        _("- Read the question aloud. Let everybody think for a minute before the first one speaks."),
        _("- See that everybody has a say; ask those who are quiet."),
        _("- Have answers written as cards: short, one thought on each. Anyone can write."),
        _("- Star up to three cards for each question: those the table wants to carry on."),
        "",
        _("**When the tables change.** Cards stay with the table. Tell the newcomers in two minutes what they say."),
        "",
        _("**When something is wrong,** press “Call for help”: a facilitator comes to your table."),
    ))  # fmt: skip
