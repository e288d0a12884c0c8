"""A round's clock, and its end by hand and by the clock."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from conference import alarms
from conference.cafe.act_actions import Done, act, must_be_open, overtaken, running_round
from conference.cafe.actions import present_round, seated_round, tell_all_tables, tell_cafe
from conference.cafe.models import Cafe, CafeRound
from conference.cafe.rules import GRACE, MOST_MINUTES, Clock, ConsoleAct, RoundState, state_at
from conference.clock import now
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor


def moment_of(row: CafeRound, at: datetime) -> dict[str, Any]:
    """Return what a round is at, so that it can be put back."""
    return {"id": row.id, "state": state_at(row.state, row.ends_at, at).value, "left": row.clock.left(at)}


def close(row: CafeRound, at: datetime) -> None:
    """End a round; its seats stay those of the people until the next one."""
    row.closed_at = min(at, row.ends_at) if row.ends_at else at
    row.state, row.ends_at, row.left_seconds = RoundState.CLOSED, None, None


def set_clock(row: CafeRound, clock: Clock) -> None:
    """Have a round run or stand still with what a clock says."""
    row.state = RoundState.PAUSED if clock.ends_at is None else RoundState.OPEN
    row.ends_at, row.left_seconds, row.closed_at = clock.ends_at, clock.left_seconds, None


def pause(actor: Actor, cafe_id: int, key: str, seen: int | None = None) -> int:
    """Stop the clock, and commit; the round stays, and nobody is moved."""

    def change(cafe: Cafe) -> Done:
        row, at = running_round(cafe, seen), now()
        if row.state is RoundState.PAUSED:
            raise Stale(_("The round is paused already."))
        before = moment_of(row, at)
        set_clock(row, row.clock.paused(at))
        return _changed(cafe, row, before, at)

    return act(actor, cafe_id, key, ConsoleAct.PAUSE, change)


def resume(actor: Actor, cafe_id: int, key: str, seen: int | None = None) -> int:
    """Let the clock go on with what was left, and commit."""

    def change(cafe: Cafe) -> Done:
        row, at = running_round(cafe, seen), now()
        if row.state is RoundState.OPEN:
            raise Stale(_("The round goes on already."))
        before = moment_of(row, at)
        set_clock(row, row.clock.resumed(at))
        return _changed(cafe, row, before, at)

    return act(actor, cafe_id, key, ConsoleAct.RESUME, change)


def extend(actor: Actor, cafe_id: int, seconds: int, key: str, seen: int | None = None) -> int:
    """Give the round more time, or (negative) less, and commit; one that has just ended goes on with it.

    Raises `Refused` for no time, too much, and where no round is on or has just ended.
    """
    if not seconds or abs(seconds) > MOST_MINUTES * 60:
        raise Refused(_("A round can be made longer or shorter by up to %(minutes)s minutes.", minutes=MOST_MINUTES))

    def change(cafe: Cafe) -> Done:
        row, at = _extendable(cafe, seen), now()
        before = moment_of(row, at)
        if row.state is RoundState.CLOSED and seconds < 0:
            raise Refused(_("This round is over."))
        clock = row.clock.extended(seconds, at)
        set_clock(row, Clock(ends_at=at + timedelta(seconds=seconds)) if row.state is RoundState.CLOSED else clock)
        return _changed(cafe, row, before, at, seconds=seconds)

    return act(actor, cafe_id, key, ConsoleAct.EXTEND, change)


def _extendable(cafe: Cafe, seen: int | None) -> CafeRound:
    """Return the round that is on, or the last one if it ended a short while ago."""
    must_be_open(cafe)
    row = present_round(cafe.id) or seated_round(cafe.id)
    if row is None:
        raise Refused(_("No round is open at the moment."))
    if seen is not None and row.number != seen:
        raise overtaken()
    ended = row.closed_at or row.ends_at
    if state_at(row.state, row.ends_at, now()) is RoundState.CLOSED and (ended is None or ended + GRACE < now()):
        raise Refused(_("This round has been over for too long. Open the next one."))
    return row


def end(actor: Actor, cafe_id: int, key: str, seen: int | None = None) -> int:
    """End the round before its time, and commit."""

    def change(cafe: Cafe) -> Done:
        row, at = running_round(cafe, seen), now()
        before = moment_of(row, at)
        close(row, at)
        return _changed(cafe, row, before, at)

    return act(actor, cafe_id, key, ConsoleAct.END, change)


def _changed(cafe: Cafe, row: CafeRound, before: dict[str, Any], at: datetime, **more: int) -> Done:
    tell_all_tables(cafe.id)
    return Done(before, moment_of(row, at) | more, row.id)


@alarms.every_second
def close_rounds_that_are_over() -> None:
    """Note the end of rounds whose time is up. Whoever asks the clock knows it without this."""
    over = (
        update(CafeRound)
        .where(CafeRound.state == RoundState.OPEN, CafeRound.ends_at <= now())
        .values(state=RoundState.CLOSED, closed_at=CafeRound.ends_at, ends_at=None, version=CafeRound.version + 1)
        .returning(CafeRound.cafe_id)
    )
    cafes = set(db.session.scalars(over, execution_options={"synchronize_session": False}))
    for cafe_id in cafes:
        tell_cafe(cafe_id)
        tell_all_tables(cafe_id)
    if cafes:
        db.session.commit()
