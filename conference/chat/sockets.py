"""Socket door of chats: writing, and the topics that readers and moderators watch."""

from typing import Any

from sqlalchemy import select

from conference import realtime
from conference.chat import session_actions as _session_actions  # noqa: F401 - declares the chat of a session
from conference.chat.actions import may_moderate, readable_room, room_state
from conference.chat.models import ChatRoom
from conference.chat.write_actions import own_part, send_message
from conference.errors import NotFound
from conference.extensions import db
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission


@message("chat.send", Permission.CHAT_WRITE)
def send(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Write {"room", "text"}."""
    return {"id": send_message(actor, id_in(payload, "room"), payload.get("text"), key_in(payload))}


@message("chat.mine", Permission.CHAT_READ)
def mine(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Answer with what concerns the actor alone in {"room"}: {"muted": sentence, "seconds": left}."""
    return own_part(actor, id_in(payload, "room"))


def _conference_of(room_id: int) -> int | None:
    return db.session.scalar(select(ChatRoom.conference_id).where(ChatRoom.id == room_id))


def _may_read(actor: Actor, room_id: int) -> bool:
    try:
        readable_room(actor, room_id)
    except NotFound:
        return False
    return True


def _may_moderate(actor: Actor, room_id: int) -> bool:
    try:
        room, subject = readable_room(actor, room_id)
    except NotFound:
        return False
    return may_moderate(actor, room, subject)


realtime.declare(realtime.Topic("chat", Permission.CHAT_READ, room_state, _conference_of, _may_read))
realtime.declare(
    realtime.Topic(
        "chat_desk",
        Permission.CHAT_MODERATE,
        lambda room_id: room_state(room_id, for_moderators=True),
        _conference_of,
        _may_moderate,
    )
)
