"""Socket door of calls: joining, leaving, switches, signals, and the topics of a room."""

from typing import Any

from sqlalchemy import select

from conference import realtime
from conference.calls.actions import HERE, LINE, TOPIC, joinable_room, member_of, room_state
from conference.calls.join_actions import join_call, leave_call, set_closed, set_flags
from conference.calls.models import CallRoom
from conference.calls.rules import flags_in
from conference.calls.signal_actions import relay
from conference.errors import NotFound
from conference.extensions import db
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission


@message("calls.join", Permission.CALLS_JOIN)
def join(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Take a seat in {"room", "key", "former"?, "microphone"?, "camera"?}: who one is and how the call is carried."""
    flags, former = flags_in(payload), payload.get("former")
    return join_call(actor, id_in(payload, "room"), key_in(payload), flags, former).as_answer()


@message("calls.leave", Permission.CALLS_JOIN)
def leave(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Give the seat of {"room", "peer"} back."""
    leave_call(actor, id_in(payload, "room"), payload.get("peer"))
    return {}


@message("calls.state", Permission.CALLS_JOIN)
def state(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Say of {"room", "peer"} what is switched on: "microphone", "camera", "screen", "hand"."""
    set_flags(actor, id_in(payload, "room"), payload.get("peer"), flags_in(payload))
    return {}


@message("calls.signal", Permission.CALLS_JOIN)
def signal(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Hand on {"room", "peer", "signals": [{"to", "n", "description"?, "candidates"?}]}; answers who is gone."""
    return {"gone": relay(actor, id_in(payload, "room"), payload.get("peer"), payload.get("signals"))}


@message("calls.close", Permission.CALLS_MODERATE)
def close(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Close {"room"} to all but those who keep order, or open it ("closed": false)."""
    set_closed(actor, id_in(payload, "room"), is_closed=payload.get("closed") is not False)
    return {}


def _conference_of(room_id: int) -> int | None:
    return db.session.scalar(select(CallRoom.conference_id).where(CallRoom.id == room_id))


def _may_join(actor: Actor, room_id: int) -> bool:
    try:
        joinable_room(actor, room_id)
    except NotFound:
        return False
    return True


def _has_joined(actor: Actor, room_id: int) -> bool:
    return _may_join(actor, room_id) and member_of(actor, room_id) is not None


def _here(room_id: int) -> dict[str, Any]:
    # Read each second in every room with a call, so it asks no database.
    return {"here": realtime.watching(LINE, room_id)}


realtime.declare(realtime.Topic(TOPIC, Permission.CALLS_JOIN, room_state, _conference_of, _may_join))
realtime.declare(realtime.Topic(HERE, Permission.CALLS_JOIN, _here, _conference_of, _may_join, pulse=True))
# Watching it is being connected: its watchers are those whom signals reach.
realtime.declare(realtime.Topic(LINE, Permission.CALLS_JOIN, lambda _room: {}, _conference_of, _has_joined))
