"""The list of cafés and the lobby: which there are for somebody, and how one stands for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.agenda.actions import draft_agenda, released_agenda, visible_items
from conference.agenda.content import ItemContent
from conference.agenda.sight_actions import may_see_item, seen_item
from conference.cafe.actions import may_see_cafe, seat_now
from conference.cafe.hall_actions import who_is_here
from conference.cafe.harvest_models import CafeOutcome
from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable, TableChoice
from conference.cafe.rules import PRESENT_STATES, CafeState, RoundState, state_at
from conference.extensions import db
from conference.people.found_actions import found_as
from conference.permissions import Actor, Permission, can, require


class Phase(StrEnum):
    """How a café stands for somebody in its lobby."""

    DRAFT = "draft"
    FACILITATES = "facilitates"
    BEFORE = "before"
    SEATED = "seated"
    LATE = "late"
    BETWEEN = "between"
    AFTER = "after"
    HARVEST = "harvest"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ListedCafe:
    """A café of the list, and its session where it has one that the reader may know of."""

    cafe: Cafe
    item: ItemContent | None

    @property
    def round_now(self) -> CafeRound | None:
        """The round that is on."""
        return next((one for one in self.cafe.rounds if is_on(one)), None)

    @property
    def starts_at(self) -> datetime | None:
        """When its session begins."""
        return self.item.starts_at if self.item else None


@dataclass(frozen=True, slots=True)
class Lobby:
    """How a café stands for somebody: the present round, their table, the tables to choose from."""

    phase: Phase
    round: CafeRound | None
    table: CafeTable | None
    hosts: CafeTable | None
    chosen_id: int | None
    present: int


def cafes_seen(actor: Actor) -> Sequence[ListedCafe]:
    """Return the cafés that the actor may know of, by their beginning; always as many queries."""
    require(actor, Permission.CAFE_JOIN)
    facilitates = can(actor, Permission.CAFE_FACILITATE)
    rows = db.session.scalars(
        select(Cafe)
        .where(Cafe.conference_id == actor.conference_id)
        .order_by(Cafe.id)
        .options(selectinload(Cafe.questions), selectinload(Cafe.rounds), selectinload(Cafe.tables))
    )
    items = _items(actor, facilitates=facilitates)
    seen = [
        ListedCafe(row, items.get(row.item_id or 0))
        for row in rows
        if facilitates or (row.state is not CafeState.DRAFT and (row.item_id is None or row.item_id in items))
    ]
    return sorted(seen, key=lambda one: (one.starts_at is None, one.starts_at.timestamp() if one.starts_at else 0))


@found_as("cafes")
def are_there_cafes(actor: Actor) -> ColumnElement[bool] | bool:
    """Tell whether the actor has a reason to go to the list of cafés."""
    if not can(actor, Permission.CAFE_JOIN):
        return False
    if can(actor, Permission.CAFE_MANAGE):
        return True
    there = exists().where(Cafe.conference_id == actor.conference_id)
    if not can(actor, Permission.CAFE_FACILITATE):
        there = there.where(Cafe.state != CafeState.DRAFT)
    return there


def session_of(actor: Actor, cafe: Cafe) -> ItemContent | None:
    """Return a café's session, where it has one that the actor may know of."""
    if cafe.item_id is None or not may_see_item(actor, cafe.item_id):
        return None
    return seen_item(actor, cafe.item_id)


def cafe_of_session(actor: Actor, item_id: int) -> Cafe | None:
    """Return the café of a session, where there is one that the actor may know of."""
    cafe = db.session.scalar(select(Cafe).where(Cafe.item_id == item_id))
    return cafe if cafe is not None and may_see_cafe(actor, cafe.id) else None


def lobby_of(actor: Actor, cafe: Cafe) -> Lobby:
    """Return how a café stands for the actor, who may know of it."""
    seat = seat_now(actor.participant_id, cafe.id)
    now = next((one for one in cafe.rounds if is_on(one)), None)
    mine = [one for one in cafe.tables if one.host_id is not None and one.host_id == actor.participant_id]
    phase = _phase(cafe, now, has_seat=seat is not None and now is not None and seat.round_id == now.id)
    if cafe.state is CafeState.OPEN and not mine and seat is None and can(actor, Permission.CAFE_FACILITATE):
        # Who facilitates is seated only where a table names them as its host.
        phase = Phase.FACILITATES
    chosen = select(TableChoice.table_id).where(
        TableChoice.cafe_id == cafe.id, TableChoice.participant_id == actor.participant_id
    )
    return Lobby(
        phase=phase,
        round=now,
        table=db.session.get(CafeTable, seat.table_id) if seat else None,
        hosts=mine[0] if mine else None,
        chosen_id=db.session.scalar(chosen),
        present=len(who_is_here(cafe.id).guests),
    )


def agreed_lists(cafe: Cafe) -> Mapping[int, Sequence[CafeOutcome]]:
    """Return the agreed list of each question, by its id, in order."""
    rows = db.session.scalars(
        select(CafeOutcome)
        .join(CafeQuestion, CafeQuestion.id == CafeOutcome.question_id)
        .where(CafeQuestion.cafe_id == cafe.id, CafeQuestion.agreed_at.is_not(None))
        .order_by(CafeOutcome.order, CafeOutcome.id)
    ).all()
    return {one.id: [row for row in rows if row.question_id == one.id] for one in cafe.questions}


def is_on(held: CafeRound) -> bool:
    """Tell whether a round is on; one whose time is up is not, whether or not that was noted yet."""
    return state_at(held.state, held.ends_at, clock.now()) in PRESENT_STATES


def _phase(cafe: Cafe, now: CafeRound | None, *, has_seat: bool) -> Phase:
    whole = {CafeState.DRAFT: Phase.DRAFT, CafeState.HARVEST: Phase.HARVEST, CafeState.CLOSED: Phase.CLOSED}
    if cafe.state in whole:
        return whole[cafe.state]
    if now is not None:
        return Phase.SEATED if has_seat else Phase.LATE
    waiting = [one.state is RoundState.WAITING for one in cafe.rounds]
    if all(waiting):
        return Phase.BEFORE
    return Phase.BETWEEN if any(waiting) else Phase.AFTER


def _items(actor: Actor, *, facilitates: bool) -> Mapping[int, ItemContent]:
    """Return the sessions that the actor may know of; who facilitates knows the draft's."""
    agenda = released_agenda(actor.conference_id)
    seen = dict(visible_items(agenda, actor).item_by_id) if agenda else {}
    return {**draft_agenda(actor.conference_id).item_by_id, **seen} if facilitates else seen
