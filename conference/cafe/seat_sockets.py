"""Socket door of the console beside the clock: seats, tables, help, messages, the café's state, and taking back."""

from typing import Any

from flask_babel import gettext as _

from conference.cafe import console_actions as console
from conference.cafe import seat_actions as seats
from conference.cafe.merge_actions import merge
from conference.cafe.rules import MOST_TABLES, CafeState
from conference.cafe.undo_actions import undo
from conference.errors import NotFound
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission


@message("cafe.seat", Permission.CAFE_FACILITATE)
def seat(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Seat {"participant"} of {"cafe"}, or all who have no seat, at {"table"} or where each fits best."""
    person, table = _maybe(payload, "participant"), _maybe(payload, "table")
    return _done(seats.seat_latecomers(actor, id_in(payload, "cafe"), person, table, key_in(payload)))


@message("cafe.move", Permission.CAFE_FACILITATE)
def move(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Move {"participant"} to {"table"}; with {"seen"}, only from that table."""
    person, table = id_in(payload, "participant"), id_in(payload, "table")
    key, seen = key_in(payload), _maybe(payload, "seen")
    return _done(seats.move(actor, id_in(payload, "cafe"), person, table, key, seen=seen))


@message("cafe.merge", Permission.CAFE_FACILITATE)
def merge_tables(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Close {"table"} and seat its people at {"into"}."""
    table, into = id_in(payload, "table"), id_in(payload, "into")
    return _done(merge(actor, id_in(payload, "cafe"), table, into, key_in(payload)))


@message("cafe.host", Permission.CAFE_FACILITATE)
def host(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Have {"participant"} host {"table"}, where they sit."""
    table, person = id_in(payload, "table"), id_in(payload, "participant")
    return _done(seats.name_host(actor, id_in(payload, "cafe"), table, person, key_in(payload)))


@message("cafe.answer_help", Permission.CAFE_FACILITATE)
def answer_help(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Say that the call for help of {"table"} is answered."""
    return _done(console.answer_help(actor, id_in(payload, "cafe"), id_in(payload, "table"), key_in(payload)))


@message("cafe.message", Permission.CAFE_FACILITATE)
def say(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Say {"text"} to all tables, to {"tables"}, or {"only"} to some by their numbers ("3, 5-7")."""
    tables = payload.get("tables")
    if tables is not None and not _are_ids(tables):
        raise NotFound(_("There is no such table."))
    text, only = payload.get("text"), payload.get("only", "")
    return _done(console.say(actor, id_in(payload, "cafe"), text, tables, key_in(payload), only=only))


@message("cafe.state", Permission.CAFE_FACILITATE)
def change_state(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Take {"cafe"} to the state {"to"}."""
    to = payload.get("to")
    if not isinstance(to, str) or to not in set(CafeState):
        raise NotFound(_("There is no such state."))
    return _done(console.set_state(actor, id_in(payload, "cafe"), CafeState(to), key_in(payload)))


@message("cafe.undo", Permission.CAFE_FACILITATE)
def take_back(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Take back {"event"}."""
    return _done(undo(actor, id_in(payload, "cafe"), id_in(payload, "event")))


def _maybe(payload: Payload, name: str) -> int | None:
    return id_in(payload, name) if payload.get(name) is not None else None


def _are_ids(value: object) -> bool:
    ids = value if isinstance(value, list) and len(value) <= MOST_TABLES else [None]
    return all(type(one) is int and 0 < one < 2**31 for one in ids)


def _done(event_id: int) -> dict[str, Any]:
    return {"event": event_id}
