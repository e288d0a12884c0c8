"""Who is there, at which tables, in which seats."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference import realtime
from conference.cafe.models import CafeTable, Seat
from conference.extensions import db
from conference.people.standing_actions import standings_of
from conference.permissions import Permission, can


@dataclass(frozen=True, slots=True)
class Here:
    """Who is there: all who have the café or one of its tables open, and of them those who are to be seated."""

    everyone: frozenset[int]
    guests: frozenset[int]


def who_is_here(cafe_id: int) -> Here:
    """Return who has the lobby or a table open now, at whatever worker.

    Who facilitates looks on, and is seated only as the host that a table was given.
    """
    everyone = set(realtime.watching("cafe", cafe_id))
    rows = db.session.execute(select(CafeTable.id, CafeTable.host_id).where(CafeTable.cafe_id == cafe_id)).all()
    for table_id, _host in rows:
        everyone.update(realtime.watching("cafe_table", table_id))
    hosts = {host for _table, host in rows}
    seated = {
        one
        for one, standing in standings_of(everyone).items()
        if can(standing.actor, Permission.CAFE_JOIN)
        and (one in hosts or not can(standing.actor, Permission.CAFE_FACILITATE))
    }
    return Here(frozenset(everyone), frozenset(seated))


def tables_in_use(cafe_id: int) -> list[CafeTable]:
    """Return the tables that were not merged into others, by their numbers."""
    return list(
        db.session.scalars(
            select(CafeTable)
            .where(CafeTable.cafe_id == cafe_id, CafeTable.merged_into_id.is_(None))
            .order_by(CafeTable.number)
        )
    )


def seats_in(round_id: int) -> list[Seat]:
    """Return the seats of a round."""
    return list(db.session.scalars(select(Seat).where(Seat.round_id == round_id).order_by(Seat.participant_id)))


def milliseconds(moment: datetime | None) -> int | None:
    """Return a moment as pages count it."""
    return None if moment is None else int(moment.timestamp() * 1000)
