"""What world cafés hold about a person: where they sat, what they wrote, wanted and did; and what is erased of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading, RecommendationNote
from conference.cafe.models import Cafe, CafeEvent, CafeMessage, CafeRound, CafeTable, HelpCall, Seat, TableChoice
from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser, row_as_data
from conference.people.models import Participant


@contributor
def cafe_data(person: Participant) -> Mapping[str, object]:
    """Return where the person sat, hosted and wanted to sit, what they wrote and voted for."""
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
        "cafe_cards": _whole(
            select(CafeCard).where(or_(CafeCard.author_id == me, CafeCard.edited_by_id == me)).order_by(CafeCard.id),
            "author_id", "edited_by_id", "key",
        ),
        "cafe_dots": _rows(
            select(CafeHeading.text, CafeDot.at)
            .join(CafeDot, CafeDot.heading_id == CafeHeading.id)
            .where(CafeDot.participant_id == me)
            .order_by(CafeHeading.id),
            "heading", "at",
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
        "recommendation_notes": _whole(
            select(RecommendationNote).where(RecommendationNote.by_id == me).order_by(RecommendationNote.id), "by_id"
        ),
    }  # fmt: skip


def _rows(query: Select[*tuple[Any, ...]], *names: str) -> list[dict[str, object]]:
    rows: Sequence[Any] = db.session.execute(query).all()
    return [dict(zip(names, map(as_data, row), strict=True)) for row in rows]


def _whole(query: Select[Any], *without: str) -> list[dict[str, object]]:
    return [row_as_data(row, *without) for row in db.session.scalars(query)]


@eraser
def erase_from_cafes(person: Participant) -> None:
    """Loosen cards from the person, and name them as host of no table; seats and dots stay with the nameless row."""
    me = person.id
    for column in (CafeCard.author_id, CafeCard.edited_by_id):
        db.session.execute(update(CafeCard).where(column == me).values({column: None}))
    db.session.execute(update(CafeTable).where(CafeTable.host_id == me).values(host_id=None))
    db.session.execute(delete(TableChoice).where(TableChoice.participant_id == me))
