"""Who wrote in a chat that one reads is known to one, whether or not the directory has them."""

from sqlalchemy import select

from conference.chat.models import ChatMessage, ChatRoom
from conference.chat.subjects import subject_named
from conference.extensions import db
from conference.people.bonds import Bond, declare
from conference.permissions import Actor, Permission, can


def has_read(actor: Actor, participant_id: int) -> bool:
    """Tell whether somebody wrote in a chat that the actor may read."""
    if not can(actor, Permission.CHAT_READ):
        return False
    rooms = db.session.scalars(
        select(ChatRoom)
        .where(ChatRoom.conference_id == actor.conference_id)
        .where(ChatRoom.id.in_(select(ChatMessage.room_id).where(ChatMessage.author_id == participant_id)))
        .order_by(ChatRoom.id)
    )
    return any(_may_read(actor, room) for room in rooms)


def _may_read(actor: Actor, room: ChatRoom) -> bool:
    subject = subject_named(room.subject)
    return subject is not None and subject.may_read(actor, room.subject_id)


declare(Bond(knows=has_read))
