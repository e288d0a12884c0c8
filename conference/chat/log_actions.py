"""What moderators did in a room: for those who keep order there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference.chat.actions import may_moderate, readable_room
from conference.chat.models import ChatEvent, ChatMessage
from conference.chat.rules import ChatAct
from conference.errors import Forbidden
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that a moderator did.

    `by` and `about` are names, empty of who has left; `text` is that of the message it was done to, empty where there
    is none; `detail` the reason of a mute, or the seconds of slow mode.
    """

    at: datetime
    act: ChatAct
    by: str
    about: str
    text: str
    detail: str


def log_of(actor: Actor, room_id: int) -> Sequence[LogEntry]:
    """Return what was done in a room that the actor keeps order in, newest first. Raises `NotFound`, `Forbidden`."""
    require(actor, Permission.CHAT_MODERATE)
    room, subject = readable_room(actor, room_id)
    if not may_moderate(actor, room, subject):
        raise Forbidden(_("You do not moderate this chat."))
    moderator, person = aliased(Participant), aliased(Participant)
    rows = db.session.execute(
        select(ChatEvent, moderator.name, person.name, ChatMessage.text)
        .outerjoin(ChatMessage, ChatMessage.id == ChatEvent.message_id)
        .outerjoin(moderator, moderator.id == ChatEvent.by_id)
        .outerjoin(person, person.id == func.coalesce(ChatEvent.participant_id, ChatMessage.author_id))
        .where(ChatEvent.room_id == room.id)
        .order_by(ChatEvent.id.desc())
    )
    return [
        LogEntry(event.at, event.act, by or "", about or "", text or "", event.detail)
        for event, by, about, text in rows
    ]
