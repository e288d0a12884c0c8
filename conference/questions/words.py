"""What the states of a question are called, in a word and in a sentence."""

from collections.abc import Mapping
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.questions.rules import AnsweredHow, QuestionState

STATES: Mapping[QuestionState, str] = {
    QuestionState.WAITING: _l("Waiting for approval"),
    QuestionState.APPROVED: _l("Open"),
    QuestionState.ANSWERING: _l("Being answered now"),
    QuestionState.ANSWERED: _l("Answered"),
    QuestionState.HIDDEN: _l("Hidden"),
    QuestionState.WITHDRAWN: _l("Taken back"),
    QuestionState.MERGED: _l("Merged"),
}


class _Question(Protocol):
    @property
    def state(self) -> QuestionState: ...

    @property
    def answered_how(self) -> AnsweredHow | None: ...


def state_sentence(question: _Question) -> str:
    """Return a sentence that says what a question is now."""
    if question.answered_how is AnsweredHow.WRITING:
        return str(_("The question is answered in writing."))
    sentences = {
        QuestionState.WAITING: _("The question waits for approval."),
        QuestionState.APPROVED: _("The question is open."),
        QuestionState.ANSWERING: _("The question is being answered now."),
        QuestionState.ANSWERED: _("The question is answered."),
        QuestionState.HIDDEN: _("The question is hidden."),
        QuestionState.WITHDRAWN: _("The question was taken back by who asked it."),
        QuestionState.MERGED: _("The question is merged into another one."),
    }
    return str(sentences[question.state])
