"""Which steps a moderator is offered where a poll stands, and which of them is the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from conference.polls.rounds import What
from conference.polls.rules import RoundState, Showing


@dataclass(frozen=True, slots=True)
class Offered:
    """A step with its button: what it is called, its icon, and the question asked first, where it is one to ask."""

    what: What
    label: str
    icon: str
    confirm: str = ""


def steps_offered(state: RoundState, showing: Showing, *, has_end: bool) -> Sequence[Offered]:
    """Return the steps that make sense, the next one first."""
    if state is RoundState.DRAFT:
        return [Offered(What.OPEN, _("Open the poll"), "play-fill"), _show_or_hide(showing)]
    if state is RoundState.OPEN:
        return [
            Offered(What.CLOSE, _("Close the poll"), "stop-fill"),
            *_result_steps(showing),
            *_end_steps(has_end=has_end),
            *_again(),
        ]
    reopen = Offered(What.REOPEN, _("Reopen"), "arrow-counterclockwise")
    if showing is Showing.HIDDEN:
        return [*_result_steps(showing), reopen, *_again()]
    again, reset = _again()
    return [again, *_result_steps(showing), reopen, reset]


def _show_or_hide(showing: Showing) -> Offered:
    if showing is Showing.HIDDEN:
        return Offered(What.REVEAL, _("Reveal the result"), "eye")
    return Offered(What.HIDE, _("Hide the result"), "eye-slash")


def _result_steps(showing: Showing) -> list[Offered]:
    freeze = {
        Showing.LIVE: [Offered(What.FREEZE, _("Freeze the result"), "pause-fill")],
        Showing.FROZEN: [Offered(What.UNFREEZE, _("Let it move again"), "play-fill")],
    }
    return [_show_or_hide(showing), *freeze.get(showing, [])]


def _end_steps(*, has_end: bool) -> list[Offered]:
    if not has_end:
        return [Offered(What.EXTEND, _("End in 30 seconds"), "stopwatch")]
    return [
        Offered(What.EXTEND, _("+30 seconds"), "stopwatch"),
        Offered(What.ENDLESS, _("Without an end"), "x-lg"),
    ]


def _again() -> tuple[Offered, Offered]:
    kept = _("A new round begins; the answers so far stay with their own.")
    return (
        Offered(What.ASK_AGAIN, _("Ask again"), "arrow-repeat", kept),
        Offered(What.RESET, _("Reset"), "arrow-clockwise", kept),
    )
