"""The steps of one asking: what opening, closing, revealing, freezing… make of a round, and what makes no sense."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from conference.errors import Refused
from conference.polls.rules import RoundState, Showing

LONGEST_SECONDS = 24 * 60 * 60


class What(StrEnum):
    """A step of a round."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    ASK_AGAIN = "ask_again"
    RESET = "reset"
    REVEAL = "reveal"
    HIDE = "hide"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    EXTEND = "extend"
    ENDLESS = "endless"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """Where a round stands."""

    state: RoundState = RoundState.DRAFT
    showing: Showing = Showing.HIDDEN
    opens_at: datetime | None = None
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None

    def state_at(self, now: datetime) -> RoundState:
        """Return the state that counts: an open round whose end has passed is closed, whoever is late to say so."""
        if self.state is RoundState.OPEN and self.closes_at is not None and self.closes_at <= now:
            return RoundState.CLOSED
        return self.state


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked for: `seconds` more to extend by, or the moment `at` to open at.

    `poll_seconds` and `poll_showing` are what a new round of this poll begins with.
    """

    what: What
    now: datetime
    seconds: int = 0
    at: datetime | None = None
    poll_seconds: int | None = None
    poll_showing: Showing = Showing.HIDDEN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step makes of a round, and of a new round after it. `already`: it was so before."""

    facts: RoundFacts
    fresh: RoundFacts | None = None
    already: bool = False


def take_step(facts: RoundFacts, step: Step) -> Outcome:
    """Return what a step makes of a round. Raises `Refused` where it makes no sense."""
    return _STEPS[step.what](_ended(facts, step.now), step)


def _ended(facts: RoundFacts, now: datetime) -> RoundFacts:
    """Return the facts with an end that has passed written into them."""
    if facts.state is not facts.state_at(now):
        return replace(facts, state=RoundState.CLOSED, closed_at=facts.closes_at)
    return facts


def _opened(facts: RoundFacts, step: Step) -> RoundFacts:
    end = step.now + timedelta(seconds=step.poll_seconds) if step.poll_seconds else None
    opened_at = facts.opened_at or step.now
    return replace(
        facts, state=RoundState.OPEN, opens_at=None, opened_at=opened_at, closes_at=end, closed_at=None
    )  # fmt: skip


def _open(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is RoundState.OPEN:
        return Outcome(facts, already=True)
    if facts.state is RoundState.CLOSED:
        raise Refused(_("This poll is closed. Reopen it, or ask it again."))
    return Outcome(_opened(facts, step))


def _close(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is RoundState.CLOSED:
        return Outcome(facts, already=True)
    if facts.state is RoundState.DRAFT:
        raise Refused(_("This poll is not open yet."))
    return Outcome(replace(facts, state=RoundState.CLOSED, closed_at=step.now))


def _reopen(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is RoundState.OPEN:
        return Outcome(facts, already=True)
    if facts.state is RoundState.DRAFT:
        raise Refused(_("This poll has not been opened yet."))
    return Outcome(_opened(facts, step))


def _ask_again(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is RoundState.DRAFT:
        return Outcome(_opened(facts, step))
    before = facts if facts.state is RoundState.CLOSED else _close(facts, step).facts
    return Outcome(before, _opened(_new(step), step))


def _reset(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is RoundState.DRAFT:
        return Outcome(facts, already=True)
    before = facts if facts.state is RoundState.CLOSED else _close(facts, step).facts
    return Outcome(before, _new(step))


def _new(step: Step) -> RoundFacts:
    return RoundFacts(showing=Showing.LIVE if step.poll_showing is Showing.LIVE else Showing.HIDDEN)


def _reveal(facts: RoundFacts, _step: Step) -> Outcome:
    return Outcome(replace(facts, showing=Showing.LIVE), already=facts.showing is Showing.LIVE)


def _hide(facts: RoundFacts, _step: Step) -> Outcome:
    return Outcome(replace(facts, showing=Showing.HIDDEN), already=facts.showing is Showing.HIDDEN)


def _freeze(facts: RoundFacts, _step: Step) -> Outcome:
    if facts.showing is Showing.HIDDEN:
        raise Refused(_("The result is hidden. Reveal it first, then it can be frozen."))
    return Outcome(replace(facts, showing=Showing.FROZEN), already=facts.showing is Showing.FROZEN)


def _unfreeze(facts: RoundFacts, _step: Step) -> Outcome:
    if facts.showing is Showing.HIDDEN:
        raise Refused(_("The result is hidden, not frozen."))
    return Outcome(replace(facts, showing=Showing.LIVE), already=facts.showing is Showing.LIVE)


def _extend(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is not RoundState.OPEN:
        raise Refused(_("Only an open poll can be given more time."))
    if not 0 < step.seconds <= LONGEST_SECONDS:
        raise Refused(_("Please give a time from one second to a day."), field="seconds")
    return Outcome(replace(facts, closes_at=(facts.closes_at or step.now) + timedelta(seconds=step.seconds)))


def _endless(facts: RoundFacts, _step: Step) -> Outcome:
    if facts.state is not RoundState.OPEN:
        raise Refused(_("Only an open poll has an end that can be taken away."))
    return Outcome(replace(facts, closes_at=None), already=facts.closes_at is None)


def _schedule(facts: RoundFacts, step: Step) -> Outcome:
    if facts.state is not RoundState.DRAFT:
        raise Refused(_("Only a poll that is not open yet can be scheduled."))
    if step.at is None or step.at <= step.now:
        raise Refused(_("Please give a moment that is still to come."), field="opens_at")
    return Outcome(replace(facts, opens_at=step.at), already=facts.opens_at == step.at)


def _unschedule(facts: RoundFacts, _step: Step) -> Outcome:
    return Outcome(replace(facts, opens_at=None), already=facts.opens_at is None)


_STEPS: Mapping[What, Callable[[RoundFacts, Step], Outcome]] = {
    What.OPEN: _open,
    What.CLOSE: _close,
    What.REOPEN: _reopen,
    What.ASK_AGAIN: _ask_again,
    What.RESET: _reset,
    What.REVEAL: _reveal,
    What.HIDE: _hide,
    What.FREEZE: _freeze,
    What.UNFREEZE: _unfreeze,
    What.EXTEND: _extend,
    What.ENDLESS: _endless,
    What.SCHEDULE: _schedule,
    What.UNSCHEDULE: _unschedule,
}
