"""A table as those who sit there see it: round and clock, questions, people, cards, messages, the call for help."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, realtime
from conference.cafe.actions import may_host, open_call, seat_now, seated_round, tell_table
from conference.cafe.board_state_actions import dots_are_open
from conference.cafe.card_actions import table_here, take_turn
from conference.cafe.desk_actions import round_state
from conference.cafe.hall_actions import milliseconds
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import Cafe, CafeMessage, CafeQuestion, CafeRound, CafeTable, HelpCall, Seat
from conference.cafe.rules import PRESENT_STATES, CafeState, RoundState
from conference.errors import Refused
from conference.extensions import db
from conference.locking import insert_once
from conference.people.models import Participant
from conference.permissions import Actor

MESSAGES_SHOWN, MESSAGES_READ = 3, 30


def table_state(table_id: int) -> dict[str, Any]:
    """Return what all at a table see of it. The caller has asked who that is."""
    table = db.session.get_one(CafeTable, table_id)
    cafe, now = db.session.get_one(Cafe, table.cafe_id), seated_round(table.cafe_id)
    cards = _cards(table_id)
    round_ = round_state(now) if now else None
    is_held = round_ is not None and round_["state"] in PRESENT_STATES
    return {
        "cafe": cafe.id,
        "state": cafe.state.value,
        "dots": dots_are_open(cafe),
        "number": table.number,
        "name": table.name,
        "round": round_,
        "over": now is not None and not is_held and not _is_another_to_come(cafe),
        "writable": is_held and cafe.state is CafeState.OPEN and table.merged_into_id is None,
        "questions": _questions(cafe, now, {card["question"] for card in cards}),
        "people": _people(table_id, now),
        "cards": cards,
        "messages": _messages(table, now),
        "help": _help(table_id),
    }


def people_here(table_id: int) -> dict[str, Any]:
    """Return who has a table open now. It is asked each second for each table, and reads nothing of the database."""
    return {"here": list(realtime.watching("cafe_table", table_id))}


def _questions(cafe: Cafe, now: CafeRound | None, answered: set[int]) -> list[dict[str, Any]]:
    """Return the questions of this round, and earlier ones that this table has cards on (`now` false)."""
    rows = db.session.scalars(
        select(CafeQuestion).where(CafeQuestion.cafe_id == cafe.id).order_by(CafeQuestion.order, CafeQuestion.id)
    )
    shown = [(row, row.round_number is None or (now is not None and row.round_number == now.number)) for row in rows]
    return [{"id": row.id, "text": row.text, "now": is_now} for row, is_now in shown if is_now or row.id in answered]


def _people(table_id: int, now: CafeRound | None) -> list[dict[str, Any]]:
    if now is None:
        return []
    rows = db.session.execute(
        select(Participant, Seat.is_host)
        .join(Seat, Seat.participant_id == Participant.id)
        .where(Seat.round_id == now.id, Seat.table_id == table_id)
        .order_by(Seat.is_host.desc(), Participant.name, Participant.id)
    )
    return [
        {
            "id": person.id,
            "name": person.name,
            "country": person.country,
            "organisation": person.organisation,
            "host": is_host,
        }
        for person, is_host in rows
    ]


def _cards(table_id: int) -> list[dict[str, Any]]:
    """Return the cards of a table, oldest first, each with those that were merged into it."""
    rows = db.session.execute(
        select(CafeCard, Participant.name, CafeRound.number)
        .outerjoin(Participant, Participant.id == CafeCard.author_id)
        .outerjoin(CafeRound, CafeRound.id == CafeCard.round_id)
        .where(CafeCard.table_id == table_id, CafeCard.deleted_at.is_(None))
        .order_by(CafeCard.id)
    ).all()
    cards: dict[int, dict[str, Any]] = {
        card.id: {
            "id": card.id,
            "question": card.question_id,
            "text": card.text,
            "by": card.author_id,
            "name": name or "",
            "round": number,
            "version": card.version,
            "edited": card.edited_by_id is not None and card.edited_by_id != card.author_id,
            "starred": card.is_starred,
            "merged": [],
        }
        for card, name, number in rows
    }
    heads: list[dict[str, Any]] = []
    for card, _name, _number in rows:
        shown = cards[card.id]
        head: Any = cards.get(card.merged_into_id or 0)
        (heads if head is None else head["merged"]).append(shown)
    return heads


def _is_another_to_come(cafe: Cafe) -> bool:
    return any(one.state is RoundState.WAITING for one in cafe.rounds)


def _messages(table: CafeTable, now: CafeRound | None) -> list[dict[str, Any]]:
    """Return the newest messages of facilitators to this table since the round before was over, newest first."""
    before = select(func.max(CafeRound.closed_at)).where(
        CafeRound.cafe_id == table.cafe_id, CafeRound.id != (now.id if now else 0)
    )
    rows = db.session.scalars(
        select(CafeMessage)
        .where(
            CafeMessage.cafe_id == table.cafe_id,
            CafeMessage.at >= func.coalesce(before.scalar_subquery(), CafeMessage.at),
        )
        .order_by(CafeMessage.id.desc())
        .limit(MESSAGES_READ)
    )
    told = [row for row in rows if row.table_ids is None or table.id in row.table_ids]
    return [{"id": row.id, "text": row.text, "at": milliseconds(row.at)} for row in told[:MESSAGES_SHOWN]]


def _help(table_id: int) -> dict[str, Any] | None:
    row = open_call(table_id)
    return {"at": milliseconds(row.asked_at)} if row is not None else None


def call_help(actor: Actor, table_id: int, *, wanted: bool) -> None:
    """Ask for a facilitator to come to one's table, or say that it is settled, and commit. Doing so twice is fine."""
    take_turn(table_here(actor, table_id))
    # Whoever was moved while they waited calls for nobody here.
    table = table_here(actor, table_id)
    if db.session.get_one(Cafe, table.cafe_id).state is not CafeState.OPEN:
        raise Refused(_("The tables of this café are closed."))
    if wanted:
        insert_once(HelpCall, table_id=table_id, asked_by_id=actor.participant_id, asked_at=clock.now())
    elif (call := open_call(table_id)) is not None:
        call.answered_at, call.answered_by_id = clock.now(), actor.participant_id
    tell_table(table)
    db.session.commit()


def table_now(actor: Actor, cafe_id: int) -> CafeTable | None:
    """Return the table at which the actor sits now, or None."""
    seat = seat_now(actor.participant_id, cafe_id)
    return db.session.get(CafeTable, seat.table_id) if seat is not None else None


def briefing_for(actor: Actor, table: CafeTable) -> str:
    """Return the host's briefing (Markdown) for whoever hosts a table; empty for all others."""
    return db.session.get_one(Cafe, table.cafe_id).briefing if may_host(actor, table.id) else ""
