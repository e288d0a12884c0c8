"""What world cafés hold about a person: where they sat, what they wanted and did; and what is erased of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from conference.cafe.actions import tell_table
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import Cafe, CafeEvent, CafeMessage, CafeRound, CafeTable, HelpCall, Seat, TableChoice
from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser, row_as_data
from conference.people.models import Participant


@contributor
def cafe_data(person: Participant) -> Mapping[str, object]:
    """Return where the person sat, hosted and wanted to sit."""
    me = person.id
    return {
        "cafe_seats": _rows(
            select(Cafe.title, CafeRound.number, CafeTable.number, Seat.is_host, Seat.at)
            .join(CafeRound, CafeRound.id == Seat.round_id)
            .join(Cafe, Cafe.id == CafeRound.cafe_id)
            .join(CafeTable, CafeTable.id == Seat.table_id)
            .where(Seat.participant_id == me)
            .order_by(Seat.id),
            "cafe", "round", "table", "host", "at",
        ),
        "cafe_table_choices": _rows(
            select(Cafe.title, CafeTable.number)
            .join(Cafe, Cafe.id == CafeTable.cafe_id)
            .join(TableChoice, TableChoice.table_id == CafeTable.id)
            .where(TableChoice.participant_id == me)
            .order_by(CafeTable.id),
            "cafe", "table",
        ),
        "cafe_tables_hosted": _rows(
            select(Cafe.title, CafeTable.number)
            .join(Cafe, Cafe.id == CafeTable.cafe_id)
            .where(CafeTable.host_id == me)
            .order_by(CafeTable.id),
            "cafe", "table",
        ),
    }  # fmt: skip


@contributor
def cafe_acts(person: Participant) -> Mapping[str, object]:
    """Return when the person called for help, and what they did as a facilitator."""
    me = person.id
    return {
        "cafe_help_calls": _whole(
            select(HelpCall)
            .where(or_(HelpCall.asked_by_id == me, HelpCall.answered_by_id == me))
            .order_by(HelpCall.id),
            "asked_by_id", "answered_by_id",
        ),
        "cafe_messages": _whole(
            select(CafeMessage).where(CafeMessage.by_id == me).order_by(CafeMessage.id), "by_id"
        ),
        # Of other people they hold ids: what was done is enough.
        "cafe_acts": _whole(
            select(CafeEvent).where(CafeEvent.by_id == me).order_by(CafeEvent.id), "by_id", "key", "before", "after"
        ),
    }  # fmt: skip


def _rows(query: Select[*tuple[Any, ...]], *names: str) -> list[dict[str, object]]:
    rows: Sequence[Any] = db.session.execute(query).all()
    return [dict(zip(names, map(as_data, row), strict=True)) for row in rows]


def _whole(query: Select[Any], *without: str) -> list[dict[str, object]]:
    return [row_as_data(row, *without) for row in db.session.scalars(query)]


@eraser
def erase_from_cafes(person: Participant) -> None:
    """Name the person as host of no table; seats stay with the nameless row.

    Their name goes from the tables where it is shown just now, too.
    """
    me = person.id
    _tell_their_tables(me)
    db.session.execute(update(CafeTable).where(CafeTable.host_id == me).values(host_id=None))
    db.session.execute(delete(TableChoice).where(TableChoice.participant_id == me))


def _tell_their_tables(participant_id: int) -> None:
    theirs = select(Seat.table_id).where(Seat.participant_id == participant_id)
    written = select(CafeCard.table_id).where(CafeCard.author_id == participant_id)
    for table in db.session.scalars(select(CafeTable).where(or_(CafeTable.id.in_(theirs), CafeTable.id.in_(written)))):
        tell_table(table)
