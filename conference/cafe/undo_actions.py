"""Taking back what a facilitator did: refused with a sentence where something that was done later contradicts it."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from conference.cafe.act_actions import in_turn
from conference.cafe.actions import lock_cafe, open_call, present_round, run_cafe, tell_all_tables, tell_cafe
from conference.cafe.console_actions import become
from conference.cafe.hall_actions import seats_in
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import Cafe, CafeEvent, CafeRound, CafeTable, HelpCall, Seat, TableChoice
from conference.cafe.opening_actions import leave_for
from conference.cafe.round_actions import close, set_clock
from conference.cafe.rules import UNDO_OPENING, CafeState, Clock, ConsoleAct, RoundState, state_at
from conference.cafe.seat_actions import (
    carry,
    ensure_host,
    host_of,
    people_at,
    refuse_together,
    seat_of,
    set_host,
    table_in_use,
)
from conference.clock import now
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor

CLOCK_ACTS = frozenset({ConsoleAct.PAUSE, ConsoleAct.RESUME, ConsoleAct.EXTEND, ConsoleAct.END, ConsoleAct.OPEN})
# What stays to be taken back when its round is over.
BEYOND_ITS_ROUND = frozenset({ConsoleAct.END, ConsoleAct.STATE, ConsoleAct.MERGE})


def undo(actor: Actor, cafe_id: int, event_id: int) -> int:
    """Take back what was done, and commit; doing so twice is fine. Raises `Refused` and `Stale` where it cannot be."""
    run_cafe(actor, cafe_id)
    return in_turn(lambda: _undo(actor, cafe_id, event_id))


def _undo(actor: Actor, cafe_id: int, event_id: int) -> int:
    cafe = lock_cafe(actor, cafe_id)
    event = db.session.get(CafeEvent, event_id)
    if event is None or event.cafe_id != cafe_id:
        raise NotFound(_("There is nothing to be taken back."))
    if event.undone_at is None:
        if event.act not in REVERSALS:
            raise Refused(_("This cannot be taken back."))
        REVERSALS[event.act](cafe, event)
        event.undone_at = now()
        tell_cafe(cafe_id)
        tell_all_tables(cafe_id)
    db.session.commit()
    return event_id


def last_undoable(cafe_id: int) -> CafeEvent | None:
    """Return what was done last of all that can be taken back, if that still can be; else None."""
    event = db.session.scalar(
        select(CafeEvent)
        .where(CafeEvent.cafe_id == cafe_id, CafeEvent.undone_at.is_(None), CafeEvent.act.in_(REVERSALS))
        .order_by(CafeEvent.id.desc())
        .limit(1)
    )
    if event is None or (event.act is ConsoleAct.OPEN and event.at + UNDO_OPENING < now()):
        return None
    if event.round_id is None or event.act in BEYOND_ITS_ROUND:
        return event
    row = db.session.get(CafeRound, event.round_id)
    is_over = row is None or state_at(row.state, row.ends_at, now()) is RoundState.CLOSED
    return None if is_over else event


def _contradicted() -> Stale:
    return Stale(_("Something else was done since. Take that back first, or put it right by hand."))


def _refuse_later(event: CafeEvent, acts: Collection[ConsoleAct]) -> None:
    later = select(CafeEvent.id).where(
        CafeEvent.cafe_id == event.cafe_id,
        CafeEvent.id > event.id,
        CafeEvent.act.in_(acts),
        CafeEvent.undone_at.is_(None),
    )
    if db.session.scalar(later.limit(1)) is not None:
        raise _contradicted()


def _round_of(cafe: Cafe, event: CafeEvent) -> CafeRound:
    """Return the round that something was done in. Raises `Refused` when it is over by now."""
    row = present_round(cafe.id)
    if row is None or row.id != event.round_id or state_at(row.state, row.ends_at, now()) is RoundState.CLOSED:
        raise Refused(_("The round is over: this cannot be taken back any more."))
    return row


def _undo_clock(cafe: Cafe, event: CafeEvent) -> None:
    _refuse_later(event, CLOCK_ACTS)
    row, at = _round_of(cafe, event), now()
    if event.act is ConsoleAct.PAUSE:
        set_clock(row, row.clock.resumed(at))
    elif event.act is ConsoleAct.RESUME:
        set_clock(row, row.clock.paused(at))
    elif event.before["state"] == RoundState.CLOSED:
        close(row, at)
    else:
        set_clock(row, row.clock.extended(-event.after["seconds"], at))


def _undo_end(cafe: Cafe, event: CafeEvent) -> None:
    _refuse_later(event, CLOCK_ACTS | {ConsoleAct.STATE})
    if cafe.state is not CafeState.OPEN:
        raise _contradicted()
    put_back(event.before, now())


def put_back(was: Mapping[str, Any] | None, at: datetime) -> None:
    """Have a round that was ended go on with what was left of it."""
    row = db.session.get(CafeRound, was["id"]) if was else None
    if was is None or row is None or was["state"] == RoundState.CLOSED or was["left"] <= 0:
        return
    standing = Clock(left_seconds=was["left"])
    set_clock(row, standing if was["state"] == RoundState.PAUSED else standing.resumed(at))


def _undo_open(cafe: Cafe, event: CafeEvent) -> None:
    """Give back the seats of a round that was opened a moment ago, as if nobody had been seated."""
    row, at = _round_of(cafe, event), now()
    if event.at + UNDO_OPENING < at:
        raise Refused(_("The round has begun: people talk already. End it, if need be."))
    _refuse_later(event, frozenset(ConsoleAct) - {ConsoleAct.HELP, ConsoleAct.MESSAGE})
    if db.session.scalar(select(CafeCard.id).where(CafeCard.round_id == row.id).limit(1)) is not None:
        raise Refused(_("Cards were written in this round already. End it, if need be."))
    leave_for({seat.participant_id: seat.table_id for seat in seats_in(row.id)}, {})
    db.session.execute(delete(Seat).where(Seat.round_id == row.id), execution_options={"synchronize_session": "fetch"})
    row.state, row.ends_at, row.left_seconds, row.opened_at, row.quality = RoundState.WAITING, None, None, None, None
    db.session.flush()
    _take_away_tables(event.after["made"])
    # Who has chosen anew since means that; a table that somebody deleted since is nobody's choice any more.
    anew = set(db.session.scalars(select(TableChoice.participant_id).where(TableChoice.cafe_id == cafe.id)))
    there = set(db.session.scalars(select(CafeTable.id).where(CafeTable.cafe_id == cafe.id)))
    db.session.add_all(
        TableChoice(cafe_id=cafe.id, participant_id=person, table_id=table)
        for person, table in event.before["choices"]
        if person not in anew and table in there
    )
    put_back(event.before["ended"], at)


def _take_away_tables(table_ids: Collection[int]) -> None:
    """Delete tables that were made for the round, but for any that was used since."""
    for table_id in table_ids:
        table = db.session.get(CafeTable, table_id)
        used = select(CafeCard.id).where(CafeCard.table_id == table_id).limit(1)
        called = select(HelpCall.id).where(HelpCall.table_id == table_id).limit(1)
        if table is not None and db.session.scalar(used) is None and db.session.scalar(called) is None:
            db.session.delete(table)


def _undo_seat(cafe: Cafe, event: CafeEvent) -> None:
    row = _round_of(cafe, event)
    seats = [(seat_of(row, person), table) for person, table in event.after["seats"]]
    if any(seat is None or seat.table_id != table for seat, table in seats):
        raise _contradicted()
    leave_for(dict(event.after["seats"]), {})
    for seat, _table in seats:
        db.session.delete(seat)
    db.session.flush()
    for table in {table for _seat, table in seats}:
        ensure_host(cafe, row, table)


def _undo_move(cafe: Cafe, event: CafeEvent) -> None:
    row = _round_of(cafe, event)
    person, table = event.before["participant"], table_in_use(cafe, event.before["table"])
    seat = seat_of(row, person)
    if seat is None or seat.table_id != event.after["table"]:
        raise _contradicted()
    if event.before["is_host"]:
        # Whom somebody has named since stays the host.
        _refuse_later(event, frozenset({ConsoleAct.HOST}))
    refuse_together(people_at(row, table.id), [person], cafe.most)
    carry(cafe, row, [seat], table.id)
    if event.before["is_host"]:
        set_host(row, table.id, person)


def _undo_merge(cafe: Cafe, event: CafeEvent) -> None:
    table, into = db.session.get(CafeTable, event.before["table"]), table_in_use(cafe, event.after["into"])
    if table is None or table.merged_into_id != into.id:
        raise _contradicted()
    table.merged_into_id = None
    row = present_round(cafe.id)
    if row is not None and row.id == event.round_id:
        seats = [seat_of(row, person) for person, _is_host in event.before["people"]]
        there = [seat for seat in seats if seat is not None and seat.table_id == into.id]
        if len(there) < len(seats):
            raise _contradicted()
        if there:
            carry(cafe, row, there, table.id)
            for person in (person for person, is_host in event.before["people"] if is_host):
                set_host(row, table.id, person)
    call = open_call(into.id)
    if call is not None and call.id == event.before["help"]:
        call.table_id = table.id


def _undo_host(cafe: Cafe, event: CafeEvent) -> None:
    row = _round_of(cafe, event)
    table = table_in_use(cafe, event.before["table"])
    before = event.before["host"]
    if before is None or host_of(row, table.id) != event.after["host"] or before not in people_at(row, table.id):
        raise _contradicted()
    set_host(row, table.id, before)


def _undo_state(cafe: Cafe, event: CafeEvent) -> None:
    if cafe.state != event.after["state"]:
        raise _contradicted()
    _refuse_later(event, {ConsoleAct.STATE, ConsoleAct.OPEN})
    become(cafe, CafeState(event.before["state"]))
    put_back(event.before["ended"], now())


Reversal = Callable[[Cafe, CafeEvent], None]
REVERSALS: Mapping[ConsoleAct, Reversal] = {
    ConsoleAct.OPEN: _undo_open,
    ConsoleAct.PAUSE: _undo_clock,
    ConsoleAct.RESUME: _undo_clock,
    ConsoleAct.EXTEND: _undo_clock,
    ConsoleAct.END: _undo_end,
    ConsoleAct.SEAT: _undo_seat,
    ConsoleAct.MOVE: _undo_move,
    ConsoleAct.MERGE: _undo_merge,
    ConsoleAct.HOST: _undo_host,
    ConsoleAct.STATE: _undo_state,
}
