"""The chat of a booth: read and written by participants who may see the booth, kept in order by its team."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.chat import subjects as chat
from conference.chat.actions import TOPICS, room_for
from conference.chat.models import ChatRoom
from conference.exhibition.actions import BOOTH, DESK, is_of_team, may_see_booth
from conference.exhibition.models import Booth
from conference.extensions import db
from conference.permissions import Actor, Permission, can


def booth_label(_actor: Actor, booth_id: int) -> str:
    """Return what a booth is called where its chat stands alone."""
    booth = db.session.get(Booth, booth_id)
    return booth.name if booth else str(_("Booth"))


def may_talk_at(actor: Actor, booth_id: int) -> bool:
    """Tell whether the actor may read and write at a booth: by name, wherever they may see it."""
    return can(actor, Permission.EXHIBITION_VISIT) and may_see_booth(actor, booth_id)


def may_keep_order(actor: Actor, booth_id: int) -> bool:
    """Tell whether the actor moderates a booth's chat: its team, and the organisers."""
    if not may_see_booth(actor, booth_id):
        return False
    return is_of_team(actor, booth_id) or can(actor, Permission.EXHIBITION_MANAGE)


chat.declare(chat.Subject(BOOTH, booth_label, may_read=may_talk_at, may_write=may_talk_at, may_moderate=may_keep_order))


def chat_of(actor: Actor, booth_id: int) -> ChatRoom | None:
    """Return a booth's chat; None for whoever may not read it."""
    if not can(actor, Permission.CHAT_READ) or not may_talk_at(actor, booth_id):
        return None
    return room_for(actor.conference_id, BOOTH, booth_id)


def audience_changed(booth: Booth) -> None:
    """Say, inside an action, that fewer may see a booth, or stand at it: who watches it or its chat is asked again."""
    for topic in (BOOTH, DESK):
        realtime.recheck_watchers(topic, booth.id)
    rooms = select(ChatRoom.id).where(ChatRoom.subject == BOOTH, ChatRoom.subject_id == booth.id)
    for room_id in db.session.scalars(rooms).all():
        for topic in TOPICS:
            realtime.recheck_watchers(topic, room_id)
