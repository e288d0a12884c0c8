"""Seats while a round is on: latecomers, moving somebody, naming another host."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference.cafe.act_actions import Done, act, overtaken, running_round
from conference.cafe.actions import tell_all_tables
from conference.cafe.hall_actions import seats_in, tables_in_use, who_is_here
from conference.cafe.models import Cafe, CafeRound, CafeTable, Seat
from conference.cafe.opening_actions import next_host
from conference.cafe.rules import ConsoleAct, SeatedHow
from conference.cafe.seating import Sitter, best_known, counted
from conference.cafe.sitting_actions import past_before, sitters_of, spec_of, wishes_of
from conference.cafe.table_subject_actions import send_away, step_down
from conference.clock import now
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.block_actions import blocked_pairs
from conference.people.standing_actions import standings_of
from conference.permissions import Actor, Permission, can


def seat_latecomers(actor: Actor, cafe_id: int, participant_id: int | None, table_id: int | None, key: str) -> int:
    """Seat somebody who has no seat in this round, or (None) all who are there without one; and commit.

    Each gets the table that fits best, or the given one. Raises `Refused` where nobody can be seated.
    """

    def change(cafe: Cafe) -> Done:
        row = running_round(cafe)
        late = _waiting(cafe, row) if participant_id is None else [_newcomer(actor, row, participant_id)]
        table = None if table_id is None else table_in_use(cafe, table_id)
        placed = _place(cafe, row, late, table)
        if not placed:
            raise Refused(_("No table has room for them, or they cannot share a table with those who sit there."))
        tell_all_tables(cafe.id)
        seats = [[person, at] for person, at in placed.items()]
        return Done({}, {"seats": seats, "unseated": len(late) - len(placed)}, row.id)

    return act(actor, cafe_id, key, ConsoleAct.SEAT, change)


def _waiting(cafe: Cafe, row: CafeRound) -> list[int]:
    """Return who is there without a seat. Raises `Stale` where nobody is."""
    late = sorted(who_is_here(cafe.id).guests - {seat.participant_id for seat in seats_in(row.id)})
    if not late:
        raise Stale(_("Everybody who is here has a seat."))
    return late


def _newcomer(actor: Actor, row: CafeRound, participant_id: int) -> int:
    standing = standings_of([participant_id]).get(participant_id)
    if standing is None or standing.actor.conference_id != actor.conference_id:
        raise NotFound(_("There is no such person."))
    if not can(standing.actor, Permission.CAFE_JOIN):
        raise Refused(_("This person does not take part in the conference."))
    if seat_of(row, participant_id) is not None:
        raise Stale(_("This person has a seat already."))
    return participant_id


def _place(cafe: Cafe, row: CafeRound, late: Sequence[int], only: CafeTable | None) -> dict[int, int]:
    """Give each a seat, one after the other, and return who got which table."""
    hall = Hall.of(cafe, row, late)
    placed: dict[int, int] = {}
    for person in late:
        if only is None:
            table_id = hall.best_for(person)
        else:
            refuse_together(hall.at[only.id], [person], cafe.most)
            table_id = only.id
        if table_id is not None:
            placed[person] = table_id
            hall.sit(person, table_id)
            db.session.add(
                Seat(
                    round_id=row.id,
                    table_id=table_id,
                    participant_id=person,
                    is_host=len(hall.at[table_id]) == 1,
                    how=SeatedHow.LATECOMER,
                    at=now(),
                )
            )
    db.session.flush()
    return placed


@dataclass(frozen=True, slots=True)
class Hall:
    """Who sits where in a round, with all that the best table for somebody depends on."""

    cafe: Cafe
    tables: Sequence[CafeTable]
    people: Mapping[int, Sitter]
    at: dict[int, list[int]]
    met: Mapping[tuple[int, int], int]
    blocked: Mapping[tuple[int, int], int]

    @staticmethod
    def of(cafe: Cafe, row: CafeRound, late: Collection[int]) -> "Hall":
        """Read it, and whoever is to come in."""
        tables, seats = tables_in_use(cafe.id), seats_in(row.id)
        at: dict[int, list[int]] = {table.id: [] for table in tables}
        for seat in seats:
            at.setdefault(seat.table_id, []).append(seat.participant_id)
        everyone = {*late, *(seat.participant_id for seat in seats)}
        people = {one.id: one for one in sitters_of(everyone)}
        met, blocked = counted(past_before(cafe.id, row.id).met), counted(blocked_pairs(everyone))
        return Hall(cafe, tables, people, at, met, blocked)

    def best_for(self, person: int) -> int | None:
        """Return the table that fits somebody best, None where no table does."""
        sitting = [
            (spec_of(self.cafe, table), [self.people[one] for one in self.at[table.id]]) for table in self.tables
        ]
        return best_known([self.people[person]], sitting, self.met, self.blocked, wishes_of(self.cafe))

    def sit(self, person: int, table_id: int) -> None:
        """Note somebody's seat."""
        self.at[table_id].append(person)


def move(actor: Actor, cafe_id: int, participant_id: int, table_id: int, key: str, *, seen: int | None = None) -> int:
    """Move somebody to another table, and commit; a table that loses its host so gets another.

    `seen` is the table where the facilitator saw them. Raises `Stale` where they are not there any more, and `Refused`
    where the table is full or the people cannot share one.
    """

    def change(cafe: Cafe) -> Done:
        row = running_round(cafe)
        seat, table = seat_of(row, participant_id), table_in_use(cafe, table_id)
        if seat is None:
            raise NotFound(_("This person has no seat in this round."))
        if seen is not None and seat.table_id != seen:
            raise overtaken()
        if seat.table_id == table.id:
            raise Stale(_("This person sits at table %(number)s already.", number=table.number))
        before = {"table": seat.table_id, "is_host": seat.is_host}
        refuse_together(people_at(row, table.id), [participant_id], cafe.most)
        carry(cafe, row, [seat], table.id)
        return Done({"participant": participant_id, **before}, {"table": table.id}, row.id)

    return act(actor, cafe_id, key, ConsoleAct.MOVE, change)


def carry(cafe: Cafe, row: CafeRound, seats: Sequence[Seat], table_id: int) -> None:
    """Seat people elsewhere, without committing: they hear nothing of the old table any more, which gets a host."""
    left: dict[int, list[int]] = {}
    for seat in seats:
        left.setdefault(seat.table_id, []).append(seat.participant_id)
        seat.table_id, seat.is_host, seat.how = table_id, False, SeatedHow.MOVED
    # A table has one host at a time, by constraint: the old ones go before new ones are named.
    db.session.flush()
    for one in {table_id, *left}:
        ensure_host(cafe, row, one)
    send_away(left)
    tell_all_tables(cafe.id)


def ensure_host(cafe: Cafe, row: CafeRound, table_id: int) -> None:
    """Name a host where people sit without one."""
    seats = [seat for seat in seats_in(row.id) if seat.table_id == table_id]
    if seats and not any(seat.is_host for seat in seats):
        chosen = next_host([seat.participant_id for seat in seats], past_before(cafe.id, row.id))
        for seat in seats:
            seat.is_host = seat.participant_id == chosen
        db.session.flush()


def name_host(actor: Actor, cafe_id: int, table_id: int, participant_id: int, key: str) -> int:
    """Have somebody who sits at a table host it from now on, and commit."""

    def change(cafe: Cafe) -> Done:
        row, table = running_round(cafe), table_in_use(cafe, table_id)
        before = host_of(row, table.id)
        if before == participant_id:
            raise Stale(_("This person hosts the table already."))
        set_host(row, table.id, participant_id)
        tell_all_tables(cafe.id)
        return Done({"table": table.id, "host": before}, {"host": participant_id}, row.id)

    return act(actor, cafe_id, key, ConsoleAct.HOST, change)


def host_of(row: CafeRound, table_id: int) -> int | None:
    """Return who hosts a table in a round."""
    return db.session.scalar(
        select(Seat.participant_id).where(Seat.round_id == row.id, Seat.table_id == table_id, Seat.is_host)
    )


def set_host(row: CafeRound, table_id: int, participant_id: int) -> None:
    """Make somebody the host of the table where they sit, without committing. Raises `Refused` elsewhere."""
    chosen = seat_of(row, participant_id)
    if chosen is None or chosen.table_id != table_id:
        raise Refused(_("Only somebody who sits at the table can host it."))
    before = host_of(row, table_id)
    if before is not None:
        step_down({table_id: before})
    _each_at(row, table_id, lambda seat: setattr(seat, "is_host", False))
    db.session.flush()
    chosen.is_host = True


def _each_at(row: CafeRound, table_id: int, change: Callable[[Seat], None]) -> None:
    for seat in db.session.scalars(select(Seat).where(Seat.round_id == row.id, Seat.table_id == table_id)):
        change(seat)


def people_at(row: CafeRound, table_id: int) -> list[int]:
    """Return who sits at a table in a round."""
    return [seat.participant_id for seat in seats_in(row.id) if seat.table_id == table_id]


def seat_of(row: CafeRound, participant_id: int) -> Seat | None:
    """Return somebody's seat in a round."""
    return db.session.scalar(select(Seat).where(Seat.round_id == row.id, Seat.participant_id == participant_id))


def table_in_use(cafe: Cafe, table_id: int) -> CafeTable:
    """Return a table of a café. Raises `NotFound` for any other, `Stale` for one that was merged into another."""
    table = db.session.get(CafeTable, table_id)
    if table is None or table.cafe_id != cafe.id:
        raise NotFound(_("There is no such table."))
    if table.merged_into_id is not None:
        raise Stale(_("Table %(number)s was merged into another one.", number=table.number))
    return table


def refuse_together(there: Collection[int], coming: Collection[int], most: int) -> None:
    """Refuse a table that would be too full, or where people meet who must not; not saying who or why."""
    if len(there) + len(coming) > most + 1:
        raise Refused(_("That would be too many: a table has room for %(most)s.", most=most + 1))
    stay, come = set(there), set(coming)
    if any(len({*pair} & stay) == 1 == len({*pair} & come) for pair in blocked_pairs(stay | come)):
        raise Refused(_("These people cannot share a table."))
