"""What leads a café from the console: what comes next, and what can be done beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from conference import clock
from conference.cafe.rules import CafeState, RoundState

State = Mapping[str, Any]
MINUTE, FIVE_MINUTES = 60, 300


@dataclass(frozen=True, slots=True)
class Step:
    """One button: the act and what goes with it, what the button says, and the question that comes first."""

    act: str
    label: str
    values: Mapping[str, int | str] = field(default_factory=dict)
    note: str = ""
    ask: str = ""
    icon: str = ""
    key: str = ""


def next_step(state: State) -> Step | None:
    """Return what comes next in a café, for the one large button: nothing after its close, and none without tables."""
    at, present = CafeState(state["state"]), state["round"]
    if at is CafeState.DRAFT:
        return _to(CafeState.OPEN, _("Open the café"), _("People find it then, and gather in its lobby."))
    if at is not CafeState.OPEN:
        return _close() if at is CafeState.HARVEST else None
    if present:
        number = present["number"]
        return _end(number) if present["state"] == RoundState.OPEN else _resume(number)
    return _next_round(state) if state["tables"] else None


def _next_round(state: State) -> Step:
    waiting = _first(state, RoundState.WAITING)
    if waiting:
        note = _("%(minutes)s minutes. Everybody who is here is seated now.", minutes=waiting["minutes"])
        return Step("open", _("Open round %(number)s", number=waiting["number"]), {"number": waiting["number"]}, note)
    return _to(CafeState.HARVEST, _("Begin the harvest"), _("The boards of all questions open."))


def other_steps(state: State) -> list[Step]:
    """Return what can be done beside what comes next, for the small buttons."""
    at, present = CafeState(state["state"]), state["round"]
    if at is CafeState.HARVEST:
        return [_to(CafeState.OPEN, _("Back to the rounds"), icon="arrow-left")]
    if at is CafeState.CLOSED:
        return [_to(CafeState.HARVEST, _("Back to the harvest"), icon="arrow-left")]
    if at is CafeState.DRAFT:
        return []
    if present:
        return _of_the_clock(present)
    return _between_rounds(state)


def _between_rounds(state: State) -> list[Step]:
    was_held = any(one["state"] == RoundState.CLOSED for one in state["rounds"])
    if not was_held:
        return [_to(CafeState.DRAFT, _("Back to a draft"), icon="arrow-left")]
    steps = []
    if state["ended"] and clock.now().timestamp() * 1000 < state["ended"]["until"]:
        number = state["ended"]["number"]
        again = _("5 more minutes for round %(number)s", number=number)
        values = {"seconds": FIVE_MINUTES, "round": number}
        steps.append(Step("extend", again, values, icon="arrow-counterclockwise"))
    if _first(state, RoundState.WAITING):
        steps.append(_to(CafeState.HARVEST, _("Begin the harvest now"), icon="arrow-right"))
    return steps


def _of_the_clock(present: Mapping[str, Any]) -> list[Step]:
    number = present["number"]
    more = [
        Step("extend", _("1 minute"), {"seconds": MINUTE, "round": number}, icon="plus-lg", key="m"),
        Step("extend", _("5 minutes"), {"seconds": FIVE_MINUTES, "round": number}, icon="plus-lg"),
    ]
    if present["state"] == RoundState.PAUSED:
        return [*more, replace(_end(number), note="", icon="stop-fill")]
    return [Step("pause", _("Pause"), {"round": number}, icon="pause-fill", key="p"), *more]


def _to(state: CafeState, label: str, note: str = "", icon: str = "") -> Step:
    return Step("state", label, {"to": state.value}, note, icon=icon)


def _close() -> Step:
    ask = _("Boards, dots and lists can then be read, and no longer changed. You can open the harvest again.")
    return Step("state", _("Close the café"), {"to": CafeState.CLOSED.value}, ask=ask)


def _end(number: int) -> Step:
    ask = _("Everybody leaves their tables now. For some minutes you can still give this round more time.")
    note = _("It ends by itself when its time is up.")
    return Step("end", _("End round %(number)s", number=number), {"round": number}, note, ask)


def _resume(number: int) -> Step:
    note = _("The clock stands still.")
    return Step("resume", _("Go on with round %(number)s", number=number), {"round": number}, note)


def _first(state: State, at: RoundState) -> Mapping[str, Any] | None:
    return next((one for one in state["rounds"] if one["state"] == at), None)
