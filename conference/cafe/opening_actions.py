"""Opening a round: everybody who is there gets a seat, and the clock runs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select

from conference.cafe.act_actions import Done, act, must_be_open
from conference.cafe.actions import present_round, seated_round, tell_all_tables
from conference.cafe.hall_actions import seats_in, tables_in_use, who_is_here
from conference.cafe.models import Cafe, CafeRound, CafeTable, Seat, TableChoice
from conference.cafe.round_actions import close, moment_of
from conference.cafe.rules import MOST_TABLES, ConsoleAct, HostPolicy, RoundState, SeatedHow, tables_needed
from conference.cafe.seating import Quality, seat
from conference.cafe.sitting_actions import Past, past_before, sitters_of, spec_of, wishes_of
from conference.cafe.table_subject_actions import TABLE, send_away, step_down
from conference.calls.actions import open_again
from conference.clock import now
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.block_actions import blocked_pairs
from conference.permissions import Actor


def open_round(actor: Actor, cafe_id: int, number: int, key: str) -> int:
    """Open a round: end the present one, seat everybody who is there, start the clock; and commit.

    Raises `Stale` where it is open or over already, and `Refused` where nobody is there.
    """
    return act(actor, cafe_id, key, ConsoleAct.OPEN, lambda cafe: _open(cafe, number))


def _open(cafe: Cafe, number: int) -> Done:
    must_be_open(cafe)
    row = next((one for one in cafe.rounds if one.number == number), None)
    if row is None:
        raise NotFound(_("There is no such round."))
    if row.state is not RoundState.WAITING:
        raise Stale(_("Round %(number)s was opened already.", number=number))
    at, last = now(), seated_round(cafe.id)
    before = seats_in(last.id) if last else ()
    sat, hosted = {seat.participant_id: seat.table_id for seat in before}, _hosts(before)
    ended = _end_present(cafe, at)
    # One present round for each café is a constraint.
    db.session.flush()
    opening = seat_everybody(cafe, row)
    row.state, row.opened_at, row.closed_at = RoundState.OPEN, at, None
    row.ends_at, row.left_seconds = at + timedelta(minutes=row.minutes), None
    db.session.flush()
    after = seats_in(row.id)
    leave_for(sat, {seat.participant_id: seat.table_id for seat in after})
    step_down(dict(hosted.items() - _hosts(after).items()))
    # What the last ones ended at their table is not ended for those who come.
    open_again(TABLE, [table.id for table in cafe.tables])
    tell_all_tables(cafe.id)
    return Done(
        {"ended": ended, "choices": opening.choices},
        {"made": opening.made, "unseated": opening.unseated},
        row.id,
    )


def _hosts(seats: Sequence[Seat]) -> dict[int, int]:
    """Return who hosts each table."""
    return {seat.table_id: seat.participant_id for seat in seats if seat.is_host}


def _end_present(cafe: Cafe, at: datetime) -> dict[str, Any] | None:
    """End the round that is on, if one is, and return what it was at."""
    row = present_round(cafe.id)
    if row is None:
        return None
    was = moment_of(row, at)
    close(row, at)
    return was


def leave_for(sat: dict[int, int], sits: dict[int, int]) -> None:
    """Send everybody away from the table where they sat and sit no more."""
    leavers: dict[int, list[int]] = {}
    for person, table in sat.items():
        if sits.get(person) != table:
            leavers.setdefault(table, []).append(person)
    send_away(leavers)


@dataclass(frozen=True, slots=True)
class Opening:
    """What seating everybody came to: the tables made for it, the choices it used up, and how many got no seat."""

    made: list[int]
    choices: list[list[int]]
    unseated: int


def seat_everybody(cafe: Cafe, row: CafeRound) -> Opening:
    """Seat all who are there for a round. Raises `Refused` where nobody is."""
    here = who_is_here(cafe.id).guests
    if not here:
        raise Refused(_("Nobody is here yet whom a round could be opened for."))
    made = _make_tables(cafe, len(here))
    tables, past = tables_in_use(cafe.id), past_before(cafe.id, row.id)
    hosts = staying_hosts(cafe, tables, past, here)
    choices = _choices(cafe, here)
    fixed = _fixed(cafe, choices, hosts)
    seating = seat(
        sitters_of(here),
        [spec_of(cafe, table, hosts.get(table.id), tuple(fixed.get(table.id, ()))) for table in tables],
        past.met,
        blocked_pairs(here),
        wishes_of(cafe),
        cafe.seed + row.number,
        previous=past.last_table,
    )
    row.quality = quality_data(seating.quality)
    chosen = {one for people in fixed.values() for one in people}
    _write(row, seating.tables, hosts, past, chosen)
    db.session.execute(delete(TableChoice).where(TableChoice.cafe_id == cafe.id))
    return Opening(made, [list(pair) for pair in choices], len(seating.unseated))


def _make_tables(cafe: Cafe, people: int) -> list[int]:
    """Make the tables that are wanting, and return their ids; numbers go on where they were."""
    there = len(tables_in_use(cafe.id))
    wanted = tables_needed(people, there, cafe.fewest, cafe.most)
    last = db.session.scalar(select(func.max(CafeTable.number)).where(CafeTable.cafe_id == cafe.id)) or 0
    wanting = min(wanted - there, MOST_TABLES - there)
    made = [CafeTable(cafe_id=cafe.id, number=last + one) for one in range(1, wanting + 1)]
    db.session.add_all(made)
    db.session.flush()
    return [table.id for table in made]


def staying_hosts(cafe: Cafe, tables: Sequence[CafeTable], past: Past, here: Collection[int]) -> dict[int, int]:
    """Return who stays as the host of which table: whom the organisers named, or else who hosted it last."""
    if cafe.hosts is not HostPolicy.STAY:
        return {}
    hosts: dict[int, int] = {}
    for source in ({table.id: table.host_id for table in tables}, past.last_host):
        for table in tables:
            one = source.get(table.id)
            if one is not None and one in here and table.id not in hosts and one not in hosts.values():
                hosts[table.id] = one
    return hosts


def _choices(cafe: Cafe, here: Collection[int]) -> list[tuple[int, int]]:
    rows = db.session.execute(
        select(TableChoice.participant_id, TableChoice.table_id)
        .where(TableChoice.cafe_id == cafe.id)
        .order_by(TableChoice.participant_id)
    )
    return [(person, table) for person, table in rows if cafe.may_choose and person in here]


def _fixed(cafe: Cafe, choices: Sequence[tuple[int, int]], hosts: Mapping[int, int]) -> dict[int, list[int]]:
    """Return who gets the table that they chose: as many as have room beside its host."""
    fixed: defaultdict[int, list[int]] = defaultdict(list)
    for person, table in choices:
        if person not in hosts.values() and len(fixed[table]) + (table in hosts) < cafe.most:
            fixed[table].append(person)
    return fixed


def _write(
    row: CafeRound, tables: Mapping[int, Sequence[int]], hosts: Mapping[int, int], past: Past, chosen: Collection[int]
) -> None:
    at, seats = now(), []
    for table, people in tables.items():
        host = hosts.get(table)
        if host not in people:
            host = next_host(people, past)
        seats += [
            {
                "round_id": row.id,
                "table_id": table,
                "participant_id": one,
                "is_host": one == host,
                "how": SeatedHow.CHOSEN if one in chosen else SeatedHow.SEATING,
                "at": at,
            }
            for one in people
        ]
    db.session.execute(insert(Seat), seats)


def next_host(people: Collection[int], past: Past) -> int | None:
    """Return who of a table is to host it: whoever has hosted least."""
    return min(people, key=lambda one: (past.hosted.get(one, 0), one), default=None)


def quality_data(quality: Quality) -> dict[str, Any]:
    """Return the figures of a seating as the console shows them."""
    return asdict(quality) | {"sizes": {str(size): many for size, many in quality.sizes.items()}}
