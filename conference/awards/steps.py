"""The moderators' buttons: what each step is called, its icon, and what is asked before what cannot be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from conference.awards.rules import What
from conference.awards.vote_words import place_name

SECONDS_MORE = 60


@dataclass(frozen=True, slots=True)
class Offered:
    """A step with its button; `confirm` is the question asked first, where there is one to ask."""

    what: What
    label: str
    icon: str
    confirm: str = ""


def next_offered(what: What, state: dict[str, Any], place: int | None, voters: int) -> Offered:
    """Return the large button. `place`: the one that is revealed next; `voters`: who would be on the roll now."""
    label = step_label(what, place)
    match what:
        case What.OPEN:
            return Offered(what, label, "play-fill", _opening(voters))
        case What.RUN_OFF:
            said = _("Those who share the first place stand, and everybody who may vote now can vote again.")
            return Offered(what, label, "play-fill", said)
        case What.CLOSE:
            return Offered(what, label, "stop-fill", _closing(state))
        case What.DECIDE:
            said = _("What the jury or its founders decided is sealed now and cannot be changed any more.")
            return Offered(what, label, "lock", said)
        case What.REVEAL:
            return Offered(what, label, "trophy" if place == 1 else "eye")
    return Offered(what, label, "arrow-repeat")


def more_offered(state: dict[str, Any]) -> Sequence[Offered]:
    """Return what else can be done while a vote is open."""
    if not state["open"]:
        return ()
    more = [Offered(What.EXTEND, _("+1 minute"), "stopwatch")] if state["closes_at"] else []
    if not state["ballots"]:
        said = _("Nobody has voted yet. The log keeps that the vote was opened and taken back.")
        more.append(Offered(What.TAKE_BACK, _("Take the opening back"), "arrow-counterclockwise", said))
    return more


def step_label(what: What | str, place: int | None = None) -> str:
    """Return what a step is called, on the desk of the stage too."""
    if what == What.REVEAL and place is not None:
        reveals = {1: _("Reveal the winner"), 2: _("Reveal the second place"), 3: _("Reveal the third place")}
        return str(reveals[place])
    return str(
        {
            What.OPEN: _("Open the vote"),
            What.CLOSE: _("Close the vote"),
            What.DECIDE: _("Say that it is decided"),
            What.RUN_OFF: _("Open the run-off"),
            What.REVEAL: _("Reveal the result"),
            What.CHECK: _("Check the vote again"),
        }[What(what)]
    )


def taken_says(what: What, place: int | None) -> str:
    """Return what came of a step."""
    if what is What.REVEAL and place is not None:
        return str(_("The hall sees: %(place)s", place=place_name(place, shared=False)))
    return str(
        {
            What.OPEN: _("The vote is open."),
            What.CLOSE: _("The vote is closed."),
            What.DECIDE: _("It is decided, and sealed until the reveal."),
            What.RUN_OFF: _("The run-off is open."),
            What.REVEAL: _("The result is revealed."),
            What.EXTEND: _("The vote has one minute more."),
            What.TAKE_BACK: _("The opening is taken back."),
            What.CHECK: _("The vote was checked again."),
        }[what]
    )


def _opening(voters: int) -> str:
    said = ngettext(
        "Rules, finalists and the roll are frozen and published: %(num)s person may vote.",
        "Rules, finalists and the roll are frozen and published: %(num)s people may vote.",
        voters,
    )
    return f"{said} {_('As soon as somebody has voted, the opening cannot be taken back.')}"


def _closing(state: dict[str, Any]) -> str:
    # How many have voted moves on while the question stands, and is shown beside it.
    said = _("Once closed, the vote cannot be opened again.")
    return f"{_('It is not over by its clock yet.')} {said}" if state["closes_at"] else str(said)
