"""One act of a facilitator: under the café's lock, once for each key, noted with what was before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference.cafe.actions import lock_cafe, present_round, run_cafe, tell_cafe
from conference.cafe.models import Cafe, CafeEvent, CafeRound
from conference.cafe.rules import CafeState, ConsoleAct, RoundState, state_at
from conference.clock import now
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor
from conference.races import is_lost_race

TRIES = 2


@dataclass(frozen=True, slots=True)
class Done:
    """What an act changed: ids and numbers only, of what was and of what is."""

    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    round_id: int | None = None


def act(actor: Actor, cafe_id: int, key: str, what: ConsoleAct, change: Callable[[Cafe], Done]) -> int:
    """Do what a facilitator wants, note it, commit, and return the event's id; the same key again is the same act.

    Acts of several facilitators follow each other. Raises what `change` raises, with nothing written.
    """
    run_cafe(actor, cafe_id)
    return in_turn(lambda: _once(actor, cafe_id, key, what, change))


def in_turn(change: Callable[[], int]) -> int:
    """Run something that commits; where the clock or a table was quicker, once more. Raises `Stale` after that."""
    for left in range(TRIES, 0, -1):
        try:
            return change()
        except Exception as error:
            db.session.rollback()
            if not is_lost_race(error):
                raise
            if left == 1:
                raise overtaken() from error
    raise AssertionError  # pragma: no cover - the loop returns or raises


def overtaken() -> Stale:
    """Return the refusal of an act that came after another one changed what it was about."""
    return Stale(_("Somebody else was quicker. Look at what is shown now, and decide again."))


def _once(actor: Actor, cafe_id: int, key: str, what: ConsoleAct, change: Callable[[Cafe], Done]) -> int:
    cafe = lock_cafe(actor, cafe_id)
    known = db.session.scalar(
        select(CafeEvent.id).where(
            CafeEvent.cafe_id == cafe_id, CafeEvent.by_id == actor.participant_id, CafeEvent.key == key
        )
    )
    if known is not None:
        db.session.rollback()
        return known
    done = change(cafe)
    event = CafeEvent(
        cafe_id=cafe_id,
        round_id=done.round_id,
        act=what,
        by_id=actor.participant_id,
        key=key,
        at=now(),
        before=dict(done.before),
        after=dict(done.after),
    )
    db.session.add(event)
    tell_cafe(cafe_id)
    db.session.flush()
    event_id = event.id
    db.session.commit()
    return event_id


def must_be_open(cafe: Cafe) -> None:
    """Refuse what is only done while the café is open."""
    if cafe.state is not CafeState.OPEN:
        raise Refused(_("The world café is not open."))


def running_round(cafe: Cafe, seen: int | None = None) -> CafeRound:
    """Return the round that is open or paused by the clock.

    `seen` is the number of the one that the facilitator saw. Raises `Stale` for another one, `Refused` for none.
    """
    must_be_open(cafe)
    row = present_round(cafe.id)
    if row is None or state_at(row.state, row.ends_at, now()) is RoundState.CLOSED:
        raise Refused(_("No round is open at the moment."))
    if seen is not None and row.number != seen:
        raise overtaken()
    return row
