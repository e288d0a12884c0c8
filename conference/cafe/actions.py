"""What all doors of cafés share: a café that somebody may see, its round, who sits where, who may do what."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.agenda.sight_actions import may_see_item
from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable, HelpCall, Seat
from conference.cafe.rules import PRESENT_STATES, CafeState, RoundState
from conference.errors import NotFound
from conference.extensions import db
from conference.locking import locked
from conference.permissions import Actor, Permission, can, require
from conference.read_once import held


def seen_cafe(actor: Actor, cafe_id: int) -> Cafe:
    """Return a café that the actor may know of. Raises `NotFound` for any other, and for a draft unless they run it."""
    require(actor, Permission.CAFE_JOIN)
    cafe = held(Cafe, cafe_id)
    if cafe is None or not _may_see(actor, cafe):
        raise NotFound(_("There is no such world café."))
    return cafe


def may_see_cafe(actor: Actor, cafe_id: int) -> bool:
    """Tell whether the actor may know of a café: it is no draft, and its session is one that they may know of."""
    cafe = held(Cafe, cafe_id)
    return cafe is not None and can(actor, Permission.CAFE_JOIN) and _may_see(actor, cafe)


def _may_see(actor: Actor, cafe: Cafe) -> bool:
    if cafe.conference_id != actor.conference_id:
        return False
    if can(actor, Permission.CAFE_FACILITATE):
        return True
    return cafe.state is not CafeState.DRAFT and (cafe.item_id is None or may_see_item(actor, cafe.item_id))


def run_cafe(actor: Actor, cafe_id: int) -> Cafe:
    """Return a café of the conference that the actor facilitates. Raises `Forbidden` and `NotFound`."""
    require(actor, Permission.CAFE_FACILITATE)
    return seen_cafe(actor, cafe_id)


def lock_cafe(actor: Actor, cafe_id: int) -> Cafe:
    """Return a café, locked: whatever changes who sits where, and the rounds, goes one after the other.

    Raises `NotFound` as `seen_cafe` does.
    """
    seen_cafe(actor, cafe_id)
    cafe = locked(Cafe, cafe_id)
    if cafe is None:
        raise NotFound(_("There is no such world café."))
    return cafe


def table_of(actor: Actor, table_id: int) -> CafeTable:
    """Return a table of a café that the actor may know of. Raises `NotFound`."""
    table = held(CafeTable, table_id)
    if table is None:
        raise NotFound(_("There is no such table."))
    seen_cafe(actor, table.cafe_id)
    return table


def question_of(actor: Actor, question_id: int) -> CafeQuestion:
    """Return a question of a café that the actor may know of. Raises `NotFound`."""
    question = db.session.get(CafeQuestion, question_id)
    if question is None:
        raise NotFound(_("There is no such question."))
    seen_cafe(actor, question.cafe_id)
    return question


def present_round(cafe_id: int) -> CafeRound | None:
    """Return the round that is open or paused."""
    return db.session.scalar(select(CafeRound).where(CafeRound.cafe_id == cafe_id, CafeRound.state.in_(PRESENT_STATES)))


def seated_round(cafe_id: int) -> CafeRound | None:
    """Return the round whose seats count now: the present one, or else the last that was held."""
    return db.session.scalar(
        select(CafeRound)
        .where(CafeRound.cafe_id == cafe_id, CafeRound.state != RoundState.WAITING)
        .order_by(CafeRound.opened_at.desc(), CafeRound.number.desc())
        .limit(1)
    )


def seat_now(participant_id: int | None, cafe_id: int) -> Seat | None:
    """Return where somebody sits now, or sat last while no other round was opened."""
    now = seated_round(cafe_id)
    if now is None or participant_id is None:
        return None
    return db.session.scalar(select(Seat).where(Seat.round_id == now.id, Seat.participant_id == participant_id))


def open_call(table_id: int) -> HelpCall | None:
    """Return a table's call for help that nobody has answered yet."""
    return db.session.scalar(select(HelpCall).where(HelpCall.table_id == table_id, HelpCall.answered_at.is_(None)))


def sits_at(actor: Actor, table_id: int) -> bool:
    """Tell whether the actor sits at a table now."""
    return _seat_at(actor, table_id) is not None


def _seat_at(actor: Actor, table_id: int) -> Seat | None:
    """Return the seat that somebody has at a table now, while the café is open: from the harvest on nobody sits."""
    table = held(CafeTable, table_id)
    cafe = held(Cafe, table.cafe_id) if table else None
    if cafe is None or cafe.state is not CafeState.OPEN or not may_see_cafe(actor, cafe.id):
        return None
    seat = seat_now(actor.participant_id, cafe.id)
    return seat if seat is not None and seat.table_id == table_id else None


def may_be_at(actor: Actor, table_id: int) -> bool:
    """Tell whether the actor may read, hear and write at a table: who sits there now, and who facilitates."""
    table = held(CafeTable, table_id)
    if table is None or not may_see_cafe(actor, table.cafe_id):
        return False
    return can(actor, Permission.CAFE_FACILITATE) or sits_at(actor, table_id)


def may_host(actor: Actor, table_id: int) -> bool:
    """Tell whether the actor may edit, merge and star at a table: its host of now, and who facilitates."""
    table = held(CafeTable, table_id)
    if table is None or not may_see_cafe(actor, table.cafe_id):
        return False
    seat = _seat_at(actor, table_id)
    return can(actor, Permission.CAFE_FACILITATE) or (seat is not None and seat.is_host)


def conference_of_cafe(cafe_id: int) -> int | None:
    """Return the conference that a café belongs to."""
    return db.session.scalar(select(Cafe.conference_id).where(Cafe.id == cafe_id))


def conference_of_table(table_id: int) -> int | None:
    """Return the conference that a table belongs to."""
    return db.session.scalar(
        select(Cafe.conference_id).join(CafeTable, CafeTable.cafe_id == Cafe.id).where(CafeTable.id == table_id)
    )


def conference_of_question(question_id: int) -> int | None:
    """Return the conference that a question of a café belongs to."""
    return db.session.scalar(
        select(Cafe.conference_id)
        .join(CafeQuestion, CafeQuestion.cafe_id == Cafe.id)
        .where(CafeQuestion.id == question_id)
    )


def tell_cafe(cafe_id: int) -> None:
    """Say, before the commit, that a café's round, clock or seats change: everybody's page, and the console."""
    for topic in ("cafe", "cafe_seats", "cafe_desk"):
        realtime.changed(topic, cafe_id)


def tell_table(table: CafeTable) -> None:
    """Say, before the commit, that something at a table changes: the table, and the console."""
    realtime.changed("cafe_table", table.id)
    realtime.changed("cafe_desk", table.cafe_id)


def tell_all_tables(cafe_id: int) -> None:
    """Say, before the commit, that something changes at every table of a café."""
    for table_id in db.session.scalars(select(CafeTable.id).where(CafeTable.cafe_id == cafe_id)):
        realtime.changed("cafe_table", table_id)
