"""Merging two thin tables: people and their call for help go over, the other table's host stays."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference.cafe.act_actions import Done, act, must_be_open
from conference.cafe.actions import open_call, present_round, tell_all_tables
from conference.cafe.models import Cafe, CafeRound, CafeTable, Seat
from conference.cafe.rules import ConsoleAct
from conference.cafe.seat_actions import carry, people_at, refuse_together, table_in_use
from conference.clock import now
from conference.errors import Refused
from conference.extensions import db
from conference.permissions import Actor


def merge(actor: Actor, cafe_id: int, table_id: int, into_id: int, key: str) -> int:
    """Close a table and seat its people at another one, and commit; its cards stay with it, and are shown there.

    Raises `Refused` where they would be too many or cannot share a table, `Stale` where one was merged meanwhile.
    """

    def change(cafe: Cafe) -> Done:
        must_be_open(cafe)
        table, into = table_in_use(cafe, table_id), table_in_use(cafe, into_id)
        if table.id == into.id:
            raise Refused(_("Choose another table to merge it with."))
        row = present_round(cafe.id)
        people = _carry_all(cafe, row, table, into) if row else []
        table.merged_into_id = into.id
        call = _hand_over_help(actor, table, into)
        tell_all_tables(cafe.id)
        return Done({"table": table.id, "people": people, "help": call}, {"into": into.id}, row.id if row else None)

    return act(actor, cafe_id, key, ConsoleAct.MERGE, change)


def _carry_all(cafe: Cafe, row: CafeRound, table: CafeTable, into: CafeTable) -> list[list[Any]]:
    """Seat all of a table at another one, and return who they were and who of them hosted."""
    seats = db.session.scalars(
        select(Seat).where(Seat.round_id == row.id, Seat.table_id == table.id).order_by(Seat.participant_id)
    ).all()
    people = [[seat.participant_id, seat.is_host] for seat in seats]
    refuse_together(people_at(row, into.id), [seat.participant_id for seat in seats], cafe.most)
    if seats:
        carry(cafe, row, seats, into.id)
    return people


def _hand_over_help(actor: Actor, table: CafeTable, into: CafeTable) -> int | None:
    """Have an unanswered call for help wait at the other table, unless that one has called too; return its id."""
    call = open_call(table.id)
    if call is None:
        return None
    if open_call(into.id) is None:
        call.table_id = into.id
    else:
        call.answered_at, call.answered_by_id = now(), actor.participant_id
    db.session.flush()
    return call.id
