"""The chat of a session: read and written by who may know of the session, kept in order by moderators."""

from conference.agenda.sight_actions import may_see_item, seen_item
from conference.chat.actions import room_for
from conference.chat.models import ChatRoom
from conference.chat.subjects import Subject, declare
from conference.permissions import Actor, Permission, can

SESSION = "session"


def _may_moderate(actor: Actor, item_id: int) -> bool:
    return can(actor, Permission.STAGE_MODERATE) and may_see_item(actor, item_id)


declare(
    Subject(
        name=SESSION,
        label=lambda actor, item_id: seen_item(actor, item_id).title,
        may_read=may_see_item,
        may_write=may_see_item,
        may_moderate=_may_moderate,
    )
)


def session_room(actor: Actor, item_id: int) -> ChatRoom:
    """Return the chat of a session that the actor may know of. Raises `NotFound`."""
    seen_item(actor, item_id)
    return room_for(actor.conference_id, SESSION, item_id)
