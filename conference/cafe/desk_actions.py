"""What is shown of a café: the lobby and the clock, everybody's table, and the facilitators' console."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from conference import clock
from conference.cafe.actions import seated_round
from conference.cafe.board_state_actions import dots_are_open
from conference.cafe.hall_actions import Here, milliseconds, who_is_here
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import Cafe, CafeRound, CafeTable, HelpCall, Seat, TableChoice
from conference.cafe.rules import GRACE, PRESENT_STATES, RoundState, state_at
from conference.cafe.undo_words_actions import undoable
from conference.extensions import db
from conference.people.models import Participant

State = dict[str, Any]


def cafe_state(cafe_id: int) -> State:
    """Return what all who may take part see: the café's state, the clock, how many are there, the tables."""
    cafe = db.session.get_one(Cafe, cafe_id)
    return {
        "id": cafe.id,
        "state": cafe.state.value,
        "dots": dots_are_open(cafe),
        "present": len(who_is_here(cafe_id).guests),
        "round": _present(cafe),
        "rounds": _rounds(cafe),
        "may_choose": cafe.may_choose,
        "tables": _choices(cafe),
    }


def seats_state(cafe_id: int) -> State:
    """Return who sits where: in the present round, or else the last one. Null where none was opened yet."""
    now = seated_round(cafe_id)
    if now is None:
        return {"round": None, "seats": {}, "numbers": {}}
    seats = db.session.execute(
        select(Seat.participant_id, Seat.table_id, CafeTable.number)
        .join(CafeTable, CafeTable.id == Seat.table_id)
        .where(Seat.round_id == now.id)
        .order_by(Seat.participant_id)
    ).all()
    return {
        "round": round_state(now),
        "seats": {str(person): table for person, table, _number in seats},
        "numbers": {str(table): number for _person, table, number in seats},
    }


def desk_state(cafe_id: int) -> State:
    """Return every table with who is there and who is missing, and all that a facilitator decides by."""
    cafe = db.session.get_one(Cafe, cafe_id)
    here, now = who_is_here(cafe_id), seated_round(cafe_id)
    people = _people(now, here)
    seated = {one["id"] for at in people.values() for one in at}
    is_present = now is not None and state_at(now.state, now.ends_at, clock.now()) in PRESENT_STATES
    return {
        "state": cafe.state.value,
        "present": len(here.guests),
        "round": _present(cafe),
        "ended": _ended(now),
        "rounds": _rounds(cafe),
        "tables": _tables(cafe, people),
        "unseated": _cards_of(here.guests - seated) if is_present else [],
        "missing": sum(not one["here"] for at in people.values() for one in at) if is_present else 0,
        "quality": now.quality if now else None,
        "undo": undoable(cafe_id),
    }


def round_state(row: CafeRound) -> State:
    """Return a round with its clock; one whose time is up is closed, whether or not that was noted yet."""
    state = state_at(row.state, row.ends_at, clock.now())
    return {
        "number": row.number,
        "state": state.value,
        "minutes": row.minutes,
        "ends_at": milliseconds(row.ends_at) if state is RoundState.OPEN else None,
        "left_seconds": row.left_seconds,
    }


def _present(cafe: Cafe) -> State | None:
    states = [round_state(row) for row in cafe.rounds if row.state in PRESENT_STATES]
    return next((state for state in states if state["state"] in PRESENT_STATES), None)


def _ended(last: CafeRound | None) -> State | None:
    """Return which round has ended so short a while ago that it can be extended."""
    if last is None or state_at(last.state, last.ends_at, clock.now()) is not RoundState.CLOSED:
        return None
    until = milliseconds((last.closed_at or last.ends_at or clock.now()) + GRACE)
    return {"number": last.number, "until": until}


def _rounds(cafe: Cafe) -> list[State]:
    now = clock.now()
    return [
        {"number": row.number, "state": state_at(row.state, row.ends_at, now).value, "minutes": row.minutes}
        for row in cafe.rounds
    ]


def _choices(cafe: Cafe) -> list[State]:
    """Return the tables in use, with how many have chosen each for the next round."""
    chosen = dict(
        db.session.execute(
            select(TableChoice.table_id, func.count())
            .where(TableChoice.cafe_id == cafe.id)
            .group_by(TableChoice.table_id)
        ).all()
    )
    return [
        {
            "id": table.id,
            "number": table.number,
            "name": table.name,
            "language": table.language,
            "chosen": chosen.get(table.id, 0),
            "most": cafe.most,
        }
        for table in cafe.tables
        if table.merged_into_id is None
    ]


def _people(now: CafeRound | None, here: Here) -> Mapping[int, list[State]]:
    """Return who sits at each table, the host first, with whether they are there."""
    at: defaultdict[int, list[State]] = defaultdict(list)
    if now is None:
        return at
    rows = db.session.execute(
        select(Seat.table_id, Seat.is_host, Participant.id, Participant.name, Participant.organisation,
               Participant.country)
        .join(Participant, Participant.id == Seat.participant_id)
        .where(Seat.round_id == now.id)
        .order_by(Seat.is_host.desc(), Seat.at, Participant.id)
    )  # fmt: skip
    for table_id, is_host, person, name, organisation, country in rows:
        at[table_id].append(
            {
                "id": person,
                "name": name,
                "organisation": organisation,
                "country": country,
                "here": person in here.everyone,
                "is_host": is_host,
            }
        )
    return at


def _tables(cafe: Cafe, people: Mapping[int, list[State]]) -> list[State]:
    calls = dict(
        db.session.execute(
            select(HelpCall.table_id, HelpCall.asked_at)
            .join(CafeTable, CafeTable.id == HelpCall.table_id)
            .where(CafeTable.cafe_id == cafe.id, HelpCall.answered_at.is_(None))
        ).all()
    )
    cards = dict(
        db.session.execute(
            select(CafeCard.table_id, func.count())
            .join(CafeTable, CafeTable.id == CafeCard.table_id)
            .where(CafeTable.cafe_id == cafe.id, CafeCard.deleted_at.is_(None), CafeCard.merged_into_id.is_(None))
            .group_by(CafeCard.table_id)
        ).all()
    )
    return [
        {
            "id": table.id,
            "number": table.number,
            "name": table.name,
            "language": table.language,
            "merged_into": table.merged_into_id,
            "host": next((one["id"] for one in people.get(table.id, ()) if one["is_host"]), None),
            "help": milliseconds(calls.get(table.id)),
            "people": people.get(table.id, []),
            "cards": cards.get(table.id, 0),
        }
        for table in cafe.tables
    ]


def _cards_of(participant_ids: frozenset[int]) -> list[State]:
    rows = db.session.execute(
        select(Participant.id, Participant.name, Participant.organisation, Participant.country)
        .where(Participant.id.in_(participant_ids))
        .order_by(Participant.name, Participant.id)
    )
    return [row._asdict() for row in rows]
