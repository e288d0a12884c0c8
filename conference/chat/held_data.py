"""What chats hold about a person: messages, mutes, what they did as a moderator; and what is erased with them."""

from collections.abc import Mapping

from sqlalchemy import delete, func, select, update

from conference import clock
from conference.chat.models import ChatEvent, ChatMessage, ChatMute
from conference.extensions import db
from conference.people.held_data import contributor, eraser, row_as_data
from conference.people.models import Participant


@contributor
def chat_data(person: Participant) -> Mapping[str, object]:
    """Return what the person wrote, how they were muted, and what they did to keep order."""
    messages = db.session.scalars(
        select(ChatMessage).where(ChatMessage.author_id == person.id).order_by(ChatMessage.id)
    )
    mutes = db.session.scalars(select(ChatMute).where(ChatMute.participant_id == person.id))
    acts = db.session.scalars(select(ChatEvent).where(ChatEvent.by_id == person.id).order_by(ChatEvent.id))
    return {
        "chat_messages": [row_as_data(row, "author_id", "key") for row in messages],
        "chat_mutes": [row_as_data(row, "participant_id") for row in mutes],
        "chat_moderation": [row_as_data(row, "by_id", "participant_id") for row in acts],
    }


@eraser
def erase_from_chats(person: Participant) -> None:
    """Empty the person's messages and forget their mutes and why; that there was a message stays."""
    db.session.execute(
        update(ChatMessage)
        .where(ChatMessage.author_id == person.id)
        .values(text="", deleted_at=func.coalesce(ChatMessage.deleted_at, clock.now()))
    )
    db.session.execute(delete(ChatMute).where(ChatMute.participant_id == person.id))
    db.session.execute(update(ChatEvent).where(ChatEvent.participant_id == person.id).values(detail=""))
